import { type CommandWords, type FlagWords, quoted, type Vocabulary } from './vocabulary.ts';

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
if [[ $funcstack[1] == _soc-console ]]; then _soc-console "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _soc-console soc-console
fi
`;
}

function branch({ name, actions, takesFiles, flags }: CommandWords): string {
  const last = takesFiles ? '_files' : ' ';
  const first = actions.length === 0 ? [] : [quoted(`1:action:(${actions.join(' ')})`)];
  const rest = [...flags.map(argument), ...first, quoted(`*:argument:${last}`)];
  return `    ${name}) shift words; (( CURRENT-- )); _arguments -s ${rest.join(' ')} ;;`;
}

function argument({ long, short, help, value }: FlagWords): string {
  const about = `[${help.replace(/[[\]:\\]/g, '\\$&')}]`;
  const taken = value.kind === 'none' ? '' : `:${value.placeholder.replaceAll(':', '\\:')}:${offer(value)}`;
  const written = quoted(`*--${long}${taken === '' ? '' : '='}${about}${taken}`);
  return short === null ? written : `${written} ${quoted(`*-${short}${about}${taken}`)}`;
}

function offer(value: FlagWords['value']): string {
  if (value.kind === 'choice') return `(${value.choices.join(' ')})`;
  if (value.kind === 'path') return value.placeholder === 'DIR' ? '_files -/' : '_files';
  return ' ';
}
