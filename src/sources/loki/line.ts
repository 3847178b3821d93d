import type { LokiEntry } from '../../clients/loki/pages.ts';
import type { HuntLabels } from '../../model/hunt/hunt.ts';
import type { LineBlock } from '../../model/log-record.ts';
import { toRfc3339 } from '../../model/time.ts';
import type { SourceSink } from '../source.ts';

/** Characters of a line; Loki's own limit is 256 KB by default. */
const LONGEST = 1 << 20;
/** Names under which logs in JSON carry their time. */
const TIME_NAME =
  /"(?:@timestamp|@t|t|ts|time\w*|timestamp\w*|date\w*|datetime|msec|eventTime|StartUTC|StartLocal|UtcTime|_time|asctime)"\s*:/i;
/** How a line of syslog begins: a priority, a stamp. */
const HEADER = /^(?:<\d{1,3}>|[A-Z][a-z]{2} [ \d]\d \d\d:|\d{4}-\d\d-\d\d[T ]\d\d:)/;
const NS_PER_MS = 1_000_000n;
const LONGEST_NAME = 64;

/**
 * A line of Loki as a line of ours. A line end within it does not begin another. What the shipper took off and put
 * beside the line is put back: the time of an object in JSON that has none as `@timestamp`, and before a bare message
 * of the journal the head that syslog would have written.
 */
export function lineOf({ labels, ns, line: text }: LokiEntry, count: SourceSink['count']): string {
  let line = text.includes('\n') ? text.replace(/\n+$/, '').replaceAll('\n', ' ') : text;
  if (line.length > LONGEST) {
    count('truncated-lines', 1);
    count('dropped-bytes', Buffer.byteLength(line.slice(LONGEST)));
    line = line.slice(0, LONGEST);
  }
  if (isObject(line)) {
    if (TIME_NAME.test(line)) return line;
    return `${line.slice(0, line.lastIndexOf('}'))},"@timestamp":"${stamp(ns)}"}`;
  }
  const program = programOf(labels);
  if (program === null || HEADER.test(line)) return line;
  return `${stamp(ns)} ${hostOf(labels)} ${program}: ${line}`;
}

/** Lines as a block of ours, but for its place. */
export function blockOf(
  entries: readonly LokiEntry[],
  count: SourceSink['count'],
): Pick<LineBlock, 'text' | 'bytes' | 'yearReference'> {
  const text = entries.map((entry) => `${lineOf(entry, count)}\n`).join('');
  const last = entries.at(-1)?.ns ?? 0n;
  return { text, bytes: Buffer.byteLength(text), yearReference: Number(last / NS_PER_MS) };
}

function isObject(line: string): boolean {
  return /^\{\s*"/.test(line) && line.trimEnd().endsWith('}');
}

/** The program that the labels of a journal's stream name: shippers send no more than the message of an entry unless told to. */
export function programOf({
  syslog_identifier: identifier = '',
  unit = '',
  systemd_unit = '',
}: HuntLabels): string | null {
  if (identifier !== '') return oneWord(identifier);
  const service = (unit || systemd_unit).replace(/(?:@.*)?\.service$/, '');
  if (service === '') return null;
  return service === 'ssh' ? 'sshd' : oneWord(service);
}

function hostOf({ host, hostname, nodename, node, instance }: HuntLabels): string {
  return oneWord(host || hostname || nodename || node || instance || 'localhost');
}

/** Nothing in a name may look like the end of a tag. */
function oneWord(name: string): string {
  return name.slice(0, LONGEST_NAME).replace(/[^\w./@+-]/g, '_');
}

function stamp(ns: bigint): string {
  const time = Number(ns / NS_PER_MS);
  return toRfc3339(Math.abs(time) < 8.64e15 ? time : 0);
}
