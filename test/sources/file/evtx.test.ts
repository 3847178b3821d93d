/**
 * Windows' event log as it is. What the writer here writes, libevtx's `evtxexport` and `python-evtx` read alike
 * (tried by hand).
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { detectFormat } from '../../../src/engine/parse/detect.ts';
import { EvtxAssembler } from '../../../src/sources/file/evtx/assembler.ts';
import { valueText } from '../../../src/sources/file/evtx/values.ts';
import { fileSource } from '../../../src/sources/file/source.ts';
import { readLine } from '../../engine/parse/reading.ts';
import { RecordingSink } from '../recording-sink.ts';
import { type WrittenEvent, writeEvtx } from './evtx-writer.ts';

function logon(second: number, more: Partial<WrittenEvent> = {}): WrittenEvent {
  return {
    ...{ id: 4625, channel: 'Security', provider: 'Microsoft-Windows-Security-Auditing' },
    time: new Date(Date.UTC(2026, 10, 20, 10, 0, second, 123)),
    data: { TargetUserName: 'alice', LogonType: '3', IpAddress: `192.0.2.${second}`, Status: '0xc000006d' },
    ...more,
  };
}

const CLEARED = logon(3, { id: 1102, userData: 'LogFileCleared', data: { SubjectUserName: 'mallory' } });
const FILE = writeEvtx([[logon(1), logon(2), CLEARED], [logon(4)]]);

function linesOf(file: Buffer, size = file.length) {
  const assembler = new EvtxAssembler();
  let text = '';
  let bytes = 0;
  for (let at = 0; at < file.length; at += size) {
    const assembled = assembler.push(file.subarray(at, at + size));
    text += assembled?.text ?? '';
    bytes += assembled?.bytes ?? 0;
    assert.equal(bytes + assembler.pending, Math.min(file.length, at + size));
  }
  const rest = assembler.flush();
  return { lines: (text + (rest?.text ?? '')).split('\n').slice(0, -1), dropped: assembler.droppedBytes };
}

test('each event is a line of JSON, as evtx_dump writes it', () => {
  const { lines } = linesOf(FILE);
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).Event.System.EventID),
    [4625, 4625, 1102, 4625],
  );
  assert.deepEqual(JSON.parse(lines[0] ?? ''), {
    Event: {
      System: {
        Provider: { '#attributes': { Name: 'Microsoft-Windows-Security-Auditing' } },
        EventID: 4625,
        TimeCreated: { '#attributes': { SystemTime: '2026-11-20T10:00:01.1230000Z' } },
        ...{ EventRecordID: 1, Channel: 'Security', Computer: 'SRV01', Security: '' },
      },
      EventData: { TargetUserName: 'alice', LogonType: '3', IpAddress: '192.0.2.1', Status: '0xc000006d' },
    },
  });
  assert.deepEqual(JSON.parse(lines[2] ?? '').Event.UserData, {
    LogFileCleared: { SubjectUserName: 'mallory' },
  });
});

test('its logins are those of the JSON exports', () => {
  const { lines } = linesOf(FILE);
  assert.equal(detectFormat(lines), 'json');
  const event = readLine('json', lines[3] ?? '');
  assert.ok(typeof event !== 'string');
  const { srcIp, user, outcome, login, logsource } = event;
  assert.deepEqual([srcIp, user, outcome, login], ['192.0.2.4', 'alice', 'failure', true]);
  assert.deepEqual(logsource, { category: 'authentication', product: 'windows', service: 'security' });
});

test('bytes that come in any pieces give the same lines', () => {
  for (const size of [1000, 4096, 65_536, 70_000]) assert.deepEqual(linesOf(FILE, size), linesOf(FILE));
});

test('a file that was cut off gives its whole chunks, and tells how much is missing', () => {
  const { lines, dropped } = linesOf(FILE.subarray(0, FILE.length - 10));
  assert.equal(lines.length, 3);
  assert.equal(dropped, 65_526);
});

test('a file source finds out by itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'soc-evtx-'));
  try {
    const path = join(folder, 'Security.evtx');
    writeFileSync(path, FILE);
    const sink = new RecordingSink();
    const source = fileSource({ id: 'a', path, follow: false, clock: { now: () => 0 } });
    await source.read(sink, new AbortController().signal);
    assert.equal(sink.text, `${linesOf(FILE).lines.join('\n')}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('what a stranger may have done to the file', () => {
  /** So much may come of a chunk, whatever is in it. */
  const MOST_CHARACTERS = 4_000_000;

  test('bytes changed anywhere neither stop nor flood it', () => {
    const events = Array.from({ length: 30 }, (_, second) => logon(second));
    const original = writeEvtx([events]);
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    let damaged = 0;
    for (let round = 0; round < 400; round++) {
      const file = Buffer.from(original);
      // Most of it is in the templates of the first event: changes there reach all.
      for (let change = 0; change <= round % 8; change++)
        file[4096 + random(round % 2 === 0 ? 2500 : 12_000)] = random(256);
      const { lines } = linesOf(file);
      assert.ok(lines.length <= 2400 && lines.reduce((sum, line) => sum + line.length, 0) < MOST_CHARACTERS);
      for (const line of lines) {
        if (line.startsWith('{')) JSON.parse(line);
        else damaged++;
      }
    }
    assert.ok(damaged > 100, 'changes were met, and told as lines that are none');
  });

  for (const [what, damage] of [
    ['has another mark', (chunk: Buffer, at: number) => chunk.writeUInt32LE(0x12345678, at)],
    ['has no size', (chunk: Buffer, at: number) => chunk.writeUInt32LE(0, at + 4)],
    ['is larger than what is left', (chunk: Buffer, at: number) => chunk.writeUInt32LE(60_000, at + 4)],
  ] as const)
    test(`behind a record that ${what}, the next chunk is read, and the loss is told`, () => {
      const file = Buffer.from(FILE);
      const chunk = file.subarray(4096);
      const second = 512 + chunk.readUInt32LE(512 + 4);
      damage(chunk, second);
      const [first, lost, next, ...more] = linesOf(file).lines;
      assert.equal(JSON.parse(first ?? '').Event.EventData.IpAddress, '192.0.2.1');
      assert.equal(lost, 'an event that cannot be read');
      assert.equal(JSON.parse(next ?? '').Event.EventData.IpAddress, '192.0.2.4');
      assert.deepEqual(more, []);
    });

  test('a template that consists of itself ends', () => {
    const file = writeEvtx([[logon(1)]]);
    // The definition of the inner template is made that of the outer one.
    const chunk = file.subarray(4096);
    const instances: number[] = [];
    for (let at = 512; at < 3000; at++)
      if (chunk.readUInt32LE(at) === 0x0001010f && chunk.readUInt16LE(at + 4) === 0x010c) instances.push(at);
    const [outer = 0, inner = 0] = instances;
    assert.ok(inner > outer);
    chunk.writeUInt32LE(chunk.readUInt32LE(outer + 10), inner + 10);
    const { lines } = linesOf(file);
    assert.equal(lines.length, 1);
    assert.ok((lines[0] ?? '').length < 10_000);
  });
});

describe('values', () => {
  for (const [what, type, bytes, text] of [
    [
      'an address of a user',
      0x13,
      '010500000000000515000000010000000200000003000000f4010000',
      'S-1-5-21-1-2-3-500',
    ],
    ['a GUID', 0x0f, '2549845478549449a5ba3e3b0328c30d', '{54844925-5478-4994-A5BA-3E3B0328C30D}'],
    ['a hexadecimal number', 0x15, '6d0000c000000000', '0xc000006d'],
    ['a list of texts', 0x81, Buffer.from('a\0b\0', 'utf16le').toString('hex'), 'a, b'],
    ['a list of numbers', 0x86, '01000200', '1, 2'],
    ['a truth', 0x0d, '01000000', 'true'],
    ['a number cut off', 0x08, '0100', null],
    ['a time that is none', 0x11, 'ffffffffffffffff', null],
  ] as const) {
    test(`${what} is ${text}`, () => assert.equal(valueText(type, Buffer.from(bytes, 'hex')), text));
  }
});
