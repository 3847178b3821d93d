import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type AlertsOptions, alerts } from '../../src/commands/alerts.ts';
import type { Alert } from '../../src/model/alerts/alert.ts';
import { UserError } from '../../src/model/user-error.ts';
import { Store } from '../../src/store/store.ts';
import { alertOf } from '../core/record/alert-of.ts';

const shipped = fileURLToPath(new URL('../../config', import.meta.url));
/** A rule that ships. */
const BRUTE_FORCE = '3c1d4d10-91f4-4a4a-8b0a-0d8a6cf0be03';
const T0 = Date.parse('2026-11-21T00:00:00Z');

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'soc-alerts-'));
});
afterEach(() => rmSync(state, { recursive: true }));

function bruteForce(part: Partial<Alert> & { readonly level?: Alert['rule']['level'] }): Alert {
  const alert = alertOf({ firstSeen: T0, lastSeen: T0 + 60_000, ...part });
  return { ...alert, rule: { ...alert.rule, id: BRUTE_FORCE, title: 'SSH brute force' } };
}

function stored(...all: readonly Alert[]): void {
  const store = Store.open(state);
  store.commit({ alerts: all });
  store.close();
}

async function run(
  words: readonly string[],
  options: Partial<AlertsOptions> = {},
  stderr = new PassThrough(),
  terminal: { readonly isTTY?: true; readonly columns?: number } = {},
): Promise<string> {
  const stdout = Object.assign(new PassThrough(), terminal);
  const pieces: Buffer[] = [];
  stdout.on('data', (piece: Buffer) => pieces.push(piece));
  const running = { folders: [], state, door: 'act', actor: 'ops', version: '0' } as const;
  const given = {
    words,
    state,
    running,
    shipped,
    rules: [],
    output: null,
    since: null,
    until: null,
    language: 'en',
  } as const;
  const streams = { stdin: () => Readable.from([]), stdout, stderr };
  assert.equal(await alerts({ ...given, format: 'text', level: 'low', ...options }, streams), 0);
  return Buffer.concat(pieces).toString();
}

test('lists what is stored, latest first, each with enough of its id to show it', async () => {
  stored(
    bruteForce({ id: 'aaaa00000000ffff', lastSeen: T0 + 1000 }),
    bruteForce({
      id: 'bbbb00000000ffff',
      lastSeen: T0 + 2000,
      status: 'acknowledged',
      users: ['\x1b[31mroot'],
    }),
    bruteForce({ id: 'cccc00000000ffff', lastSeen: T0 + 3000, level: 'informational' }),
  );
  assert.deepEqual((await run([])).split('\n'), [
    'bbbb000000  2026-11-21T00:00:02Z  MEDIUM    SSH brute force                     203.0.113.7      x5    \\x1b[31mroot  (acknowledged)',
    'aaaa000000  2026-11-21T00:00:01Z  MEDIUM    SSH brute force                     203.0.113.7      x5',
    '',
  ]);
});

test('lists none that a stronger alert covers, and says how many; as JSON all with their status', async () => {
  stored(
    bruteForce({ id: 'aaaa00000000ffff', lastSeen: T0 + 1000 }),
    bruteForce({ id: 'bbbb00000000ffff', status: 'covered' }),
  );
  const stderr = new PassThrough();
  const text = await run([], { quiet: false }, stderr);
  assert.match(text, /^aaaa000000 [^\n]*\n$/);
  assert.match(String(stderr.read()), /^soc-console: 1 more, covered by a stronger alert/);
  const french = new PassThrough();
  await run([], { quiet: false, language: 'fr' }, french);
  assert.match(String(french.read()), /^soc-console: 1 de plus, couverte par une alerte plus forte/);
  const quiet = new PassThrough();
  assert.equal(await run([], { quiet: true }, quiet), text);
  assert.equal(quiet.read(), null);
  const all: { id: string; status: string }[] = JSON.parse(await run([], { format: 'json' })).alerts;
  assert.deepEqual(all.map(({ id, status }) => `${id.slice(0, 2)} ${status}`).sort(), [
    'aa open',
    'bb covered',
  ]);
});

test('a row that is too long for the terminal is broken between words, and in a pipe is one line', async () => {
  stored(bruteForce({ id: 'aaaa00000000ffff', users: ['alice', 'bob', 'carol'] }));
  const whole = await run([]);
  assert.equal(whole.split('\n').length, 2);
  const rows = (await run([], {}, undefined, { isTTY: true, columns: 80 })).trimEnd().split('\n');
  assert.ok(rows.length > 1 && rows.every((row) => row.length <= 80), rows.join('\n'));
  assert.deepEqual(rows.join(' ').split(/\s+/), whole.trimEnd().split(/\s+/));
  assert.deepEqual(
    JSON.parse(await run([], { format: 'json' }, undefined, { isTTY: true, columns: 40 })),
    JSON.parse(await run([], { format: 'json' })),
  );
});

test('lists by level and time, as text, JSON and NDJSON', async () => {
  stored(
    bruteForce({ id: 'a1', firstSeen: T0, lastSeen: T0 + 1000, level: 'high' }),
    bruteForce({ id: 'a2', firstSeen: T0 + 5000, lastSeen: T0 + 6000, level: 'high' }),
    bruteForce({ id: 'a3', firstSeen: T0 + 5000, lastSeen: T0 + 6000, level: 'low' }),
  );
  const ids = async (options: Partial<AlertsOptions>): Promise<string[]> =>
    (
      JSON.parse(await run(['list'], { format: 'json', ...options })) as { alerts: { id: string }[] }
    ).alerts.map(({ id }) => id);
  assert.deepEqual(await ids({}), ['a2', 'a3', 'a1']);
  assert.deepEqual(await ids({ level: 'high' }), ['a2', 'a1']);
  assert.deepEqual(await ids({ since: T0 + 2000 }), ['a2', 'a3']);
  assert.deepEqual(await ids({ until: T0 + 2000 }), ['a1']);
  assert.deepEqual(await ids({ since: T0 + 9000 }), []);
  const lines = (await run([], { format: 'ndjson', level: 'high' })).trim().split('\n');
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { type: string; status: string }).status),
    ['open', 'open'],
  );
});

test('shows one alert so that it can be sent as it is', async () => {
  const evidence = [
    { source: '/var/log/auth.log', line: 7, time: T0, raw: 'Failed password for \x1b]0;x\x07root' },
  ];
  stored(
    bruteForce({ id: 'aaaa1111', level: 'high', evidence, users: ['root', 'admin'], historical: true }),
    bruteForce({ id: 'aaaa2222', firstSeen: T0 - 1000, eventCount: 1 }),
    bruteForce({ id: 'bbbb', group: { src_ip: '198.51.100.1' } }),
  );
  const text = await run(['show', 'aaaa1']);
  for (const part of [
    '[soc-console] HIGH: SSH brute force: 203.0.113.7\n',
    'when       2026-11-21T00:00:00.000Z to 2026-11-21T00:01:00.000Z\n',
    'how often  5 events\n',
    'accounts   root, admin\n',
    'open; its lines were old when they were read',
    'WHAT TO DO\n  Ban it.\n',
    'EVIDENCE (1 line, first and latest of 5 events)\n',
    '  /var/log/auth.log:7\n    Failed password for \\x1b]0;x\\x07root\n',
    'THE SAME ATTACKER\n  2026-11-20T23:59:59.000Z  medium    SSH brute force, 1 event (aaaa2222)\n',
  ])
    assert.ok(text.includes(part), `${part} in\n${text}`);
  assert.match(text, /WHY THIS IS AN ALERT\n {2}\S/);
  assert.ok(!text.includes('198.51.100.1') && !text.includes('\x1b'));
  const { alert } = JSON.parse(await run(['show', 'aaaa1'], { format: 'json' })) as {
    alert: Record<string, unknown>;
  };
  assert.deepEqual([alert.id, alert.same_attacker, alert.status], ['aaaa1111', ['aaaa2222'], 'open']);
});

test('an alert whose rule is gone is shown without its explanation', async () => {
  stored(alertOf({ id: 'a1' }));
  const text = await run(['show', 'a1']);
  assert.ok(text.includes('WHAT TO DO') && !text.includes('WHY THIS IS AN ALERT'));
});

test('acknowledges once, and says so in the action log', async () => {
  stored(bruteForce({ id: 'aaaa1111' }));
  for (let times = 0; times < 2; times++) assert.match(await run(['ack', 'aaaa']), /^acknowledged: /);
  const store = Store.open(state);
  assert.equal(store.alert('aaaa1111')?.status, 'acknowledged');
  assert.deepEqual(
    store.actions().map(({ kind, subject }) => [kind, subject]),
    [['acknowledge', 'aaaa1111']],
  );
  store.close();
});

test('while a core runs, alerts are listed and shown; to acknowledge, it says where', async () => {
  const core = Store.open(state);
  core.commit({ alerts: [bruteForce({ id: 'a1' })] });
  assert.match(await run([]), /^a1 /);
  await assert.rejects(run(['ack', 'a1']), (error) => {
    assert.ok(error instanceof UserError && error.exitCode === 2);
    assert.match(error.message, new RegExp(`used by process ${process.pid}`));
    assert.match(error.hint, /Acknowledge on its screen/);
    return true;
  });
  core.close();
});

test('what is wrong is said with what to do, and makes no state', async () => {
  const empty = join(state, 'empty');
  await assert.rejects(run([], { state: empty }), /nothing is stored there/);
  assert.deepEqual(readdirSync(state), []);
  stored(bruteForce({ id: 'aaaa1' }), bruteForce({ id: 'aaaa2' }));
  for (const [words, message] of [
    [['show'], /alerts show needs the id of an alert/],
    [['show', 'zz'], /zz: no alert that is stored begins so/],
    [['show', 'aaaa'], /aaaa: several alerts begin so: aaaa1, aaaa2/],
    [['show', 'aaaa1', 'more'], /more: alerts show takes no more words/],
    [['list', 'more'], /more: alerts list takes no more words/],
    [['forget'], /alerts forget: no such action/],
  ] as const)
    await assert.rejects(run(words), (error) => error instanceof UserError && message.test(error.message));
});

test('nothing stored is said', async () => {
  stored();
  assert.equal(await run([]), 'No alerts at or above low are stored.\n');
  assert.deepEqual(JSON.parse(await run([], { format: 'json' })), { schema_version: 1, alerts: [] });
});
