import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaptureReader } from '../../../src/engine/packets/capture/reader.ts';
import { EvidencePicker } from '../../../src/engine/packets/evidence.ts';
import { Samples } from '../../../src/engine/packets/samples.ts';
import { alertOf } from '../../core/record/alert-of.ts';
import { type Ends, ethernet, PSH_ACK, pcap, reversed, tcp } from './build.ts';
import { START } from './traffic.ts';

const CAPTURE = 'capture';
const CLIENT = '192.0.2.7';
const SERVER = '203.0.113.5';

/** What is written of what a scanner and the scanned say to each other. */
function writtenOf(port: number, said: readonly string[]): string {
  const ends: Ends = [CLIENT, 40_000, SERVER, port];
  const made = said.map((text, index) => ({
    time: START + index,
    bytes: ethernet(
      text.startsWith('<')
        ? tcp(reversed(ends), PSH_ACK, Buffer.from(text.slice(1)))
        : tcp(ends, PSH_ACK, Buffer.from(text)),
    ),
  }));
  const scan = {
    ...alertOf({}),
    class: 'scan' as const,
    group: { src_ip: CLIENT, dst_ip: SERVER },
    firstSeen: START,
    lastSeen: START,
    sources: [CAPTURE],
    evidence: [],
  };
  const picker = new EvidencePicker([scan], CAPTURE, new Samples());
  const written: string[] = [];
  const reader = new CaptureReader({
    packet: (raw) => {
      const picked = picker.pick(raw);
      if (picked !== null) written.push(Buffer.from(picked.bytes).toString('latin1'));
    },
  });
  reader.push(pcap(made));
  reader.end();
  assert.equal(written.length, said.length);
  return written.join('');
}

test('of what goes between the addresses of a scan no password is written, wherever it stands', () => {
  const talks: readonly (readonly [port: number, said: readonly string[]])[] = [
    [6379, ['PING\r\nAUTH sekret\r\n', '<+PONG\r\n+OK\r\n']],
    [6379, ['*2\r\n$4\r\nAUTH\r\n$6\r\n', 'sekret\r\n', '<+OK\r\n']],
    [6379, ['CONFIG SET requirepass sekret\r\n', '<+OK\r\n']],
    [143, ['a AUTHENTICATE PLAIN\r\n', '<+ \r\n', 'sekret\r\n', '<a OK\r\n']],
    [587, ['AUTH LOGIN\r\n', '<334 VXNlcm5hbWU6\r\n', 'Ym9i\r\n', '<334 UGFzc3dvcmQ6\r\n', 'sekret\r\n']],
    [23, ['<Password: ', 'sek', 'ret\r\n']],
    [389, ['0\x17\x02\x01\x01`\x12\x02\x01\x03\x04\x00\x80\x06sekret']],
  ];
  for (const [port, said] of talks) assert.doesNotMatch(writtenOf(port, said), /sekret|sek|ret\r/, `${port}`);
});

test('what a server says there, and what is said elsewhere, is written', () => {
  assert.match(writtenOf(6379, ['AUTH sekret\r\n', '<-WRONGPASS\r\n']), /WRONGPASS/);
  assert.match(writtenOf(80, ['GET /seen HTTP/1.1\r\n\r\n']), /seen/);
});
