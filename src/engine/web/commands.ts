import { type Clue, clue, firstClue } from './clues.ts';
import { findFormula } from './formulas.ts';
import { asBrowserReads } from './html.ts';

/**
 * Shell commands where a value belongs: a separator, a word that is a command, and what makes it one (arguments, another
 * separator, the end). Quotes, backslashes and empty variables within a word are taken out before (`c''at`, `w\ho`, `l$@s`).
 */

/** Words that are commands and hardly anything else. */
const TELLING =
  'whoami|uname|ifconfig|ipconfig|netstat|nslookup|wget|curl|netcat|ncat|nc|tcpdump|traceroute|tracert|systeminfo|tasklist|taskkill|' +
  'passwd|useradd|adduser|usermod|chmod|chown|chgrp|sudo|crontab|xterm|printenv|phpinfo|hostname|lsof|lsattr|xargs|mkfifo|socat|telnet|tftp|scp|lwp-request|tty|' +
  'rm|mv|cp|ps|ls|pwd|dir|awk|gawk|sed|grep|egrep|fgrep|busybox|gcc|perl|python[23]?|ruby|php|lua|node|bash|zsh|dash|ksh|csh|tcsh|ash|sh|' +
  'cmd|cmd\\.exe|powershell|pwsh|certutil|bitsadmin|mshta|regsvr32|rundll32|wmic|wscript|cscript|net1?|netsh|sc|wevtutil|bcdedit|diskpart|nltest|dsquery|driverquery|qwinsta|cmdkey|sysinfo|vssadmin|icacls|cacls|attrib|schtasks|' +
  'base64|xxd|hexdump|od|nmap|dig|ping6?|tac|rev|strings|nl|iptables|mysql|mysqldump|psql|ssh|sshd|su|cd|mkdir|mknod|lsb_release|rmdir|ln|df|du|mount|umount|fdisk|tar|gzip|gunzip|unzip|bunzip2|zcat|ver|vol|arp|route|ss|ip|getent|finger|lastlog|dmesg|sysctl|systemctl|service|shutdown|reboot|halt|init|pkill|killall|nohup|setsid|eval|exec|unset|export|alias|ldd|objdump|dd|wall|users|groups|last|w|env|id|cat|type';
/**
 * Words that people use too: they count as commands only with an argument that no sentence has, or with nothing behind them.
 */
const COMMON =
  'gcc|tac|base64|tar|dig|id|cat|ls|ps|w|sc|ip|ss|su|sh|rm|cp|mv|nl|od|df|du|ln|nc|cd|dd|ver|vol|set|env|echo|printf|type|find|more|less|head|tail|top|date|time|sleep|who|host|last|kill|sort|cut|man|mail|touch|test|wait|start|copy|move|del|net|net1|dir|ping|file|locate|which|expr|read|source|split|join|tee|uniq|wc|at|vi|vim|ex|nano|ed|timeout|watch|flock|chroot|strace|ltrace|stdbuf|unshare|nsenter|script|taskset|cpulimit|doas|ionice|finger|users|groups|service|node|ruby|route|strings|mount|history|jobs|logname|sync|true|exit|exec|eval|init|alias|export|php|perl|lua|bash|zsh|ksh|csh|tcsh|dash|ash|grep|sed|awk|pwd|cmd|tar|python|python3|yes|seq|stat|size|link|nice|screen|mysql|nmap|telnet|tcpdump|powershell|rev|shutdown|passwd|hostname|curl|wget|reboot|halt|uptime|openssl|pip|pip3|apt|apt-get|yum|apk|reg';

const COMMON_WORDS: ReadonlySet<string> = new Set(COMMON.split('|'));

const SEPARATOR = /[;|&\n\r`^]|[$<>]\(|%0a/;
/** A separator, then perhaps a path, then a word. */
const AFTER_SEPARATOR =
  /(?:^|[^\\])(?:;|\|\|?|&&?|\n|\r|`|\$\(|<\(|>\(|%0a|\^)[\s;|&({"'!@]{0,9}((?:[a-z]:)?[/\\~.?*\w-]{0,60}[/\\])?([a-z][\w.-]{0,19}|\/?[\w?*[\]]{0,4}\?[\w?*[\]/]{1,40})(?=$|[^\w-])/g;
const TELLING_WORDS: ReadonlySet<string> = new Set(TELLING.replaceAll('\\', '').split('|').flatMap(versions));

function versions(word: string): string[] {
  if (word.endsWith('[23]?')) return [word.slice(0, -5), `${word.slice(0, -5)}2`, `${word.slice(0, -5)}3`];
  return word.endsWith('?') ? [word.slice(0, -2), word.slice(0, -1)] : [word];
}

/** What only an argument of a command looks like. */
const ARGUMENT =
  /^(?:\s{1,9}(?:["']?(?:[/~$%-]|\.{1,2}(?:[/\\\s]|$)|[a-z]:[\\/]|https?:|[\w.-]{1,60}[/\\]|\d{1,3}(?:\.\d{1,3}){3}|[\w-]{1,40}\.(?:txt|php|sh|py|pl|ini|conf|log|exe|bat|html?|xml|js|key|bak|sql|ps1|jsp|asp)\b|[`*?{<>\\]|["']{2}|\w{1,12}["']?\s{0,3}[>|]|["']?\s{0,3}>|\$\()|["'][^"']{1,60}["'])|[<>](?!\s{0,9}$)|\$ifs|\$\{|\$\(|,[/-]|\/[a-z?]\b|\^|%0|\+\/)/;
/** Programs that run another one, which is named by the next word (`sudo id`). */
const RUNS_ANOTHER: ReadonlySet<string> = new Set(
  'exec sudo doas nohup env eval xargs busybox setsid nice ionice time timeout watch flock chroot strace ltrace stdbuf unshare nsenter script taskset cpulimit'.split(
    ' ',
  ),
);
const COMMAND_BEHIND = /^\s{1,9}(?:[-\w./=]{1,20}\s{1,3}){0,3}?([a-z][\w.-]{0,19})(?:$|[\s;|&`)#"'])/;

function isCommand(word: string | undefined): boolean {
  return word !== undefined && (TELLING_WORDS.has(word) || COMMON_WORDS.has(word));
}

const TAKES_NUMBERS: ReadonlySet<string> = new Set(
  'sleep ping ping6 kill timeout usleep head tail seq nice'.split(' '),
);
/** What editors run: `:!id`, `+!id`. */
const EDITOR = /^\s[^;|&\n]{0,80}?[\s:'"+]\\?!\s{0,3}[a-z]/;
/** Arguments that only one command takes: `ps aux`, a long number that `echo` is to send back. */
const OWN_WORDS: Readonly<Record<string, RegExp>> = {
  ps: /^\s{1,9}(?:f?aux?w{0,2}f?|axf?|ef|faux)(?:$|[\s;|&`)#"'])/,
  reg: /^\s{1,9}(?:add|query|save|delete|export)\s/,
  net: /^\s{1,9}(?:users?|localgroup|group|view|use|share|accounts|start|stop)\b/,
  ex: EDITOR,
  vi: EDITOR,
  vim: EDITOR,
  ed: EDITOR,
  dig: /^\s{1,9}(?:@[\w.]|\+|[\w-]{1,60}\.[\w.-]{2,60})/,
  echo: /^\s{1,9}\d{5,40}(?:$|[\s;|&`)#"'])/,
};
/**
 * A value that is only a separator, a command and its words: nobody searches for that. Not `& more`, which is in names of
 * brands.
 */
const ONE_COMMAND =
  /^[\s'"]{0,3}(?:;|\|\|?|&&|\$\(|`)\s{0,3}(?:echo|cat|tac|nl|rev|more|less|head|tail|cd|cp|mv|rm|su|vi|vim|nano|id|ip|tr|dig|expr|docker|kubectl|service|systemctl|route|go|git|zip|tar|gcc|java|net|printf|touch|kill|ping|host|grep|find|sort|sed|awk|wget|curl|type|dir|del|copy|set|ver|start|exit)(?:\.exe)?\s{1,9}[\w./+@:-]{1,60}(?:\s{1,3}[\w./+@:$*"'=-]{1,60}){0,6}[\s;|&#)`]{0,3}$/;
/** Any program's name with an option behind it, where nothing but a number or an address stands before the separator. */
const WITH_OPTION =
  /^[\s'"\d.]{0,20}(?:;|\|\|?|&&|\$\(|`|\n)\s{0,3}[a-z][a-z\d_.-]{1,19}(?:\s{1,9}[\w.:/]{1,40}){0,2}\s{1,9}--?[a-z][\w-]{0,20}(?:[\s=;|&)`:,]|$)/;
const ECHO_ALONE = /^[\s'"]{0,3}&\s{0,3}echo\s{1,9}[\w-]{1,60}[\s;|&#]{0,3}$/;
const PROSE_WORD = /^(?:more|less|type|time|date|last|top|find|sort)$/;
const TAKES_HOSTS: ReadonlySet<string> = new Set('curl wget ping ping6 host nc telnet ssh'.split(' '));
const HOST = /^\s{1,9}(?:[\w-]{1,63}\.){1,4}[a-z]{2,20}(?:[:/\s;|&]|$)/;
const NUMBER = /^\s{1,9}["'-]{0,2}\d{1,10}(?:$|[\s;|&`)#"'.smh])/;
const ENDS = /^[\s"'`)#}\]/\\]{0,6}(?:$|(?<=\\)[nr](?!\w)|[;|&`\n\r\0]|\)|#|\/\/|%0|--)/;

/** Commands by themselves, wherever they stand. */
const ANYWHERE: readonly Clue[] = [
  clue(
    'a function of the shell in a header',
    '{',
    /\(\s{0,3}\)\s{0,3}\{[^}]{0,40};?\s{0,3}\}\s{0,3}(?:;|>_\[)/,
  ),
  clue(
    'a variable that the shell runs',
    '$',
    /(?:^|[;|&\n`(])\s{0,3}(?:export\s{1,3})?([a-z_]\w{0,20})=(?:\$?\\?'[^'\n]{1,80}'|\$?"[^"\n]{1,80}"|[^\s;|&$]{1,60})[;&|\n](?:[^\n]{0,80}?[;&|\n])?\s{0,3}\$\{?\1(?!\w)/,
  ),
  clue('a connection of the shell', '/dev/', /\/dev\/(?:tcp|udp)\//),
  clue(
    'a program by its path',
    'bin/',
    /(?:^|[\s;|&`("'=$,{<>])(?:\/usr)?(?:\/local)?\/s?bin\/(?:cat|ls|id|ps|sh|[bdckz]a?sh|nc|wget|curl|echo|ping|uname|whoami|sleep|python[23]?|perl|php|ruby|netcat|telnet|busybox|rm|cp|mv|chmod|tail|head|more|less|nice|env|sudo|w|who|pwd|ifconfig|host|nslookup|[a-z]*[?*[\]][a-z?*[\]]*)(?![\w.])/,
  ),
  clue('a program by a pattern', '? *', /(?:^|[^\w])(?:\/[?*\w[\]]{0,6}[?*][?*\w[\]]{0,6}){2,}/),
  clue(
    'a command of Windows',
    'cmd powershell comspec certutil bitsadmin mshta regsvr rundll wscript xcopy iex iwr irm iwmi gci invoke- new-object downloadstring waitfor',
    /%comspec%|\b(?:cmd(?:\.exe)?["']?\s{0,3}\/[ckr]\b|powershell(?:\.exe)?\s{1,3}(?:-|[a-z]:\\|["'&(]{1,3}[a-z])|iex\s?\(|(?:^|[;|&])\s{0,3}iex\s{1,3}["'$&]|\|\s{0,3}iex\b|(?:^|[;|&(])\s{0,3}(?:iwr|irm|iwmi|gci|saps)\s{1,3}(?:-[a-z]|https?:|env:|[a-z]:\\)|invoke-(?:expression|webrequest|command)\s{1,3}["'(\-h]|new-object\s{1,3}(?:system\.)?net\.|\.downloadstring\(|waitfor\s{1,3}(?:\/t\s|\w{1,20}\s{1,3}\/t\s)|cmd\.exe\b|(?:certutil|bitsadmin|mshta|regsvr32|rundll32)(?:\.exe)?\s{1,3}[/-]|rundll32(?:\.exe)?\s{1,3}(?:javascript:|\S{1,80}\.dll\b)|mshta\s{1,3}https?:|wscript\.shell|xcopy\s)/,
  ),
  clue(
    'letters written otherwise',
    "{ $' :~ $(echo",
    /%\w{1,40}:~-?\d{1,3},-?\d{1,3}|[a-z]\$\(echo [a-z]{1,12}\)[a-z]|\$\{\w{1,30}:\d{1,3}:\d{1,3}\}|\$'[^'\\]{1,40}\\(?:x[0-9a-f]{2}|[0-7]{3})|\$'\\?(?:x[0-9a-f]{2}|\\x[0-9a-f]{2}|[0-7]{3})|\$'(?:\\[0-7]{3}){2}/,
  ),
  clue(
    'options that run a command',
    '-o --c --u --e --r --g --p ext::',
    /(?:^|[\s\0])-{1,2}(?:oproxycommand=|checkpoint-action=exec|open-files-in-pager=|gpu-launcher=|output=\/|post-file=|upload-pack=|use-askpass=|receive-pack=|exec=|rsh=|to-command=|use-compress-program=|pre-invoke)|\bext::\w{1,10}\s/,
  ),
  clue(
    'a command that another makes',
    ';` |` &` ;$( |$( &$( /',
    // `;$(this).hide()` is jQuery's.
    new RegExp(
      `[;|&](?:\`(?:${TELLING}|${COMMON})(?![\\w-])[^\`\\n]{0,80}\`|\\$\\((?:${TELLING}|${COMMON})(?![\\w-]|\\)\\s?\\.))|[;|&\\n]\\s{0,3}\\.\\s{1,3}/(?:tmp|var|dev|home|etc|usr|opt)/`,
    ),
  ),
  clue(
    'a command of PowerShell',
    '-',
    /(?:[;|&]|\bpowershell(?:\.exe)?\s)\s{0,3}(?:get-(?:process|service|childitem|content|item|job|command|host|wmiobject|ciminstance|computerinfo|localuser|date|location)|start-(?:process|service|sleep|job)|stop-(?:process|service|computer)|new-(?:object|localuser|(?:item|service)\s)|invoke-(?:command|webrequest|restmethod|expression|wmimethod)|(?:set|add)-(?:content|location|item)\s|remove-item\s|out-file|write-(?:host|output))(?![\w-])|^\s{0,3}(?:start-process|stop-(?:process|service|computer)|invoke-wmimethod|remove-item|set-executionpolicy)\s{1,3}[^\s]/,
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
    /(?:^|[;|&\n(])\s{0,9}if\s{1,9}(?:\/i\s{1,9})?(?:not\s{1,9})?(?:(?:exist|errorlevel|cmdextversion|defined)\s{1,9}["(]?[\w%.:\\~-]{1,80}[")]?|[\w"%~[\](){}-]{1,40}\s{0,3}(?:==|\b(?:equ|neq|lss|leq|gtr|geq)\b)\s{0,3}[\w"%~[\](){}!, -]{1,40}?)\s{1,9}\(?(?:cmd|echo|goto|set|exit|start|call|cd|del|copy|powershell|certutil)\b/,
  ),
  clue(
    'spaces written otherwise',
    'ifs {',
    /\$\{?ifs\b|\{(?:cat|ls|wget|curl|ping|nc|sleep|echo|bash|sh|id|uname|nslookup),(?:[/$"'~.*-]|https?:|\d)|[;|&`(\n]\s{0,3}\{(?:cat|ls|wget|curl|ping|nc|sleep|echo|bash|sh|id|uname|nslookup|head|tail|find|printf|ifconfig|ip|netstat|ps|rm|cp|mv|chmod|touch|python3?|perl|php|dig|whoami|env|tac|more|less|nl|od|grep|awk|sed),[^{},]{0,80}(?:,[^{},]{1,80}){0,4}\}|\{,\s{0,2}["'$]{0,2}(?:ip|ifconfig|id|ls|cat|echo|whoami|ps|pwd|uname|wget|curl|nc|sh|bash)["']?[,}]|^[\s;|&]{0,4}\{[a-z]{1,4},-[a-z]{1,4}\}[a-z]{1,3}\b/,
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
const WITH_ARGUMENTS: readonly Clue[] = [
  clue(
    'a download',
    'wget curl lwp fetch lynx',
    /\b(?:wget|curl|lwp-download|fetch|lynx)\s{1,9}(?:-[\w-]{1,20}\s{1,9}(?:[\w./-]{1,60}\s{1,9})?){0,4}["']?(?:https?:|ftp:|\d{1,3}(?:\.\d{1,3}){3}|[\w-]{1,40}\.[\w.-]{2,60}(?:\/|$|\s{0,3}[;|&]))/,
  ),
  clue(
    'a shell',
    'nc netcat ncat sh python perl ruby php node lua',
    /\b(?:nc|ncat|netcat)(?:\.exe|\.traditional)?\s{1,9}(?:-\w{1,9}\s{1,9}){1,4}[\w./]|\b(?:bash|sh|zsh)\s{1,3}-[ic]\b|\b(?:python[23]?|perl|ruby|php|node|lua)\s{1,3}-[cre]\s{0,3}["'\w]/,
  ),
  clue(
    'a command with its arguments',
    'netstat ls dir reg netsh net ping curl wget echo ps ip flock chroot strace nsenter stdbuf cpulimit taskset',
    /^\s{0,3}(?:flock|chroot|strace|nsenter|stdbuf|cpulimit|taskset)\s{1,3}(?:[-\w./=]{1,20}\s{1,3}){1,6}(?:whoami|id|sh|bash|cat|ls|uname|env|python3?|perl|nc|curl|wget)\b|^\s{0,3}(?:netstat\s{1,3}-[a-z]{1,5}|ls\s{1,3}-[a-z]{1,6}(?:\s{1,3}\/[\w*/.]{0,60})?|dir\s{1,3}[a-z]:\\.{0,60}|reg\s{1,3}(?:add|query)\s{1,3}["']?hk.{1,200}|netsh\s{1,3}(?:firewall|advfirewall|wlan)\s.{1,99}|net\s{1,3}(?:user|localgroup)\s{1,3}\w.{1,60}\/add|ping\s{1,3}-[a-z]\s{1,3}\d{1,4}\s{1,3}[\w.]{4,60}|ps\s{1,3}-?(?:aux|ef)|ip\s{1,3}a(?:ddr)?)[\s;&|]{0,5}$/,
  ),
  clue(
    'a command with its arguments',
    'cat tac more less head tail nl type strings od xxd ls rm chmod uname net ping',
    /\b(?:cat|tac|more|less|head|tail|nl|type|strings|od|xxd)\s{1,9}(?:-\w{1,4}\s{1,9})?["'\\]?(?:\/(?:etc|proc|var|home|root|usr|tmp|flag)|\.\.\/|c:\\|%systemroot%)|\bls\s{1,5}-[al]{1,3}\b|\brm\s{1,5}-rf?\s{1,5}[/*~]|\bchmod\s{1,5}(?:\+x|[0-7]{3,4})\s{1,5}\S|\buname\s{1,5}-a\b|\bnet\s{1,5}(?:user|localgroup|view|share)\b\s{0,3}(?:\/|\w{1,20}\s{1,3}\/|$)|\bping\s{1,5}-[nci]\s{1,5}\d{1,6}\s{1,5}[\w.]/,
  ),
];

/** Why a decoded value runs a command; null when it does not. */
export function findCommand(value: string): string | null {
  const read = asShellReads(value);
  const text = undressed(read);
  const whole = wholeCommand(text) ?? (text === read ? null : wholeCommand(read));
  if (whole !== null || !SEPARATOR.test(text)) return whole;
  if (ECHO_ALONE.test(text)) return 'a separator and the command echo';
  for (const match of text.matchAll(AFTER_SEPARATOR)) {
    const says = judge(text, match.index, match[0].length, match[1], match[2] ?? '');
    if (says !== null) return says;
  }
  return null;
}

function wholeCommand(text: string): string | null {
  if (ONE_COMMAND.test(text) || WITH_OPTION.test(text)) return 'a separator and a command';
  return (
    firstClue(ANYWHERE, text) ??
    findFormula(text) ??
    (/\s/.test(text) ? firstClue(WITH_ARGUMENTS, text) : null)
  );
}

/** Commands that an attacker tries first, to see whether anything runs at all. Nobody else writes these words in pieces. */
const FIRST_RUN =
  /^(?:whoami|uname|ifconfig|ipconfig|netstat|systeminfo|tasklist|printenv|nslookup|hostname)$/;
const IN_PIECES = /^[a-z]{1,9}(?:(?:["'\\^`]{1,3}|\$[@*]|\$\{\w?\})[a-z]{0,9}){1,9}$/;

/** `w'h'o'am'i`, `who$@ami`: one word that only a shell puts together, and runs. */
export function findInPieces(value: string): string | null {
  if (value.length > 60 || !/['"\\^`$]/.test(value)) return null;
  const text = value.toLowerCase();
  return IN_PIECES.test(text) && FIRST_RUN.test(text.replace(/\$[@*]|\$\{\w?\}|["'\\^`]/g, ''))
    ? 'a command in pieces'
    : null;
}

/** A path with a command in one of its folders: `/ping/;id -u`. A value may begin behind any slash. */
export function findCommandInPath(path: string): string | null {
  const start = /\/(?=\s{0,3}["']?(?:[;|&`]|\$\())/.exec(path);
  return start === null ? null : findCommand(path.slice(start.index + 1));
}

/** A user agent that runs a command. Ordinary ones hold `;`, too, so only a whole command counts. */
export function findAgentCommand(agent: string): string | null {
  if (!/^[\w.-]{1,40}(?:\/[\w.]{1,20})?(?:\s|$)/.test(agent)) return findCommand(agent);
  const whole = wholeCommand(agent.toLowerCase());
  if (whole !== null) return whole;
  const start = agent.search(/\$\(|`|&&|\|/);
  if (start === -1 || NAMES_ONLY.test(agent.slice(start))) return null;
  return findCommand(agent.slice(start));
}

/** ` | ping check`: how monitoring programs name themselves. A command that asks which machine this is is no name. */
const NAMES_ONLY =
  /^(?:\||&&)\s{1,3}(?!(?:id|whoami|uname|ifconfig|ipconfig|pwd|netstat)\b)[a-z]{2,30}(?:\s[a-z]{2,30}){0,5}$/i;

/**
 * The value as a shell gets it: HTML entities resolved, and `\\n` written as two characters taken for a line break where a
 * command follows.
 */
function asShellReads(value: string): string {
  const text =
    value.includes('&') && /&(?:lt|quot|#)/i.test(value) ? asBrowserReads(value) : value.toLowerCase();
  return text.includes('\\')
    ? text.replace(
        /\\[nr](?=\/|(?:id|ls|cat|pwd|whoami|uname|wget|curl|ping|sleep|echo)\b|["';|&)]{0,3}$)/g,
        '\n',
      )
    : text;
}

/** `;w'h'o'am'i`: behind a separator, a shell puts a word together from quoted pieces. */
const QUOTED_WITHIN = /(?<=[;|&`\n(]\s{0,3})[a-z]{1,8}(?:["'][a-z]{0,8}){2,12}/g;

/** Without the quotes, backslashes and empty variables that a shell drops within a word. */
function undressed(text: string): string {
  if (!/['"`$\\^]/.test(text)) return text;
  return text
    .replace(/\$[@*!?$-](?=[a-z/])|(?<=[a-z/])\$_(?=[a-z])|(?<=[\w'"])\$[a-z_]\w{0,10}(?=["'])/g, '')
    .replace(
      /(?<=[\w/?*])(?:''|""|``|\$@|\$\*|\$\((?:echo)?\)|\$\{(?!ifs)\w{0,3}\}|\$\d(?=\w)|\$[a-z](?=[[/\s])|\\(?=[a-z])|\^(?=[a-z]))(?=[\w/?*[]|\s)/g,
      '',
    )
    .replace(/(["'])([a-z])\1(?=[a-z"'])|(?<=[a-z])(["'])([a-z])\3/g, '$2$4')
    .replace(QUOTED_WITHIN, (word) => word.replace(/["']/g, ''));
}

function judge(
  text: string,
  start: number,
  length: number,
  path: string | undefined,
  word: string,
): string | null {
  // `` `users`.`id` ``: names of MySQL.
  const behind = start + length;
  if (
    text[behind] === '`' &&
    text[behind - word.length - 1] === '`' &&
    (text[behind + 1] === '.' || text[behind - word.length - 2] === '.')
  )
    return null;
  // `Y;W`, `a|w`: letters of a list.
  if (word.length === 1 && /[a-z]["']?\s?$/.test(text.slice(Math.max(0, start - 3), start + 1))) return null;
  const telling = TELLING_WORDS.has(word.replace(/\.exe$/, ''));
  const common = COMMON_WORDS.has(word);
  const rest = text.slice(behind, behind + 120);
  if (/[?*[]/.test(word))
    return /^\/?[\w?*[\]]{0,4}\?[\w?*[\]]*\//.test(word) ? 'a program by a pattern' : null;
  if (!telling && !common) return null;
  // `Shoes & more > Sale`
  if (PROSE_WORD.test(word) && /^\s>{1,2}\s/.test(rest) && text.slice(start + 1, start + 3) === '& ')
    return null;
  const says = `a separator and the command ${word}`;
  if (path !== undefined && path.length > 1) return says;
  if (ARGUMENT.test(rest) || (TAKES_NUMBERS.has(word) && NUMBER.test(rest))) return says;
  if (OWN_WORDS[word]?.test(rest)) return says;
  if (TAKES_HOSTS.has(word) && HOST.test(rest)) return says;
  if (RUNS_ANOTHER.has(word) && isCommand(COMMAND_BEHIND.exec(rest)?.[1])) return says;
  // What a shell puts in the place of a command is no list of words.
  if (
    text[start + length - word.length - 1] === '(' &&
    /^\s{1,9}[^\s)]/.test(rest) &&
    /[$<>]\(/.test(text.slice(start, start + length))
  )
    return says;
  if (!common && /^\s/.test(rest)) return says;
  if (/^(?:echo|printf)$/.test(word) && WORDS_TO_SAY.test(rest) && isAlone(text, start, length)) return says;
  if (!ENDS.test(rest)) return null;
  if (!common) return says;
  return isAlone(text, start, length) ||
    (/^\w`/.test(text.slice(start, start + length)) && rest.startsWith('`'))
    ? says
    : null;
}

/** `hello`, as a probe has `echo` say. */
const WORDS_TO_SAY = /^\s{1,9}[\w-]{1,60}[\s;|&#"'`)]{0,3}$/;

/** `name;id` and `salt|cat` are lists of words. A command stands behind nothing, a number, an address or a quote. */
function isAlone(text: string, start: number, length: number): boolean {
  return (
    /\n|\r|\$\(|&&|\|\|/.test(text.slice(start, start + length)) ||
    /=$|[:,]\s{0,2}["']$|^(?:[\s"'`();|&$\d.:/*-]{0,41}|[\w.+-]{1,25}@[\w.-]{1,39}|[\w-]{1,30}\.(?:jpe?g|png|gif|pdf|txt|zip|tar|gz|docx?|xml|csv|conf|log)["']?|\w?["')]{0,2}[;|&]?|[/.][\w./-]{1,39}["'`)($;|&]{0,4})$/.test(
      text.slice(Math.max(0, start - 40), start + 1),
    )
  );
}
