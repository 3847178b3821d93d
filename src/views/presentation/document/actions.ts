import type { LoggedAction } from '../../../model/action.ts';
import { span } from '../line.ts';
import { clean } from '../look.ts';
import { fullTime } from '../times.ts';
import { type Document, documentFrom, type Entry, type Page, textFact } from './document.ts';

/** What was done, newest first. */
export function actionsDocument(actions: readonly LoggedAction[], page: Page): Document {
  if (actions.length === 0) {
    return documentFrom('Actions', [
      [span(' Nothing was done yet.', 'strong')],
      [],
      [span(' Bans, their end, and acknowledged alerts stand here: when, who, what, why.')],
    ]);
  }
  return documentFrom(
    'Actions',
    actions.flatMap((action) => entries(action, page)),
  );
}

function entries({ time, actor, kind, subject, detail }: LoggedAction, page: Page): readonly Entry[] {
  const { look } = page;
  const says = Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(
      ([name, value]) =>
        `${clean(name, look)} ${clean(typeof value === 'string' ? value : JSON.stringify(value), look)}`,
    )
    .join(', ');
  return [
    [
      span(` ${fullTime(time)}  `),
      span(clean(kind, look).padEnd(12), 'strong'),
      span(`${clean(subject, look)}  by ${clean(actor, look)}`),
    ],
    ...(says === '' ? [] : textFact('', says, page)),
  ];
}
