import type { Alert } from '../model/alerts/alert.ts';
import { toRfc3339 } from '../model/time.ts';
import { safeText } from '../platform/safe-text.ts';
import { textWidth } from '../platform/text-width.ts';
import { type Language, titleIn } from './alert-words.ts';
import { plainWords } from './plain-words.ts';

const WORDS = {
  en: {
    past: 'history',
    settled: 'everyone got in',
    more: (count: number) => `and ${count} more`,
  },
  fr: {
    past: 'historique',
    settled: 'tous ont réussi',
    more: (count: number) => `et ${count} ${count === 1 ? 'autre' : 'autres'}`,
  },
} as const;

/** Columns wide enough for most titles and for any IPv4 address; what is longer moves its own line only. */
const TITLE_WIDTH = 34;
const WHO_WIDTH = 15;
const COUNT_WIDTH = 4;

/** An alert as one line of the plain feed: when, how bad, what, who, how often. */
export function alertLine(alert: Alert, language: Language): string {
  const { rule, group, eventCount, users, lastSeen, historical, status } = alert;
  const { past, settled, more } = WORDS[language];
  // Of an alert about nobody in particular the title says what it is about.
  const who = padded(safeText(Object.values(group).join(' ')), WHO_WIDTH);
  const others = users.length > 3 ? ` ${more(users.length - 3)}` : '';
  const accounts = users.length === 0 ? '' : `  ${users.slice(0, 3).join(', ')}${others}`;
  const when = toRfc3339(lastSeen).replace(/\.\d+Z$/, 'Z');
  const level = plainWords(language).levels[rule.level].toUpperCase().padEnd(8);
  const marks = `${status === 'settled' ? `  (${settled})` : ''}${historical ? `  (${past})` : ''}`;
  const title = padded(safeText(titleIn(rule, language)), TITLE_WIDTH);
  const count = padded(`x${eventCount}`, COUNT_WIDTH);
  return `${when}  ${level}  ${title}  ${who}  ${count}${safeText(accounts)}${marks}`.trimEnd();
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}
