/** What is stored of bans where nothing can be written: it is listed, and nothing of it is changed. */
import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { type BanSettings, withBans } from '../../src/commands/ban/ban-session.ts';
import { NO_RESPONSE } from '../core/no-response.ts';
import { NO_FAIL2BAN } from '../support/no-fail2ban.ts';

// Everybody who is banned here may be on the list of whom this machine's fail2ban ignores.
Object.assign(process.env, NO_FAIL2BAN);

const NOBODY = 65534;
const NOWHERE = { write: () => true };
const ATTACKER = '203.0.113.7';
const isRoot = process.geteuid?.() === 0;

let folder: string;
let settings: BanSettings;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'soc-bans-'));
  settings = {
    ...{ state: folder, demo: null, sshClient: null, permits: 'all', defaultBan: 600_000, allowlist: [] },
    response: NO_RESPONSE,
    running: { folders: [], state: folder, door: 'act', actor: 'test', version: '0' },
  };
  const order = { address: ATTACKER, duration: null, override: null, reason: null, actor: 'test' };
  await withBans(settings, 'keep', NOWHERE, (bans) =>
    bans.request({ kind: 'ban', ...order, responder: null, alertId: null }),
  );
  for (const name of readdirSync(folder)) {
    if (isRoot) chownSync(join(folder, name), NOBODY, NOBODY);
    chmodSync(join(folder, name), 0o400);
  }
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  chmodSync(folder, 0o500);
  // Root may write everywhere.
  if (isRoot) process.seteuid?.(NOBODY);
});

afterEach(() => {
  if (isRoot) process.seteuid?.(0);
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const stored = (): Buffer => readFileSync(join(folder, 'soc-console.db'));

test('they are listed as stored, and it is said', async () => {
  const before = stored();
  const [rows, trouble] = await withBans(settings, 'list', NOWHERE, async (bans) => [
    (await bans.request({ kind: 'bans', limit: 10 })).rows,
    bans.trouble,
  ]);
  assert.deepEqual(
    rows.map(({ value }) => value),
    [ATTACKER],
  );
  assert.match(trouble ?? '', /the state cannot be kept there/);
  assert.deepEqual(stored(), before);
});

test('a ban can be planned', async () => {
  const plan = await withBans(settings, 'look', NOWHERE, (bans) =>
    bans.request({ kind: 'plan-ban', address: ATTACKER }),
  );
  assert.equal(plan.active?.value, ATTACKER);
});

test('nothing is banned or lifted', async () => {
  for (const keeping of ['keep', 'change'] as const) {
    await assert.rejects(
      withBans(settings, keeping, NOWHERE, async () => assert.fail('it is not come to')),
      /the state cannot be kept there/,
    );
  }
});

test('a disk that is full is named', async () => {
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  await assert.rejects(
    withBans(settings, 'look', NOWHERE, () => Promise.reject(full)),
    new RegExp(`${folder}: the state cannot be kept there: no space left on the device`),
  );
});
