import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaptureWriter, type WrittenPacket } from '../../../src/engine/packets/capture/writer.ts';
import { ethernet, SYN, tcp } from './build.ts';
import { readCapture } from './read.ts';

test('what is written is read again, its stamps to the nanosecond, of one link type or of two', () => {
  const bytes = ethernet(tcp(['192.0.2.7', 40_000, '203.0.113.5', 22], SYN));
  for (const links of [[1], [1, 101]]) {
    const packets = links.map(
      (link, index): WrittenPacket => ({
        time: 1_795_222_390_063 + index,
        nanos: 216_789,
        link,
        length: 100,
        bytes,
      }),
    );
    const writer = new CaptureWriter(links);
    const written = Buffer.concat([writer.header(), ...packets.map((packet) => writer.record(packet))]);
    const { packets: read, problem } = readCapture(written);
    assert.equal(problem, null);
    assert.deepEqual(
      read,
      packets.map(({ time, nanos }) => ({ time, nanos, bytes: bytes.toString('hex'), length: 100 })),
    );
  }
});
