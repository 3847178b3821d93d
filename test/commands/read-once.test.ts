import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readOnce } from '../../src/commands/read-once.ts';
import { CAPTURE_ROOM } from '../../src/engine/limits.ts';
import { ACK, type Ends, ethernet, pcap, reversed, SYN, tcp } from '../engine/packets/build.ts';
import { START } from '../engine/packets/traffic.ts';

test('of more clients than a capture has room for the rest is counted', async () => {
  const rest = 3;
  const folder = mkdtempSync(join(tmpdir(), 'soc-room-'));
  try {
    const path = join(folder, 'clients.pcap');
    const made = Array.from({ length: CAPTURE_ROOM.sources + rest }, (_, client) => {
      const ends: Ends = [
        `10.${client >> 16}.${(client >> 8) & 255}.${client & 255}`,
        40_000,
        '192.0.2.1',
        80,
      ];
      const request = tcp(ends, ACK, 'GET / HTTP/1.1\r\n\r\n');
      const packets = [tcp(ends, SYN), tcp(reversed(ends), SYN | ACK), request];
      return packets.map((bytes, index) => ({ time: START + client + index / 10, bytes: ethernet(bytes) }));
    });
    writeFileSync(path, pcap(made.flat()));
    const { result } = await readOnce(
      {
        ...{ paths: [path], timeZone: 'UTC', since: null, until: null, inputFormat: null, logsource: null },
        ...{ loki: null, rules: [], policy: null, quiet: true, version: '1.0.0' },
        shipped: fileURLToPath(new URL('../../config', import.meta.url)),
      },
      { say: () => {}, stdin: () => Readable.from([]), settle: () => Promise.resolve() },
    );
    assert.equal(result.counters.evicted_web, rest);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
