import { pattern } from '../pattern.ts';
import { firstClue } from './clues.ts';
import { ANYWHERE, WITH_ARGUMENTS } from './command-clues.ts';
import { findFormula } from './formulas.ts';
import { asBrowserReads } from './html.ts';
import { COMMON_WORDS, TELLING_WORDS } from './shell-words.ts';

/**
 * Shell commands where a value belongs: a separator, a word that is a command, and what makes it one (arguments, another
 * separator, the end). Quotes, backslashes and empty variables within a word are taken out before (`c''at`, `w\ho`, `l$@s`).
 */

const SEPARATOR = /[;|&\n\r`^]|[$<>]\(|%0a/;
/** A separator, then perhaps a path, then a word. */
const AFTER_SEPARATOR = pattern('g')`
  (?:^|[^\\])(?:;|\|\|?|&&?|\n|\r|\`|\$\(|<\(|>\(|%0a|\^)[\s;|&({"'!@]{0,9}((?:[a-z]:)?[/\\~.?*\w-]{0,60}[/\\])?
  ([a-z][\w.-]{0,19}|\/?[\w?*[\]]{0,4}\?[\w?*[\]/]{1,40})(?=$|[^\w-])`;
/** What only an argument of a command looks like. */
const ARGUMENT = pattern()`
  ^(?:
    \s{1,9}(?:
      ["']?(?:
        [/~$%-]|\.{1,2}(?:[/\\\s]|$)|[a-z]:[\\/]|https?:|[\w.-]{1,60}[/\\]|\d{1,3}(?:\.\d{1,3}){3}
        |[\w-]{1,40}\.(?:txt|php|sh|py|pl|ini|conf|log|exe|bat|html?|xml|js|key|bak|sql|ps1|jsp|asp)\b
        |[\`*?{<>\\]|["']{2}|\w{1,12}["']?\s{0,3}[>|]|["']?\s{0,3}>|\$\(
      )
      |["'][^"']{1,60}["']
    )
    |[<>](?!\s{0,9}$)|\$ifs|\$\{|\$\(|,[/-]|\/[a-z?]\b|\^|%0|\+\/
  )`;
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
const ONE_COMMAND = pattern()`
  ^[\s'"]{0,3}(?:;|\|\|?|&&|\$\(|\`)\s{0,3}(?:
    echo|cat|tac|nl|rev|more|less|head|tail|cd|cp|mv|rm|su|vi|vim|nano|id|ip|tr|dig|expr|docker|kubectl|service|
    systemctl|route|go|git|zip|tar|gcc|java|net|printf|touch|kill|ping|host|grep|find|sort|sed|awk|wget|curl|type|
    dir|del|copy|set|ver|start|exit
  )(?:\.exe)?\s{1,9}[\w./+@:-]{1,60}(?:\s{1,3}[\w./+@:$*"'=-]{1,60}){0,6}[\s;|&#)\`]{0,3}$`;
/** Any program's name with an option behind it, where nothing but a number or an address stands before the separator. */
const WITH_OPTION = pattern()`
  ^[\s'"\d.]{0,20}(?:;|\|\|?|&&|\$\(|\`|\n)\s{0,3}[a-z][a-z\d_.-]{1,19}(?:\s{1,9}[\w.:/]{1,40}){0,2}\s{1,9}--?[a-z]
  [\w-]{0,20}(?:[\s=;|&)\`:,]|$)`;
const ECHO_ALONE = /^[\s'"]{0,3}&\s{0,3}echo\s{1,9}[\w-]{1,60}[\s;|&#]{0,3}$/;
const PROSE_WORD = /^(?:more|less|type|time|date|last|top|find|sort)$/;
const TAKES_HOSTS: ReadonlySet<string> = new Set('curl wget ping ping6 host nc telnet ssh'.split(' '));
const HOST = /^\s{1,9}(?:[\w-]{1,63}\.){1,4}[a-z]{2,20}(?:[:/\s;|&]|$)/;
const NUMBER = /^\s{1,9}["'-]{0,2}\d{1,10}(?:$|[\s;|&`)#"'.smh])/;
const ENDS = /^[\s"'`)#}\]/\\]{0,6}(?:$|(?<=\\)[nr](?!\w)|[;|&`\n\r\0]|\)|#|\/\/|%0|--)/;

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

/** What a shell leaves out of a word, or fills in with nothing. */
const EMPTY_PARTS = pattern('g')`
  (?<=[\w/?*])(?:
    ''|""|\`\`|\$@|\$\*|\$\((?:echo)?\)|\$\{(?!ifs)\w{0,3}\}|\$\d(?=\w)|\$[a-z](?=[[/\s])|\\(?=[a-z])|\^(?=[a-z])
  )(?=[\w/?*[]|\s)`;

/** Without the quotes, backslashes and empty variables that a shell drops within a word. */
function undressed(text: string): string {
  if (!/['"`$\\^]/.test(text)) return text;
  return text
    .replace(/\$[@*!?$-](?=[a-z/])|(?<=[a-z/])\$_(?=[a-z])|(?<=[\w'"])\$[a-z_]\w{0,10}(?=["'])/g, '')
    .replace(EMPTY_PARTS, '')
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

/** What may stand before a command: nothing, a number, an address, a name of a file or the end of a value. */
const BEHIND_NOTHING = pattern()`
  =$|[:,]\s{0,2}["']$
  |^(?:
     [\s"'\`();|&$\d.:/*-]{0,41}
     |[\w.+-]{1,25}@[\w.-]{1,39}
     |[\w-]{1,30}\.(?:jpe?g|png|gif|pdf|txt|zip|tar|gz|docx?|xml|csv|conf|log)["']?
     |\w?["')]{0,2}[;|&]?
     |[/.][\w./-]{1,39}["'\`)($;|&]{0,4}
   )$`;

/** `name;id` and `salt|cat` are lists of words. A command stands behind nothing, a number, an address or a quote. */
function isAlone(text: string, start: number, length: number): boolean {
  return (
    /\n|\r|\$\(|&&|\|\|/.test(text.slice(start, start + length)) ||
    BEHIND_NOTHING.test(text.slice(Math.max(0, start - 40), start + 1))
  );
}
