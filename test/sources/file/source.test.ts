/** The file source on real files that grow, are cut, replaced and deleted. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { utf16Order } from '../../../src/platform/text-encoding.ts';
import { fileSource } from '../../../src/sources/file/source.ts';
import { SourceError } from '../../../src/sources/source.ts';
import { Turns } from '../../../src/sources/turns.ts';
import { RecordingSink } from '../recording-sink.ts';

const NOW = Date.parse('2026-11-21T00:00:00Z');
let folder: string;
let path: string;
let sink: RecordingSink;
let stop: AbortController;
let reading: Promise<void>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soc-file-'));
  path = join(folder, 'a.log');
  sink = new RecordingSink();
  stop = new AbortController();
  reading = Promise.resolve();
});

afterEach(async () => {
  stop.abort();
  await reading;
  rmSync(folder, { recursive: true });
});

test('read once, a file that is cut off meanwhile is told of, after what was read', async () => {
  writeFileSync(path, 'a line\n'.repeat(1000));
  sink.accept = async (block) => {
    sink.blocks.push(block);
    truncateSync(path, 0);
  };
  const once = fileSource({ id: 'a', path, follow: false, clock: { now: () => NOW }, chunkBytes: 1024 });
  await assert.rejects(once.read(sink, stop.signal), /a\.log: it became shorter while it was read/);
  assert.match(sink.text, /^a line\n/);
});

function follow(): void {
  const clock = { now: () => NOW };
  reading = fileSource({ id: 'a', path, follow: true, clock, chunkBytes: 1024 }).read(sink, stop.signal);
}

/** Follows until all that is there was handed over. */
async function readFrom(cursor: string | undefined): Promise<void> {
  stop = new AbortController();
  reading = fileSource({ id: 'a', path, follow: true, clock: { now: () => NOW } }).read(
    sink,
    stop.signal,
    cursor,
  );
  await sink.until(() => sink.idles > 0);
  stop.abort();
  await reading;
}

function readOnce(file = path, brief?: Turns): Promise<void> {
  const options = { id: 'a', path: file, follow: false, clock: { now: () => NOW } };
  return fileSource({ ...options, ...(brief && { brief }) }).read(sink, stop.signal);
}

describe('once', () => {
  test('reads from the start to the end, the last line without its line end too', async () => {
    writeFileSync(path, 'one\ntwo\nthree');
    await readOnce();
    assert.equal(sink.text, 'one\ntwo\nthree');
    assert.equal(sink.idles, 0);
  });

  test('numbers the lines and tells the bytes of each block', async () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `line ${index + 1} with an é\n`);
    writeFileSync(path, lines.join(''));
    await readOnce();
    for (const { firstLine, text } of sink.blocks) assert.ok(text.startsWith(`line ${firstLine} `));
    const bytes = sink.blocks.reduce((sum, block) => sum + block.bytes, 0);
    assert.equal(bytes, Buffer.byteLength(lines.join('')));
  });

  test('hands over carriage returns and NUL bytes as they are', async () => {
    writeFileSync(path, 'a\r\nb\0c\n');
    await readOnce();
    assert.equal(sink.text, 'a\r\nb\0c\n');
  });

  test('leaves out the NUL bytes that a crash or a truncation left before a line, and counts them', async () => {
    const hole = Buffer.alloc(3_000_000);
    writeFileSync(
      path,
      Buffer.concat([hole, Buffer.from('one\ntwo\n\0\0three\n'), hole, Buffer.from('four')]),
    );
    await readOnce();
    assert.equal(sink.text, 'one\ntwo\nthree\nfour');
    assert.deepEqual(sink.counts, { 'nul-bytes': 6_000_002 });
    assert.equal(
      sink.blocks.reduce((sum, { bytes }) => sum + bytes, 0),
      6_000_000 + 20,
    );
  });

  for (const order of ['little', 'big']) {
    test(`decodes UTF-16, ${order} end first, as Windows tools write it`, async () => {
      const text = Array.from({ length: 9000 }, (_, index) => `${index} é 漢 😀\r\n`).join('');
      const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
      writeFileSync(path, order === 'big' ? bytes.swap16() : bytes);
      await readOnce();
      assert.ok(sink.text === text);
      const last = sink.blocks.at(-1);
      assert.ok(last?.text.startsWith(`${(last?.firstLine ?? 0) - 1} é`));
    });
  }

  for (const order of ['little', 'big']) {
    test(`decodes UTF-16 without a mark, ${order} end first`, async () => {
      const text = Array.from(
        { length: 2000 },
        (_, index) => `line number ${index}\t\r\nand ${index} é 漢\n`,
      ).join('');
      const bytes = Buffer.from(`The first line is in plain characters\n${text}`, 'utf16le');
      writeFileSync(path, order === 'big' ? bytes.swap16() : bytes);
      await readOnce();
      assert.ok(sink.text === `The first line is in plain characters\n${text}`);
    });
  }

  test('takes nothing for UTF-16 that has zeros and is none', async () => {
    for (const text of [
      'a\0b\0c\0',
      `${'\0'.repeat(80)}a line\n`,
      `a\0b\0c\0d\0e\0f\0g\0hi${'j\0'.repeat(40)}\n`,
    ]) {
      assert.equal(utf16Order(Buffer.from(text)), null);
    }
  });

  test('keeps the first MiB of a 5 MB line, counts the rest, and reads on behind it', async () => {
    writeFileSync(path, `before\n${'x'.repeat(5_000_000)}\nafter\n`);
    await readOnce();
    const lines = sink.text.split('\n');
    assert.deepEqual(
      lines.map(({ length }) => length),
      [6, 1 << 20, 5, 0],
    );
    assert.deepEqual(sink.counts, { 'truncated-lines': 1, 'dropped-bytes': 5_000_000 - (1 << 20) });
    assert.equal(sink.blocks.at(-1)?.firstLine, 2);
  });

  test('reads stamps without a year against the time the file was last changed', async () => {
    writeFileSync(path, 'x\n');
    utimesSync(path, 1000, 1000);
    await readOnce();
    assert.deepEqual([sink.blocks[0]?.yearReference, sink.blocks[0]?.observedAt], [1_000_000, NOW]);
  });

  test('unpacks gzip; what a damaged one held before its end is handed over', async () => {
    const packed = gzipSync('one\ntwo\n');
    writeFileSync(`${path}.gz`, packed);
    await readOnce(`${path}.gz`);
    assert.equal(sink.text, 'one\ntwo\n');
    writeFileSync(`${path}.cut.gz`, packed.subarray(0, packed.length - 6));
    await assert.rejects(readOnce(`${path}.cut.gz`), /gzip file cut off before its end/);
    assert.equal(sink.text, 'one\ntwo\none\ntwo\n');
  });

  test('reads more files than may be open, each open only while it is read', async () => {
    const text = 'a line of it\n'.repeat(60_000);
    writeFileSync(path, text);
    writeFileSync(`${path}.gz`, gzipSync(text));
    const brief = new Turns(1);
    await Promise.all([readOnce(path, brief), readOnce(`${path}.gz`, brief), readOnce(path, brief)]);
    assert.equal(sink.text.length, 3 * text.length);
  });

  test('says what is wrong with a file that is not there', async () => {
    await assert.rejects(readOnce(), (error) => {
      assert.ok(error instanceof SourceError);
      assert.equal(error.message, `${path}: no such file`);
      return true;
    });
  });
});

describe('followed', () => {
  test('a line arrives when it is whole, even when a character was split', async () => {
    writeFileSync(path, '');
    follow();
    await sink.until(() => sink.idles > 0);
    const line = Buffer.from('né à Nîmes\n');
    for (const byte of line) appendFileSync(path, Buffer.from([byte]));
    await sink.untilText('né à Nîmes\n');
  });

  test('a file that is renamed is read to its end before the new one of its name', async () => {
    writeFileSync(path, 'one\n');
    follow();
    await sink.untilText('one\n');
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, 'two, after the rename\n');
    writeFileSync(path, 'three\n');
    await sink.untilText('one\ntwo, after the rename\nthree\n');
    assert.equal(sink.counts.rotations, 1);
    assert.equal(sink.blocks.at(-1)?.firstLine, 1);
  });

  test('a file that is truncated is read from its start again', async () => {
    writeFileSync(path, 'one\ntwo\n');
    follow();
    await sink.untilText('one\ntwo\n');
    truncateSync(path, 0);
    await sink.until(() => sink.counts.rotations === 1);
    appendFileSync(path, 'new\n');
    await sink.untilText('one\ntwo\nnew\n');
  });

  test('a file that is deleted and made again is read on', async () => {
    writeFileSync(path, 'one\n');
    follow();
    await sink.untilText('one\n');
    unlinkSync(path);
    writeFileSync(path, 'two\n');
    await sink.untilText('one\ntwo\n');
  });

  test('a last line without its end is not lost when the file is replaced', async () => {
    writeFileSync(path, 'one\nhalf');
    follow();
    await sink.untilText('one\n');
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'two\n');
    await sink.untilText('one\nhalftwo\n');
    assert.deepEqual(
      sink.blocks.map(({ text }) => text),
      ['one\n', 'half', 'two\n'],
    );
  });

  test('a file that another program wrote anew, with what was in it, goes on where it was', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(40)}\n`).join('');
    writeFileSync(path, lines);
    follow();
    await sink.untilText(lines);
    writeFileSync(`${path}~`, `${lines}more\n`);
    renameSync(`${path}~`, path);
    await sink.untilText(`${lines}more\n`);
    assert.equal(sink.blocks.at(-1)?.firstLine, 101);
  });

  test('a file written anew under the same descriptor is read from its start', async () => {
    writeFileSync(path, 'one\ntwo\n');
    follow();
    await sink.untilText('one\ntwo\n');
    writeFileSync(path, 'three, longer than what was there\n');
    await sink.untilText('one\ntwo\nthree, longer than what was there\n');
    assert.equal(sink.counts['rests-not-found'], 1);
  });

  test('a file that grew again beyond where it was read, from the same beginning, is read from its start', async () => {
    const banner = `${'# fields of this log\n'.repeat(100)}`;
    writeFileSync(path, `${banner}one\n`);
    follow();
    await sink.untilText(`${banner}one\n`);
    writeFileSync(path, `${banner}two\nthree\n`);
    await sink.untilText(`${banner}one\n${banner}two\nthree\n`);
    assert.equal(sink.counts['rests-not-found'], 1);
    stop.abort();
    await reading;
    writeFileSync(path, `${banner}four, five\nand six\n`);
    const cursor = sink.blocks.at(-1)?.cursor;
    sink = new RecordingSink();
    await readFrom(cursor);
    assert.equal(sink.text, `${banner}four, five\nand six\n`);
    assert.equal(sink.counts['rests-not-found'], 1);
  });

  test('a document whose closing brackets are written over is not read again', async () => {
    const list = (items: number): string =>
      `[\n${Array.from({ length: items }, (_, item) => `{"item": ${item}}`).join(',\n')}\n]\n`;
    writeFileSync(path, list(3));
    follow();
    await sink.untilText(list(3));
    const file = openSync(path, 'r+');
    writeSync(file, ',\n{"item": 3}\n]\n', list(3).length - '\n]\n'.length);
    closeSync(file);
    await sink.until(() => sink.text.includes('"item": 3}'));
    assert.equal(sink.text.split('{"item": 0}').length, 2);
    assert.deepEqual(sink.counts, {});
  });

  test('goes on at a cursor; one that it cannot understand is as good as none', async () => {
    writeFileSync(path, 'one\ntwo\n');
    await readFrom(undefined);
    const cursor = sink.blocks.at(-1)?.cursor;
    appendFileSync(path, 'three\n');
    sink = new RecordingSink();
    await readFrom(cursor);
    assert.deepEqual(
      sink.blocks.map(({ text, firstLine }) => [text, firstLine]),
      [['three\n', 3]],
    );
    const { trail, ...earlier } = JSON.parse(cursor ?? '{}');
    assert.equal(trail.bytes, 7);
    sink = new RecordingSink();
    await readFrom(JSON.stringify(earlier));
    assert.equal(sink.text, 'three\n');
    for (const odd of ['', '{}', 'null', '{"offset":-1}', cursor?.replace('offset', 'other')]) {
      sink = new RecordingSink();
      await readFrom(odd);
      assert.equal(sink.text, 'one\ntwo\nthree\n');
    }
  });

  test('a cursor of a file that is gone without a trace: the new one from its start, and the loss is counted', async () => {
    writeFileSync(path, 'one\n');
    await readFrom(undefined);
    const cursor = sink.blocks.at(-1)?.cursor;
    unlinkSync(path);
    writeFileSync(path, 'two\n');
    sink = new RecordingSink();
    await readFrom(cursor);
    assert.equal(sink.text, 'two\n');
    assert.equal(sink.counts['rests-not-found'], 1);
  });

  test('a loss is counted once, however often what comes after it cannot be read', async () => {
    writeFileSync(path, 'one\n');
    await readFrom(undefined);
    const cursor = sink.blocks.at(-1)?.cursor;
    unlinkSync(path);
    mkdirSync(path);
    const source = fileSource({ id: 'a', path, follow: true, clock: { now: () => NOW } });
    for (let tries = 0; tries < 3; tries++)
      await assert.rejects(source.read(sink, new AbortController().signal, cursor), /is a folder/);
    assert.equal(sink.counts['rests-not-found'], 1);
  });

  test('ends quietly when it is told to, and hands nothing over afterwards', async () => {
    writeFileSync(path, 'one\n');
    follow();
    await sink.until(() => sink.idles > 0);
    stop.abort();
    await reading;
    appendFileSync(path, 'two\n');
    assert.equal(sink.text, 'one\n');
  });
});
