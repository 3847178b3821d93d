import { type EpochMs, toRfc3339 } from '../model/time.ts';

/** `2026-11-21T00:52:01Z`; thousandths only where there are some. */
export function plainTime(time: EpochMs): string {
  return toRfc3339(time).replace('.000Z', 'Z');
}

/** From one time to another, `to` in the reader's language: the day is told once, and one time alone when both are the same. */
export function plainSpan(first: EpochMs, last: EpochMs, to: string): string {
  const [from, until] = [first, last].map((time) =>
    toRfc3339(Math.floor(time / 1000) * 1000).replace('.000Z', 'Z'),
  );
  if (from === undefined || until === undefined || from === until) return from ?? '';
  const day = from.slice(0, from.indexOf('T') + 1);
  return `${from} ${to} ${until.startsWith(day) ? until.slice(day.length) : until}`;
}
