/** Requests made from the templates beside this file: the same for the same seed, on every machine. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type Random, seeded } from '../../../bench/random.ts';

/** One request with what it is: `null` for an ordinary one. */
export type LabelledRequest = {
  readonly label: string | null;
  readonly target: string;
  readonly referer: string;
  readonly userAgent: string;
  /** Who wrote it: a template, or the tool that sent it. */
  readonly origin: string;
  /** A piece of a language that people look for: worth a line, and no more. */
  readonly isAsked?: true;
};

type Template = { readonly label: string; readonly text: string };
type Templates = {
  readonly sets: ReadonlyMap<string, readonly string[]>;
  readonly templates: readonly Template[];
};

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0';

/** `perTemplate`: how often each template is filled in; the same text is kept once. */
export function attackRequests(seed: number, perTemplate: number): LabelledRequest[] {
  return fillAll('attacks.txt', seed, perTemplate).map(({ label, text, origin }) => ({
    ...place(text, seededBy(text, seed)),
    label,
    origin,
  }));
}

export function ordinaryRequests(seed: number, perTemplate: number): LabelledRequest[] {
  return fillAll('ordinary.txt', seed, perTemplate).map(({ label, text, origin }) => {
    const random = seededBy(text, seed);
    const plain = { label: null, origin, target: '/', referer: '-', userAgent: BROWSER };
    if (label === 'agent') return { ...plain, userAgent: text };
    if (label === 'target') return { ...plain, target: text };
    if (label === 'asked') return { ...placeOrdinary(text, plain, random, ASKED), isAsked: true };
    return placeOrdinary(text, plain, random);
  });
}

/** What sqlmap and Wapiti sent to an nginx of ours, by kind of attack; recorded with `scripts`' versions of Debian 12. */
export function recordedRequests(): LabelledRequest[] {
  const packed = readFileSync(fileURLToPath(new URL('tools.tsv.gz', import.meta.url)));
  return gunzipSync(packed)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [origin = '', label = '', target = ''] = line.split('\t');
      return { label, origin, target, referer: '-', userAgent: BROWSER };
    });
}

/** Every third template, by a hash of its text, is held out: nobody looks at what it makes while rules are written. */
export function isHeldOut({ origin }: LabelledRequest): boolean {
  return hashOf(origin) % 3 === 0;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) >>> 0;
  return hash;
}

/** By the text itself: a new template changes nothing about what is made of the others. */
function seededBy(text: string, seed: number): Random {
  return seeded(hashOf(text) + seed);
}

/** Where people write what they look for. */
const ASKED: readonly [string, ...string[]] = ['q', 'search', 'text', 'query', 'keywords'];

function fillAll(
  file: string,
  seed: number,
  times: number,
): (Template & { readonly origin: string })[] {
  const { sets, templates } = read(file);
  const seen = new Set<string>();
  return templates.flatMap(({ label, text }) => {
    const random = seededBy(text, seed);
    return Array.from({ length: times }, () => ({
      ...{ label, text: fill(text, sets, random), origin: text },
    })).filter((made) => !seen.has(made.text) && seen.add(made.text));
  });
}

function read(file: string): Templates {
  const text = readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
  const sets = new Map<string, readonly string[]>();
  const templates: { label: string; text: string }[] = [];
  for (const line of text.split('\n')) {
    const set = /^(\w+) = (.*)$/.exec(line);
    const template = /^(\w+): (.*)$/.exec(line);
    const last = templates.at(-1);
    if (set) sets.set(set[1] ?? '', (set[2] ?? '').split('¦'));
    else if (template) templates.push({ label: template[1] ?? '', text: template[2] ?? '' });
    // A line that begins like nothing goes on with the value above it.
    else if (line !== '' && !line.startsWith('#') && last) last.text += `\n${line}`;
  }
  return { sets, templates };
}

/** The innermost brackets first, until none is left. */
function fill(template: string, sets: Templates['sets'], random: Random): string {
  let text = template;
  for (let round = 0; round < 6 && text.includes('«'); round++) {
    text = text.replace(/«([^«»]*)»/g, (_, choices: string) => {
      const named = sets.get(choices);
      return pick(named ?? choices.split('¦'), random);
    });
  }
  return text;
}

function pick(choices: readonly string[], random: Random): string {
  return choices[random.integer(0, choices.length)] ?? '';
}

/** Where an attack goes, and how it is encoded: mostly a parameter, as tools and browsers send it. */
function place(payload: string, random: Random): Pick<LabelledRequest, 'target' | 'referer' | 'userAgent'> {
  const plain = { target: '/', referer: '-', userAgent: BROWSER };
  const value = random.pick([encodeAll, encodeAll, encodeLikeForm, encodeTwice, asLogged])(payload);
  const name = random.pick(['id', 'q', 'file', 'page', 'name', 'url']);
  // What is packed stands in no path.
  const isPacked = /^[\w+/=-]{10,}$/.test(payload);
  switch (random.integer(isPacked ? 1 : 0, 12)) {
    case 0:
      return { ...plain, target: `/item/${encodeAll(payload)}` };
    case 1:
      return { ...plain, referer: `https://shop.example/list?${name}=${value}` };
    case 2:
      return { ...plain, target: `/list?a=1&${name}=${value}&b=2` };
    default:
      return { ...plain, target: `/list?${name}=${value}` };
  }
}

function placeOrdinary(
  text: string,
  plain: LabelledRequest,
  random: Random,
  names: readonly [string, ...string[]] = ['q', 'search', 'text', 'name', 'filter'],
): LabelledRequest {
  const value = random.pick([encodeAll, encodeLikeForm])(text);
  const name = random.pick(names);
  if (random.integer(0, 8) === 0) return { ...plain, referer: `https://shop.example/search?${name}=${value}` };
  return { ...plain, target: `/search?lang=en&${name}=${value}&page=1` };
}

function encodeAll(text: string): string {
  // A payload that brings escapes of its own keeps them.
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
    .replace(/%25(?=[0-9a-f]{2})/gi, '%');
}

function encodeLikeForm(text: string): string {
  return encodeAll(text).replaceAll('%20', '+');
}

function encodeTwice(text: string): string {
  return encodeAll(text).replaceAll('%', '%25');
}

/** Sent without any encoding, and written as nginx writes it. */
function asLogged(text: string): string {
  return text.replace(/["\\\x00-\x1f\x7f]|[^\x00-\x7f]+/gu, (signs) =>
    [...new TextEncoder().encode(signs)]
      .map((byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}
