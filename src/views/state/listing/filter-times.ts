import { DAY_MS, type EpochMs } from '../../../model/time.ts';

const CLOCK_TIME =
  /(?<=^|\s)(?<asked>!?[a-z]+(?:>=|<=|>|<))(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d))?(?=\s|$)/gi;

/** `last>06:00` as the core is asked for it, with its day: the latest on which it was that time. In UTC, as it stands on the screen. */
export function withDays(filter: string, now: EpochMs): string {
  return filter.replace(CLOCK_TIME, (_, asked: string, hour: string, minute: string, second = '00') => {
    const today = now - (now % DAY_MS);
    const at = today + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
    return asked + new Date(at > now ? at - DAY_MS : at).toISOString().slice(0, 19);
  });
}
