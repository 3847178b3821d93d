import { pattern } from '../pattern.ts';

/** What a browser reads as `<`, a quote or a letter although it is written otherwise. */
const ENTITY = pattern('gi')`
  &(?:
    #x0{0,8}([0-9a-f]{1,6})|#0{0,8}(\d{1,7})
    |(
       lt|gt|quot|apos|amp|colon|tab|newline|lpar|rpar|sol|bsol|equals|lbrace|excl|dollar|grave|lsqb|rsqb|period|
       comma|semi|num|nbsp|lbrack|rbrack|lowbar|lcub|rcub
     )
  );?
  |\\(?:u\{0{0,4}([0-9a-f]{1,5})\}|u([0-9a-f]{4})|x([0-9a-f]{2}))`;

const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
  colon: ':',
  tab: '\t',
  newline: '\n',
  lpar: '(',
  rpar: ')',
  sol: '/',
  bsol: '\\',
  equals: '=',
  lbrace: '{',
  lcub: '{',
  rcub: '}',
  excl: '!',
  dollar: '$',
  grave: '`',
  lsqb: '[',
  rsqb: ']',
  lbrack: '[',
  rbrack: ']',
  period: '.',
  comma: ',',
  semi: ';',
  num: '#',
  nbsp: ' ',
  lowbar: '_',
};

/** Entities and JavaScript escapes resolved, NUL dropped, in lower case: what a browser would run. */
export function asBrowserReads(value: string): string {
  const text = value.includes('&') || value.includes('\\') ? value.replace(ENTITY, decodeEntity) : value;
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).toLowerCase();
}

/** Of ASCII, by number. Names (`&amp;`) and letters of languages are what pages write. */
const BY_NUMBER = /&#(?:x0{0,8}([2-7][0-9a-f])|0{0,8}(3[2-9]|[4-9]\d|1[01]\d|12[0-7]))(?:;|(?![0-9a-f]))/gi;

/** With the signs that entities stand for, where a program takes them back; null when there are none. */
export function withoutEntities(value: string): string | null {
  if (!value.includes('&#')) return null;
  const text = value.replace(BY_NUMBER, (_, hex: string | undefined, decimal: string) =>
    String.fromCharCode(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
  );
  return text === value ? null : text;
}

function decodeEntity(
  whole: string,
  hex: string | undefined,
  decimal: string | undefined,
  name: string | undefined,
  ...escapes: readonly (string | undefined)[]
): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
  const [braced, four, two] = escapes;
  const code =
    decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? braced ?? four ?? two ?? '', 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
