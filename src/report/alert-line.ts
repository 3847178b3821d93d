import type { Alert } from '../model/alert.ts';
import { toRfc3339 } from '../model/time.ts';
import { safeText } from '../platform/safe-text.ts';

/** An alert as one line of the plain feed: when, how bad, what, who, how often. */
export function alertLine(alert: Alert): string {
  const { rule, group, eventCount, users, lastSeen, historical } = alert;
  const who = Object.values(group).join(' ') || 'all sources';
  const accounts =
    users.length === 0
      ? ''
      : `  ${users.slice(0, 3).join(', ')}${users.length > 3 ? ` and ${users.length - 3} more` : ''}`;
  const past = historical ? '  (history)' : '';
  const when = toRfc3339(lastSeen).replace(/\.\d+Z$/, 'Z');
  return safeText(
    `${when}  ${rule.level.toUpperCase().padEnd(8)}  ${rule.title}  ${who}  x${eventCount}${accounts}${past}`,
  );
}
