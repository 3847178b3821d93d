import { type DurationMs, type EpochMs, MINUTE_MS } from '../../model/time.ts';
import { zoneOffset as fixedOffset } from '../../model/zone-offset.ts';

/** Finds the stamp of a line of evidence, and writes it anew. */
type StampStyle = {
  /** The stamp's time; null when the line has none. */
  read(line: string): EpochMs | null;
  write(line: string, time: EpochMs): string;
};

const RFC3339 = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/;
const CLF = /\[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) \+0000\]/;
const LOCAL = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const rfc3339: StampStyle = {
  read: (line) => timeOf(RFC3339.exec(line)?.[0]),
  write: (line, time) => line.replace(RFC3339, `${iso(time).slice(0, -1)}+00:00`),
};

const clf: StampStyle = {
  read(line) {
    const [, day, month, year, clock] = CLF.exec(line) ?? [];
    const number = MONTHS.indexOf(month ?? '') + 1;
    return number === 0 ? null : timeOf(`${year}-${String(number).padStart(2, '0')}-${day}T${clock}Z`);
  },
  write(line, time) {
    const [date = '', clock = ''] = iso(time).split('T');
    const [year, month, day] = date.split('-');
    return line.replace(CLF, `[${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)} +0000]`);
  },
};

/** Without a zone: written in the zone in which the console will read it. */
function local(timeZone: string): StampStyle {
  return {
    read: (line) => {
      const [, date, clock] = LOCAL.exec(line) ?? [];
      return date === undefined ? null : timeOf(`${date}T${clock}Z`);
    },
    write: (line, time) =>
      line.replace(
        LOCAL,
        iso(time + zoneOffset(time, timeZone))
          .slice(0, 19)
          .replace('T', ' '),
      ),
  };
}

/** The style of the stamps of a file, by its first line; null when it has none. */
export function stampStyle(firstLine: string, timeZone: string): StampStyle | null {
  return [rfc3339, clf, local(timeZone)].find((style) => style.read(firstLine) !== null) ?? null;
}

function timeOf(text: string | undefined): EpochMs | null {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

function iso(time: EpochMs): string {
  return new Date(time).toISOString();
}

function zoneOffset(time: EpochMs, timeZone: string): DurationMs {
  const fixed = fixedOffset(timeZone);
  if (fixed !== null) return fixed;
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
    time,
  );
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}
