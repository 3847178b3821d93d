import { type EpochMs, HOUR_MS } from '../../../model/time.ts';
import { withEnglishMonth } from './local-months.ts';
import { epochNumber, StampReader } from './timestamp.ts';

/** What clocks are ahead of UTC where only one zone has the name. Of the others (`CST`, `IST`) the configured zone holds. */
const HOURS_AHEAD: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ Z: 0, UTC: 0, GMT: 0, WET: 0, WEST: 1, CET: 1, CEST: 2, EET: 2, EEST: 3, MSK: 3, SAST: 2 },
    ...{ EST: -5, EDT: -4, CDT: -5, MDT: -6, PST: -8, PDT: -7, AKST: -9, AKDT: -8, HST: -10, NST: -3.5 },
    ...{ JST: 9, KST: 9, HKT: 8, AWST: 8, ACST: 9.5, ACDT: 10.5, AEST: 10, AEDT: 11, NZST: 12, NZDT: 13 },
  }),
);
const AMBIGUOUS = ['CST', 'MST', 'IST', 'BST', 'AST', 'ADT', 'SGT', 'PKT', 'WIB', 'PHT', 'CLT', 'BRT', 'ART'];

/** How many hours clocks are ahead of UTC in the zone of this name; null for what is no zone's, or several zones'. */
export function hoursAhead(name: string): number | null {
  return HOURS_AHEAD.get(name.toUpperCase()) ?? null;
}

/** `+01:00` of `CET`, nothing of what several zones are called; null for what is no zone's name. */
export function offsetOf(name: string): string | null {
  const ahead = HOURS_AHEAD.get(name);
  if (ahead === undefined) return AMBIGUOUS.includes(name) ? '' : null;
  const minutes = Math.abs(ahead) * 60;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${ahead < 0 ? '-' : '+'}${hours}:${rest}`;
}

/**
 * The name of a zone, with a host and then the tag behind it. A host that is called like a zone has the tag right behind it.
 */
const ZONE = / ([A-Z]{3,4}) (?=[\w.:%-]{1,253} )(?![\w./-]{1,64}: )/y;

const WEEKDAY = /^[A-Z][a-z]{2} (?=\d{4}-\d\d-\d\d )/;
const YEAR_FIRST = /^(\d{4}) ([A-Z][a-z]{2} [ \d]?\d) (?=\d\d:\d\d:\d\d)/;
/** Sophos UTM's `2026:11:20-08:00:00`. */
const COLONS = /^(<\d{1,3}>)?(\d{4}):(\d\d):(\d\d)-(?=\d\d:\d\d:\d\d )/;
const UNIX = /^\d{9,10}\.\d{6}(?= )/;

/**
 * Stamps in front of syslog lines that hardly anybody writes: `journalctl -o short-full` (a weekday, the name of the
 * zone), `-o short-unix` and in other languages, appliances that write the year first or the zone behind the clock.
 */
export class OtherStamps {
  /** Place after the stamp that was read. */
  end = 0;
  private readonly own = new StampReader();
  private readonly utc = new StampReader();

  begin(timeZone: string, yearReference: EpochMs): void {
    this.own.begin(timeZone, yearReference);
    this.utc.begin('UTC', yearReference);
  }

  /** Null when the line does not begin with any of these. */
  read(line: string): EpochMs | null {
    const unix = UNIX.exec(line)?.[0];
    if (unix !== undefined) {
      this.end = unix.length;
      return epochNumber(Number(unix));
    }
    const [yearFirst, year, day] = YEAR_FIRST.exec(line) ?? [];
    if (yearFirst !== undefined)
      return this.readIn(`${day} ${year} ${line.slice(yearFirst.length)}`, line, 0);
    const [colons, priority = '', inYear, month, date] = COLONS.exec(line) ?? [];
    if (colons !== undefined)
      return this.readIn(
        `${priority}${inYear}-${month}-${date}T${line.slice(colons.length)}`,
        line,
        priority.length,
      );
    const english = withEnglishMonth(line);
    if (english !== null) return this.readTranslated(english, line);
    const weekday = WEEKDAY.exec(line)?.[0].length ?? 0;
    return weekday === 0 ? null : this.readIn(line, line, weekday);
  }

  /** The same time where the name of a zone follows it; null when none does. */
  readZone(line: string, start: number, end: number): EpochMs | null {
    ZONE.lastIndex = end;
    const name = ZONE.exec(line)?.[1];
    if (name === undefined) return null;
    const ahead = HOURS_AHEAD.get(name);
    if (ahead === undefined && !AMBIGUOUS.includes(name)) return null;
    const time = (ahead === undefined ? this.own : this.utc).readSyslog(line, start);
    this.end = end + 1 + name.length;
    return time === null ? null : time - (ahead ?? 0) * HOUR_MS;
  }

  private readTranslated(english: string, line: string): EpochMs | null {
    const time = this.own.readSyslog(english, 0);
    this.end = this.own.end + line.length - english.length;
    return time;
  }

  /** `text`: the line with its stamp in the usual order, of the same length. */
  private readIn(text: string, line: string, start: number): EpochMs | null {
    const time = this.own.readSyslog(text, start);
    if (time === null) return null;
    const { end } = this.own;
    this.end = end;
    return this.readZone(text.length === line.length ? text : line, start, end) ?? time;
  }
}
