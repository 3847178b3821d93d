import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineStore } from '../../../src/engine/correlate/line-store.ts';

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
    const id = lines.keep(REF, raw, 'root');
    assert.deepEqual(lines.read(id), { ...REF, raw, user: 'root' });
  });
}

test('a line stays until its last holder lets it go; then its place is used again', () => {
  const lines = new LineStore();
  const first = lines.keep(REF, 'x'.repeat(10_000), 'root');
  lines.hold(first);
  lines.release(first);
  const second = lines.keep(REF, 'second', null);
  assert.notEqual(second, first);
  assert.equal(lines.read(first).raw.length, 10_000);
  lines.release(first);
  assert.equal(lines.keep(REF, 'third', null), first);
  assert.deepEqual(lines.read(first), { ...REF, raw: 'third', user: null });
  assert.equal(lines.read(second).raw, 'second');
});
