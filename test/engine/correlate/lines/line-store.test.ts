import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineStore } from '../../../../src/engine/correlate/lines/line-store.ts';
import { textsOf } from '../../../../src/engine/correlate/lines/saved-lines.ts';

const REF = { source: 'file:/var/log/auth.log', line: 2 ** 33 };

for (const [what, raw] of [
  ['a usual line', 'Jun  1 00:00:00 bastion sshd[1]: Failed password for root from 192.0.2.1 port 22 ssh2'],
  ['letters of any script', 'échec de la connexion de 用户 🚪'],
  ['control characters', 'a\u0000b\u001b[31m'],
  ['a byte order mark', '\ufeffJun  1 00:00:00 bastion'],
  ['an empty line', ''],
  ['a line longer than a slot', 'x'.repeat(10_000)],
  ['a line that fits by its characters and not by its bytes', '用'.repeat(192)],
] as const) {
  test(`comes back as it was: ${what}`, () => {
    const lines = new LineStore();
    const id = lines.keep(REF, 1000, raw, 'root');
    assert.deepEqual(lines.read(id), { ...REF, raw, user: 'root' });
  });
}

test('times and numbers of every size come back as they were, and go with their line', () => {
  const lines = new LineStore();
  const times = [0, -1, 1.5, 2 ** 32, -(2 ** 32), 253402300799999, -62135596800000, 8.64e15, -8.64e15];
  const numbers = [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];
  const all = times.flatMap((time) => numbers.map((line) => ({ time, line })));
  const ids = all.map(({ time, line }) => lines.keep({ source: 'a', line }, time, `${time} ${line}`, 'root'));
  const read = (): unknown => ids.map((id) => ({ time: lines.time(id), line: lines.read(id).line }));
  assert.deepEqual(read(), all);
  lines.tidy((use) => ids.forEach(use));
  assert.deepEqual(read(), all);
  lines.tidy(() => {});
  const again = lines.keep({ source: 'a', line: 7 }, 1000, 'anew', null);
  assert.deepEqual([again, lines.time(again), lines.read(again).line], [ids[0], 1000, 7]);
});

test('a line stays while it is in use; the places of the others are used again', () => {
  const lines = new LineStore();
  const [first, second] = ['x'.repeat(10_000), 'second'].map((raw) => lines.keep(REF, 1000, raw, 'root'));
  assert.ok(first !== undefined && second !== undefined);
  lines.tidy((use) => use(first));
  assert.equal(lines.keep(REF, 2000, 'third', null), second);
  assert.equal(lines.read(first).raw.length, 10_000);
  lines.tidy((use) => use(second));
  assert.equal(lines.keep(REF, 3000, 'fourth', null), first);
  assert.deepEqual(lines.read(first), { ...REF, raw: 'fourth', user: null });
  assert.deepEqual([lines.time(first), lines.time(second)], [3000, 2000]);
});

test('of lines that nobody uses no more are kept than asked for, however many come', () => {
  const lines = new LineStore();
  const used = Array.from({ length: 1000 }, (_, line) => lines.keep(REF, line, `used ${line}`, null));
  let most = 0;
  for (let line = 0; line < 100_000; line++) {
    most = Math.max(most, lines.keep(REF, line, 'not used', null));
    if (lines.isFull) lines.tidy((use) => used.forEach(use));
  }
  assert.ok(most < 10_000, `${most} places`);
  assert.deepEqual(
    used.map((id) => lines.read(id).raw),
    used.map((_, line) => `used ${line}`),
  );
});

test('lines of every length stand beside each other, and places of short ones become places of long ones', () => {
  const lines = new LineStore();
  const raw = (index: number): string => 'x'.repeat(index % 200);
  const ids = Array.from({ length: 30_000 }, (_, index) => lines.keep(REF, index, raw(index), null));
  const kept = ids.filter((_, index) => index % 3 === 0);
  lines.tidy((use) => kept.forEach(use));
  for (let index = 0; index < 20_000; index++) lines.keep(REF, index, 'of another length', null);
  for (const [at, id] of kept.entries()) assert.equal(lines.read(id).raw, raw(3 * at));

  lines.tidy(() => {});
  const anew = Array.from({ length: 30_000 }, () => lines.keep(REF, 0, 'y'.repeat(170), null));
  assert.ok(Math.max(...anew) < Math.max(...ids) + 20_000, 'places are used again');
  assert.ok(anew.every((id) => lines.read(id).raw.length === 170));
});

test('what is saved while lines are held stays as it was, and no others: they would grow for as long as it is written', () => {
  const lines = new LineStore(1 << 17);
  const raw = (line: number): string => `line ${line} of ${line % 7}`;
  const kept = Array.from({ length: 5000 }, (_, at) =>
    lines.keep({ source: 'a', line: at }, at, raw(at), null),
  );
  lines.hold();
  const { lines: saved } = lines.save((use) => kept.forEach(use));
  let most = 0;
  for (let line = 5000; line < 100_000; line++) {
    most = Math.max(most, lines.keep({ source: 'b', line }, line, raw(line), `${line}`));
    if (lines.isFull) lines.tidy(() => {});
  }
  assert.ok(most < 20_000, `${most} places`);
  const texts = [...saved.pieces].flatMap((piece) => textsOf(piece));
  assert.deepEqual(
    texts,
    kept.map((_, at) => raw(at)),
  );
  lines.letGo();
  assert.equal(lines.isFull, true);
  lines.tidy(() => {});
  assert.equal(lines.keep({ source: 'a', line: 1 }, 1, 'anew', null), 1);
});

test('lines that are kept for long, and take less room then, come back as they were', () => {
  const lines = new LineStore(1 << 17);
  const raw = (index: number): string =>
    index % 5 === 0
      ? `échec ${'x'.repeat(index % 97)} ${index}`
      : `Jun  1 00:00:${index % 60} bastion sshd[${index}]: Failed password from 192.0.2.${index % 256} port ${index}`;
  const user = (index: number): string | null => (index % 3 === 0 ? null : `user${index % 4000}`);
  const ids = new Map<number, number>();
  const isRight = (): boolean =>
    [...ids].every(([index, id]) => {
      const line = lines.read(id);
      return line.raw === raw(index) && line.user === user(index) && line.line === index;
    });
  let seen = 1;
  for (let index = 0; index < 60_000; index++) {
    ids.set(index, lines.keep({ source: `s${index % 7}`, line: index }, index, raw(index), user(index)));
    // Of the old ones fewer and fewer stay, as in windows and alerts.
    if (index % 10_000 !== 9999) continue;
    assert.ok(isRight());
    for (const each of ids.keys()) {
      seen = (seen * 16_807) % 2_147_483_647;
      if (seen % 3 === 0 || (index - each > 20_000 && seen % 8 !== 1)) ids.delete(each);
    }
    lines.tidy((use) => [...ids.values()].forEach(use));
    assert.ok(isRight());
  }
  lines.tidy((use) => [...ids.values()].forEach(use));
  lines.tidy((use) => [...ids.values()].forEach(use));
  assert.ok(ids.size > 5000 && isRight());
});

test('what is in use is saved once and restored with its place as its number, whatever comes after it was saved', () => {
  const lines = new LineStore(1 << 17);
  const raws = [
    ...['', 'a\nb', '\n', '\ufeffx', 'échec 用户 🚪', 'x'.repeat(5000), `y\n${'z'.repeat(5000)}`],
    ...Array.from({ length: 3000 }, (_, index) => `Failed password for root from 192.0.2.1 port ${index}`),
  ];
  const ids = raws.map((raw, index) =>
    lines.keep(
      { source: `s${index % 3}`, line: 2 ** 33 + index },
      index,
      raw,
      index % 2 ? null : `u${index}`,
    ),
  );
  const kept = ids.filter((_, index) => index < 7 || index % 3 === 0);
  lines.hold();
  const { lines: saved, places } = lines.save((use) => {
    for (const id of [...kept, ...kept]) use(id);
  });
  for (let line = 0; line < 20_000; line++)
    lines.keep(REF, line, `Failed password of later, port ${line}`, null);

  const restored = new LineStore();
  restored.restore(JSON.parse(JSON.stringify(saved)));
  for (const id of kept) {
    const place = places[id] as number;
    assert.deepEqual([restored.read(place), restored.time(place)], [lines.read(id), lines.time(id)]);
  }
  assert.equal(Math.max(...places), kept.length);
});
