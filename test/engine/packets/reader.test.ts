import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { seeded } from '../../../bench/random.ts';
import { ethernet, type Made, type NgForm, type PcapForm, pcap, pcapng, SYN, tcp } from './build.ts';
import { analyse, readCapture } from './read.ts';

const MADE: readonly Made[] = [0, 1, 2].map((index) => ({
  time: 1_795_222_401_917 + 7 * index,
  bytes: ethernet(tcp([`192.0.2.${index + 1}`, 40_000, '198.51.100.1', 80], SYN, 'x'.repeat(index))),
  length: 100 + index,
}));
const EXPECTED = MADE.map(({ time, bytes, length }) => ({ time, bytes: bytes.toString('hex'), length }));

function evidence(name: string): Buffer {
  return readFileSync(new URL(`../../evidence/${name}`, import.meta.url));
}

const FORMS: Readonly<Record<string, Buffer>> = {
  ...Object.fromEntries(
    [true, false].flatMap((little) =>
      ([{}, { nano: true }, { modified: true }] satisfies PcapForm[]).map((form) => [
        `pcap ${JSON.stringify({ little, ...form })}`,
        pcap(MADE, { little, ...form }),
      ]),
    ),
  ),
  ...Object.fromEntries(
    [true, false].flatMap((little) =>
      (
        [
          {},
          { block: 'obsolete' },
          { offsetSeconds: 3600 },
          { offsetSeconds: -3600 },
          { resolution: [3, 1000n] },
          { resolution: [9, 1_000_000_000n] },
          { resolution: [0x8a, 1024n] },
          { resolution: [10, 10_000_000_000n] },
        ] satisfies NgForm[]
      ).map((form) => [
        `pcapng ${JSON.stringify({ little, ...form }, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`,
        pcapng(MADE, { little, ...form }),
      ]),
    ),
  ),
};

describe('every form of capture gives the same packets, however it is cut into pieces', () => {
  for (const [name, bytes] of Object.entries(FORMS)) {
    test(name, () => {
      for (const piece of [bytes.length, 1, 7, 64]) {
        const { packets, problem } = readCapture(bytes, piece);
        assert.equal(problem, null);
        const isCoarse = name.includes('"1024"');
        assert.deepEqual(
          packets.map(({ time, bytes: hex, length }) => ({ time, bytes: hex, length })),
          // 1,024 ticks in a second are coarser than a millisecond.
          isCoarse
            ? EXPECTED.map((packet) => ({
                ...packet,
                time: Math.floor((Math.floor((packet.time * 1024) / 1000) * 1000) / 1024),
              }))
            : EXPECTED,
        );
      }
    });
  }

  for (const form of [{ more: 4 }, { more: 8 }, { modified: true, more: 4 }] satisfies PcapForm[]) {
    test(`longer headers of packets are known by the second packet: ${JSON.stringify(form)}`, () => {
      for (const little of [true, false]) {
        const { packets, problem } = readCapture(pcap(MADE, { little, ...form }));
        assert.equal(problem, null);
        assert.deepEqual(
          packets.map(({ time, bytes, length }) => ({ time, bytes, length })),
          EXPECTED,
        );
      }
    });
  }

  test('simple packet blocks have no stamp and keep the one before', () => {
    const { packets, problem } = readCapture(
      pcapng(
        MADE.map(({ time, bytes }) => ({ time, bytes })),
        { block: 'simple' },
      ),
    );
    assert.equal(problem, null);
    assert.deepEqual(
      packets.map(({ time }) => time),
      [0, 0, 0],
    );
  });

  test('sections of both byte orders follow each other in one pcapng, files in one pcap', () => {
    const sections = Buffer.concat([pcapng(MADE), pcapng(MADE, { little: false }), pcapng(MADE)]);
    assert.equal(readCapture(sections, 100).packets.length, 9);
    const files = Buffer.concat([pcap(MADE), pcap(MADE, { little: false }), pcap(MADE, { nano: true })]);
    assert.deepEqual(readCapture(files, 100), { ...readCapture(files), problem: null });
    assert.equal(readCapture(files).packets.length, 9);
  });

  test('versions before 2.3 wrote the two lengths the other way round', () => {
    const old = pcap(
      MADE.map(({ time, bytes }) => ({ time, bytes: bytes })),
      { version: [2, 2] },
    );
    assert.equal(readCapture(old).packets.length, 3);
  });
});

describe('a damaged capture gives what stands before the damage, and says where it is', () => {
  const whole = pcap(MADE);
  const first = MADE[0]?.bytes.length ?? 0;
  const second = 24 + 16 + first;
  const cases: readonly (readonly [string, Buffer, number, number])[] = [
    ['empty', Buffer.alloc(0), 0, 0],
    ['cut in the magic number', whole.subarray(0, 3), 0, 3],
    ['cut in the file header', whole.subarray(0, 20), 0, 20],
    ['cut in a packet header', whole.subarray(0, second + 9), 1, second + 9],
    ['cut in a packet', whole.subarray(0, second + 30), 1, second + 30],
    ['junk', Buffer.from('this is no capture at all'), 0, 0],
    ['junk behind', Buffer.concat([whole, Buffer.alloc(64, 0xee)]), 3, whole.length],
    ['a section header cut', pcapng(MADE).subarray(0, 20), 0, 20],
  ];
  for (const [name, bytes, packets, offset] of cases) {
    test(name, () => {
      for (const piece of [bytes.length + 1, 1]) {
        const read = readCapture(bytes, piece);
        assert.equal(read.packets.length, packets);
        assert.equal(read.problem?.offset, offset);
        assert.ok((read.problem?.message.length ?? 0) > 5);
      }
    });
  }

  test('a packet that claims an impossible length', () => {
    const bytes = Buffer.from(whole);
    bytes.writeUInt32LE(0x7fffffff, second + 8);
    const read = readCapture(bytes);
    assert.equal(read.packets.length, 1);
    assert.deepEqual(read.problem, { offset: second, message: 'packet 2 claims to hold 2147483647 bytes' });
  });

  test('a pcapng block whose two lengths differ is named, and what follows is read', () => {
    const bytes = pcapng(MADE);
    bytes.writeUInt32LE(8, bytes.length - 4);
    const read = readCapture(bytes);
    assert.equal(read.packets.length, 3);
    assert.match(read.problem?.message ?? '', /at its beginning and 8 at its end/);
  });

  test('a header and no packet is whole', () => {
    assert.deepEqual(readCapture(pcap([])), { packets: [], problem: null });
    assert.deepEqual(readCapture(pcapng([])), { packets: [], problem: null });
  });
});

describe('no bytes, however broken, make the reader fail, hang or remember more than a record', () => {
  const captures = [
    evidence('capture-synflood.pcap').subarray(0, 60_000),
    evidence('capture-scan.pcapng').subarray(0, 60_000),
    pcapng(MADE, { little: false }),
  ];
  const random = seeded(20_261_121);

  function broken(bytes: Buffer): Buffer {
    const copy = Buffer.from(bytes);
    const at = random.integer(0, copy.length);
    switch (random.integer(0, 4)) {
      case 0:
        copy[at] = (copy[at] ?? 0) ^ (1 << random.integer(0, 8));
        return copy;
      case 1:
        return copy.subarray(0, at);
      case 2:
        return Buffer.concat([copy.subarray(0, at), copy.subarray(random.integer(0, copy.length))]);
      default:
        copy.fill(random.integer(0, 256), at, Math.min(copy.length, at + random.integer(1, 40)));
        return copy;
    }
  }

  for (const [index, whole] of captures.entries()) {
    test(`capture ${index + 1}, 150 times`, () => {
      const most = analyse(whole).summary.packets;
      for (let round = 0; round < 150; round++) {
        let bytes = whole;
        for (let times = random.integer(1, 4); times > 0; times--) bytes = broken(bytes);
        const piece = random.integer(1, 5000);
        const { summary, analysis } = analyse(bytes, { piece, addresses: 4096 });
        const again = analyse(bytes, { piece: 65_536, addresses: 4096 });
        assert.deepEqual(summary, again.summary);
        assert.deepEqual(analysis.reader.problem, again.analysis.reader.problem);
        assert.ok(summary.packets <= 2 * most + 1);
        assert.ok(analysis.reader.held <= 1 << 20);
      }
    });
  }
});

test('pcap-parser, which knows only one form, reads the same packets of it', async () => {
  const parser = createRequire(import.meta.url)('pcap-parser') as {
    parse(stream: Readable): NodeJS.EventEmitter;
  };
  for (const bytes of [evidence('capture-synflood.pcap'), pcap(MADE, { little: false }), pcap(MADE)]) {
    const theirs: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      const parsing = parser.parse(Readable.from([bytes]));
      parsing.on('packet', ({ header, data }: { header: Record<string, number>; data: Buffer }) => {
        const { timestampSeconds = 0, timestampMicroseconds = 0, originalLength } = header;
        const time = timestampSeconds * 1000 + Math.floor(timestampMicroseconds / 1000);
        theirs.push({ time, bytes: data.toString('hex'), length: originalLength });
      });
      parsing.on('end', () => resolve());
      parsing.on('error', reject);
    });
    const ours = readCapture(bytes).packets.map(({ time, bytes: hex, length }) => ({
      time,
      bytes: hex,
      length,
    }));
    assert.ok(ours.length > 0);
    assert.deepEqual(ours, theirs);
  }
});
