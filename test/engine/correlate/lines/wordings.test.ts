import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_WORDING, type Wording, Wordings } from '../../../../src/engine/correlate/lines/wordings.ts';

const encoder = new TextEncoder();

function pack(wordings: Wordings, line: string): { wording: Wording; packed: DataView } {
  const bytes = new DataView(encoder.encode(line).buffer);
  const wording = wordings.pack(bytes, 0, bytes.byteLength);
  const packed = new DataView(wordings.packed.buffer.slice(0, wordings.length));
  return { wording, packed };
}

function unpack(wordings: Wordings, { wording, packed }: ReturnType<typeof pack>): string {
  const into = new Uint8Array(1024);
  const length = wordings.unpack(wording, packed, 0, into);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(into.subarray(0, length));
}

for (const [what, once, again] of [
  [
    'a line of sshd',
    'Jun  1 00:00:09 a sshd[7]: from 192.0.2.1 port 22',
    'Jun  21 10:59:00 a sshd[00123]: from 198.51.100.255 port 65535',
  ],
  ['a number at the beginning and at the end', '1 tries of 2', '0017 tries of 65000'],
  ['nothing but a number', '1', '18446744073709551616'],
  ['no number', 'Accepted', 'Accepted'],
  ['nothing', '', ''],
  ['letters of any script', 'échec 1 de 用户 🚪 2', 'échec 77 de 用户 🚪 0'],
  ['zero bytes', 'a\u00001\u0000', 'a\u000033\u0000'],
] as const) {
  test(`a line whose wording came before is its digits, and comes back as it was: ${what}`, () => {
    const wordings = new Wordings();
    assert.equal(pack(wordings, once).wording, NO_WORDING, 'it came for the first time');
    const packed = pack(wordings, again);
    assert.notEqual(packed.wording, NO_WORDING);
    assert.equal(unpack(wordings, packed), again);
    assert.equal(pack(wordings, once).wording, packed.wording);
  });
}

test('less than a quarter of the length of a usual line', () => {
  const wordings = new Wordings();
  const line =
    'Jun  1 00:00:00 bastion sshd[4242]: Failed password for root from 198.51.100.7 port 40022 ssh2';
  pack(wordings, line);
  assert.ok(pack(wordings, line).packed.byteLength < line.length / 4);
});

test('two wordings with the same hash are not taken for each other', () => {
  // 31 * 66 + 66 = 31 * 65 + 97.
  const wordings = new Wordings();
  const [one, other] = ['BB', 'Aa'];
  pack(wordings, one);
  assert.notEqual(pack(wordings, one).wording, NO_WORDING);
  pack(wordings, other);
  assert.equal(pack(wordings, other).wording, NO_WORDING);
});

test('where the numbers stand is a part of the wording', () => {
  const wordings = new Wordings();
  const lines = ['a1b', 'ab1', '1ab', 'a1b1', 'ab'];
  for (const line of lines) pack(wordings, line);
  const packed = lines.map((line) => pack(wordings, line));
  assert.deepEqual(
    packed.map((each) => (each.wording === NO_WORDING ? null : unpack(wordings, each))),
    packed.map(({ wording }, index) => (wording === NO_WORDING ? null : lines[index])),
  );
  assert.equal(new Set(packed.map(({ wording }) => wording)).size, lines.length);
});

test('a wording that no line has any more makes room for others', () => {
  const wordings = new Wordings();
  const isKnown = (line: string): boolean => {
    pack(wordings, line);
    return pack(wordings, line).wording !== NO_WORDING;
  };
  const word = (index: number): string => `${'x'.repeat(index % 60)}-${'y'.repeat(Math.floor(index / 60))}`;
  const first = word(0);
  pack(wordings, first);
  const { wording } = pack(wordings, first);
  let known = 1;
  while (isKnown(word(known))) known++;
  assert.ok(known > 1000 && known < 10_000, `${known} are known at a time`);
  wordings.drop(wording);
  assert.ok(isKnown(word(known + 1)));
});

test('what is longer than usual is left as it is', () => {
  const wordings = new Wordings();
  for (let times = 0; times < 3; times++) assert.equal(pack(wordings, 'x'.repeat(513)).wording, NO_WORDING);
});
