import { decodeTarget } from '../decode.ts';
import { holdsTellingWord } from './telling-words.ts';

/** One place of a request where an attacker can write. */
export type RequestValue = {
  readonly kind: 'path' | 'parameter' | 'agent' | 'text';
  /** Where it stands, in words for people: `parameter id`, `path`, `referer`. Untrusted. */
  readonly where: string;
  /** The parameter's name in lower case; empty for other values. */
  readonly name: string;
  readonly raw: string;
  /** Decoded. */
  readonly text: string;
};

/** Servers refuse longer requests; of more only the beginning and the end are looked at. */
const LONGEST = 16_384;
const MOST_PARAMETERS = 200;
/** How many of the parameters behind `MOST_PARAMETERS` are read one by one: programs read no more than a thousand in all. */
const MOST_LATER = 800;
/** Not `a=1`, `b[]=x-y`. */
const MORE_THAN_WORDS = /^[^=]*=.*[^\w.,=-]|[^\w.[\]=,%-]|%(?!5[bd])/i;
/** A parameter's name that is only a name: no operator of a database, nothing of the insides of objects. */
const PLAIN_NAME = /^(?!.*(?:__proto__|prototype|classloader))[\w.[\]:~@!*-]{0,100}$/i;

/** Path and parameters of a target, each by itself; `prefix` says whose. */
export function targetValues(target: string, prefix: string): RequestValue[] {
  const bounded = bound(target);
  const question = bounded.indexOf('?');
  const path = question === -1 ? bounded : bounded.slice(0, question);
  const values: RequestValue[] = [
    { kind: 'path', where: `${prefix}path`, name: '', raw: path, text: decodeTarget(path) },
  ];
  if (question !== -1) addParameters(bounded.slice(question + 1), prefix, values);
  return values;
}

/** A text of its own, like a user agent. */
export function textValue(kind: 'agent' | 'text', where: string, raw: string): RequestValue {
  const bounded = bound(raw);
  return { kind, where, name: '', raw: bounded, text: decodeTarget(bounded) };
}

function bound(raw: string): string {
  return raw.length <= LONGEST ? raw : `${raw.slice(0, LONGEST * 0.75)}${raw.slice(-LONGEST * 0.25)}`;
}

function addParameters(query: string, prefix: string, values: RequestValue[]): void {
  const pieces = query.split('&');
  for (const piece of boundPieces(pieces)) {
    if (piece === '') continue;
    const value = parameter(piece, prefix);
    values.push(value);
    const name = nameAlone(value);
    if (name !== null) values.push({ ...value, name: '', raw: name, text: name });
  }
  // A payload that was sent without encoding was cut where it has an `&` of its own.
  if (pieces.length > 1 && BARE.test(query) && (NO_SEPARATOR.test(query) || pieces.some(isNoPair))) {
    const from = query.indexOf('=') + 1;
    const raw = query.slice(from);
    values.push({ kind: 'text', where: `${prefix}query`, name: '', raw, text: decodeTarget(raw) });
  }
}

/**
 * The parameters that are looked at when there are too many: all that hold more than words, wherever they stand, and the rest
 * together as one.
 */
function boundPieces(pieces: readonly string[]): readonly string[] {
  if (pieces.length <= MOST_PARAMETERS) return pieces;
  const later = pieces.slice(MOST_PARAMETERS).filter(isMoreThanWords);
  return [
    ...pieces.slice(0, MOST_PARAMETERS),
    ...later.slice(0, MOST_LATER),
    later.slice(MOST_LATER).join('&'),
  ];
}

function isMoreThanWords(piece: string): boolean {
  return MORE_THAN_WORDS.test(piece) || holdsTellingWord(piece);
}

/** Signs that a browser would have escaped. */
const BARE = /[<>"'`\\ {}|;]|&[&#]/;
const NO_SEPARATOR = /&[&#]/;
const PAIR = /^[\w.[\]:~@!*$%-]{1,100}=/;

/** A piece that is no `name=value`: the `&` before it belonged to a value. */
function isNoPair(piece: string): boolean {
  return piece !== '' && !PAIR.test(piece);
}

/** The name of a pair, as a value of its own, when it is more than a name (`?|id=1`): some programs take names for values. */
function nameAlone({ where, name, text }: RequestValue): string | null {
  if (!where.endsWith('query') || name === '' || !BEFORE_PLAIN.test(text) || OF_A_LIST.test(text))
    return null;
  return text.slice(0, text.lastIndexOf('='));
}

const BEFORE_PLAIN = /^[^=]{1,2000}=[\w.-]{0,40}$/;
const OF_A_LIST = /^[\w.]{1,60}\[/;

function parameter(piece: string, prefix: string): RequestValue {
  const equals = piece.indexOf('=');
  const name = equals === -1 ? '' : piece.slice(0, equals);
  if (!PLAIN_NAME.test(name)) {
    const decoded = decodeTarget(name);
    // The name holds more than a name: the whole piece may be the payload.
    if (!PLAIN_NAME.test(decoded)) {
      return {
        ...{ kind: 'parameter', where: `${prefix}query`, raw: piece, text: decodeTarget(piece) },
        name: decoded.toLowerCase(),
      };
    }
  }
  const raw = piece.slice(equals + 1);
  return {
    ...{ kind: 'parameter', where: `${prefix}parameter ${name}`.trim(), raw, text: decodeTarget(raw) },
    name: name.toLowerCase(),
  };
}
