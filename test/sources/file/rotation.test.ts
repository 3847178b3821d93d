/**
 * A writer in a process of its own at 20,000 lines a second, through every kind of rotation, counted by number.
 * SOC_ROTATIONS=2400 makes it ten minutes for each kind.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fileSource } from '../../../src/sources/file/source.ts';
import { RecordingSink } from '../recording-sink.ts';
import { LineCheck } from './numbered-lines.ts';

const WRITER = fileURLToPath(new URL('./rotating-writer.ts', import.meta.url));
const rotations = Number(process.env.SOC_ROTATIONS ?? 6);
const timeout = rotations * 1000 + 60_000;
const hasTail = spawnSync('tail', ['--version']).status === 0;

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soc-rotation-'));
  path = join(folder, 'app.log');
});

afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

class CheckingSink extends RecordingSink {
  readonly check = new LineCheck();

  override async accept({ text: lines }: { readonly text: string }): Promise<void> {
    this.check.take(lines);
  }
}

/** Runs the writer, then waits until all has come, or until nothing has come for some seconds. Returns the lines written. */
async function write(kinds: readonly string[], count: () => number): Promise<number> {
  const args = ['--import', 'tsx', WRITER, path, '20000', String(rotations), '250', ...kinds];
  const writer = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  writer.stdin.on('error', () => {});
  const telling = setInterval(() => writer.stdin.write(`${count()}\n`), 20);
  const written = Number(await text(writer.stdout));
  clearInterval(telling);
  for (let quiet = 0, before = -1; count() < written && quiet < 15; quiet++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (count() !== before) quiet = 0;
    before = count();
  }
  return written;
}

async function follow(kinds: readonly string[]): Promise<{ check: LineCheck; written: number }> {
  const sink = new CheckingSink();
  const stop = new AbortController();
  const clock = { now: () => 0 };
  const reading = fileSource({ id: 'a', path, follow: true, clock }).read(sink, stop.signal);
  const written = await write(kinds, () => sink.check.total);
  stop.abort();
  await reading;
  return { check: sink.check, written };
}

for (const kinds of [['rename', 'create', 'delete'], ['link'], ['copy', 'copy', 'rename']]) {
  test(`${kinds.join(', ')}: nothing lost, doubled or corrupted`, { timeout }, async () => {
    if (!kinds.includes('link')) writeFileSync(path, '');
    const { check, written } = await follow(kinds);
    const { corrupted, doubled, disordered } = check;
    assert.deepEqual(
      { lost: check.lost(written), corrupted, doubled, disordered },
      { lost: 0, corrupted: 0, doubled: 0, disordered: 0 },
    );
  });
}

/** Lines between copying and truncating are in neither file: only who reads them in time has them. */
test('copied and truncated by another program, beside GNU tail -F', {
  timeout,
  skip: hasTail ? false : 'needs GNU tail',
}, async (context) => {
  writeFileSync(path, '');
  const output = join(folder, 'tail.txt');
  const opened = openSync(output, 'w');
  const tail = spawn('tail', ['-n', '+1', '-F', path], { stdio: ['ignore', opened, 'ignore'] });
  const { check: ours, written } = await follow(['race']);
  tail.kill();
  closeSync(opened);
  const beside = new LineCheck();
  beside.take(readFileSync(output, 'utf8'));
  const [lost, lostBeside] = [ours.lost(written), beside.lost(written)];
  context.diagnostic(
    `${written} lines, ${rotations} rotations; lost/doubled/corrupted: ` +
      `ours ${lost}/${ours.doubled}/${ours.corrupted}, ` +
      `tail -F ${lostBeside}/${beside.doubled}/${beside.corrupted}`,
  );
  assert.equal(ours.doubled, 0);
  assert.equal(ours.last, written, 'it goes on behind every rotation');
});
