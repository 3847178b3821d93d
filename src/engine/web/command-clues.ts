import { layout, pattern } from '../pattern.ts';
import { type Clue, clue } from './clues.ts';
import { COMMON, TELLING } from './shell-words.ts';

/** Commands by themselves, wherever they stand. */
export const ANYWHERE: readonly Clue[] = [
  clue(
    'a function of the shell in a header',
    '{',
    /\(\s{0,3}\)\s{0,3}\{[^}]{0,40};?\s{0,3}\}\s{0,3}(?:;|>_\[)/,
  ),
  clue(
    'a variable that the shell runs',
    '$',
    pattern()`
      (?:^|[;|&\n\`(])\s{0,3}(?:export\s{1,3})?([a-z_]\w{0,20})=
      (?:\$?\\?'[^'\n]{1,80}'|\$?"[^"\n]{1,80}"|[^\s;|&$]{1,60})[;&|\n](?:[^\n]{0,80}?[;&|\n])?\s{0,3}\$\{?\1(?!\w)`,
  ),
  clue('a connection of the shell', '/dev/', /\/dev\/(?:tcp|udp)\//),
  clue(
    'a program by its path',
    'bin/',
    pattern()`
      (?:^|[\s;|&\`("'=$,{<>])(?:\/usr)?(?:\/local)?\/s?bin\/(?:
        cat|ls|id|ps|sh|[bdckz]a?sh|nc|wget|curl|echo|ping|uname|whoami|sleep|python[23]?|perl|php|ruby|netcat|telnet|
        busybox|rm|cp|mv|chmod|tail|head|more|less|nice|env|sudo|w|who|pwd|ifconfig|host|nslookup|
        [a-z]*[?*[\]][a-z?*[\]]*
      )(?![\w.])`,
  ),
  clue('a program by a pattern', '? *', /(?:^|[^\w])(?:\/[?*\w[\]]{0,6}[?*][?*\w[\]]{0,6}){2,}/),
  clue(
    'a command of Windows',
    'cmd powershell comspec certutil bitsadmin mshta regsvr rundll wscript xcopy iex iwr irm iwmi gci invoke- new-object downloadstring waitfor',
    pattern()`
      %comspec%
      |\b(?:
         cmd(?:\.exe)?["']?\s{0,3}\/[ckr]\b
         |powershell(?:\.exe)?\s{1,3}(?:-|[a-z]:\\|["'&(]{1,3}[a-z])
         |iex\s?\(
         |(?:^|[;|&])\s{0,3}iex\s{1,3}["'$&]
         |\|\s{0,3}iex\b
         |(?:^|[;|&(])\s{0,3}(?:iwr|irm|iwmi|gci|saps)\s{1,3}(?:-[a-z]|https?:|env:|[a-z]:\\)
         |invoke-(?:expression|webrequest|command)\s{1,3}["'(\-h]
         |new-object\s{1,3}(?:system\.)?net\.
         |\.downloadstring\(
         |waitfor\s{1,3}(?:\/t\s|\w{1,20}\s{1,3}\/t\s)
         |cmd\.exe\b
         |(?:certutil|bitsadmin|mshta|regsvr32|rundll32)(?:\.exe)?\s{1,3}[/-]
         |rundll32(?:\.exe)?\s{1,3}(?:javascript:|\S{1,80}\.dll\b)
         |mshta\s{1,3}https?:|wscript\.shell|xcopy\s
       )`,
  ),
  clue(
    'letters written otherwise',
    "{ $' :~ $(echo",
    pattern()`
      %\w{1,40}:~-?\d{1,3},-?\d{1,3}
      |[a-z]\$\(echo [a-z]{1,12}\)[a-z]
      |\$\{\w{1,30}:\d{1,3}:\d{1,3}\}
      |\$'[^'\\]{1,40}\\(?:x[0-9a-f]{2}|[0-7]{3})
      |\$'\\?(?:x[0-9a-f]{2}|\\x[0-9a-f]{2}|[0-7]{3})
      |\$'(?:\\[0-7]{3}){2}`,
  ),
  clue(
    'options that run a command',
    '-o --c --u --e --r --g --p ext::',
    pattern()`
      (?:^|[\s\0])-{1,2}(?:
        oproxycommand=|checkpoint-action=exec|open-files-in-pager=|gpu-launcher=|output=\/|post-file=|upload-pack=|
        use-askpass=|receive-pack=|exec=|rsh=|to-command=|use-compress-program=|pre-invoke
      )
      |\bext::\w{1,10}\s`,
  ),
  clue(
    'a command that another makes',
    ';` |` &` ;$( |$( &$( /',
    // `;$(this).hide()` is jQuery's.
    new RegExp(
      layout`
        [;|&](?:\`(?:${TELLING}|${COMMON})(?![\w-])[^\`\n]{0,80}\`|\$\((?:${TELLING}|${COMMON})(?![\w-]|\)\s?\.))
        |[;|&\n]\s{0,3}\.\s{1,3}/(?:tmp|var|dev|home|etc|usr|opt)/`,
    ),
  ),
  clue(
    'a command of PowerShell',
    '-',
    pattern()`
      (?:[;|&]|\bpowershell(?:\.exe)?\s)\s{0,3}(?:
        get-(?:
          process|service|childitem|content|item|job|command|host|wmiobject|ciminstance|computerinfo|localuser|date|
          location
        )
        |start-(?:process|service|sleep|job)
        |stop-(?:process|service|computer)
        |new-(?:object|localuser|(?:item|service)\s)
        |invoke-(?:command|webrequest|restmethod|expression|wmimethod)
        |(?:set|add)-(?:content|location|item)\s
        |remove-item\s|out-file|write-(?:host|output)
      )(?![\w-])
      |^\s{0,3}(?:
         start-process|stop-(?:process|service|computer)|invoke-wmimethod|remove-item|set-executionpolicy
       )\s{1,3}[^\s]`,
  ),
  clue(
    'a command of PowerShell',
    "('",
    /(?:^|[;|&\n`(]|\s)[&.]\s{0,3}\(\s{0,3}'[\w.-]{0,20}'\s{0,3}\+\s{0,3}'[\w.-]{0,20}'/,
  ),
  clue('a variable of the shell', 'export', /(?:[;|&`]|^\S{0,60}\s?\n)\s{0,3}export\s{1,3}[a-z_]\w{0,30}=/),
  clue('a sum that the shell does', '$((', /\$\(\(\s{0,3}\d{1,12}\s{0,3}[-+*]\s{0,3}\d{1,12}\s{0,3}\)\)/),
  clue('a file read by the shell', '$(<', /\$\(<\s{0,3}[\w./~-]{2,60}\)/),
  clue(
    'a text handed in',
    '<<<',
    /(?:\b(?:xxd|bash|sh|cat|tr|rev|base64|sed|awk|read|bc|openssl)\b[^|;&<]{0,60}|\$0\s{0,3})<<<\s{0,3}["'$\w]/,
  ),
  clue(
    'a loop of Windows',
    '%',
    /\bfor\s{1,9}(?:\/[a-z]\s{1,9}[^%]{0,60})?%{1,2}[\w~@]\s{1,9}in\s{0,4}\([^)]{1,200}\)\s{0,4}do\b/,
  ),
  clue(
    'a condition of Windows',
    'if',
    pattern()`
      (?:^|[;|&\n(])\s{0,9}if\s{1,9}(?:\/i\s{1,9})?(?:not\s{1,9})?(?:
        (?:exist|errorlevel|cmdextversion|defined)\s{1,9}["(]?[\w%.:\\~-]{1,80}[")]?
        |[\w"%~[\](){}-]{1,40}\s{0,3}(?:==|\b(?:equ|neq|lss|leq|gtr|geq)\b)\s{0,3}[\w"%~[\](){}!, -]{1,40}?
      )\s{1,9}\(?(?:
        cmd|echo|goto|set|exit|start|call|cd|del|copy|powershell|certutil
      )\b`,
  ),
  clue(
    'spaces written otherwise',
    'ifs {',
    pattern()`
      \$\{?ifs\b
      |\{(?:cat|ls|wget|curl|ping|nc|sleep|echo|bash|sh|id|uname|nslookup),(?:[/$"'~.*-]|https?:|\d)
      |[;|&\`(\n]\s{0,3}\{(?:
         cat|ls|wget|curl|ping|nc|sleep|echo|bash|sh|id|uname|nslookup|head|tail|find|printf|ifconfig|ip|netstat|ps|
         rm|cp|mv|chmod|touch|python3?|perl|php|dig|whoami|env|tac|more|less|nl|od|grep|awk|sed
       ),[^{},]{0,80}(?:,[^{},]{1,80}){0,4}\}
      |\{,\s{0,2}["'$]{0,2}(?:ip|ifconfig|id|ls|cat|echo|whoami|ps|pwd|uname|wget|curl|nc|sh|bash)["']?[,}]
      |^[\s;|&]{0,4}\{[a-z]{1,4},-[a-z]{1,4}\}[a-z]{1,3}\b`,
  ),
  clue(
    'output handed on',
    '> |',
    /\b(?:1|2|&)>\s{0,3}(?:&[12]|\/dev\/null)|\|\s{0,5}(?:(?:bash|sh|zsh|python[23]?|perl)\b|\$0)\s{0,3}(?:$|[-;&"'`#])/,
  ),
  clue(
    'an instruction for the server',
    '<',
    /<!--\s{0,3}#\s{0,3}(?:exec|include|echo|config|printenv|flastmod|fsize|set)\b|<esi:(?:include|inline|debug|vars)|<!--esi\b/,
  ),
];

/** Commands that count only with arguments of their own. */
export const WITH_ARGUMENTS: readonly Clue[] = [
  clue(
    'a download',
    'wget curl lwp fetch lynx',
    pattern()`
      \b(?:wget|curl|lwp-download|fetch|lynx)\s{1,9}(?:-[\w-]{1,20}\s{1,9}(?:[\w./-]{1,60}\s{1,9})?){0,4}["']?(?:
        https?:|ftp:|\d{1,3}(?:\.\d{1,3}){3}|[\w-]{1,40}\.[\w.-]{2,60}(?:\/|$|\s{0,3}[;|&])
      )`,
  ),
  clue(
    'a shell',
    'nc netcat ncat sh python perl ruby php node lua',
    pattern()`
      \b(?:nc|ncat|netcat)(?:\.exe|\.traditional)?\s{1,9}(?:-\w{1,9}\s{1,9}){1,4}[\w./]
      |\b(?:bash|sh|zsh)\s{1,3}-[ic]\b
      |\b(?:python[23]?|perl|ruby|php|node|lua)\s{1,3}-[cre]\s{0,3}["'\w]`,
  ),
  clue(
    'a command with its arguments',
    'netstat ls dir reg netsh net ping curl wget echo ps ip flock chroot strace nsenter stdbuf cpulimit taskset',
    pattern()`
      ^\s{0,3}(?:flock|chroot|strace|nsenter|stdbuf|cpulimit|taskset)\s{1,3}(?:[-\w./=]{1,20}\s{1,3}){1,6}(?:
        whoami|id|sh|bash|cat|ls|uname|env|python3?|perl|nc|curl|wget
      )\b
      |^\s{0,3}(?:
         netstat\s{1,3}-[a-z]{1,5}
         |ls\s{1,3}-[a-z]{1,6}(?:\s{1,3}\/[\w*/.]{0,60})?
         |dir\s{1,3}[a-z]:\\.{0,60}
         |reg\s{1,3}(?:add|query)\s{1,3}["']?hk.{1,200}
         |netsh\s{1,3}(?:firewall|advfirewall|wlan)\s.{1,99}
         |net\s{1,3}(?:user|localgroup)\s{1,3}\w.{1,60}\/add
         |ping\s{1,3}-[a-z]\s{1,3}\d{1,4}\s{1,3}[\w.]{4,60}
         |ps\s{1,3}-?(?:aux|ef)|ip\s{1,3}a(?:ddr)?
       )[\s;&|]{0,5}$`,
  ),
  clue(
    'a command with its arguments',
    'cat tac more less head tail nl type strings od xxd ls rm chmod uname net ping',
    pattern()`
      \b(?:cat|tac|more|less|head|tail|nl|type|strings|od|xxd)\s{1,9}(?:-\w{1,4}\s{1,9})?["'\\]?(?:
        \/(?:etc|proc|var|home|root|usr|tmp|flag)|\.\.\/|c:\\|%systemroot%
      )
      |\bls\s{1,5}-[al]{1,3}\b
      |\brm\s{1,5}-rf?\s{1,5}[/*~]
      |\bchmod\s{1,5}(?:\+x|[0-7]{3,4})\s{1,5}\S
      |\buname\s{1,5}-a\b
      |\bnet\s{1,5}(?:user|localgroup|view|share)\b\s{0,3}(?:\/|\w{1,20}\s{1,3}\/|$)
      |\bping\s{1,5}-[nci]\s{1,5}\d{1,6}\s{1,5}[\w.]`,
  ),
];
