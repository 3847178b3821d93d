import { beginsAsJson, stringsOfJson } from './json-strings.ts';
import { type RequestValue, targetValues, textValue } from './request-values.ts';
import { valuesWithin } from './within.ts';

/** What a client sent with a request: a form, parts of one, or a document. Few logs have it (ModSecurity's audit logs do). */
const LONGEST = 16_384;
const FORM = /^[^\s=&<>{}"']{1,200}=/;
const PARTS = /^--[\w'()+,./:=?-]{1,70}\r?\n/;
/** What stands before a value; logs leave out the empty line behind it. */
const OF_A_PART = /^(?:content-[a-z-]{3,30}:[^\r\n]{0,400}\r?\n){1,6}(?:\r?\n)?/i;
const NAME = /\bname="([^"\r\n]{0,100})"/i;
const FILE_NAME = /\bfilename="([^"\r\n]{1,200})"/i;
const MOST_PARTS = 100;

/** Each value of a body by itself; what is no form and no JSON is one text. */
export function bodyValues(sent: string): readonly RequestValue[] {
  const body = sent.slice(0, LONGEST);
  return readBody(body).filter(isNoPassword).map(asWritten);
}

function readBody(body: string): readonly RequestValue[] {
  if (PARTS.test(body)) return partsOf(body);
  if (FORM.test(body)) return targetValues(`?${body.trimEnd()}`, 'body ').slice(1);
  if (beginsAsJson(body) && stringsOfJson(body) !== null) return valuesWithin(fieldOf('body', '', body));
  return [{ ...textValue('text', 'body', body), text: body }];
}

/** Whether it is JSON in which what stands between the strings may be an attack: operators of a database, types, prototypes. */
export function isObjectThatTells(body: string): boolean {
  return beginsAsJson(body) && /"(?:\$\w{2,14}|@type|__proto__|constructor)"\s{0,9}:/.test(body);
}

function fieldOf(where: string, name: string, text: string): RequestValue {
  return { kind: 'parameter', where, name, raw: text, text };
}

const OF_A_PASSWORD = /pass|pwd|secret|token|otp$/;
const IS_MORE = /[\s/]|(?:\b|_)(?:or|and|union|select|sleep|system|exec)(?:\b|_)|\|\||&&|--|\{\{|<[a-z]/i;

/** Passwords are made of all signs there are: one word of them says nothing. */
function isNoPassword({ name, text }: RequestValue): boolean {
  return !OF_A_PASSWORD.test(name) || IS_MORE.test(text);
}

const PROSE =
  /^(?:[^\s]{0,40}\s{1,3}){0,3}?\p{L}{2,20}[,.:]?\s{1,3}\p{L}{2,20}[,.:]?\s{1,3}\p{L}{2,20}(?:[\s,.:;!?]|$)/u;

/** Whatever its field is called: what begins with words is written by somebody, as in a search box. */
function asWritten(value: RequestValue): RequestValue {
  return value.kind === 'parameter' && PROSE.test(value.text) ? { ...value, name: 'text' } : value;
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
