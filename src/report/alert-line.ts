import type { Alert } from '../model/alerts/alert.ts';
import { toRfc3339 } from '../model/time.ts';
import { safeText } from '../platform/safe-text.ts';
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

/** An alert as one line of the plain feed: when, how bad, what, who, how often. */
export function alertLine(alert: Alert, language: Language): string {
  const { rule, group, eventCount, users, lastSeen, historical, status } = alert;
  const { past, settled, more } = WORDS[language];
  // Of an alert about nobody in particular the title says what it is about.
  const names = Object.values(group).join(' ');
  const who = names === '' ? '' : `  ${names}`;
  const others = users.length > 3 ? ` ${more(users.length - 3)}` : '';
  const accounts = users.length === 0 ? '' : `  ${users.slice(0, 3).join(', ')}${others}`;
  const when = toRfc3339(lastSeen).replace(/\.\d+Z$/, 'Z');
  const level = plainWords(language).levels[rule.level].toUpperCase().padEnd(8);
  const marks = `${status === 'settled' ? `  (${settled})` : ''}${historical ? `  (${past})` : ''}`;
  return safeText(`${when}  ${level}  ${titleIn(rule, language)}${who}  x${eventCount}${accounts}${marks}`);
}
