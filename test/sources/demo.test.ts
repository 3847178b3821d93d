import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { DemoPlayer } from '../../src/sources/demo/player.ts';

const START = Date.parse('2030-02-28T23:59:30Z');
/** How much of the evidence is still to come when the demo begins. */
const LIVE_MS = 66_000;

let evidence: string;
let player: DemoPlayer;
let now: number;

beforeEach(() => {
  now = START;
  evidence = mkdtempSync(join(tmpdir(), 'soc-evidence-'));
});

afterEach(async () => {
  await player.remove();
  rmSync(evidence, { recursive: true });
});

async function prepare(files: Readonly<Record<string, string | Buffer>>, timeZone = 'UTC'): Promise<void> {
  mkdirSync(evidence, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(evidence, name), text);
  player = await DemoPlayer.prepare({ evidence, timeZone, clock: { now: () => now } });
}

function written(name: string): string[] {
  return readFileSync(join(player.directory, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** Everything, as if the time had passed. */
async function playAll(): Promise<void> {
  now = START + LIVE_MS;
  await player.play(false, new AbortController().signal);
}

const RFC3339 = [
  '2026-11-21T00:50:00.000+00:00 a',
  '2026-11-21T00:52:00.250+00:00 b',
  '2026-11-21T00:53:00.500+00:00 c',
  '2026-11-21T00:53:10.000+00:00 d',
].join('\n');

test('what happened before now is there from the start, the rest comes when it is due', async () => {
  await prepare({ 'auth.log': `${RFC3339}\n` });
  assert.deepEqual(
    written('auth.log').map((line) => line.at(-1)),
    ['a', 'b'],
  );
  await playAll();
  assert.deepEqual(
    written('auth.log').map((line) => line.at(-1)),
    ['a', 'b', 'c', 'd'],
  );
});

test('stamps keep their spacing, across midnight and the end of the month, and the last is the end of the demo', async () => {
  await prepare({ 'auth.log': `${RFC3339}\n` });
  await playAll();
  const times = written('auth.log').map((line) => Date.parse(line.split(' ')[0] ?? ''));
  const end = START + LIVE_MS;
  assert.deepEqual(times, [end - 190_000, end - 69_750, end - 9_500, end]);
});

test('each style of stamps is written as it was', async () => {
  await prepare({
    'access.log': '192.0.2.1 - - [21/Nov/2026:00:53:10 +0000] "GET / HTTP/1.1" 200 5\n',
    'logins.csv.log': '2023-06-25 14:22:01, root, 192.0.2.1, login_attempt, FAILED\n',
  });
  await playAll();
  assert.match(written('access.log')[0] ?? '', /^192\.0\.2\.1 - - \[01\/Mar\/2030:00:00:36 \+0000\] "GET/);
  assert.match(written('logins.csv.log')[0] ?? '', /^2030-03-01 00:00:36, root/);
});

test('stamps without a zone are written in the zone in which they will be read', async () => {
  await prepare(
    { 'logins.csv.log': '2023-06-25 14:22:01, root, 192.0.2.1, login_attempt, FAILED\n' },
    'Asia/Kolkata',
  );
  await playAll();
  assert.match(written('logins.csv.log')[0] ?? '', /^2030-03-01 05:30:36, root/);
});

test('a line never goes before the one above it, and one without a stamp stays in its place', async () => {
  await prepare({
    'auth.log': '2026-11-21T00:53:10.000+00:00 a\nno stamp\n2026-11-21T00:53:09.000+00:00 late\n',
  });
  await playAll();
  const lines = written('auth.log');
  assert.deepEqual(
    lines.map((line) => line.split(' ').at(-1)),
    ['a', 'stamp', 'late'],
  );
});

test('a file without stamps is there from the start, as it is', async () => {
  await prepare({ 'services.conf': 'port: 22, service: ssh, status: active\n' });
  assert.deepEqual(written('services.conf'), ['port: 22, service: ssh, status: active']);
});

/** A classic capture of packets at these times, each one byte long. */
function capture(...times: readonly number[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  const records = times.map((time, index) => {
    const record = Buffer.alloc(17, index);
    record.writeUInt32LE(Math.floor(time / 1e6), 0);
    record.writeUInt32LE(time % 1e6, 4);
    record.writeUInt32LE(1, 8);
    record.writeUInt32LE(1, 12);
    return record;
  });
  return Buffer.concat([header, ...records]);
}

test('packets come one by one too, the last of them 30 s after the start, to the microsecond as far apart', async () => {
  await prepare({ 'c.pcap': capture(1_000_000_000_250, 1_000_000_900_999, 1_000_001_000_000) });
  const path = join(player.directory, 'c.pcap');
  assert.deepEqual(readFileSync(path), capture());
  await playAll();
  const end = (START + 30_000) * 1000;
  assert.deepEqual(readFileSync(path), capture(end - 999_750, end - 99_001, end));
});

test('it stops at once when told to, and takes its folder away', async () => {
  await prepare({ 'auth.log': `${RFC3339}\n` });
  const stop = new AbortController();
  const playing = player.play(true, stop.signal);
  stop.abort();
  await playing;
  assert.equal(written('auth.log').length, 2);
  await player.remove();
  assert.equal(existsSync(player.directory), false);
});

test('whenever it begins, stamps keep their part of the second', async () => {
  now = START + 777;
  await prepare({ 'auth.log': `${RFC3339}\n` });
  assert.deepEqual(
    written('auth.log').map((line) => line.slice(19, 23)),
    ['.000', '.250'],
  );
});

test('without a place for its logs it says which folder it was, and what names another', async () => {
  const before = process.env.TMPDIR;
  await prepare({});
  process.env.TMPDIR = '/nonexistent';
  const preparing = DemoPlayer.prepare({ evidence, timeZone: 'UTC', clock: { now: () => now } });
  await assert
    .rejects(preparing, {
      message: '/nonexistent: nothing can be written there: no such file or folder',
      hint: /TMPDIR/,
      exitCode: 3,
    })
    .finally(() => {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    });
});
