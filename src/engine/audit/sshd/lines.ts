/** One line of sshd_config. `keyword` is lower case; arguments are without their quotes. */
export type SshdLine = {
  readonly line: number;
  readonly keyword: string;
  readonly args: readonly string[];
  readonly raw: string;
};

const MAX_LINE = 4096;

/** The lines of an sshd_config(5) that say something. A keyword without an argument has none: it is a mistake. */
export function sshdLines(text: string): SshdLine[] {
  return text.split('\n').flatMap((raw, index) => {
    const words = raw.length > MAX_LINE ? [] : wordsOf(raw.trim());
    const [keyword, ...args] = words;
    if (keyword === undefined) return [];
    return [{ line: index + 1, keyword: keyword.toLowerCase(), args, raw: raw.trim() }];
  });
}

/** `Keyword value`, `Keyword=value`, `Keyword "a value" other # remark`. */
function wordsOf(line: string): string[] {
  if (line.startsWith('#')) return [];
  const keyword = /^"?([\w-]+)"?/.exec(line);
  if (keyword === null) return line === '' ? [] : [line];
  const rest = line.slice(keyword[0].length).replace(/^\s*=?\s*/, '');
  const words = [keyword[1] ?? ''];
  for (const [word, quoted, plain] of rest.matchAll(/"([^"]*)"|([^\s"]+)/g)) {
    if (word.startsWith('#')) break;
    words.push(quoted ?? plain ?? '');
  }
  return words;
}
