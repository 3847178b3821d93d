/** What the mails of a soak say, held against what was found. */
import type { Alert } from '../src/model/alerts/alert.ts';
import { levelRank } from '../src/model/level.ts';
import { HOUR_MS } from '../src/model/time.ts';

/** One mail, as its reader has it. */
export type Told = {
  readonly time: number;
  readonly messageId: string;
  readonly kind: string;
  /** The alerts that it names, by their id. */
  readonly ids: readonly string[];
  /** Of a digest: how many its subject speaks of, how many it does not name, and how many were held back. */
  readonly total: number;
  readonly unnamed: number;
  readonly heldBack: number;
};

const MOST_PER_HOUR = 12;

export function toldIn(source: string, time: number): Told {
  const header = (name: string): string =>
    new RegExp(`^${name}: ((?:.*\\r\\n)(?:[ \\t].*\\r\\n)*)`, 'm')
      .exec(source)?.[1]
      ?.replace(/\s+/g, ' ')
      .trim() ?? '';
  const text = plainText(source);
  const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
  const kind = header('X-Soc-Console');
  return {
    ...{ time, kind, messageId: header('Message-ID') },
    ids: [
      ...text.matchAll(kind === 'digest' ? /events? {2}([\da-f]{16,})$/gm : /^ *alert +([\da-f]{16,})/gm),
    ].map((match) => match[1] ?? ''),
    total: Number(/: (\d+) alerts?$/.exec(header('Subject'))?.[1] ?? 1),
    unnamed: number(/^ *(\d+) more alerts? /m),
    heldBack: number(/^ *(\d+) of these were to be sent at once/m),
  };
}

/** The first part of a mail, decoded. */
function plainText(source: string): string {
  const [, part = ''] = /Content-Type: text\/plain([\s\S]*?)\r\n--/.exec(source) ?? [];
  const body = part.slice(part.indexOf('\r\n\r\n') + 4);
  if (/transfer-encoding: base64/i.test(part)) return Buffer.from(body, 'base64').toString('utf8');
  if (!/transfer-encoding: quoted-printable/i.test(part)) return body.replaceAll('\r\n', '\n');
  return Buffer.from(
    body
      .replaceAll('=\r\n', '')
      .replaceAll('\r\n', '\n')
      .replace(/=([\dA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    'latin1',
  ).toString('utf8');
}

/** All that is not as it must be, in words. */
export function troublesOf(told: readonly Told[], alerts: readonly Alert[]): string[] {
  const digests = told.filter(({ kind }) => kind === 'digest');
  const single = told.filter(({ kind }) => kind === 'alert');
  const alone = new Set(single.flatMap(({ ids }) => ids));
  const named = digests.flatMap(({ ids }) => ids);
  const sum = (of: 'total' | 'unnamed' | 'heldBack'): number =>
    digests.reduce((all, mail) => all + mail[of], 0);
  const wanted = alerts.filter(
    ({ status, rule }) => status === 'open' && levelRank(rule.level) >= levelRank('low'),
  );
  const untold = wanted.filter(({ id }) => !alone.has(id) && !named.includes(id)).length;
  const strong = wanted.filter(
    ({ id, rule }) => levelRank(rule.level) >= levelRank('high') && !alone.has(id),
  ).length;
  const expectations: readonly (readonly [what: string, is: number, should: number])[] = [
    ['most mails in an hour, at most', Math.max(0, mostInAnHour(told) - MOST_PER_HOUR), 0],
    ['mails that came twice', told.length - new Set(told.map(({ messageId }) => messageId)).size, 0],
    ['mails of an alert that do not name it', single.filter(({ ids }) => ids.length !== 1).length, 0],
    [
      'digests whose subject and list differ',
      digests.filter(({ total, ids, unnamed }) => total !== ids.length + unnamed).length,
      0,
    ],
    ['alerts named in two digests', named.length - new Set(named).size, 0],
    ['alerts told nowhere, beyond those that digests count', untold, sum('unnamed')],
    ['high alerts without a mail, beyond those that digests count as held back', strong, sum('heldBack')],
  ];
  return [
    ...expectations.flatMap(([what, is, should]) => (is === should ? [] : [`${what}: ${is}, not ${should}`])),
    ...(single.length > 20 && digests.length > 20 && sum('heldBack') > 0 ? [] : ['too little happened']),
  ];
}

function mostInAnHour(told: readonly Told[]): number {
  return Math.max(
    0,
    ...told.map(
      ({ time }) => told.filter((other) => other.time > time - HOUR_MS && other.time <= time).length,
    ),
  );
}
