/** Key and value pairs of a logfmt line, one after the other, as they are written. */
type LogfmtPair = { readonly key: string; readonly value: string };

type LogfmtLine = {
  readonly pairs: readonly LogfmtPair[];
  /** What stopped a strict reader, or what a lenient one passed over first; null when all was well. */
  readonly error: string | null;
};

const SPACE = /[\0- ]/;

/** Lenient: what is no pair is passed over. Strict: it ends the reading. */
export function readLogfmt(line: string, strict: boolean): LogfmtLine {
  const pairs: LogfmtPair[] = [];
  let error: string | null = null;
  let at = 0;
  const fail = (place: number, what: string): void => {
    error ??= `logfmt syntax error at pos ${place + 1} : ${what}`;
    at = place;
    while (at < line.length && line.charCodeAt(at) > 32) at++;
  };
  while (at < line.length && !(strict && error !== null)) {
    if (line.charCodeAt(at) <= 32) {
      at++;
      continue;
    }
    const start = at;
    while (at < line.length && line.charCodeAt(at) > 32 && line[at] !== '=' && line[at] !== '"') at++;
    const key = line.slice(start, at);
    if (key === '' || line[at] === '"') {
      fail(at, `unexpected '${line[at]}'`);
      continue;
    }
    if (line[at] !== '=') {
      pairs.push({ key, value: '' });
      continue;
    }
    at++;
    if (line[at] === '"') {
      const end = closingQuote(line, at + 1);
      if (end === -1) {
        fail(line.length, 'unterminated quoted value');
        continue;
      }
      const value = unquote(line.slice(at, end + 1));
      at = end + 1;
      if (value === null) fail(at, 'invalid quoted value');
      else pairs.push({ key, value });
      continue;
    }
    const valueStart = at;
    while (at < line.length && !SPACE.test(line[at] as string) && line[at] !== '=' && line[at] !== '"') at++;
    if (line[at] === '=' || line[at] === '"') fail(at, `unexpected '${line[at]}'`);
    else pairs.push({ key, value: line.slice(valueStart, at) });
  }
  return { pairs, error };
}

function closingQuote(line: string, start: number): number {
  for (let at = start; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === '"') return at;
  }
  return -1;
}

function unquote(quoted: string): string | null {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
}
