import { LEVELS } from '../../model/level.ts';
import { type Command, GROUPS, type KeyContext } from '../keymap/command.ts';
import { cutEnd, wrapWords } from './cut.ts';
import { keyName } from './key-name.ts';
import { levelCell } from './level.ts';
import { fitLine, type Line, span } from './line.ts';
import type { Look } from './look.ts';

const LEAST_KEYS = 13;
const MOST_KEYS = 24;
const COLUMN_LEAST = 56;
const COLUMN_GAP = 3;

/** Every key by group, in as many columns as fit. */
export function helpLines(width: number, context: KeyContext, look: Look): readonly Line[] {
  const count = Math.max(1, Math.min(3, Math.floor((width + COLUMN_GAP) / (COLUMN_LEAST + COLUMN_GAP))));
  const columnWidth = Math.floor((width - (count - 1) * COLUMN_GAP) / count);
  const blocks = [...GROUPS.map((group) => groupLines(group, columnWidth, context, look)), legend(look)];
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
  const { ellipsis } = look.glyphs;
  const keys = cutEnd(keysOf(command), wide - 1, ellipsis);
  return wrapWords(command.description, width - wide - 2, 3, ellipsis).map((piece, index) => [
    span(` ${(index === 0 ? keys : '').padEnd(wide)}`, 'key'),
    span(piece),
  ]);
}

function legend(look: Look): readonly Line[] {
  const levels = [...LEVELS].reverse().flatMap((level) => [levelCell(level, look, 7), span('   ')]);
  return [[span(' Levels', 'strong')], [span(' '), ...levels], [span(' Times are UTC.', 'muted')], []];
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
