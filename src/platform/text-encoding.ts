/** The order of bytes of a text in UTF-16, by what it begins with; null when it is none. */
export function utf16Order(head: Buffer): 'little' | 'big' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'little';
  if (head[0] === 0xfe && head[1] === 0xff) return 'big';
  return unmarkedOrder(head.subarray(0, SURE));
}

/** Only so many bytes are judged, so that a log is judged alike however much of it was there: later lines may have any character. */
const SURE = 64;
const LEAST = 16;

/** Without a mark: every second byte is 0, and the others are plain text, as in nothing else that is a log. */
function unmarkedOrder(start: Buffer): 'little' | 'big' | null {
  const whole = start.length - (start.length % 2);
  if (whole < LEAST) return null;
  const isText = (text: 0 | 1): boolean => {
    for (let at = 0; at < whole; at += 2) {
      const byte = start[at + text] ?? 0;
      const isPlain = (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13;
      if (!isPlain || start[at + 1 - text] !== 0) return false;
    }
    return true;
  };
  if (isText(0)) return 'little';
  return isText(1) ? 'big' : null;
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
