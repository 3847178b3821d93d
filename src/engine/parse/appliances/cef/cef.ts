import type { UnparsedReason } from '../../../../model/log-event.ts';
import type { EpochMs } from '../../../../model/time.ts';
import { pattern } from '../../../pattern.ts';
import type { Emit, Parser, ParserFactory } from '../../parser.ts';
import { StampedParser } from '../../stamped-parser.ts';
import { readAnyStamp } from '../../time/any-stamp.ts';
import { unparsedReason } from '../../unparsed.ts';
import { cefEvent } from './event.ts';
import { type CefRecord, readCefRecord } from './record.ts';

/** What appliances send to ArcSight (CEF) and QRadar (LEEF), behind a header of syslog or without. */
class CefParser extends StampedParser implements Parser {
  readonly format = 'cef';

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const start = startOf(line);
    const record = start === -1 ? null : readCefRecord(line, start);
    if (record === null) return unparsedReason(line);
    const time = this.timeOf(record) ?? this.headerTime(line.slice(0, start));
    if (time === null) return 'bad-timestamp';
    const ref = this.ref(lineNumber);
    emit(cefEvent(record, time, line, ref, this.addresses));
    return null;
  }

  /**
   * When the appliance saw it. A field that came twice is not used: a text in which nothing was escaped may have brought the
   * second one.
   */
  private timeOf({ fields, twice }: CefRecord): EpochMs | null {
    for (const key of ['rt', 'start', 'end', 'deviceReceiptTime']) {
      const text = twice.has(key) ? undefined : fields.get(key);
      const time = text === undefined ? null : this.stampOf(text);
      if (time !== null) return time;
    }
    return null;
  }

  /** `Nov 20 2026 08:00:00.123 UTC`, `20 Nov 2026 08:00:00`, a number, or any other usual stamp. */
  private stampOf(text: string): EpochMs | null {
    const turned = text.replace(/^(\d\d?)[ -]([A-Z][a-z]{2})[ -](\d{4}) /, '$2 $1 $3 ');
    const utc = /^(.{8,40}?) (?:UTC|GMT|Z)$/.exec(turned)?.[1];
    const found = readAnyStamp(this.stamps, utc === undefined ? turned : iso(utc));
    return found ?? readAnyStamp(this.stamps, turned.replace(/ [A-Z]{2,5}$/, ''));
  }

  private headerTime(header: string): EpochMs | null {
    const text = header.replace(/^<\d{1,3}>(?:1 )?/, '');
    return this.stamps.readSyslog(text, 0);
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov 20 2026 08:00:00.123` as a stamp in UTC. */
function iso(text: string): string {
  const [, month = '', day = '', year, clock] =
    /^([A-Z][a-z]{2}) +(\d\d?) (\d{4}) (\S{8,18})$/.exec(text) ?? [];
  const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
  return year === undefined ? `${text}Z` : `${year}-${number}-${day.padStart(2, '0')}T${clock}Z`;
}

/** What may stand before it: priority, stamp, host, program. A text further behind is somebody's message. */
const HEADER = pattern()`
  ^(?:<\d{1,3}>)?(?:1 )?(?:
    [A-Z][a-z]{2} [ \d]?\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?
    |\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?
  )?(?: ?[\w.:%[\]/-]{1,253}){0,2}(?: [\w-]{1,128} \S{1,32} (?:-|\[[^\]]{0,512}\]))? ?\ufeff?$`;

/** Place of `CEF:` or `LEEF:`, or -1. */
function startOf(line: string): number {
  const at = line.slice(0, RECOGNISED_LENGTH).search(/(?:CEF: ?\d|LEEF:[12](?:\.\d)?)\|/);
  return at <= 0 || HEADER.test(line.slice(0, at)) ? at : -1;
}

const RECOGNISED_LENGTH = 1024;

export const CEF_LOG: ParserFactory = {
  format: 'cef',
  recognises: (line) => startOf(line) !== -1,
  create: () => new CefParser(),
};
