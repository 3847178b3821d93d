/** History as logrotate packs it: whole, in several pieces, cut off, damaged. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { unpackGzip } from '../../../../src/sources/file/packed/gzip.ts';
import { unpackWith } from '../../../../src/sources/file/packed/unpack-with.ts';
import { fileSource } from '../../../../src/sources/file/source.ts';
import { SourceError } from '../../../../src/sources/source.ts';
import { RecordingSink } from '../../recording-sink.ts';

/** Lines that pack neither well nor not at all. */
function log(first: number, count: number): string {
  let text = '';
  for (let line = first; line < first + count; line++)
    text += `${line} Failed password for u${(line * 7919) % 100003} from 203.0.113.${line % 250} é\n`;
  return text;
}

function zstd(text: string, ...options: readonly string[]): Buffer {
  return spawnSync('zstd', ['-c', '-q', ...options], { input: text, maxBuffer: 1 << 30 }).stdout;
}

const hasZstd = spawnSync('zstd', ['--version']).status === 0;
const skip = hasZstd ? false : 'needs the zstd program';
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, 1, 2, 3, 4, 5]);

let folder: string;
let sink: RecordingSink;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soc-packed-'));
  sink = new RecordingSink();
});

afterEach(() => rmSync(folder, { recursive: true }));

function read(bytes: Buffer, name = 'auth.log.2.gz'): Promise<void> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const source = fileSource({ id: 'a', path, follow: false, clock: { now: () => 0 } });
  return source.read(sink, new AbortController().signal);
}

/** What came is the beginning of the text, and at least so much of it. */
function assertBegins(text: string, share: number): void {
  assert.ok(text.startsWith(sink.text), 'what came is what was packed');
  assert.ok(sink.text.length >= text.length * share, `${sink.text.length} of ${text.length} characters came`);
}

describe('gzip', () => {
  test('several members one after the other', async () => {
    await read(Buffer.concat([gzipSync(log(1, 5000)), gzipSync(log(5001, 5000))]));
    assert.equal(sink.text, log(1, 10_000));
  });

  test('known by its first bytes, not by its name', async () => {
    await read(gzipSync('one\n'), 'auth.log.2');
    assert.equal(sink.text, 'one\n');
    await read(Buffer.from('two\n'), 'auth.log.3.gz');
    assert.equal(sink.text, 'one\ntwo\n');
  });

  test('cut off: all that could be unpacked comes, then it says so', async () => {
    const text = log(1, 20_000);
    const packed = gzipSync(text);
    await assert.rejects(
      read(packed.subarray(0, packed.length * 0.6)),
      (error) =>
        error instanceof SourceError &&
        /gzip file cut off before its end/.test(error.message) &&
        error.outlook === 'final',
    );
    assertBegins(text, 0.58);
  });

  test('what becomes a thousand times as much is unpacked little by little', async () => {
    const member = gzipSync(Buffer.alloc(8 << 20));
    const packed = Buffer.concat(new Array(32).fill(member));
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    let seen = 0;
    const pieces = (async function* () {
      yield packed;
    })();
    for await (const bytes of unpackGzip(pieces)) {
      if (seen === 0) most = process.memoryUsage().arrayBuffers - before;
      seen += bytes.length;
    }
    assert.equal(seen, 256 << 20);
    assert.ok(most < 64 << 20, `${most} bytes were there with the first of them`);
  });

  test('damaged in the middle: what stands before the damage comes', async () => {
    const text = log(1, 20_000);
    const packed = gzipSync(text);
    const middle = Math.floor(packed.length / 2);
    packed.fill(0xff, middle, middle + 40);
    await assert.rejects(read(packed), /damaged gzip file/);
    assert.ok(sink.text.startsWith(text.slice(0, text.length * 0.4)));
  });
});

describe('zstd', () => {
  test('one frame, several, and skippable ones between', { skip }, async () => {
    const frames = [
      zstd(log(1, 5000)),
      skippable,
      zstd(log(5001, 3000), '-19', '--no-check'),
      zstd('', '-1'),
    ];
    await read(Buffer.concat([...frames, zstd(log(8001, 1))]), 'auth.log.2.zst');
    assert.equal(sink.text, log(1, 8001));
  });

  for (const level of ['-1', '-9', '--ultra -20', '--long=27']) {
    test(`packed with ${level}`, { skip }, async () => {
      const text = log(1, 12_000);
      await read(zstd(text, ...level.split(' ')), 'a.zst');
      assert.ok(sink.text === text);
    });
  }

  test('cut off: whole blocks come, then it says so', { skip }, async () => {
    const text = log(1, 30_000);
    const packed = zstd(text);
    await assert.rejects(read(packed.subarray(0, packed.length * 0.7), 'a.zst'), /zstd file cut off/);
    assertBegins(text, 0.5);
  });

  test('damaged: says so', { skip }, async () => {
    const packed = zstd(log(1, 20_000));
    const middle = Math.floor(packed.length / 2);
    packed.fill(0xff, middle, middle + 200);
    await assert.rejects(read(packed, 'a.zst'), /damaged zstd file/);
  });
});

for (const { program, options, name, damaged } of [
  { program: 'xz', options: ['-1'], name: 'auth.log.2.xz', damaged: /damaged xz file, or cut off/ },
  { program: 'bzip2', options: ['-1'], name: 'auth.log.2.bz2', damaged: /damaged bzip2 file, or cut off/ },
  // A block of lz4 is unpacked whole or not at all: small ones.
  { program: 'lz4', options: ['-1', '-B4'], name: 'auth.log.2.lz4', damaged: /damaged lz4 file, or cut off/ },
] as const) {
  const pack = (text: string) =>
    spawnSync(program, ['-c', ...options], { input: text, maxBuffer: 1 << 30 }).stdout;
  const skip = spawnSync(program, ['--version']).error ? `needs the ${program} program` : false;

  describe(program, () => {
    test('whole, and several after each other', { skip }, async () => {
      await read(Buffer.concat([pack(log(1, 9_000)), pack(log(9_001, 10))]), name);
      assert.ok(sink.text === log(1, 9_010));
    });

    test('cut off: what could be unpacked comes, then it says so', { skip }, async () => {
      const text = log(1, 20_000);
      const packed = pack(text);
      await assert.rejects(read(packed.subarray(0, packed.length * 0.8), name), damaged);
      assertBegins(text, 0.3);
    });

    test('stopped in the middle of a long one, it ends', { skip }, async () => {
      const path = join(folder, name);
      writeFileSync(path, pack(log(1, 20_000)));
      const stop = new AbortController();
      const source = fileSource({ id: 'a', path, follow: false, clock: { now: () => 0 } });
      sink.accept = async (block) => {
        sink.blocks.push(block);
        stop.abort();
      };
      await source.read(sink, stop.signal);
      assert.ok(sink.text.length < log(1, 20_000).length);
    });
  });
}

test('a program that is not here is named', async () => {
  const unpacked = unpackWith(
    { program: 'soc-console-no-such-packer', args: [] },
    Readable.from([skippable]),
  );
  await assert.rejects(
    unpacked.next(),
    /packed with soc-console-no-such-packer, which is not installed here/,
  );
});

test('a file that cannot be read to its end is not waited for', { timeout: 20_000 }, async () => {
  const broken = new Error('EIO: i/o error, read');
  async function* pieces(): AsyncGenerator<Buffer> {
    yield Buffer.from('a line\n');
    throw broken;
  }
  const unpacked = unpackWith({ program: 'gzip', args: [] }, pieces());
  await assert.rejects(async () => {
    for await (const _ of unpacked);
  }, broken);
});
