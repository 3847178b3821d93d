import { type CommandWords, type FlagWords, quoted, type Vocabulary } from './vocabulary.ts';

/** A script for fish's folder of completions. */
export function fishCompletion(words: Vocabulary): string {
  const names = words.map(({ name }) => name).filter((name) => name !== 'live');
  const none = `not __fish_seen_subcommand_from ${names.join(' ')}`;
  return `${[
    '# Completion of soc-console for fish:',
    '#   soc-console completion fish > ~/.config/fish/completions/soc-console.fish',
    ...words.flatMap(({ name, summary }) => {
      if (name === 'live') return [];
      return [`complete -c soc-console -n ${quoted(none)} -a ${name} -d ${quoted(summary)}`];
    }),
    ...words.flatMap((command) => {
      const when = command.name === 'live' ? none : `__fish_seen_subcommand_from ${command.name}`;
      return linesOf(command, when);
    }),
    `complete -c soc-console -n ${quoted(SAVED_HUNT)} -f -a ${quoted(SAVED_HUNTS)}`,
  ].join('\n')}\n`;
}

const SAVED_HUNT = "__fish_seen_subcommand_from hunt; and string match -q '@*' -- (commandline -ct)";
const SAVED_HUNTS = "(soc-console hunt list 2>/dev/null | string replace -r '\\s+' '\\t')";

function linesOf({ actions, takesFiles, flags }: CommandWords, when: string): string[] {
  const start = `complete -c soc-console -n ${quoted(when)}`;
  const known = actions.join(' ');
  const before = quoted(`${when}; and not __fish_seen_subcommand_from ${known}`);
  return [
    ...(takesFiles ? [] : [`${start} -f`]),
    ...(actions.length === 0 ? [] : [`complete -c soc-console -n ${before} -f -a ${quoted(known)}`]),
    ...flags.map((flag) => `${start} ${optionOf(flag)} -d ${quoted(flag.help)}`),
  ];
}

function optionOf({ long, short, value }: FlagWords): string {
  const name = short === null ? `-l ${long}` : `-l ${long} -s ${short}`;
  if (value.kind === 'none') return name;
  if (value.kind === 'choice') return `${name} -x -a ${quoted(value.choices.join(' '))}`;
  if (value.kind === 'path')
    return value.placeholder === 'DIR' ? `${name} -x -a '(__fish_complete_directories)'` : `${name} -r -F`;
  return `${name} -x`;
}
