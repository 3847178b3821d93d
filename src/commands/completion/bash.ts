import {
  type CommandWords,
  type FlagWords,
  knownBehind,
  quoted,
  typed,
  type Vocabulary,
  WHERE,
  withValue,
} from './vocabulary.ts';

/** A script for bash 4 or newer. */
export function bashCompletion(words: Vocabulary): string {
  const names = words.map(({ name }) => name).filter((name) => name !== 'live');
  return `# Completion of soc-console for bash:
#   soc-console completion bash > ~/.local/share/bash-completion/completions/soc-console
_soc_console() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  local command='' action='' words=0 at flag given=()
  # --flag=value comes as three words.
  if [[ $cur == = ]]; then cur=''
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      ${withValue(words).join('|')})
        flag=\${COMP_WORDS[at]}
        [[ \${COMP_WORDS[++at]} == = ]] && ((at++))
        case $flag in ${where(words)}) given+=("$flag" "$(_soc_console_bare "\${COMP_WORDS[at]}")") ;; esac ;;
      -?*) ;;
      *)
        case $words in 0) command=\${COMP_WORDS[at]} ;; 1) action=\${COMP_WORDS[at]} ;; esac
        ((words++)) ;;
    esac
  done
  case $command in ${names.join('|')}) ;; *) command=live ;; esac
  local flags='' actions='' files='' known='' after=''
  case $command in
${words.map(branch).join('\n')}
  esac
  case "$command $prev" in
${words.flatMap(values).join('\n')}
  esac
  if [[ $cur == -* ]]; then _soc_console_offer -W "$flags"
  # COMP_WORDS has the @ as a word of its own; what is replaced begins with it.
  elif [[ $command == hunt && $2 == @* ]]; then
    _soc_console_begin "$2" < <(soc-console hunt list 2>/dev/null)
  elif [[ $words -eq 0 ]]; then _soc_console_offer -f -W ${quoted(names.join(' '))}
  elif [[ $words -eq 1 && -n $actions ]]; then _soc_console_offer -W "$actions"
  elif [[ -n $known && ( -z $after || ( $words -eq 2 && " $after " == *" $action "* ) ) ]]; then
    _soc_console_known "$known"
    [[ \${#COMPREPLY[@]} -gt 0 || -z $files ]] || _soc_console_offer -f
  elif [[ -n $files ]]; then _soc_console_offer -f
  fi
}
# What only the program knows: rules, alerts, bans.
_soc_console_known() {
  compopt -o nosort 2>/dev/null
  local whole=\${COMP_LINE:0:COMP_POINT} begun=''
  whole=\${whole##*[[:space:]=]}
  # Where a colon ends a word, only what stands behind the last one is replaced.
  [[ $COMP_WORDBREAKS == *:* ]] && begun=\${whole%"\${whole##*:}"}
  _soc_console_begin "$whole" "$begun" < <(soc-console completion words "$1" \${whole:+"$whole"} "\${given[@]}" 2>/dev/null)
}
# The first word of each line. Unlike compgen -W it runs nothing that stands in one.
_soc_console_begin() {
  local word rest
  while IFS=$' \\t' read -r word rest; do
    [[ $word == "$1"* ]] && COMPREPLY+=("\${word#"$2"}")
  done
}
# As the shell would hand it on: without quotes, home written out.
_soc_console_bare() {
  local quotes=$'[\\'"\\\\\\\\]'
  local word=\${1//$quotes/}
  [[ $word == '~/'* ]] && word=$HOME/\${word:2}
  printf %s "$word"
}
_soc_console_offer() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$@" -- "$cur")
}
complete -F _soc_console soc-console
`;
}

function branch({ name, actions, takesFiles, known, flags }: CommandWords): string {
  const all = flags.flatMap(({ long }) => [`--${long}`]).join(' ');
  const ours = known === null ? '' : ` known=${known.of}; after=${quoted(known.after.join(' '))};`;
  return `    ${name}) flags=${quoted(all)}; actions=${quoted(actions.join(' '))}; files=${takesFiles ? '-f' : "''"};${ours} ;;`;
}

function where(words: Vocabulary): string {
  const all = words.flatMap(({ flags }) => flags).filter(({ long }) => WHERE.includes(long));
  return [...new Set(all.flatMap(typed))].join('|');
}

/** After a flag with a value: its choices, files, folders, or nothing. */
function values({ name, flags }: CommandWords): string[] {
  return flags.flatMap((flag) => {
    if (flag.value.kind === 'none') return [];
    const before = typed(flag)
      .map((word) => `"${name} ${word}"`)
      .join('|');
    return [`    ${before}) ${offer(flag)}return ;;`];
  });
}

function offer(flag: FlagWords): string {
  const { value } = flag;
  const of = knownBehind(flag);
  if (of !== null) return `_soc_console_known ${of}; `;
  if (value.kind === 'choice') return `_soc_console_offer -W ${quoted(value.choices.join(' '))}; `;
  if (value.kind === 'path') return `_soc_console_offer ${value.placeholder === 'DIR' ? '-d' : '-f'}; `;
  return '';
}
