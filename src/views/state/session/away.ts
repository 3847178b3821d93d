import { LEVELS, levelRank } from '../../../model/level.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from '../../../model/time.ts';
import { plural } from '../../presentation/words/numbers.ts';
import { clockTime, isToday, momentOf } from '../../presentation/words/times.ts';
import type { ConsoleState } from '../console-state.ts';

/** Who pressed no key for so long comes back to another picture. */
const AWAY_MS = 10 * MINUTE_MS;

/** What there was when a key was last pressed. */
export type Presence = {
  readonly at: EpochMs;
  readonly alerts: NonNullable<ConsoleState['snapshot']>['alerts'];
};

export function presenceOf({ snapshot }: ConsoleState, at: EpochMs): Presence | null {
  return snapshot === null ? null : { at, alerts: snapshot.alerts };
}

/** What has come since, for somebody who was away; null for whoever was not. */
export function newsSince(before: Presence | null, state: ConsoleState, now: EpochMs): string | null {
  const { snapshot, wall, link } = state;
  if (before === null || snapshot === null || wall !== null || link.kind !== 'answering') return null;
  if (now - before.at < AWAY_MS) return null;
  const clock = clockTime(before.at).slice(0, -3);
  const since = isToday(before.at, now) ? clock : momentOf(before.at, now);
  const more = snapshot.alerts.total - before.alerts.total;
  // Another core counts anew; where older ones are dropped, the count tells only how many there are at least.
  const isLeast = snapshot.alerts.hasOlder === true;
  if (more < 0 || (more === 0 && isLeast)) return null;
  if (more === 0) return `No new alert since ${since}, when a key was last pressed.`;
  const open = LEVELS.filter((level) => levelRank(level) >= levelRank('high'))
    .toReversed()
    .flatMap((level) => {
      const grown = snapshot.alerts.open[level] - before.alerts.open[level];
      return grown > 0 ? [`+${grown} ${level}`] : [];
    });
  const grave = open.length === 0 ? '' : ` (${open.join(', ')})`;
  const where = now - before.at < DAY_MS ? `: /first>${clock} lists what began since` : '';
  return `${isLeast ? 'At least ' : ''}${plural(more, 'new alert')} since ${since}${grave}${where}.`;
}
