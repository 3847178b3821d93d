import type { LoginRow } from '../../../core/protocol.ts';
import type { Alert } from '../../../model/alert.ts';
import { levelCell } from '../level.ts';
import { type Line, span } from '../line.ts';
import { clean, type Look } from '../look.ts';
import { plural } from '../numbers.ts';
import { clockTime } from '../times.ts';

/** One alert in a document about something else. */
export function alertLine(alert: Alert, look: Look): Line {
  return [
    span(` ${clockTime(alert.lastSeen)} `),
    levelCell(alert.rule.level, look, 7),
    span(`  ${clean(alert.rule.title, look)}`),
    span(`  ${plural(alert.eventCount, 'event')}`),
  ];
}

export function loginLine({ failed, succeeded, usersTotal }: LoginRow): Line {
  const parts = [
    plural(failed, 'failed login'),
    plural(succeeded, 'successful one'),
    `${plural(usersTotal, 'account')} tried`,
  ];
  return [span(` ${parts.join(', ')}`)];
}
