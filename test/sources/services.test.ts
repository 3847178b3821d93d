import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { servicesSource } from '../../src/sources/services/source.ts';
import { RecordingSink } from './recording-sink.ts';

let folder: string;
let path: string;
let stop: AbortController;
let sink: RecordingSink;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soc-services-'));
  path = join(folder, 'services.conf');
  stop = new AbortController();
  sink = new RecordingSink();
});

afterEach(() => rmSync(folder, { recursive: true }));

function source(watch: boolean) {
  return servicesSource({ id: 's', path, watch, clock: { now: () => 5 } });
}

test('hands the file over whole, once', async () => {
  writeFileSync(path, 'port: 22, service: ssh, status: active\n');
  await source(false).read(sink, stop.signal);
  assert.deepEqual(
    sink.blocks.map(({ text, firstLine }) => [text, firstLine]),
    [['port: 22, service: ssh, status: active\n', 1]],
  );
});

test('hands it over again when it was changed, in place or by an editor that replaces it', async () => {
  writeFileSync(path, 'first\n');
  const reading = source(true).read(sink, stop.signal);
  await sink.untilText('first\n');
  writeFileSync(path, 'second, longer\n');
  await sink.until(() => sink.blocks.at(-1)?.text === 'second, longer\n');
  writeFileSync(`${path}.swp`, 'third\n');
  renameSync(`${path}.swp`, path);
  await sink.until(() => sink.blocks.at(-1)?.text === 'third\n');
  stop.abort();
  await reading;
});

test('a file that is gone for a moment is no failure', async () => {
  writeFileSync(path, 'first\n');
  const reading = source(true).read(sink, stop.signal);
  await sink.untilText('first\n');
  rmSync(path);
  const before = sink.idles;
  await sink.until(() => sink.idles > before);
  writeFileSync(path, 'second\n');
  await sink.until(() => sink.blocks.at(-1)?.text === 'second\n');
  stop.abort();
  await reading;
});

test('rejects when it is not there from the start', async () => {
  await assert.rejects(source(true).read(sink, stop.signal), /services\.conf: no such file/);
});
