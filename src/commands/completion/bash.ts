import { type CommandWords, quoted, typed, type Vocabulary, withValue } from './vocabulary.ts';

/** A script for bash 4 or newer. */
export function bashCompletion(words: Vocabulary): string {
  const names = words.map(({ name }) => name).filter((name) => name !== 'live');
  return `# Completion of soc-console for bash:
#   soc-console completion bash > ~/.local/share/bash-completion/completions/soc-console
_soc_console() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command='' words=0 at
  # --flag=value comes as three words.
  if [[ $cur == = ]]; then cur=''
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      ${withValue(words).join('|')}) [[ \${COMP_WORDS[++at]} == = ]] && ((at++)) ;;
      -?*) ;;
      *) [[ $words -eq 0 ]] && command=\${COMP_WORDS[at]}; ((words++)) ;;
    esac
  done
  case $command in ${names.join('|')}) ;; *) command=live ;; esac
  local flags='' actions='' files=''
  case $command in
${words.map(branch).join('\n')}
  esac
  case "$command $prev" in
${words.flatMap(values).join('\n')}
  esac
  if [[ $cur == -* ]]; then _soc_console_offer -W "$flags"
  # COMP_WORDS has the @ as a word of its own; what is replaced begins with it.
  elif [[ $command == hunt && $2 == @* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(soc-console hunt list 2>/dev/null | cut -d ' ' -f 1)" -- "$2")
  elif [[ $words -eq 0 ]]; then _soc_console_offer -f -W ${quoted(names.join(' '))}
  elif [[ $words -eq 1 && -n $actions ]]; then _soc_console_offer -W "$actions"
  elif [[ -n $files ]]; then _soc_console_offer -f
  fi
}
_soc_console_offer() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$@" -- "$cur")
}
complete -F _soc_console soc-console
`;
}

function branch({ name, actions, takesFiles, flags }: CommandWords): string {
  const all = flags.flatMap(({ long }) => [`--${long}`]).join(' ');
  return `    ${name}) flags=${quoted(all)}; actions=${quoted(actions.join(' '))}; files=${takesFiles ? '-f' : "''"} ;;`;
}

/** After a flag with a value: its choices, files, folders, or nothing. */
function values({ name, flags }: CommandWords): string[] {
  return flags.flatMap((flag) => {
    if (flag.value.kind === 'none') return [];
    const before = typed(flag)
      .map((word) => `"${name} ${word}"`)
      .join('|');
    return [`    ${before}) ${offer(flag.value)}return ;;`];
  });
}

function offer(value: CommandWords['flags'][number]['value']): string {
  if (value.kind === 'choice') return `_soc_console_offer -W ${quoted(value.choices.join(' '))}; `;
  if (value.kind === 'path') return `_soc_console_offer ${value.placeholder === 'DIR' ? '-d' : '-f'}; `;
  return '';
}
