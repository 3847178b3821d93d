import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { knownWords } from '../../../src/commands/completion/known-words.ts';
import { Store } from '../../../src/store/store.ts';
import { alertOf } from '../../core/record/alert-of.ts';

const shipped = fileURLToPath(new URL('../../../config', import.meta.url));
const rule = (name: string, id: string) => `title: Of others
id: 5f2a1b3c-0000-4000-8000-00000000000${id}
name: ${name}
logsource: {product: linux}
detection: {a: [word], condition: a}
level: high
`;

function words(of: string, start: string, rules: readonly string[] = []): Promise<string> {
  const state = () => join(tmpdir(), 'there-is-no-such-state');
  return knownWords({ words: [of, start], state, rules, shipped, language: 'en' });
}

test('rules are told with their titles, as they begin', async () => {
  const told = (await words('rules', 'sshd_bruteforce_f')).split('\n');
  assert.deepEqual(told, ['sshd_bruteforce_fast\tSSH brute force', '']);
});

test('names that a shell could take for more than a word are left out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  writeFileSync(join(folder, 'a.yml'), rule('"$(reboot)"', '1'));
  writeFileSync(join(folder, 'b.yml'), rule('"zz a;b"', '2'));
  writeFileSync(join(folder, 'c.yml'), rule('zz_mine', '3'));
  assert.equal(await words('rules', 'zz', [folder]), 'zz_mine\tOf others\n');
  assert.doesNotMatch(await words('rules', '', [folder]), /[$;`]/);
});

test('without a state there are neither alerts nor bans, and of other things no words', async () => {
  await assert.rejects(words('alerts', ''), { name: 'UserError' });
  await assert.rejects(words('hosts', ''), { hint: 'There are rules, alerts and bans.' });
});

test('alerts are told latest first, by as much of the id as tells them apart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'state-'));
  const store = Store.open(folder);
  const group = { src_ip: '203.0.113.7', user: 'a\tb\x1b[31m' };
  store.commit({
    alerts: ['ab12', 'ab34', 'cd56'].map((id, at) =>
      alertOf({ id: id.repeat(8), group, firstSeen: at * 1000, lastSeen: at * 1000 }),
    ),
  });
  store.close();
  const told = await knownWords({
    words: ['alerts', 'ab'],
    state: () => folder,
    rules: [],
    shipped,
    language: 'en',
  });
  const lines = told.split('\n');
  assert.deepEqual(
    lines.map((line) => line.split('\t')[0]),
    ['ab34ab34ab', 'ab12ab12ab', ''],
  );
  assert.match(lines[0] ?? '', /203\.0\.113\.7 a\\x09b\\x1b/);
});
