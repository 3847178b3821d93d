import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cells, cellsOfRow } from '../../../src/platform/terminal/frame-cells.ts';
import { paintRow } from '../../../src/platform/terminal/frame-diff.ts';
import { createEmulator, type Emulator } from '../../support/emulator.ts';
import { fc } from '../../support/properties.ts';
import { HOSTILE } from '../hostile-text.ts';

const COLUMNS = 24;

function cellsOf(text: string): Cells {
  return cellsOfRow([{ x: 0, text }], COLUMNS);
}

/** Bytes that turn one row into another, with ESC shown as `␛`. */
function diff(before: string | null, after: string): string {
  const bytes = paintRow(2, before === null ? null : cellsOf(before), cellsOf(after));
  return bytes.replaceAll('\x1b', '␛');
}

const red = (text: string) => `\x1b[31m${text}\x1b[39m`;
const bold = (text: string) => `\x1b[1m${text}\x1b[22m`;

const DIFFS: readonly (readonly [behaviour: string, bytes: string, expected: string])[] = [
  ['nothing changed, nothing written', diff('tick 1', 'tick 1'), ''],
  ['one character', diff('tick 1', 'tick 2'), '␛[3;6H2'],
  ['two changes far apart', diff('1 234567890 1', '2 234567890 2'), '␛[3;1H2␛[13G2'],
  ['two changes near to each other are one', diff('1 23 1', '2 23 2'), '␛[3;1H2 23 2'],
  ['a shorter row is erased behind its end', diff('root admin', 'root'), '␛[3;5H␛[K'],
  ['an empty row', diff('root', ''), '␛[3;1H␛[K'],
  ['an unknown row is written and erased to its end', diff(null, 'root'), '␛[3;1Hroot␛[K'],
  [
    'a full row is not erased, which would take its last cell',
    diff(null, 'x'.repeat(COLUMNS)),
    `␛[3;1H${'x'.repeat(COLUMNS)}`,
  ],
  ['a row that is too long is cut', diff(null, 'x'.repeat(COLUMNS + 9)), `␛[3;1H${'x'.repeat(COLUMNS)}`],
  ['a colour that changed', diff('root', red('root')), '␛[3;1H␛[31mroot␛[m'],
  ['styles are set anew, never left on', diff('', `${bold(`a${red('b')}`)}c`), '␛[3;1H␛[1ma␛[0;1;31mb␛[mc'],
  ['a coloured blank is a change', diff('a', `a\x1b[41m \x1b[49m`), '␛[3;2H␛[41m ␛[m'],
  [
    'what follows a character that is not ASCII is placed by its column',
    diff('', '│é│ab'),
    '␛[3;1H│é│␛[4Gab␛[K',
  ],
  ['what such a character may cover is written again', diff('e23456', 'é23456'), '␛[3;1Hé␛[2G2'],
  [
    'so is what two of them may cover, though between them and it something is placed',
    diff('e ──2a', 'f ──3a'),
    '␛[3;1Hf ──␛[5G3a',
  ],
];

for (const [behaviour, bytes, expected] of DIFFS) {
  test(behaviour, () => assert.equal(bytes, expected));
}

test('only text and colours come through a row, whatever a view put into it', () => {
  for (const [what, text] of HOSTILE) {
    const bytes = diff(null, `a${text}b`).replace(/␛\[(\d+;\d+H|[\d;]*m|\d+G|K)/g, '');
    assert.doesNotMatch(bytes, /[␛\p{C}\u2028\u2029]/u, what);
  }
});

const style = fc.constantFrom(
  '1',
  '2',
  '3',
  '4',
  '7',
  '9',
  '31',
  '92',
  '38;5;200',
  '38;2;1;2;3',
  '41',
  '48;5;7',
  '0',
  '22',
  '39',
  '1;33',
);
const piece = fc.oneof(
  style.map((code) => `\x1b[${code}m`),
  fc.constantFrom(
    ' ',
    '  ',
    'a',
    'root',
    '203.0.113.7',
    '漢',
    '漢字',
    'e\u0301',
    'é',
    '│',
    '──',
    '▁▃█',
    '…',
    '\u0301',
    ...HOSTILE.map(([, text]) => text),
  ),
);
const row = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

/** A row painted over nothing. */
async function painted(emulator: Emulator, text: string): Promise<string[] | undefined> {
  await emulator.write(`\x1b[m\x1b[2J${paintRow(0, null, cellsOf(text))}`);
  return emulator.cells()[0];
}

test('a row painted over another looks as if painted over nothing', async () => {
  const [live, fresh] = [createEmulator(COLUMNS, 2), createEmulator(COLUMNS, 2)];
  let before = '';
  await fc.assert(
    fc.asyncProperty(row, async (after) => {
      await live.write(paintRow(0, cellsOf(before), cellsOf(after)));
      before = after;
      assert.deepEqual(live.cells()[0], await painted(fresh, after));
      assert.equal(live.scrolledRows(), 0);
    }),
    { numRuns: 500 },
  );
});

test('a clean row painted over nothing looks as the terminal itself shows it', async () => {
  const clean = fc.array(
    fc.oneof(
      style.map((code) => `\x1b[${code}m`),
      fc.constantFrom(' ', 'a', 'root', '漢', 'e\u0301', '│', '▁▃█'),
    ),
    { maxLength: 8 },
  );
  const [live, plain] = [createEmulator(COLUMNS, 2), createEmulator(COLUMNS, 2)];
  await fc.assert(
    fc.asyncProperty(clean, async (pieces) => {
      const text = `${pieces.join('')}\x1b[m`;
      const shown = await painted(live, text);
      await plain.write(`\x1b[m\x1b[2J\x1b[H\x1b[?7l${text}`);
      assert.deepEqual(shown, plain.cells()[0]);
    }),
  );
});

test('where ambiguous characters are drawn wide, ASCII text still stands in its columns', async () => {
  const emulator = createEmulator(COLUMNS, 2);
  drawAmbiguousWide(emulator);
  const text = fc.array(fc.constantFrom(' ', 'a', 'root', '…', 'é', '│', '─', '▁▃', 'Кириллица'), {
    maxLength: 8,
  });
  let before: string | null = null;
  await fc.assert(
    fc.asyncProperty(text, async (pieces) => {
      const cells = cellsOf(pieces.join(''));
      await emulator.write(`\x1b[?7l${paintRow(0, before === null ? null : cellsOf(before), cells)}`);
      before = pieces.join('');
      const shown = emulator.cells()[0] ?? [];
      for (const [column, text] of cells.texts.entries()) {
        if (text > ' ' && text < '\x7f') assert.equal(shown[column], text, `column ${column} of ${before}`);
      }
    }),
    { numRuns: 500 },
  );
});

/** As a terminal set up for East Asian text. */
function drawAmbiguousWide({ terminal }: Emulator): void {
  const width = (code: number): 1 | 2 => (code < 0x7f ? 1 : 2);
  terminal.unicode.register({
    version: 'ambiguous-wide',
    wcwidth: width,
    charProperties: (code) => width(code) << 1,
  });
  terminal.unicode.activeVersion = 'ambiguous-wide';
}

test('a row of more colours than are remembered looks as it says', () => {
  for (let round = 0; round < 2; round++) {
    for (let colour = 0; colour < 1_000; colour++) {
      const { styles } = cellsOf(`\x1b[38;2;1;2;${colour}ma\x1b[1mb\x1b[39mc\x1b[md`);
      const set = `38;2;1;2;${colour}`;
      assert.deepEqual(styles.slice(0, 4), [set, `1;${set}`, '1', '']);
    }
  }
});
