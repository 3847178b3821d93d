/** An option as the shipped configuration file explains it. */
export type DocumentedOption = {
  /** `bans.default_duration` */
  readonly path: string;
  /** What stands above it in the file, as one paragraph; empty for a section without a word of its own. */
  readonly description: string;
  /** What stands after it: its default; empty for a section and for what has none. */
  readonly written: string;
};

const INDENT = 2;

/** Every option of a configuration file that is written as ours is: two spaces a level, words above each key. */
export function documentedOptions(text: string): DocumentedOption[] {
  const options: DocumentedOption[] = [];
  const parents: string[] = [];
  let words: string[] = [];
  for (const line of text.split('\n')) {
    const comment = /^ *# ?(.*)$/.exec(line);
    const [, indent = '', key, written = ''] = /^( *)(\w+):(?: (.*))?$/.exec(line) ?? [];
    if (comment) words.push(comment[1] ?? '');
    else if (key !== undefined) {
      parents.length = indent.length / INDENT;
      parents.push(key);
      options.push({ path: parents.join('.'), description: words.join(' '), written });
      words = [];
    } else words = [];
  }
  return options;
}
