import {
  type CommandWords,
  type FlagWords,
  knownBehind,
  quoted,
  type Vocabulary,
  WHERE,
} from './vocabulary.ts';

/** A function for zsh's `fpath`, or to be sourced: only then nobody has told zsh yet what it is for. */
export function zshCompletion(words: Vocabulary): string {
  const named = words.filter(({ name }) => name !== 'live');
  const live = words.filter(({ name }) => name === 'live');
  return `#compdef soc-console
# Completion of soc-console for zsh, in a folder of $fpath:
#   soc-console completion zsh > ~/.zfunc/_soc-console
# or, after compinit, in ~/.zshrc:
#   source <(soc-console completion zsh)
_soc-console() {
  local -a commands
  commands=(
${named.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
  )
  local command=\${words[2]}
  if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then
    _describe -t commands command commands
    _files
    return
  fi
  if [[ $command == hunt && $PREFIX == @* ]]; then
    compadd -- \${\${(f)"$(soc-console hunt list 2>/dev/null)"}%% *}
    return
  fi
  case $command in
${named.map(branch).join('\n')}
${live.map(({ flags }) => `    *) _arguments -s ${flags.map(argument).join(' ')} '*:file:_files' ;;`).join('\n')}
  esac
}
# What only the program knows: rules, alerts, bans.
_soc_console_known() {
  local at
  local -a given lines
  for ((at = 1; at < CURRENT; at++)); do
    case $words[at] in
      -c|--(${WHERE.join('|')})) given+=("$words[at]" "\${\${(Q)words[at+1]}/#\\~\\//$HOME/}") ;;
      --(${WHERE.join('|')})=*) given+=("\${(Q)words[at]}") ;;
    esac
  done
  lines=(\${(f)"$(soc-console completion words $1 $PREFIX $given 2>/dev/null)"})
  local -a told=(\${lines/$'\\t'/  })
  compadd -V known -l -d told -- \${lines%%$'\\t'*}
}
# Behind these actions; else a file.
_soc_console_known_after() {
  if [[ -n \${words[(r)($2)]} ]]; then _soc_console_known $1; [[ $words[2] != backtest ]] && return; fi
  _files
}
if [[ $funcstack[1] == _soc-console ]]; then _soc-console "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _soc-console soc-console
fi
`;
}

function branch({ name, actions, takesFiles, known, flags }: CommandWords): string {
  const last = takesFiles ? '_files' : ' ';
  const ours =
    known === null
      ? []
      : known.after.length === 0
        ? [quoted(`*:${known.of}: _soc_console_known ${known.of}`)]
        : [quoted(`2:${known.of}: _soc_console_known_after ${known.of} ${quoted(known.after.join('|'))}`)];
  const first = actions.length === 0 ? [] : [quoted(`1:action:(${actions.join(' ')})`)];
  const rest = [
    ...flags.map(argument),
    ...first,
    ...ours,
    ...(known?.after.length === 0 ? [] : [quoted(`*:argument:${last}`)]),
  ];
  return `    ${name}) shift words; (( CURRENT-- )); _arguments -s ${rest.join(' ')} ;;`;
}

function argument({ long, short, help, value }: FlagWords): string {
  const about = `[${help.replace(/[[\]:\\]/g, '\\$&')}]`;
  const taken =
    value.kind === 'none'
      ? ''
      : `:${value.placeholder.replaceAll(':', '\\:')}:${offer({ long, short, help, value })}`;
  const written = quoted(`*--${long}${taken === '' ? '' : '='}${about}${taken}`);
  return short === null ? written : `${written} ${quoted(`*-${short}${about}${taken}`)}`;
}

function offer(flag: FlagWords): string {
  const { value } = flag;
  const of = knownBehind(flag);
  if (of !== null) return ` _soc_console_known ${of}`;
  if (value.kind === 'choice') return `(${value.choices.join(' ')})`;
  if (value.kind === 'path') return value.placeholder === 'DIR' ? '_files -/' : '_files';
  return ' ';
}
