import type { EpochMs } from '../../../model/time.ts';
import { type FlatRecord, readJsonRecord } from '../json/json-record.ts';
import { epochNumber, StampReader } from './timestamp.ts';

/** When a line was written, and by which machine where it says so. */
type LineTime = { readonly time: EpochMs; readonly host: string | null };

/** The names under which programs write the time of a JSON record; the first that can be read holds. */
const TIME_KEYS = [
  ...['time_iso8601', '@timestamp', 'timestamp', 'time', 'ts', 'time_local', 'datetime', 'date', 't'],
  ...['eventTime', 'StartUTC', 'msec', 'created', 'asctime'],
];
const HOST_KEYS = ['_HOSTNAME', 'hostname', 'host.name'];

const PRIORITY = /^<\d{1,3}>(?:1 )?/;
const SLASHED_DATE = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)/;
/** `2023-06-25, 14:22:01`, quoted or not, as spreadsheets export it. */
const SPLIT_STAMP = /^["']?(\d{4}-\d\d-\d\d)["']?\s{0,4},\s{0,4}["']?(\d\d:\d\d:\d\d)/;
const LOGFMT_STAMP = /(?:^|\s)(?:time|ts|t|timestamp|datetime)=(?:"([^"]{1,64})"|(\S{1,64}))/;
/** `[21/Nov/2026:00:51:51 +0000]`, `[Sat Nov 21 00:51:51.123 2026]`. */
const BRACKETED =
  /\[(?:(\d\d\/[A-Z][a-z]{2}\/\d{4}:)|(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) +(\d{1,2}) ([\d:]{8})(\.\d+)? (\d{4})\])/;
/** A whole line of syslog behind what a tool put before it: `17:`, a pod's name, `(web01) 10.0.0.5->/var/log/auth.log`. */
const CARRIED =
  /(?<![^\s:>"])[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.:-]{1,64} [\w./-]{1,48}(?:\[\d{1,10}\])?: /;

/**
 * Finds the time of single lines, whatever comes before them: of all formats that the console reads, and of logs whose
 * lines begin with a stamp. Reads nothing else of them.
 */
export class LineClock {
  private readonly stamps = new StampReader();

  begin(timeZone: string, yearReference: EpochMs): void {
    this.stamps.begin(timeZone, yearReference);
  }

  /** Null when the line says no time: it goes on with what the line before it said. */
  read(line: string): LineTime | null {
    const first = line.charCodeAt(0);
    if (first === 123) return this.ofJson(line);
    const start = first === 60 ? (PRIORITY.exec(line)?.[0].length ?? 0) : 0;
    const time = this.stamps.readSyslog(line, start);
    if (time !== null) return { time, host: hostAfter(line, this.stamps.end) };
    return this.elsewhere(line);
  }

  private elsewhere(line: string): LineTime | null {
    const found = this.bracketed(line) ?? this.atStart(line) ?? this.ofLogfmt(line);
    return found === null ? this.carried(line) : { time: found, host: null };
  }

  private carried(line: string): LineTime | null {
    const at = line.slice(0, 512).search(CARRIED);
    const time = at < 0 ? null : this.stamps.readSyslog(line, at);
    return time === null ? null : { time, host: hostAfter(line, this.stamps.end) };
  }

  private bracketed(line: string): EpochMs | null {
    const [all, isClf, month, day, clock, fraction = '', year] = BRACKETED.exec(line.slice(0, 1024)) ?? [];
    if (all === undefined) return null;
    if (isClf !== undefined) return this.stamps.readClf(line, line.indexOf(all) + 1);
    return this.stamps.readSyslog(`${month} ${day} ${year} ${clock}${fraction}`, 0);
  }

  private atStart(line: string): EpochMs | null {
    const head = line.slice(0, 64).trimStart();
    const [, year, month, day, clock] = SLASHED_DATE.exec(head) ?? [];
    if (year !== undefined) return this.stamps.readRfc3339(`${year}-${month}-${day} ${clock}`, 0);
    const [, date, time] = SPLIT_STAMP.exec(head) ?? [];
    if (date !== undefined) return this.stamps.readRfc3339(`${date} ${time}`, 0);
    return this.stamps.readRfc3339(head.replace(/^["'[]/, ''), 0);
  }

  private ofLogfmt(line: string): EpochMs | null {
    const [, quoted, plain] = LOGFMT_STAMP.exec(line.slice(0, 1024)) ?? [];
    return this.ofValue(quoted ?? plain ?? null);
  }

  private ofJson(line: string): LineTime | null {
    const record = readJsonRecord(line);
    if (record === null) return null;
    const host = HOST_KEYS.map((key) => record[key]).find((value) => typeof value === 'string');
    const time = this.ofRecord(record);
    return time === null ? null : { time, host: typeof host === 'string' ? host : null };
  }

  private ofRecord(record: FlatRecord): EpochMs | null {
    const journald = record.__REALTIME_TIMESTAMP;
    if (journald !== undefined) return epochNumber(Number(journald));
    for (const key of TIME_KEYS) {
      const time = this.ofValue(record[key] ?? null);
      if (time !== null) return time;
    }
    return null;
  }

  private ofValue(value: string | number | boolean | null): EpochMs | null {
    if (value === null || typeof value === 'boolean') return null;
    if (typeof value === 'number') return epochNumber(value);
    if (/^\d{9,19}(?:\.\d{1,9})?$/.test(value)) return epochNumber(Number(value));
    const clf = this.stamps.readClf(value, 0);
    return clf ?? this.stamps.readRfc3339(value, 0);
  }
}

/** The word behind a syslog stamp, unless it is a tag already. */
function hostAfter(line: string, end: number): string | null {
  if (line.charCodeAt(end) !== 32) return null;
  const stop = line.indexOf(' ', end + 1);
  const word = line.slice(end + 1, stop === -1 ? undefined : stop);
  return /^[\w.:-]{1,255}$/.test(word) && !word.endsWith(':') ? word : null;
}
