/** The source that looks into a folder for logs that come later. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderSource } from '../../../src/sources/file/folder.ts';
import { type Source, SourceError } from '../../../src/sources/source.ts';
import { RecordingSink } from '../recording-sink.ts';

const LOG: Source = { id: '/var/log/new.log', read: async () => {} };
const DENIED = new SourceError('/var/log', '/var/log/private may not be read', 'Run it as root.');

/** Looks `takes.length` times, each of which takes so long; returns how long it waited before each, and what it told. */
async function looked(takes: readonly number[], trouble: readonly (SourceError | null)[]) {
  const waits: number[] = [];
  const told: (SourceError | null)[] = [];
  const sink = new RecordingSink();
  const stop = new AbortController();
  let [time, looks] = [0, 0];
  const source = folderSource({
    ...{ id: '/var/log', trouble: null, now: () => time },
    pause: async (wait) => {
      told.push(sink.troubled);
      waits.push(wait);
      if (waits.length > takes.length) stop.abort();
    },
    look: async () => {
      time += takes[looks] ?? 0;
      return { found: looks === 0 ? [LOG] : [], trouble: trouble[looks++] ?? null };
    },
  });
  await source.read(sink, stop.signal);
  return { source, sink, waits, told };
}

test('a log that comes later is handed over once, by a source that finds and reads nothing itself', async () => {
  const { source, sink } = await looked([1, 1], []);
  assert.deepEqual([source.finder, sink.sources, sink.blocks], [true, [LOG], []]);
});

test('a tree that takes long to look through is looked through less often', async () => {
  assert.deepEqual((await looked([10, 300, 10], [])).waits, [2_000, 2_000, 30_000, 2_000]);
});

test('what may not be looked into is told, and taken back once it may', async () => {
  assert.deepEqual((await looked([1, 1, 1], [DENIED, DENIED])).told, [null, DENIED, DENIED, null]);
});
