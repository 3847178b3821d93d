/** Whatever is done to a log, live or while nobody reads: every line comes once, whole, in its order. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileSource } from '../../../src/sources/file/source.ts';
import { Turns } from '../../../src/sources/turns.ts';
import { fc } from '../../support/properties.ts';
import { RecordingSink } from '../recording-sink.ts';
import { LogWriter } from './log-writer.ts';

/** A reader that is stopped and started again, from the cursor of the last block it handed over. */
class Reader {
  text = '';
  readonly counts: Record<string, number> = {};
  private cursor: string | undefined;
  private sink = new RecordingSink();
  private stop = new AbortController();
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly brief: Turns | null,
  ) {
    this.start();
  }

  async restart(whileStopped: () => void): Promise<void> {
    this.stop.abort();
    await this.reading;
    this.take();
    whileStopped();
    this.start();
  }

  /** Until all whole lines written so far have come. */
  async catchUp(written: string): Promise<void> {
    const whole = written.slice(this.text.length, written.lastIndexOf('\n') + 1);
    const late = setTimeout(() => this.stop.abort(), 20_000);
    const stopped = once(this.stop.signal, 'abort');
    await Promise.race([this.sink.until(() => this.sink.text.length >= whole.length), stopped]);
    clearTimeout(late);
  }

  async end(): Promise<string> {
    this.stop.abort();
    await this.reading;
    this.take();
    return this.text;
  }

  private start(): void {
    this.sink = new RecordingSink();
    this.stop = new AbortController();
    const { path, brief } = this;
    const options = { id: 'log', path, follow: true, clock: { now: () => 0 }, chunkBytes: 700 };
    this.reading = fileSource({ ...options, ...(brief && { brief }) }).read(
      this.sink,
      this.stop.signal,
      this.cursor,
    );
  }

  private take(): void {
    this.text += this.sink.text;
    this.cursor = this.sink.blocks.at(-1)?.cursor ?? this.cursor;
    for (const [reason, amount] of Object.entries(this.sink.counts))
      this.counts[reason] = (this.counts[reason] ?? 0) + amount;
  }
}

const away = fc.array(fc.constantFrom('append', 'half', 'rename', 'copy', 'pack'), { maxLength: 6 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('append', 'half', 'rename', 'copy', 'pack', 'catch-up', 'turn') },
  { weight: 1, arbitrary: away },
);

function act(writer: LogWriter, what: string): void {
  if (what === 'append') writer.append(7);
  else if (what === 'half') writer.appendHalf();
  else if (what === 'rename') writer.rename();
  else if (what === 'copy') writer.copyAndTruncate();
  else if (what === 'regrow') writer.copyAndRegrow();
  else if (what === 'pack') writer.pack();
}

/** What is kept elsewhere is known by its beginning, or as the very file: not when it was copied or packed as it began. */
const moved = fc.constantFrom('append', 'half', 'rename', 'catch-up', 'turn');
const movedAway = fc.array(fc.constantFrom('append', 'half', 'rename'), { maxLength: 6 });

test('any sequence of writes, rotations and restarts gives every line once', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), (steps) => everyLineOnce(steps)),
    runs(40),
  );
});

for (const [what, lines] of [
  ['a few lines', 2],
  ['more than is known of a beginning', 60],
] as const) {
  test(`so it does when files begin with the same ${what}, and grow again beyond where they were read`, {
    timeout: 120_000,
  }, async () => {
    const banner = Array.from({ length: lines }, (_, line) => `# field ${line} of this log\n`).join('');
    const alike = fc.constantFrom('append', 'half', 'regrow', 'rename', 'pack', 'catch-up', 'turn');
    const awayAlike = fc.array(fc.constantFrom('append', 'half', 'regrow', 'rename', 'pack'), {
      maxLength: 6,
    });
    const steps = fc.array(fc.oneof({ weight: 4, arbitrary: alike }, { weight: 1, arbitrary: awayAlike }), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(steps, (each) => everyLineOnce(each, { banner })),
      runs(15),
    );
  });
}

test('so it does when rotations are moved to a folder beside the log', { timeout: 120_000 }, async () => {
  const steps = fc.array(fc.oneof({ weight: 4, arbitrary: moved }, { weight: 1, arbitrary: movedAway }), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(steps, (each) => everyLineOnce(each, { olddir: 'old' })),
    runs(20),
  );
});

test('and to a folder anywhere, as long as it runs', {
  timeout: 120_000,
  skip: process.platform === 'linux' ? false : 'only Linux tells where an open file was moved to',
}, async () => {
  const steps = fc.array(moved, { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(steps, (each) => everyLineOnce(each, { olddir: 'not/beside' })),
    runs(10),
  );
});

/** Other steps each time; a failure tells its seed, and SEED takes the same ones again. */
function runs(usual: number): Pick<fc.Parameters, 'numRuns' | 'seed'> {
  const { RUNS, SEED } = process.env;
  return { numRuns: Number(RUNS ?? usual), ...(SEED && { seed: Number(SEED) }) };
}

test('and when there are more logs than may be open, so that none is held open', {
  timeout: 120_000,
}, async () => {
  const held = fc.constantFrom('append', 'half', 'rename', 'copy', 'catch-up', 'turn');
  await fc.assert(
    fc.asyncProperty(fc.array(held, { maxLength: 20 }), (steps) => everyLineOnce(steps, { brief: true })),
    runs(15),
  );
});

type Step = string | readonly string[];

type How = { readonly olddir?: string; readonly banner?: string; readonly brief?: boolean };

async function everyLineOnce(
  steps: readonly Step[],
  { olddir, banner = '', brief = false }: How = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'soc-once-'));
  const writer = new LogWriter(folder, olddir ?? null, banner);
  writer.append(1);
  const reader = new Reader(writer.path, brief ? new Turns(1) : null);
  try {
    await reader.catchUp(writer.text);
    for (const what of steps) {
      // Of a file of which no more was read than the next begins with, nothing tells that it is another.
      if (banner !== '') {
        writer.append(1);
        await reader.catchUp(writer.text);
      }
      if (typeof what !== 'string')
        await reader.restart(() => {
          for (const each of what) act(writer, each);
        });
      else if (what === 'catch-up') await reader.catchUp(writer.text);
      else if (what === 'turn') await new Promise(setImmediate);
      else act(writer, what);
    }
    writer.append(1);
    await reader.catchUp(writer.text);
  } finally {
    const text = await reader.end();
    rmSync(folder, { recursive: true });
    assert.equal(text, writer.text);
    assert.equal(reader.counts['rests-not-found'], undefined);
  }
}
