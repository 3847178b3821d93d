import { findCode } from './code.ts';
import { findCommand } from './commands.ts';
import { findFileAccess } from './files.ts';
import { type Attacks, note, withoutDoubles } from './found.ts';
import { findHeader } from './headers.ts';
import { findLookup } from './lookup.ts';
import { type RequestValue, textValue } from './request-values.ts';
import { type AskedFor, isSnippet } from './snippets.ts';
import { findSql, hasSqlWords } from './sql.ts';
import { findTemplate } from './template.ts';
import { findXss } from './xss.ts';

/** Signs of which an attack in a header has one. */
export const IN_HEADERS =
  /['"<>()|`{}\\$;]|%(?:2[2-9]|3[bce]|5[cb]|6|7[b-d]|0)|\.\.|=\/etc\/|^\/etc\/|=%2fetc%2f|&&|\s-/i;
const MOST_COOKIES = 100;
const LONGEST_HEADER = 8192;

export function findInCookie(header: string): Attacks {
  const found: Attacks = {};
  for (const piece of header.slice(0, LONGEST_HEADER).split(/;\s?/, MOST_COOKIES)) {
    const name = piece.slice(0, Math.max(0, piece.indexOf('='))).trim();
    const value = textValue('text', `cookie ${name}`.trim(), piece.slice(piece.indexOf('=') + 1));
    if (IN_HEADERS.test(piece) && !isState(value.text)) findInHeader(value, found);
  }
  return withoutDoubles(found);
}

/** Programs keep what they know of a visitor in cookies, as JSON or as PHP writes it. */
function isState(text: string): boolean {
  return (
    /^(?:\{["}]|\[["\d{\]]|a:\d{1,4}:\{)/.test(text) &&
    !/__proto__|\$ne\b|\$gt\b|<script|[oc]:\+?\d{1,6}:"/i.test(text)
  );
}

const COOKIES = /^[\w.-]{1,60}=/;

/** Texts in quotes behind the user agent, or one header by itself. */
export function findInOthers(rest: string): Attacks {
  const found: Attacks = {};
  const texts = rest.slice(0, LONGEST_HEADER).split(/"\s"|^"|"$/, MOST_COOKIES);
  for (const text of texts)
    if (COOKIES.test(text)) Object.assign(found, findInCookie(text));
    else if (IN_HEADERS.test(text)) findInHeader(textValue('text', 'header', text), found);
  return withoutDoubles(found);
}

/** What no server, proxy or program writes into a header by itself; what somebody looked for may be kept in a cookie. */
function findInHeader({ where, raw, text }: RequestValue, found: Attacks): void {
  const asked: RequestValue = { kind: 'parameter', where, name: 'q', raw, text };
  const tell = (technique: AskedFor, says: string | null): void => {
    if (says !== null && !isSnippet(technique, asked)) note(found, technique, where, says);
  };
  if (/['"]/.test(text) || hasSqlWords(text)) tell('sqli', findSql(text));
  note(found, 'xss', where, findXss(text));
  tell('command', findCommand(text));
  tell('code', findCode(text));
  tell('template', findTemplate(text));
  note(found, 'jndi', where, findLookup(text));
  note(found, 'header', where, findHeader(text));
  if (/\.\.|\/(?:etc|proc)\/|^\W{0,3}\w{3,6}:\//.test(text)) tell('lfi', findFileAccess(text, raw, 'value'));
}
