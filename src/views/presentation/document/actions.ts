import type { LoggedAction } from '../../../model/bans/action.ts';
import { type Line, type Span, span } from '../line.ts';
import { clean } from '../look.ts';
import { commandText } from '../words/command-text.ts';
import { wrapWords } from '../words/cut.ts';
import { plural } from '../words/numbers.ts';
import { fullTime } from '../words/times.ts';
import { type Document, documentFrom, type Entry, type Page, textFact } from './document.ts';

const TEACHES = 'Bans, their end, acknowledged alerts and notes stand here: when, who, what, why.';

/** What was done, newest first. */
export function actionsDocument(actions: readonly LoggedAction[], page: Page): Document {
  if (actions.length === 0) {
    return documentFrom('Actions', [
      [span(' Nothing was done yet.', 'strong')],
      [],
      ...wrapWords(TEACHES, Math.max(20, page.width - 2), 4, page.look.glyphs.ellipsis).map((piece): Line => {
        return [span(` ${piece}`)];
      }),
    ]);
  }
  return documentFrom(
    'Actions',
    actions.flatMap((action) => entries(action, page)),
  );
}

function entries({ time, actor, kind, subject, detail }: LoggedAction, page: Page): readonly Entry[] {
  const { look } = page;
  const { about, ran, failure, ...rest } = detail;
  const what = typeof about === 'string' ? about : subject;
  const says = Object.entries(rest).flatMap(([name, value]) => wordsOf(name, value) ?? []);
  return [
    [
      span(` ${fullTime(time)}  `),
      span(clean(kind, look).padEnd(12), 'strong'),
      span(`${clean(what, look)}  by ${clean(actor, look)}`),
    ],
    ...(says.length === 0 ? [] : textFact('', clean(says.join('; '), look), page)),
    ...(typeof failure === 'string' ? textFact('', clean(`failed: ${failure}`, look), page, 'bad') : []),
    ...(Array.isArray(ran) ? ran.flatMap((one) => ranLines(one, page)) : []),
  ];
}

/** In the order of the entry; null for what tells a reader nothing. The entry itself stays in the store as it is. */
function wordsOf(name: string, value: unknown): string | null {
  if (value === null || value === '' || value === false) return null;
  switch (name) {
    case 'decision':
      return null;
    case 'alertId':
      return `alert ${String(value).slice(0, 8)}`;
    case 'responder':
      return `by ${String(value)}`;
    case 'simulated':
      return 'SIMULATED';
    case 'expiresAt':
      return typeof value === 'number' ? `until ${fullTime(value)}` : null;
    case 'overridden':
      return `over its protection: ${String(value)}`;
    default:
      return `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  }
}

/** More of a script is as in the restoring of hundreds of bans: more of the same. */
const MOST_SCRIPT = 16;

/** `$ nft add element … (0)`, what it was given to read, and what it printed when it failed. `one` is JSON of this or of an earlier version. */
function ranLines(one: unknown, page: Page): readonly Line[] {
  if (typeof one !== 'object' || one === null || !('argv' in one) || !Array.isArray(one.argv)) return [];
  const { argv, input, exitCode, failure, output } = one as Readonly<Record<string, unknown>>;
  const isBad = exitCode !== 0;
  const end = typeof exitCode === 'number' ? `exit ${exitCode}` : String(failure ?? 'no exit code');
  const printed = isBad && typeof output === 'string' && output !== '' ? `: ${output}` : '';
  const command = commandText((argv as readonly unknown[]).map(String));
  const token: Span['token'] = isBad ? 'bad' : 'muted';
  const script = typeof input === 'string' ? input.split('\n').filter((line) => line !== '') : [];
  const more = script.length - MOST_SCRIPT;
  return [
    ...textFact('', clean(`$ ${command}  (${end}${printed})`, page.look), page, token),
    ...script
      .slice(0, MOST_SCRIPT)
      .flatMap((line) => textFact('', clean(`< ${line}`, page.look), page, token)),
    ...(more > 0 ? textFact('', `< and ${plural(more, 'line')} more`, page, token) : []),
  ];
}
