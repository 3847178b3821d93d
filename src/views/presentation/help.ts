import { LEVELS } from '../../model/level.ts';
import { type Command, GROUPS, type KeyContext } from '../keymap/command.ts';
import { fitLine, type Line, span } from './line.ts';
import type { Look } from './look.ts';
import { cutEnd, wrapWords } from './words/cut.ts';
import { keyName } from './words/key-name.ts';
import { levelCell } from './words/level.ts';

const LEAST_KEYS = 13;
const MOST_KEYS = 24;
const COLUMN_LEAST = 56;
const COLUMN_GAP = 3;

/** Every key by group, in as many columns as fit. */
export function helpLines(width: number, context: KeyContext, look: Look): readonly Line[] {
  const count = Math.max(1, Math.min(3, Math.floor((width + COLUMN_GAP) / (COLUMN_LEAST + COLUMN_GAP))));
  const columnWidth = Math.floor((width - (count - 1) * COLUMN_GAP) / count);
  const blocks = [
    ...GROUPS.map((group) => groupLines(group, columnWidth, context, look)),
    ...legend(columnWidth, look),
  ];
  return beside(balance(blocks, count), columnWidth);
}

function groupLines(
  group: Command['group'],
  width: number,
  context: KeyContext,
  look: Look,
): readonly Line[] {
  const commands = context.commands.filter((command) => command.group === group);
  const longest = Math.max(...commands.map((command) => keysOf(command).length + 1));
  const wide = Math.min(MOST_KEYS, Math.max(LEAST_KEYS, longest));
  return [
    [span(` ${group}`, 'strong')],
    ...commands.flatMap((command) => entry(command, wide, width, look)),
    [],
  ];
}

function keysOf({ keys }: Command): string {
  return keys.map(keyName).join(' ');
}

function entry(command: Command, wide: number, width: number, look: Look): readonly Line[] {
  return meaning(
    cutEnd(keysOf(command), wide - 1, look.glyphs.ellipsis),
    command.description,
    wide,
    width,
    look,
  );
}

function meaning(sign: string, words: string, wide: number, width: number, look: Look): readonly Line[] {
  return wrapWords(words, width - wide - 2, 3, look.glyphs.ellipsis).map((piece, index) => [
    span(` ${(index === 0 ? sign : '').padEnd(wide)}`, 'key'),
    span(piece),
  ]);
}

/** What the signs on the screens mean: levels, and what has no words where it stands. */
function legend(width: number, look: Look): readonly (readonly Line[])[] {
  const { glyphs } = look;
  const levels = [...LEVELS].reverse().flatMap((level) => [levelCell(level, look, 7), span('   ')]);
  const signs = [
    [`${glyphs.times}27`, 'an alert of 27 events'],
    ['!! got in', 'logged in after an attack of its own, and that alert is open'],
    [glyphs.check, 'acknowledged; of bans and channels: it works, and that was proved'],
    [glyphs.down, 'lowered: all who failed there got in afterwards, as people do who mistype'],
    ['~', 'of a ban: simulated; before a count: at most so many'],
    [`${glyphs.up} +12 new`, 'rows that came in above what is seen: g goes there'],
    ['lag', 'how old the newest event was when it was read'],
    ['! dropped', 'what was lost, late or let go: 8 says what, and why'],
  ] as const;
  return [
    [[span(' Levels', 'strong')], [span(' '), ...levels], [span(' Times are UTC.', 'muted')], []],
    [
      [span(' Signs', 'strong')],
      ...signs.flatMap(([sign, words]) => meaning(sign, words, LEAST_KEYS, width, look)),
      [],
    ],
  ];
}

/** Blocks in their order, cut where the columns come out about even; a block is never torn. */
function balance(blocks: readonly (readonly Line[])[], count: number): readonly (readonly Line[])[] {
  const total = blocks.reduce((sum, block) => sum + block.length, 0);
  const columns: Line[][] = [[]];
  for (const block of blocks) {
    const current = columns.at(-1) ?? [];
    const isFull = current.length + block.length / 2 > total / count;
    if (isFull && current.length > 0 && columns.length < count) columns.push([...block]);
    else current.push(...block);
  }
  return columns;
}

function beside(columns: readonly (readonly Line[])[], width: number): readonly Line[] {
  const height = Math.max(...columns.map((column) => column.length));
  return Array.from({ length: height }, (_, row) =>
    columns.flatMap((column, index) => [
      ...(index === 0 ? [] : [span(' '.repeat(COLUMN_GAP))]),
      ...fitLine(column[row] ?? [], width),
    ]),
  );
}
