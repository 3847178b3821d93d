const PRIORITY = /^<\d{1,3}>/;
/** RFC 5424, or RFC 3164 with its own stamp or that of RFC 3339. */
const STAMPED =
  /^(?:<\d{1,3}>)?(?:1 \S|[A-Z][a-z]{2} [ \d]?\d (?:\d{4} )?\d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)/;

/**
 * One message as a line of a syslog file. What has no stamp gets that of its arrival and its sender, as RFC 3164 asks
 * of a relay; a line end within it is written as rsyslog writes it, so that a sender cannot write a line as another.
 */
export function lineOf(bytes: Buffer, sender: string, arrival: () => string): string {
  const text = bytes
    .toString('utf8')
    .replace(/[\r\n\0]+$/, '')
    .replaceAll('\n', '#012')
    .replaceAll('\0', '#000');
  if (STAMPED.test(text)) return text;
  const priority = PRIORITY.exec(text)?.[0] ?? '';
  return `${priority}${arrival()} ${sender} ${text.slice(priority.length).trimStart()}`;
}
