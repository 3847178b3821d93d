import type { ProgramForm, ProgramMessage } from '../programs/program-message.ts';
import { toldBy } from '../programs/program-message.ts';
import { withoutPort } from '../source-address.ts';

/**
 * A message that tells of a login, as a regular expression whose parts in braces are filled in: `{address}`, `{user}` (any text
 * of the client's), `{text}` (the same, unnamed), `{word}` (what the program writes: no blank), `{n}` (a number).
 */
export type LoginPattern = string;

/** With a port or without, but for the dot or colon of the sentence. */
const ADDRESS = '(?<address>[\\[\\]\\da-fA-F.:]{1,52}(?:[\\da-fA-F\\]]|::))';

/** What stands for a part: `lazily` takes as little as fits, `greedily` as much. */
const PARTS: readonly (readonly [part: string, lazily: string, greedily: string])[] = [
  ['{address}', ADDRESS, ADDRESS],
  ['{user}', '(?<user>.{0,256}?)', '(?<user>.{0,256})'],
  ['{text}', '.{0,1024}?', '.{0,1024}'],
  ['{word}', '\\S{1,128}', '\\S{1,128}'],
  ['{n}', '\\d{1,20}', '\\d{1,20}'],
];

type Readings = readonly [lazy: RegExp, greedy: RegExp];

function compile(pattern: LoginPattern): Readings {
  const fill = (which: 1 | 2): RegExp =>
    new RegExp(`^(?:${PARTS.reduce((text, part) => text.replaceAll(part[0], part[which]), pattern)})$`, 'ds');
  return [fill(1), fill(2)];
}

type Told = { readonly outcome: 'failure' | 'success'; readonly protocol: string };

/**
 * The form that these patterns are. What clients choose may hold the words of a message, even twice: the message is read with as
 * little and with as much of it as fits, by every pattern, and where the address stands in two places, nobody is named.
 */
export function loginForm(
  name: string,
  { outcome, protocol }: Told,
  patterns: readonly LoginPattern[],
): ProgramForm {
  // Hundreds of them, of programs that most machines do not have: compiled for those whose lines come.
  let readings: readonly Readings[] | null = null;
  return { name, read };

  function read(text: string): ProgramMessage | null {
    readings ??= patterns.map(compile);
    const [first, ...others] = readings.flatMap((patterns) => placesIn(text, patterns));
    if (first === undefined) return null;
    const isCertain = others.every(({ at }) => at === first.at);
    return toldBy(name, {
      ...{ login: true, outcome, user: first.user },
      address: first.address !== null && isCertain ? withoutPort(first.address) : null,
      fields: { auth_method: 'password', protocol },
    });
  }
}

type Place = { readonly user: string | null; readonly address: string | null; readonly at: number };

function placesIn(text: string, [lazy, greedy]: Readings): readonly Place[] {
  const first = lazy.exec(text);
  if (first === null) return [];
  return [first, greedy.exec(text) ?? first].map(({ groups, indices }) => ({
    user: groups?.user || null,
    address: groups?.address ?? null,
    at: indices?.groups?.address?.[0] ?? -1,
  }));
}
