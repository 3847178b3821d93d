/** A value as LogQL quotes it. */
export function logqlText(value: string): string {
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (char) =>
    char >= '\ud800' && char <= '\udfff' ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
