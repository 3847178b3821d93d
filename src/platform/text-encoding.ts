/** What a file in UTF-16 begins with. */
export function utf16Order(head: Buffer): 'little' | 'big' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'little';
  if (head[0] === 0xfe && head[1] === 0xff) return 'big';
  return null;
}

/** A whole file's text: UTF-8, or the UTF-16 that PowerShell writes into files. */
export function decodedText(bytes: Buffer): string {
  const order = utf16Order(bytes);
  return order === null ? bytes.toString('utf8') : decodedUtf16(bytes, order);
}

export function decodedUtf16(bytes: Buffer, order: 'little' | 'big'): string {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
  const text = (order === 'little' ? whole : Buffer.from(whole).swap16()).toString('utf16le');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
