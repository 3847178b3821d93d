import type { HuntLine, HuntValue } from '../../../model/hunt/hunt-answer.ts';
import type { EpochMs } from '../../../model/time.ts';
import { fitText } from '../../../platform/text-width.ts';
import { fieldsOf, type HuntState } from '../../state/hunt/hunt-state.ts';
import { bar } from '../charts/figures.ts';
import { fitLine, type Line, lineWidth, retoken, span } from '../line.ts';
import { clean, type Look } from '../look.ts';
import { cutMiddle, wrapWords } from '../words/cut.ts';
import { withoutOwnStamp } from '../words/own-stamp.ts';
import { clockTime, dayOf, fullTime, isToday } from '../words/times.ts';
import { figure } from './figure.ts';

/** Rows with the selected one among them: as many as fit, the row in the middle. */
function windowed<Item>(
  items: readonly Item[],
  row: number,
  width: number,
  height: number,
  look: Look,
  draw: (item: Item) => Line,
): readonly Line[] {
  const top = Math.max(0, Math.min(row - Math.floor(height / 2), items.length - height));
  return items.slice(top, top + height).map((item, index) => {
    const isSelected = top + index === row;
    const line = fitLine(
      [span(isSelected ? look.glyphs.pointer : ' '), ...draw(item)],
      width,
      look.glyphs.ellipsis,
    );
    return isSelected ? retoken(line, 'selected') : line;
  });
}

export function savedRows(
  { saved, row }: HuntState,
  width: number,
  height: number,
  look: Look,
): readonly Line[] {
  const detail = saved[row];
  const below: readonly Line[] =
    detail === undefined || height < 8
      ? []
      : [
          [],
          ...wrapWords(clean(detail.description, look), width - 2, 2, look.glyphs.ellipsis).map(
            (text): Line => [span(` ${text}`)],
          ),
          ...wrapWords(clean(detail.query, look), width - 2, 3, look.glyphs.ellipsis).map(
            (text): Line => [span(` ${text}`, 'muted')],
          ),
        ];
  const name = Math.max(0, ...saved.map((hunt) => hunt.name.length)) + 2;
  const rows = windowed(saved, row, width, height - below.length, look, (hunt) => [
    span(clean(hunt.name, look).padEnd(name), 'strong'),
    span(clean(hunt.title, look)),
  ]);
  return [...rows, ...below];
}

/** Time and text; of the selected line its labels, or all of it. */
export function lineRows(
  hunt: HuntState,
  lines: readonly HuntLine[],
  now: EpochMs,
  width: number,
  height: number,
  look: Look,
): readonly Line[] {
  if (lines.length === 0) return nothing(hunt, look);
  const when = timesOf(lines, now);
  const below = selectedLine(hunt, lines, width, Math.max(1, height - 4), look);
  const rows = windowed(lines, hunt.row, width, Math.max(1, height - below.length), look, (line) =>
    timedLine(line, when, look),
  );
  return [...filled(rows, height - below.length), ...below];
}

/** Its time, once; with the day, where it is not today. */
function timedLine({ time, line }: HuntLine, when: (time: EpochMs) => string, look: Look): Line {
  return [span(`${when(time)} `, 'muted'), span(withoutOwnStamp(clean(line, look), time))];
}

/** How the times of these lines are told, all alike. */
function timesOf(lines: readonly HuntLine[], now: EpochMs): (time: EpochMs) => string {
  if (lines.every(({ time }) => isToday(time, now))) return clockTime;
  return (time) => `${dayOf(time)} ${clockTime(time)}`;
}

function selectedLine(
  hunt: HuntState,
  lines: readonly HuntLine[],
  width: number,
  most: number,
  look: Look,
): readonly Line[] {
  const selected = lines[hunt.row];
  if (selected === undefined) return [];
  const rule: Line = [span(look.glyphs.horizontal.repeat(width), 'border')];
  const text = wrapWords(
    clean(selected.line, look),
    width - 2,
    hunt.isWhole ? most : 2,
    look.glyphs.ellipsis,
  );
  const whole: readonly Line[] = hunt.isWhole
    ? [
        [span(` ${fullTime(selected.time)}`, 'muted')],
        ...text.map((part): Line => [span(` ${part}`, 'strong')]),
      ]
    : [];
  return [rule, ...whole, ...labelRows(hunt, width, hunt.isWhole ? 6 : 2, look)].slice(0, most);
}

/** The labels of the selected row, with the one that + and - go by. */
function labelRows(hunt: HuntState, width: number, most: number, look: Look): readonly Line[] {
  const rows: Line[] = [];
  let current: Line = [];
  for (const [index, [name, value]] of fieldsOf(hunt).entries()) {
    const text = cutMiddle(
      `${clean(name, look)}=${clean(JSON.stringify(value), look)}`,
      Math.max(8, width - 4),
      look.glyphs.ellipsis,
    );
    const cell = span(text, index === hunt.field ? 'selected' : 'text');
    if (lineWidth(current) + lineWidth([cell]) + 2 > width && current.length > 0) {
      rows.push(current);
      current = [];
    }
    current = [...current, span(' '), cell];
  }
  if (current.length > 0) rows.push(current);
  return rows.slice(0, most);
}

const MOST_COLUMNS = 8;
const WIDEST = 28;
/** What is read out of the lines comes first. */
const OF_STREAMS = ['host', 'format', 'filename'];

/** A column for each label that differs from line to line; what all have in common is left out. */
export function tableRows(
  hunt: HuntState,
  lines: readonly HuntLine[],
  now: EpochMs,
  width: number,
  height: number,
  look: Look,
): readonly Line[] {
  if (lines.length === 0) return nothing(hunt, look);
  const found = [...new Set(lines.flatMap(({ labels }) => Object.keys(labels)))];
  const fields = found.filter((name) => !name.startsWith('__') && !OF_STREAMS.includes(name));
  const names = [...fields, ...OF_STREAMS.filter((name) => found.includes(name))];
  const columns = names
    .filter((name) => new Set(lines.map(({ labels }) => labels[name])).size > 1)
    .slice(0, MOST_COLUMNS)
    .map((name) => {
      const longest = Math.max(...lines.map(({ labels }) => clean(labels[name] ?? '', look).length));
      return { name, width: Math.min(WIDEST, Math.max(clean(name, look).length, longest)) };
    });
  if (columns.length === 0)
    return [
      [span(' All lines have the same labels: a stage such as | json or | logfmt reads fields out of them.')],
      ...lineRows(hunt, lines, now, width, height - 1, look),
    ];
  const when = timesOf(lines, now);
  const cell = (text: string, room: number): string =>
    `${fitText(cutMiddle(clean(text, look), room, look.glyphs.ellipsis), room)} `;
  const title: Line = [
    span(` ${'TIME'.padEnd(when(now).length + 1)}`, 'title'),
    ...columns.map(({ name, width: room }) => span(cell(name.toUpperCase(), room), 'title')),
  ];
  const rows = windowed(lines, hunt.row, width, height - 1, look, ({ time, line, labels }) => [
    span(`${when(time)} `, 'muted'),
    ...columns.map(({ name, width: room }) => span(cell(labels[name] ?? '', room))),
    span(withoutOwnStamp(clean(line, look), time), 'muted'),
  ]);
  return [fitLine(title, width), ...rows];
}

/** Values as bars, the longest the highest. */
export function valueRows(
  hunt: HuntState,
  values: readonly HuntValue[],
  width: number,
  height: number,
  look: Look,
): readonly Line[] {
  if (values.length === 0) return nothing(hunt, look);
  const highest = Math.max(0, ...values.map(({ value }) => (Number.isFinite(value) ? value : 0)));
  const name = Math.min(48, Math.floor(width / 2));
  const room = Math.max(0, width - name - 14);
  return windowed(values, hunt.row, width, height, look, ({ labels, value }) => {
    const text =
      Object.entries(labels)
        .map(([key, label]) => `${key}=${label}`)
        .join(' ') || 'all together';
    return [
      span(`${fitText(cutMiddle(clean(text, look), name, look.glyphs.ellipsis), name)} `),
      span(`${figure(value).padStart(9)} `, 'strong'),
      span(bar(value, highest, room, look), 'bar'),
    ];
  });
}

function nothing({ between, span: back }: HuntState, look: Look): readonly Line[] {
  const ways = between === null && back === null ? '' : ' in this time; t looks at another';
  return [[], [span(` ${look.glyphs.check} No line is like this${ways}. / changes the query.`)]];
}

function filled(rows: readonly Line[], height: number): readonly Line[] {
  return [...rows, ...new Array<Line>(Math.max(0, height - rows.length)).fill([])];
}
