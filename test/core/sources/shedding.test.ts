import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { shedding } from '../../../src/core/sources/shedding.ts';
import type { LineBlock } from '../../../src/model/log-record.ts';
import type { Source, SourceSink } from '../../../src/sources/source.ts';
import { RecordingSink } from '../../sources/recording-sink.ts';

const NEVER = new AbortController().signal;

function block(number: number): LineBlock {
  const text = `line ${number}\nand more\n`;
  const times = { yearReference: 0, observedAt: 0 };
  return { source: 'x', text, bytes: text.length, firstLine: 2 * number, ...times, cursor: String(number) };
}

/** A sink that takes a block only when it is let. */
class SlowSink extends RecordingSink {
  private readonly held: (() => void)[] = [];

  override async accept(taken: LineBlock): Promise<void> {
    await new Promise<void>((resolve) => this.held.push(resolve));
    await super.accept(taken);
  }

  async letAllIn(): Promise<void> {
    for (let turn = 0; turn < 50; turn++) {
      this.held.shift()?.();
      await setImmediate();
    }
  }
}

const reading = (read: (sink: SourceSink) => Promise<void>): Source => ({ id: 'x', read });

test('what has no room is let go and counted by lines; the rest comes in order, then it is at its end', async () => {
  const sink = new SlowSink();
  const source = shedding(
    reading(async (own) => {
      await Promise.all(Array.from({ length: 10 }, (_, index) => own.accept(block(index + 1))));
      own.idle();
    }),
    60,
  );
  assert.equal(source.sheds, true);
  const read = source.read(sink, NEVER);
  await Promise.resolve();
  assert.equal(sink.idles, 0, 'what waits is not handed over yet');
  await sink.letAllIn();
  await read;
  const kept = sink.blocks.map(({ cursor }) => Number(cursor));
  assert.deepEqual(kept, [1, 2, 3]);
  assert.equal(sink.counts['shed-lines'], 14);
  assert.equal(sink.idles, 1);
});

test('what was handed over before a failure is kept', async () => {
  const sink = new SlowSink();
  const failing = reading(async (own) => {
    await own.accept(block(1));
    throw new Error('gone');
  });
  const read = shedding(failing, 60).read(sink, NEVER);
  const failed = assert.rejects(read, /gone/);
  await sink.letAllIn();
  await failed;
  assert.equal(sink.blocks.length, 1);
});

test('sources that it finds are not made to wait either', async () => {
  const sink = new RecordingSink();
  const finder = reading(async (own) => own.found(reading(async () => {})));
  await shedding(finder).read(sink, NEVER);
  assert.equal(sink.sources[0]?.sheds, true);
});
