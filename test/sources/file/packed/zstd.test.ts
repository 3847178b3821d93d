import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { DamagedError } from '../../../../src/sources/file/open-file.ts';
import { unpackZstd } from '../../../../src/sources/file/packed/zstd.ts';

const hasZstd = spawnSync('zstd', ['--version']).status === 0;
const skip = hasZstd ? false : 'needs the zstd program';

function zstd(content: Buffer, options: string): Buffer {
  const args = ['-c', '-q', ...options.split(' ')];
  return spawnSync('zstd', args, { input: content, maxBuffer: 1 << 30 }).stdout;
}

async function* inPieces(packed: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < packed.length; at += length) yield packed.subarray(at, at + length);
}

async function unpack(packed: Buffer, pieceLength = 4099): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of unpackZstd(inPieces(packed, pieceLength))) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

const lines = Array.from(
  { length: 9000 },
  (_, at) =>
    `Nov ${at % 30} web sshd[${(at * 7919) % 32768}]: Failed password for root from 203.0.113.${at % 251}\n`,
).join('');

const CONTENTS: Readonly<Record<string, Buffer>> = {
  nothing: Buffer.alloc(0),
  'a few bytes': Buffer.from('abcabd'),
  'lines of a log': Buffer.from(lines),
  'one byte, often': Buffer.alloc(700_000, 'x'),
  'three bytes in turns': Buffer.alloc(300_001, 'abc'),
  'bytes without any order': randomBytes(300_000),
  'few different bytes without order': randomBytes(300_000).map((byte) => byte & 3) as Buffer,
  'bytes, and again after 200 kB': Buffer.concat([
    randomBytes(200_000),
    Buffer.from(lines),
    randomBytes(9),
    Buffer.from(lines),
  ]),
};

describe('what zstd packs is unpacked as it was', { skip }, () => {
  for (const [name, content] of Object.entries(CONTENTS)) {
    test(name, async () => {
      for (const options of ['--fast=5', '-3', '-12 --no-check']) {
        assert.ok((await unpack(zstd(content, options))).equals(content), options);
      }
    });
  }

  test('copies from 40 MB back, in a window of 128 MB', async () => {
    const beginning = randomBytes(1 << 20);
    const content = Buffer.concat([beginning, randomBytes(40 << 20), beginning]);
    const packed = zstd(content, '-3 --long=27');
    assert.ok(packed.length < content.length - (1 << 19), 'the end is packed as a copy');
    assert.ok((await unpack(packed, 1 << 20)).equals(content));
  });
});

test('damaged anywhere it says so, or unpacks to something: nothing else happens', { skip }, async () => {
  const packed = zstd(Buffer.from(lines.slice(0, 20_000)), '-3 --no-check');
  for (let at = 0; at < packed.length; at += 11) {
    const damaged = Buffer.from(packed);
    damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
    await unpack(damaged).catch((error: unknown) => assert.ok(error instanceof DamagedError, String(error)));
  }
});
