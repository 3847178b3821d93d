import { type Line, span } from '../line.ts';
import type { Look } from '../look.ts';
import { countIn, shortCount } from '../words/numbers.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const HOURS = 24;
const LABEL = 5;
const TOTAL = 7;
export const HOURS_OF_WEEK = 7 * HOURS;

/** Hour by weekday: when it happens. Each hour is one to three columns wide; the shades are told in the last line. */
export function heatLines(
  heat: readonly number[],
  width: number,
  height: number,
  look: Look,
  /** The hour of the week that is marked. */
  marked: number | null = null,
): readonly Line[] {
  const cell = cellWidth(width);
  if (cell < 1 || height < DAYS.length + 1) return [];
  const highest = heat.reduce((most, value) => Math.max(most, value), 0);
  const rows = DAYS.map((day, index): Line => {
    const hours = heat.slice(index * HOURS, (index + 1) * HOURS);
    const total = hours.reduce((sum, value) => sum + value, 0);
    return [
      span(` ${day} `, 'muted'),
      ...hours.map((value, hour) =>
        span(
          shade(value, highest, look).repeat(cell),
          marked === index * HOURS + hour ? 'selected' : value === 0 ? 'muted' : 'curve',
        ),
      ),
      span(countIn(total, TOTAL - 1).padStart(TOTAL - 1), total === 0 ? 'muted' : 'strong'),
    ];
  });
  const legend = [span(' '.repeat(LABEL)), ...legendOf(highest, look)];
  return [hourLine(cell), ...rows, ...(height > DAYS.length + 1 ? [legend] : [])];
}

function cellWidth(width: number): number {
  return Math.min(3, Math.floor((width - LABEL - TOTAL) / HOURS));
}

/** The hour of the week at a place in a map so wide; null beside it. */
export function heatCellAt(column: number, row: number, width: number): number | null {
  const hour = Math.floor((column - LABEL) / cellWidth(width));
  const day = row - 1;
  const isInside = hour >= 0 && hour < HOURS && day >= 0 && day < DAYS.length;
  return isInside ? day * HOURS + hour : null;
}

/** `Mon 06:00 – 07:00`. */
export function hourOfWeek(hour: number, { glyphs }: Look): string {
  const clock = (at: number): string => `${String(at).padStart(2, '0')}:00`;
  const from = hour % HOURS;
  return `${DAYS[Math.floor(hour / HOURS)] ?? ''} ${clock(from)} ${glyphs.dash} ${clock(from + 1)}`;
}

/** Every sixth hour named over its column. */
function hourLine(cell: number): Line {
  const marks = [0, 6, 12, 18].map((hour) => `${String(hour).padStart(2, '0')}h`.padEnd(6 * cell));
  return [span(' '.repeat(LABEL)), span(marks.join(''), 'muted')];
}

/** The more, the darker; anything above nothing is told from nothing. */
function shade(value: number, highest: number, { glyphs }: Look): string {
  const { shades } = glyphs;
  if (value <= 0 || highest <= 0) return shades[0] ?? ' ';
  return shades[Math.max(1, Math.ceil((value / highest) * (shades.length - 1)))] ?? ' ';
}

function legendOf(highest: number, { glyphs }: Look): Line {
  const { shades } = glyphs;
  const steps = shades.length - 1;
  return shades.flatMap((sign, index) => {
    const most = Math.floor((highest * index) / steps);
    return [
      span(sign.repeat(2), index === 0 ? 'muted' : 'curve'),
      span(` ${index === 0 ? '0' : `to ${shortCount(most, 5)}`}  `, 'muted'),
    ];
  });
}
