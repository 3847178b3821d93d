/**
 * What an attacker wrote, as the server will read it: escapes of the log undone, percent-decoded (three times, because
 * proxies and programs decode too), `+` as space, overlong UTF-8 folded, look-alikes of ASCII set right. Returns the same
 * string when there is nothing to do.
 */
export function decodeTarget(target: string): string {
  let text = target.includes('\\') ? target.replace(LOG_ESCAPES, unescapeLog) : target;
  if (text.includes('+')) text = text.replaceAll('+', ' ');
  for (let round = 0; round < 3 && text.includes('%'); round++) text = percentDecode(text);
  if (text.includes('%')) text = withoutStrayPercents(text);
  return LOOKALIKES.test(text) ? text.replace(EACH_LOOKALIKE, asciiOf) : text;
}

/** IIS drops a `%` that no escape follows, so that `S%E%L%E%C%T` arrives as a word. */
function withoutStrayPercents(text: string): string {
  return STRAY.test(text) ? text.replaceAll('%', '') : text;
}

const STRAY = /%\w%\w%\w/;

/** nginx writes what would break the line, a backslash among it, as `\xHH`; Apache `"` and `\` with a backslash before. */
const LOG_ESCAPES = /((?:\\x[0-9a-fA-F]{2})+)|\\(["\\])/g;

function unescapeLog(_: string, bytes: string | undefined, sign: string | undefined): string {
  if (bytes === undefined) return sign ?? '';
  return decodeUtf8(
    bytes
      .slice(2)
      .split('\\x')
      .map((hex) => Number.parseInt(hex, 16)),
  );
}

/** Full-width forms, the modifier apostrophe, mathematical slashes: databases and file systems take them for ASCII. */
const LOOKALIKES = /[\uff01-\uff5e\u02bc\u2215\u2216\u2044]/;
const EACH_LOOKALIKE = new RegExp(LOOKALIKES, 'g');
const OTHERS: Readonly<Record<string, string>> = {
  '\u02bc': "'",
  '\u2215': '/',
  '\u2044': '/',
  '\u2216': '\\',
};

function asciiOf(sign: string): string {
  return OTHERS[sign] ?? String.fromCharCode(sign.charCodeAt(0) - 0xfee0);
}

const ESCAPES = /(?:%[0-9a-fA-F]{2})+|%u[0-9a-fA-F]{4}/g;

function percentDecode(text: string): string {
  try {
    // Well-formed text, nearly all there is, is decoded at once.
    return decodeURIComponent(text);
  } catch {
    return decodeLeniently(text);
  }
}

function decodeLeniently(text: string): string {
  return text.replace(ESCAPES, (run) => {
    if (run.charCodeAt(1) === 0x75) return String.fromCharCode(Number.parseInt(run.slice(2), 16));
    if (run.length === 3) return String.fromCharCode(Number.parseInt(run.slice(1), 16));
    const bytes: number[] = [];
    for (let at = 1; at < run.length; at += 3) bytes.push(Number.parseInt(run.slice(at, at + 2), 16));
    return decodeUtf8(bytes);
  });
}

/** Lenient UTF-8: overlong forms become what they hide, stray bytes become Latin-1. */
function decodeUtf8(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] as number;
    const extra =
      lead >= 0xf0 && lead < 0xf8 ? 3 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xc0 && lead < 0xe0 ? 1 : 0;
    let code = extra === 0 ? lead : lead & (0x3f >> extra);
    let used = 1;
    while (used <= extra && ((bytes[at + used] ?? 0) & 0xc0) === 0x80) {
      code = (code << 6) | ((bytes[at + used] as number) & 0x3f);
      used++;
    }
    const whole = used === extra + 1 && code <= 0x10ffff;
    text += String.fromCodePoint(whole ? code : lead);
    at += whole ? used : 1;
  }
  return text;
}
