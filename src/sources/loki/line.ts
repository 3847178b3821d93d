import { toRfc3339 } from '../../model/time.ts';
import type { SourceSink } from '../source.ts';

/** Characters of a line; Loki's own limit is 256 KB by default. */
const LONGEST = 1 << 20;
/** Names under which logs in JSON carry their time. */
const TIME_NAME =
  /"(?:@timestamp|@t|t|ts|time\w*|timestamp\w*|date\w*|datetime|msec|eventTime|StartUTC|StartLocal|UtcTime|_time|asctime)"\s*:/i;
const NS_PER_MS = 1_000_000n;

/**
 * A line of Loki as a line of ours. A line end within it does not begin another. An object in JSON that has no time of
 * its own (many formats leave it to whoever stores the line) gets Loki's as `@timestamp`.
 */
export function lineOf(text: string, ns: bigint, count: SourceSink['count']): string {
  let line = text.includes('\n') ? text.replace(/\n+$/, '').replaceAll('\n', ' ') : text;
  if (line.length > LONGEST) {
    count('truncated-lines', 1);
    count('dropped-bytes', Buffer.byteLength(line.slice(LONGEST)));
    line = line.slice(0, LONGEST);
  }
  return isTimeless(line) ? `${line.slice(0, line.lastIndexOf('}'))},"@timestamp":"${stamp(ns)}"}` : line;
}

function isTimeless(line: string): boolean {
  return /^\{\s*"/.test(line) && line.trimEnd().endsWith('}') && !TIME_NAME.test(line);
}

function stamp(ns: bigint): string {
  const time = Number(ns / NS_PER_MS);
  return toRfc3339(Math.abs(time) < 8.64e15 ? time : 0);
}
