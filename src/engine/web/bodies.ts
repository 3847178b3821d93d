import { pattern } from '../pattern.ts';
import { beginsAsJson, stringsOfJson } from './json-strings.ts';
import { type RequestValue, targetValues, textValue } from './request-values.ts';
import { isSnippet } from './snippets.ts';
import { valuesWithin } from './within.ts';

/** What a client sent with a request: a form, parts of one, or a document. Few logs have it (ModSecurity's audit logs do). */
const LONGEST = 16_384;
const FORM = /^[^\s=&<>{}"']{1,200}=/;
const PARTS = /^--[\w'()+,./:=?-]{1,70}\r?\n/;
/** The header of one part of a form (`Content-Disposition: …`); logs leave out the empty line behind it. */
const OF_A_PART = /^(?:content-[a-z-]{3,30}:[^\r\n]{0,400}\r?\n){1,6}(?:\r?\n)?/i;
const NAME = /\bname="([^"\r\n]{0,100})"/i;
const FILE_NAME = /\bfilename="([^"\r\n]{1,200})"/i;
const MOST_PARTS = 100;

/** Each value of a body by itself; what is no form and no JSON is one text. */
export function bodyValues(sent: string): readonly RequestValue[] {
  const body = sent.slice(0, LONGEST);
  return readBody(body, sent.length > LONGEST - 2)
    .filter(isText)
    .filter(isNoPassword)
    .map(asWritten);
}

/**
 * Binary content (messages of gRPC, pictures, archives) holds null bytes and quotes that mean nothing. A null byte that cuts
 * off a name is an attack, and stays.
 */
const NO_TEXT = /(?:[\0-\x08\x0e-\x1a\x1c-\x1f\ufffd][^\0-\x08\x0e-\x1a\x1c-\x1f\ufffd]{0,400}){3}/;

function isText({ text }: RequestValue): boolean {
  return !NO_TEXT.test(text);
}

function readBody(body: string, isCut: boolean): readonly RequestValue[] {
  if (PARTS.test(body)) return partsOf(body);
  if (FORM.test(body)) return targetValues(`?${body.trimEnd()}`, 'body ').slice(1);
  if (beginsAsJson(body)) {
    if (stringsOfJson(body) !== null) return valuesWithin(fieldOf('body', '', body));
    if (isCut || /\}\s{0,9}\n\s{0,9}\{"/.test(body)) return stringsOfAPart(body);
  }
  return [{ ...textValue('text', 'body', body), text: body }];
}

const MOST_STRINGS = 1000;
const STRING = /"((?:[^"\\]|\\[^\0])*)(?:"\s{0,9}(:)?|\\?$)/g;

/**
 * The strings of JSON that a log cut off, or of which there is one object a line (Elasticsearch, Sentry), each under the name
 * before it.
 */
function stringsOfAPart(body: string): RequestValue[] {
  const values: RequestValue[] = [];
  let name = '';
  for (const [, text = '', colon] of body.matchAll(STRING)) {
    if (colon !== undefined) name = text.toLowerCase();
    else if (text.length > 2 && !/^[\w.-]*$/.test(text))
      values.push(fieldOf('body in JSON', name, read(text)));
    if (values.length >= MOST_STRINGS) break;
  }
  return values;
}

function read(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

const TELLS = /"(?:\$\w{2,14}|@type|__proto__|constructor)"\s{0,9}:/;

/**
 * JSON in which what stands between the strings may be an attack (operators of a database, types, prototypes), without the
 * filters that programs send; null when it is none.
 */
export function objectThatTells(sent: string): string | null {
  const body = sent.slice(0, LONGEST);
  if (!beginsAsJson(body) || !TELLS.test(body)) return null;
  // Where the same name comes twice, a program may take either: then no filter is left out.
  const rest = body.match(/"(?:where|filter)"\s{0,9}:/g)?.length === 1 ? withoutFilters(body) : body;
  return TELLS.test(rest) ? rest : null;
}

function withoutFilters(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), (name, value: unknown) => {
      const isFilter = /^(?:where|filter)$/.test(name) && typeof value === 'object';
      return isFilter && isSnippet('query', fieldOf('body', name, JSON.stringify(value))) ? undefined : value;
    });
  } catch {
    return body;
  }
}

function fieldOf(where: string, name: string, text: string): RequestValue {
  return { kind: 'parameter', where, name, raw: text, text };
}

const OF_A_PASSWORD = /pass|pwd|secret|token|otp$/;
const IS_MORE = /[\s/]|(?:\b|_)(?:or|and|union|select|sleep|system|exec)(?:\b|_)|\|\||&&|--|\{\{|<[a-z]/i;

/** False for a password, which may be made of any signs: only one that holds more than a single word is searched. */
function isNoPassword({ name, text }: RequestValue): boolean {
  return !OF_A_PASSWORD.test(name) || IS_MORE.test(text);
}

const PROSE =
  /^(?:[^\s]{0,40}\s{1,3}){0,3}?\p{L}{2,20}[,.:]?\s{1,3}\p{L}{2,20}[,.:]?\s{1,3}\p{L}{2,20}(?:[\s,.:;!?]|$)/u;

/** How the text of an editor begins: with an element of a page, or a comment of WordPress. */
const PAGE =
  /^\s{0,9}(?:<!-- wp:|<(?:p|div|h[1-6]|ul|ol|table|figure|pre|blockquote|span|strong|em)(?:\s[^<>]{0,400})?>)/i;
const LINK_ABOVE =
  /(\s(?:src|href|srcset|poster)\s?=\s?\\?["'])(?:\.\.\/){1,12}(?!\.|(?:etc|proc|var|root|home|windows)\b)/gi;
/** The addresses that declare a kind of document (a DTD, a namespace): names, which no program opens. */
const KNOWN_KIND = pattern('gi')`
  <!doctype\s{1,9}[\w:]{1,40}\s{1,9}public\s{1,9}"-\/\/[^"<>[]{0,200}"\s{0,9}(?:
    "https?:\/\/www\.(?:w3\.org|apple\.com)\/[^"<>[]{0,200}"
  )?\s{0,9}>`;
/** `file:///app/a.js:1:2`: a line of a program that failed. */
const LINE_OF_A_PROGRAM = /\bfile:\/\/\/[\w./%@+:-]{1,300}:\d{1,7}:\d{1,7}\b/g;
const BLOCK_OF_CODE = /(^|\n)```[\w+-]{0,20}\r?\n(?:(?!```)[^\0]){0,4000}\n```(?=\s|$)/g;

/**
 * A text that begins with words or an element is judged as one that somebody wrote, like what is typed into a search box,
 * whatever its field is called.
 */
function asWritten(value: RequestValue): RequestValue {
  const text = withoutHarmless(value.text);
  const isWritten = value.kind === 'parameter' && (PROSE.test(text) || PAGE.test(text));
  return { ...value, text, name: isWritten ? 'text' : value.name };
}

const ELEMENT =
  /<\/?(?:p|br|div|span|a|b|i|em|strong|u|li|[uo]l|t[dhr]|table|tbody|h[1-6]|pre|code|blockquote|figure|img)(?:[\s/][^<>]{0,400})?>/gi;

export function withoutElements(text: string): string {
  return text.replace(ELEMENT, ' ');
}

function withoutHarmless(whole: string): string {
  let text = whole;
  if (text.includes('../')) text = text.replace(LINK_ABOVE, '$1');
  if (/<!doctype/i.test(text)) text = text.replace(KNOWN_KIND, '');
  if (text.includes('file:///')) text = text.replace(LINE_OF_A_PROGRAM, 'file');
  if (text.includes('```')) text = text.replace(BLOCK_OF_CODE, '$1');
  return text;
}

/** The fields of a form in parts; what files hold is no value. */
function partsOf(body: string): RequestValue[] {
  const boundary = body.slice(0, body.search(/[\r\n]/));
  const values: RequestValue[] = [];
  for (const part of body.split(boundary, MOST_PARTS)) {
    const text = part.trimStart();
    const before = OF_A_PART.exec(text)?.[0] ?? '';
    const name = NAME.exec(before)?.[1];
    if (name === undefined) continue;
    const file = FILE_NAME.exec(before)?.[1];
    const raw = file ?? text.slice(before.length).trimEnd();
    const where = file === undefined ? `body parameter ${name}` : `body file ${name}`;
    values.push(fieldOf(where, name.toLowerCase(), raw));
  }
  return values;
}
