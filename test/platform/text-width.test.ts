import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { safeText } from '../../src/platform/safe-text.ts';
import { fitText, textWidth } from '../../src/platform/text-width.ts';
import { createEmulator } from '../support/emulator.ts';
import { fc } from '../support/properties.ts';
import { HONEST, HOSTILE } from './hostile-text.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc
    .array(fc.constantFrom(...HONEST, ...HOSTILE.map(([, hostile]) => hostile)), { maxLength: 3 })
    .map((all) => all.join('')),
  fc
    .array(fc.constantFrom('漢', 'é', 'e\u0301', 'か\u3099', 'ｱﾞ', 'a', '각', '🚀', '\u0301'), {
      maxLength: 30,
    })
    .map((all) => all.join('')),
);

const FITS: readonly (readonly [behaviour: string, fitted: string, expected: string])[] = [
  ['short text is padded', fitText('root', 6), 'root  '],
  ['or padded on the left', fitText('412', 6, { align: 'right' }), '   412'],
  ['text that just fits stays', fitText('203.0.113.7', 11), '203.0.113.7'],
  ['long text ends in an ellipsis', fitText('203.0.113.70', 11), '203.0.113.…'],
  ['the ellipsis is a choice', fitText('203.0.113.70', 11, { ellipsis: '~' }), '203.0.113.~'],
  ['no room for the ellipsis', fitText('root', 2, { ellipsis: '...' }), 'ro'],
  ['a wide character is not halved', fitText('漢字漢字', 6), '漢字… '],
  ['a mark stays with its base', fitText('e\u0301e\u0301e\u0301', 2), 'e\u0301…'],
  ['a mark is not cut off at the end', fitText('ae\u0301', 2), 'ae\u0301'],
  ['a surrogate pair is not halved', fitText('𠀋𠀋𠀋', 5), '𠀋𠀋…'],
  ['controls are cleaned first', fitText('\x1b[2J', 9), '\\x1b[2J  '],
  ['no width, no text', fitText('root', 0), ''],
];

for (const [behaviour, fitted, expected] of FITS) {
  test(behaviour, () => assert.equal(fitted, expected));
}

test('fitted text is exactly as wide as asked', () => {
  fc.assert(
    fc.property(
      text,
      fc.nat(40),
      fc.constantFrom('left' as const, 'right' as const),
      (value, width, align) => {
        assert.equal(textWidth(fitText(value, width, { align })), width);
      },
    ),
  );
});

test('fitted text leaves the cursor of a terminal where its width says', async () => {
  const emulator = createEmulator(80, 4);
  await fc.assert(
    fc.asyncProperty(text, fc.nat(40), async (value, width) => {
      await emulator.write(`\r\x1b[2K${fitText(value, width)}`);
      assert.equal(emulator.cursorColumn(), width);
    }),
  );
});

test('a line of 10 MB costs no more than what is shown of it', () => {
  const line = '\u0301\x1b漢'.repeat(3_500_000);
  const before = process.cpuUsage();
  for (let round = 0; round < 100; round++) fitText(line, 80);
  assert.ok(process.cpuUsage(before).user < 2_000_000, 'a hundred cuts take under two seconds of CPU');
});

test('every character that is shown has one width: ours, the one of an old table, and the one of Ink', async () => {
  const { default: inkWidth } = await import(
    createRequire(import.meta.resolve('ink')).resolve('string-width')
  );
  const shown: string[] = [];
  for (let code = 0x20; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    if (safeText(`a${character}`) === `a${character}`) shown.push(character);
  }
  const emulator = createEmulator(80, 4);
  const columns: number[] = [];
  emulator.terminal.onData((report) => columns.push(Number(/;(\d+)R$/.exec(report)?.[1]) - 1));
  await emulator.write(shown.map((character) => `\ra${character}\x1b[6n`).join(''));

  assert.ok(shown.length > 100_000);
  const differing = shown.filter((character, index) => {
    const width = textWidth(`a${character}`);
    return columns[index] !== width || inkWidth(`a${character}`) !== width;
  });
  assert.deepEqual(
    differing.map((character) => character.codePointAt(0)?.toString(16)),
    [],
  );
});
