import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readOnce } from '../../../src/commands/scan/read-once.ts';
import { CAPTURE_ROOM } from '../../../src/engine/limits.ts';
import { ACK, type Ends, ethernet, pcap, reversed, SYN, tcp } from '../../engine/packets/build.ts';
import { START } from '../../engine/packets/traffic.ts';

function captured(clients: number): Buffer {
  const made = Array.from({ length: clients }, (_, client) => {
    const ends: Ends = [`10.${client >> 16}.${(client >> 8) & 255}.${client & 255}`, 40_000, '192.0.2.1', 80];
    const request = tcp(ends, ACK, 'GET / HTTP/1.1\r\n\r\n');
    const packets = [tcp(ends, SYN), tcp(reversed(ends), SYN | ACK), request];
    return packets.map((bytes, index) => ({ time: START + client + index / 10, bytes: ethernet(bytes) }));
  });
  return pcap(made.flat());
}

async function evictedOf(paths: readonly string[], stdin: Buffer): Promise<number | undefined> {
  const { result } = await readOnce(
    {
      ...{ paths, timeZone: 'UTC', since: null, until: null, inputFormat: null, logsource: null },
      ...{ loki: null, rules: [], policy: null, quiet: true, version: '1.0.0' },
      shipped: fileURLToPath(new URL('../../../config', import.meta.url)),
    },
    { say: () => {}, stdin: () => Readable.from([stdin]), settle: () => Promise.resolve() },
  );
  return result.counters.evicted_web;
}

test('of more clients than a capture has room for the rest is counted, wherever it comes from', async () => {
  const rest = 3;
  const folder = mkdtempSync(join(tmpdir(), 'soc-room-'));
  try {
    const capture = captured(CAPTURE_ROOM.sources + rest);
    const [path, log] = [join(folder, 'clients.pcap'), join(folder, 'auth.log')];
    writeFileSync(path, capture);
    writeFileSync(
      log,
      'Nov 22 10:00:00 web sshd[7]: Failed password for root from 203.0.113.9 port 1 ssh2\n',
    );
    assert.equal(await evictedOf([path], Buffer.alloc(0)), rest, 'alone');
    assert.equal(await evictedOf([path, log], Buffer.alloc(0)), rest, 'beside a log');
    assert.equal(await evictedOf(['-'], capture), rest, 'through a pipe');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
