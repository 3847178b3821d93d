import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isUtmp, UtmpAssembler } from '../../../src/sources/file/utmp.ts';
import { fc } from '../../support/properties.ts';

const SIZE = 384;
const SECOND = Date.UTC(2026, 10, 22, 10, 5, 10) / 1000;

type Fields = {
  readonly user: string | Buffer;
  readonly line?: string;
  readonly host?: string;
  readonly address?: number[];
};

/** As sshd writes it of a login that it refused. */
function refused({ user, line = 'ssh:notty', host = '192.0.2.9', address = [192, 0, 2, 9] }: Fields): Buffer {
  const record = Buffer.alloc(SIZE);
  record.writeInt16LE(6, 0);
  record.writeInt32LE(1000, 4);
  record.write(line, 8);
  Buffer.from(user).copy(record, 44, 0, 32);
  record.write(host, 76);
  record.writeInt32LE(SECOND, 340);
  record.writeInt32LE(250_000, 344);
  Buffer.from(address).copy(record, 348);
  return record;
}

function linesOf(bytes: Buffer, piece = bytes.length): string[] {
  const assembler = new UtmpAssembler();
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += piece)
    lines.push(
      ...(assembler
        .push(bytes.subarray(at, at + piece))
        ?.text.split('\n')
        .slice(0, -1) ?? []),
    );
  return lines;
}

const ADMIN =
  '[6] [01000] [    ] [admin   ] [ssh:notty   ] [192.0.2.9           ] [192.0.2.9      ] [2026-11-22T10:05:10,250000+00:00]';

/** The same as 64-bit ARM writes it: its session and its time have 64 bits. */
function ofArm64(record: Buffer): Buffer {
  const wide = Buffer.alloc(400);
  record.copy(wide, 0, 0, 340);
  record.copy(wide, 344, 340, 344);
  record.copy(wide, 352, 344, 348);
  record.copy(wide, 360, 348, 364);
  return wide;
}

describe('records of btmp', () => {
  test('of 64-bit ARM are the same lines, wherever the bytes are cut', () => {
    const six = refused({ user: 'root', address: [0x20, 1, 0xd, 0xb8, ...Array(11).fill(0), 9] });
    const records = [refused({ user: 'admin' }), six, refused({ user: 'admin' })];
    const bytes = Buffer.concat(records.map(ofArm64));
    assert.ok(isUtmp(bytes));
    for (const piece of [1, 383, 384, 400, 401, 1200])
      assert.deepEqual(linesOf(bytes, piece), linesOf(Buffer.concat(records)));
  });

  test('are lines as utmpdump writes them, wherever the bytes are cut', () => {
    const bytes = Buffer.concat([refused({ user: 'admin' }), refused({ user: 'admin' })]);
    for (const piece of [1, 7, 383, 384, 385, 1000]) assert.deepEqual(linesOf(bytes, piece), [ADMIN, ADMIN]);
  });

  test('with an IPv6 address, and names that fill their field', () => {
    const six = refused({
      user: 'x'.repeat(32),
      host: 'h'.repeat(256),
      address: [0x20, 1, 0xd, 0xb8, ...Array(11).fill(0), 9],
    });
    assert.equal(
      linesOf(six)[0],
      `[6] [01000] [    ] [${'x'.repeat(32)}] [ssh:notty   ] [${'h'.repeat(256)}] [2001:db8:0:0:0:0:0:9] [2026-11-22T10:05:10,250000+00:00]`,
    );
  });

  test('whose name would end its field, or the line, keep their fields', () => {
    const name = '] [\n\u001b[2J\u202e';
    assert.match(
      linesOf(refused({ user: name }))[0] ?? '',
      /^\[6\] \[01000\] \[ {4}\] \[\? \?\?\?\?2J\?\s*\] \[ssh:notty /,
    );
  });

  test('that make no sense become a line that is none; half a record at the end is counted', () => {
    const broken = Buffer.alloc(SIZE, 0xff);
    assert.deepEqual(linesOf(Buffer.concat([refused({ user: 'admin' }), broken])), [
      ADMIN,
      'a record that cannot be read',
    ]);
    const assembler = new UtmpAssembler();
    assembler.push(refused({ user: 'admin' }).subarray(0, 100));
    assert.equal(assembler.flush()?.bytes, 100);
    assert.equal(assembler.droppedBytes, 100);
  });
});

test('a file is btmp or wtmp when all records that it begins with make sense', () => {
  const one = refused({ user: 'admin' });
  assert.ok(isUtmp(one));
  assert.ok(isUtmp(Buffer.concat([one, Buffer.alloc(SIZE), one.subarray(0, 50)])), 'an empty one in between');
  assert.equal(isUtmp(one.subarray(0, 383)), false);
  assert.equal(isUtmp(Buffer.alloc(1024)), false, 'a hole at the beginning of a log');
  assert.equal(isUtmp(Buffer.concat([one, Buffer.alloc(SIZE, 0x41)])), false);
  assert.equal(isUtmp(Buffer.from('Nov 22 10:05:10 host sshd[1]: '.repeat(40))), false);
});

test('any bytes are read without an error, a line for each record', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: SIZE, maxLength: 4 * SIZE }),
      fc.integer({ min: 1, max: 999 }),
      (bytes, piece) => {
        const lines = linesOf(Buffer.from(bytes), piece);
        assert.equal(lines.length, Math.floor(bytes.length / SIZE));
        isUtmp(Buffer.from(bytes));
      },
    ),
  );
});
