import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import xterm from '@xterm/headless';
import type { FrameRow } from '../../src/platform/terminal/frame.ts';
import { textWidth } from '../../src/platform/text-width.ts';
import { openConsole } from './console-harness.ts';
import { HOSTILE_ANSWERS, hostileSnapshot } from './hostile.ts';

const SIZES = [
  { columns: 60, rows: 15 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
] as const;

/** Keys that open every place where text from outside is shown. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  overview: [],
  alerts: ['1'],
  'an alert': ['1', 'enter'],
  'the packets of an alert': ['1', 'P'],
  'an alert, raw lines moved': ['1', 'G', 'enter', 'right', 'right', 'G'],
  logins: ['2'],
  'a login source': ['2', 'G', 'enter'],
  findings: ['5', 'G'],
  'a finding': ['5', 'j', 'enter'],
  bans: ['7'],
  'a ban': ['7', 'j', 'enter'],
  'a question about a ban': ['7', 'j', 'u', 'down'],
  'a ban menu': ['7', 'b', 'down'],
  sources: ['8'],
  'a source': ['8', 'j', 'enter'],
  web: ['3', 'G'],
  'paths that were asked for': ['3', 'v', 'G'],
  'who a client is': ['3', 'j', 'i'],
  network: ['4'],
  rules: ['9', 'j'],
  'a rule': ['9', 'j', 'enter'],
  'what was done': ['@'],
  'a filter that is typed': ['1', '/', ...'\u001b[2J管'],
  'a search that is found': ['1', 'enter', '/', ...'own', 'enter'],
  'a list by another order, with marks': ['2', 's', 's', 'space', 'space', 'S'],
  palette: [':', ...'管'],
  help: ['?'],
  incidents: ['I', 'j'],
  'an attacker': ['I', 'j', 'enter'],
  'a note that is typed': ['1', 'o', ...'\u001b[2J管'],
  'what a core refused': ['1', 'a'],
  'what would be taken back': ['z', 'down'],
  'who is never banned': ['7', 'w', 'down'],
  'an explanation': ['1', 'x'],
  hunts: ['6', 'j'],
  'a query that is typed': ['6', '/', ...'{管="\u001b[2J'],
  'lines that were hunted': ['6', 'enter', 'j', 'right'],
  'lines as a table': ['6', 'enter', 'v', 'j'],
  'curves that were hunted': ['6', 'enter', 'v', 'v'],
  'values that were hunted': ['6', '/', ...'topk(3, x)', 'enter'],
  'a draft of a rule': ['6', 'enter', 'm'],
  'what was dropped': ['8', 'tab'],
  wall: ['W'],
  'a masked wall': ['W', 'm'],
};

/** What only an escape sequence, or a character that obeys or reorders, can do. */
const NOT_FOR_A_SCREEN =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]/u;

for (const { columns, rows } of SIZES) {
  describe(`hostile text at ${columns}x${rows}`, () => {
    for (const [place, keys] of Object.entries(PLACES)) {
      it(`stays in its place: ${place}`, async () => {
        const opened = await openConsole({
          columns,
          rows,
          snapshot: hostileSnapshot(),
          answers: HOSTILE_ANSWERS,
        });
        await opened.press(...keys);
        const [shown, frame] = [opened.rows(), opened.newest()];
        opened.close();
        assert.equal(shown.length, rows);
        for (const row of shown) assert.doesNotMatch(row, NOT_FOR_A_SCREEN);
        for (const row of frame) assertSideBySide(row);
        // The figures of a wall have no border at their end.
        const isFigures = place.includes('wall');
        const framed = shown.slice(1, -2).filter((row) => !isFigures || /[│╮╯]$/.test(row));
        for (const row of framed) assert.equal(textWidth(row), columns, row);
        for (const row of shown) assert.ok(textWidth(row) <= columns, row);
        const drawn = await borders(opened.painted(), columns);
        assert.deepEqual(drawn.filter((isBorder) => !isBorder).length, rows - 3 - framed.length);
      });
    }
  });
}

/** No pane reaches into its neighbour; a sheet over them covers them whole. */
function assertSideBySide(row: FrameRow): void {
  const spans = row.map(({ x, text }) => ({ x, end: x + textWidth(stripVTControlCharacters(text)), text }));
  for (const [index, one] of spans.entries()) {
    for (const other of spans.slice(index + 1)) {
      const isApart = one.end <= other.x || other.end <= one.x;
      const isOver = (other.x <= one.x && one.end <= other.end) || (one.x <= other.x && other.end <= one.end);
      assert.ok(isApart || isOver, `${one.text}\n${other.text}`);
    }
  }
}

/** Whether the rows of the body end with a border in the terminal's last column, as an emulator draws them. */
async function borders(painted: readonly string[], columns: number): Promise<readonly boolean[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows: painted.length, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(`\u001b[?7l${painted.join('\r\n')}`, resolve));
  const buffer = terminal.buffer.active;
  return painted.slice(1, -2).map((_, index) => {
    const cell =
      buffer
        .getLine(index + 1)
        ?.getCell(columns - 1)
        ?.getChars() ?? '';
    return ['│', '╮', '╯'].includes(cell);
  });
}
