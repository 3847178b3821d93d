import {
  type CommandWords,
  type FlagWords,
  knownBehind,
  quoted,
  type Vocabulary,
  WHERE,
} from './vocabulary.ts';

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
    KNOWN,
    `complete -c soc-console -n ${quoted(SAVED_HUNT)} -f -a ${quoted(SAVED_HUNTS)}`,
  ].join('\n')}\n`;
}

const SAVED_HUNT = "__fish_seen_subcommand_from hunt; and string match -q '@*' -- (commandline -ct)";
const SAVED_HUNTS = "(soc-console hunt list 2>/dev/null | string replace -r '\\s+' '\\t')";

/** What only the program knows: rules, alerts, bans. */
const KNOWN = `function __soc_console_known
    set -l given
    set -l next ''
    for word in (commandline -opc)
        set word (string unescape -- $word | string replace -r '^~/' "$HOME/")
        if test -n "$next"
            set -a given $next $word
            set next ''
        else if contains -- $word -c ${WHERE.map((flag) => `--${flag}`).join(' ')}
            set next $word
        else if string match -qr -- '^--(${WHERE.join('|')})=' $word
            set -a given $word
        end
    end
    soc-console completion words $argv[1] (commandline -ct | string replace -r '^--rule=' '' | string match -r '.+') $given 2>/dev/null
end`;

function linesOf({ actions, takesFiles, known, flags }: CommandWords, when: string): string[] {
  const start = `complete -c soc-console -n ${quoted(when)}`;
  const all = actions.join(' ');
  const before = quoted(`${when}; and not __fish_seen_subcommand_from ${all}`);
  return [
    ...(takesFiles ? [] : [`${start} -f`]),
    ...(actions.length === 0 ? [] : [`complete -c soc-console -n ${before} -f -a ${quoted(all)}`]),
    ...(known === null ? [] : [knownLine(known, when)]),
    ...flags.map((flag) => `${start} ${optionOf(flag)} -d ${quoted(flag.help)}`),
  ];
}

function knownLine({ of, after }: NonNullable<CommandWords['known']>, when: string): string {
  const then = after.length === 0 ? when : `${when}; and __fish_seen_subcommand_from ${after.join(' ')}`;
  return `complete -c soc-console -n ${quoted(then)} -k -a ${quoted(`(__soc_console_known ${of})`)}`;
}

function optionOf(flag: FlagWords): string {
  const { long, short, value } = flag;
  const of = knownBehind(flag);
  const name = short === null ? `-l ${long}` : `-l ${long} -s ${short}`;
  if (value.kind === 'none') return name;
  if (of !== null) return `${name} -x -a ${quoted(`(__soc_console_known ${of})`)}`;
  if (value.kind === 'choice') return `${name} -x -a ${quoted(value.choices.join(' '))}`;
  if (value.kind === 'path')
    return value.placeholder === 'DIR' ? `${name} -x -a '(__fish_complete_directories)'` : `${name} -r -F`;
  return `${name} -x`;
}
