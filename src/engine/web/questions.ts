import { pattern } from '../pattern.ts';

/** What and how, in Russian. */
const RUSSIAN = 'что|как';

/**
 * Texts of people about a piece of code, where they search: a question, a language's name, or what they want to know of it.
 * A payload that was put behind what somebody looked for has no space before it, or begins with what ends a string.
 */
const BEFORE = pattern('i')`
  ^(?:
    what(?:'s|\sis|\sdoes)?|how(?:\sto)?|why|when|where|which|is|does|can|should|meaning|difference|examples?|
    explain\w{0,4}|understand\w{0,4}|learn|import|from|was|wie|warum|comment|pourquoi|c[o\xf3]mo|qu[e\xe9]|come|cosa|
    como|jak|${RUSSIAN}|c#|c\+\+|python\d?|php\d?|perl|ruby|java|javascript|js|node(?:\.?js)?|golang|bash|shell|
    linux|unix|windows|powershell|docker|nginx|apache|sql|mysql|mssql|oracle|postgres\w{0,3}|sqlite|mongodb|
    angular|vue|react|jinja\d?|twig|django|flask|laravel|ansible|helm|github actions|spring|xpath|ldap|xss|ssti
  )\s{1,3}(?=\S)`;
const BEHIND = pattern('i')`
  \s(?:
    meaning|means|explained|explanation|definition|examples?|tutorial|docs?|documentation|syntax|usage|
    alternatives?|equivalent|output|errors?|permission denied|not (?:working|found|rendering)|prevention|
    cheat ?sheet|what does it mean|c#|c\+\+|python\d?|php\d?|ruby|java|javascript|js|node(?:\.?js)?|linux|windows|
    mysql|postgres\w{0,3}|mongodb|angular(?: pipe)?|vue|react|jinja\d?|twig|django|flask|laravel|ansible|helm|
    github actions
  )\s{0,3}[?!.]?$`;
const COMPARED = /\S\s{1,3}vs\.?\s{1,3}\S/i;

/** Whether a text begins or ends as a question about code, and does not end a string, a line or a command first. */
export function isQuestion(text: string): boolean {
  if (text.length > 300 || /^[\s'"`;|&)\]}>\d-]|[\r\n\0]/.test(text)) return false;
  return BEFORE.test(text) || BEHIND.test(text) || COMPARED.test(text);
}

/*
 * Words cost an attacker nothing: what works whatever stands before or behind it is no question. Code does so within signs of
 * its own or before a comment, a template always, a query when it closes what it did not open, an address before its own query.
 */
const TAKES_WORDS = {
  code: /;|\/\/|\/\*|\?>|(?<!\bc)#|<[?%]|[$%#@*]\{|\{\{/i,
  template: pattern('i')`
      __|\\x5f|\battr\s{0,3}\(
      |\.\s{0,3}(?:get)?(?:constructor|class|runtime|forname)\b
      |\b(?:
         system|popen|exec|passthru|shell_exec|subprocess|execute|registerundefinedfiltercallback|lipsum|cycler|joiner
       )\b
      |\bconfig(?:\.items\b|\s{0,3}\}\})`,
  query: /^[^()]{0,300}\)|['"]\s{0,3}(?:\|\||&&|;|\bor\b|\band\b)/i,
  lfi: /resource=|^\s{0,3}(?:(?:data|expect):|(?:https?|ftps?):\/\/\S{1,300}[?#])/i,
} as const;

/** Whether such words change nothing about what the rest of the text does. */
export function takesWords(technique: keyof typeof TAKES_WORDS, text: string): boolean {
  return TAKES_WORDS[technique].test(text);
}

/** `/usr/bin/env: 'python': No such file or directory`: what a program says when it fails. */
export function isMessage(text: string): boolean {
  return /^(?:-?[a-z]{2,12}: )?[\w./-]{2,80}(?:\^M)?: [\p{L}\p{N} .,:'"/_^()-]{4,200}$/u.test(text);
}
