import { findCode } from './code.ts';
import { findCommand } from './commands.ts';
import { findFileAccess } from './files.ts';
import { type Attacks, note, withoutDoubles } from './found.ts';
import { findHeader } from './headers.ts';
import { findLookup } from './lookup.ts';
import { type RequestValue, textValue } from './request-values.ts';
import { type AskedFor, isSnippet } from './snippets.ts';
import { findSql, hasSqlWords } from './sql/sql.ts';
import { findTemplate } from './template.ts';
import { valuesWithin } from './within.ts';
import { findXss } from './xss.ts';

/** An attack in a header has at least one of these signs. */
export const IN_HEADERS =
  /['"<>()|`{}\\$;]|%(?:2[2-9]|3[bce]|5[cb]|6|7[b-d]|0)|\.\.|(?:^|[=\s])(?:\/|%2f)etc(?:\/|%2f)|&&|\s-/i;
/** Headers other than the cookie hold addresses of pages; in them an address is no sign. */
export const IN_OTHERS = new RegExp(
  `${IN_HEADERS.source}|(?:https?|php|gopher|dict|file|expect|phar|jar|ldaps?)://`,
  'i',
);
const MOST_COOKIES = 100;
const LONGEST_HEADER = 8192;

export function findInCookie(header: string): Attacks {
  const found: Attacks = {};
  for (const piece of header.slice(0, LONGEST_HEADER).split(/;\s?/, MOST_COOKIES)) {
    const name = piece.slice(0, Math.max(0, piece.indexOf('='))).trim();
    const value = textValue('text', `cookie ${name}`.trim(), piece.slice(piece.indexOf('=') + 1));
    if (!IN_HEADERS.test(piece)) continue;
    if (!isState(value.text)) findInHeader(value, found);
    else for (const inner of valuesWithin({ ...value, name: 'q' })) findInHeader(inner, found);
  }
  return withoutDoubles(found);
}

/**
 * Whether a cookie is a program's own record of a visitor: JSON, of which each string is then a value, or as PHP writes its
 * variables.
 */
function isState(text: string): boolean {
  return (
    /^(?:\s{0,3}\{\s{0,3}["}]|\s{0,3}\[\s{0,3}["\d{\]]|a:\d{1,4}:\{)/.test(text) &&
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
    else
      for (const piece of ADDRESSES.test(text) ? text.split(/,\s?/, MOST_COOKIES) : [text])
        if (IN_OTHERS.test(piece)) findInHeader(textValue('text', 'header', piece), found);
  return withoutDoubles(found);
}

/** A list of addresses, in which each client may have written one. */
const ADDRESSES = /^(?:[\da-f.:]{3,45}|unknown|-)\s?,/i;

const OF_A_SYSTEM = /^\/{1,3}(?:etc\/(?:passwd|shadow)|proc\/self\/)/i;

/**
 * Only attacks that no server, proxy or program writes into a header by itself. A cookie may keep what somebody searched for.
 */
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
  if (/\.\.|\/(?:etc|proc)\/|^\W{0,3}\w{3,6}:\//.test(text)) {
    const says = findFileAccess(text, raw, 'value');
    // Nobody looks for what only a server has to hide and leaves it in a header.
    if (says !== null && (OF_A_SYSTEM.test(text) || !isSnippet('lfi', asked)))
      note(found, 'lfi', where, says);
  }
}
