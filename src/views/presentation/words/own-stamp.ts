import type { EpochMs } from '../../../model/time.ts';
import { clockTime } from './times.ts';

/** In so much of a line its stamp is looked for. */
const WITHIN = 200;
const LEADING =
  /^(?:\d{4}-\d\d-\d\d[T ]|[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?)(\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)? ?/;
/** Of access logs: behind the address and the account. */
const BRACKETED = /\[\d\d\/[A-Z][a-z]{2}\/\d{4}:(\d\d:\d\d:\d\d) [+-]\d{4}\] ?/;

/** The line without the stamp that says what stands before it; one of another time zone says something else, and stays. */
export function withoutOwnStamp(text: string, time: EpochMs): string {
  const head = text.slice(0, WITHIN);
  const [stamp, at] = LEADING.exec(head) ?? BRACKETED.exec(head) ?? [];
  return stamp === undefined || at !== clockTime(time) ? text : text.replace(stamp, '');
}
