import { layout, pattern } from '../pattern.ts';
import { type Clue, clue, firstClue } from './clues.ts';
import { beginsAsJson, stringsOfJson } from './json-strings.ts';

/*
 * Who tries whether a page shows a script has it say something. One that is loaded from another site, or sends there what it
 * finds, is no trial: whoever follows the link gives away the session.
 */

const ADDRESS = '["\'`]?\\s{0,3}(?:https?:|wss?:)?[/\\\\]{2}[\\w.-]';
const QUOTED = '["\'`](?:https?:|wss?:)?//[\\w.-]';

const ELSEWHERE: readonly Clue[] = [
  clue('loaded', '<script', new RegExp(`<script[\\s/][^<>]{0,300}?\\bsrc\\s{0,3}=\\s{0,3}${ADDRESS}`)),
  clue(
    'loaded',
    'import getscript get( .src',
    new RegExp(
      `\\bimport(?:scripts)?\\s{0,3}\\(?\\s{0,3}${ADDRESS}|\\$\\.get(?:script)?\\s{0,3}\\(\\s{0,3}${ADDRESS}|\\.src\\s{0,3}=\\s{0,3}${QUOTED}`,
    ),
  ),
  clue('led', '<base', new RegExp(`<base[\\s/][^<>]{0,100}?\\bhref\\s{0,3}=\\s{0,3}${ADDRESS}`)),
  clue(
    'sent',
    'action',
    new RegExp(`<(?:form|button|input)[\\s/][^<>]{0,200}?\\b(?:form)?action\\s{0,3}=\\s{0,3}${ADDRESS}`),
  ),
  clue(
    'sent',
    'fetch sendbeacon xmlhttprequest websocket eventsource $.post $.ajax',
    new RegExp(
      layout`
        \b(?:fetch|sendbeacon|websocket|eventsource)\s{0,3}[(\`]\s{0,3}${ADDRESS}
        |\bxmlhttprequest\b[^<>]{0,200}?\bopen\s{0,3}\([^()]{0,40}?${QUOTED}
        |\$\.(?:post|ajax)\s{0,3}\([^()]{0,60}?${QUOTED}`,
    ),
  ),
  clue(
    'sent',
    'document.cookie localstorage sessionstorage',
    new RegExp(`(?:${QUOTED}|=\\s{0,3}(?:https?:)?//[\\w.-])`),
  ),
];

/** A library, or a post of a network, as its own page says how to load it. */
const LIBRARY = pattern('g')`
  <script\s[^<>(\`]{0,100}?\bsrc\s?=\s?["']?(?:https?:)?\/\/(?:
    code\.jquery\.com|cdnjs\.cloudflare\.com|cdn\.jsdelivr\.net|unpkg\.com|ajax\.googleapis\.com
    |maps\.googleapis\.com
    |www\.googletagmanager\.com
    |(?:max|stackpath\.)(?:cdn\.)?bootstrapcdn\.com
    |cdn\.tailwindcss\.com|js\.stripe\.com
    |platform\.(?:twitter|x)\.com
    |js\.hsforms\.net
    |www\.(?:instagram|tiktok)\.com
    |connect\.facebook\.net|assets\.pinterest\.com|embed\.redditmedia\.com|polyfill-fastly\.io
  )\/[^<>\s"']{1,300}["']?[^<>(\`]{0,300}>\s{0,9}<\/script>`;

const STRING = /'[^']*'|"[^"]*"|`[^`]*`/g;

/** `const ws = new WebSocket('wss://…')`: a line of a program, with the address in a string that was opened there. */
function isStatement(text: string): boolean {
  if (text.includes('<') || text.includes('script:') || !/^\s{0,3}[a-z$_][\w$.]{0,60}[\s(=]/.test(text))
    return false;
  return !/\/\/|["'`]/.test(text.replace(STRING, ''));
}

/** Whether a script reaches another site. `text`: as a browser reads it, in lower case. */
export function reachesElsewhere(text: string): boolean {
  if (!text.includes('//') || firstClue(ELSEWHERE, text) === null) return false;
  const rest = text.replace(LIBRARY, '');
  const isTold = rest === text || firstClue(ELSEWHERE, rest) !== null;
  // Of JSON each string is judged by itself.
  return isTold && !isStatement(text) && !(beginsAsJson(text) && stringsOfJson(text) !== null);
}
