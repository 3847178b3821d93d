import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Source } from '../../../src/sources/source.ts';
import { dropsIn } from '../../../src/sources/syslog/kernel-drops.ts';
import { syslogSource } from '../../../src/sources/syslog/source.ts';
import { RecordingSink } from '../recording-sink.ts';

const clock = { now: () => Date.parse('2026-11-21T00:51:51Z') };
let sink: RecordingSink;
let stop: AbortController;
beforeEach(() => {
  sink = new RecordingSink();
  stop = new AbortController();
});
afterEach(() => stop.abort());

/** A receiver on a free port of this machine. */
async function listening(transport: 'udp' | 'tcp') {
  let reading: Promise<void> = Promise.resolve();
  const port = await new Promise<number>((onListening) => {
    const source = syslogSource({ id: 'syslog', transport, host: '127.0.0.1', port: 0, clock, onListening });
    reading = source.read(sink, stop.signal);
  });
  return { port, reading };
}

/** Reads the source that was found for a sender. */
function reader(source: Source | undefined): RecordingSink {
  const lines = new RecordingSink();
  void source?.read(lines, stop.signal);
  return lines;
}

const message = (index: number): string => `<38>Nov 21 00:51:51 web app[${index}]: message ${index}`;

test('datagrams are lines of a source that is named after their sender', async () => {
  const { port, reading } = await listening('udp');
  const socket = createSocket('udp4');
  socket.send(message(1), port, '127.0.0.1');
  await sink.until(() => sink.sources.length === 1);
  assert.equal(sink.sources[0]?.id, 'syslog/127.0.0.1');
  const lines = reader(sink.sources[0]);
  await lines.untilText(`${message(1)}\n`);
  socket.send(message(2), port, '127.0.0.1');
  await lines.untilText(`${message(1)}\n${message(2)}\n`);
  assert.deepEqual(
    lines.blocks.map(({ firstLine }) => firstLine),
    [1, 2],
  );
  socket.close();
  stop.abort();
  await reading;
});

test('each sender is a source of its own', async () => {
  const { port } = await listening('udp');
  for (const address of ['127.0.0.2', '127.0.0.3']) {
    const socket = createSocket('udp4');
    socket.bind(0, address);
    await once(socket, 'listening');
    socket.send(message(1), port, '127.0.0.1', () => socket.close());
  }
  await sink.until(() => sink.sources.length === 2);
  assert.deepEqual(sink.sources.map(({ id }) => id).sort(), ['syslog/127.0.0.2', 'syslog/127.0.0.3']);
});

test('over TCP nothing is lost while the engine is busy: the sender waits', async () => {
  const { port } = await listening('tcp');
  const count = 30_000;
  const socket = connect(port, '127.0.0.1');
  const pad = 'x'.repeat(100);
  const sent = `${Array.from({ length: count }, (_, index) => `${message(index)} ${pad}\n`).join('')}`;
  socket.end(sent);
  await sink.until(() => sink.sources.length === 1);
  const lines = reader(sink.sources[0]);
  await lines.until(() => lines.blocks.reduce((sum, { bytes }) => sum + bytes, 0) === sent.length);
  assert.equal(lines.text, sent);
  assert.deepEqual(lines.counts, {});
});

test('a queue that is full sheds datagrams and counts them', async () => {
  const { port } = await listening('udp');
  const socket = createSocket('udp4');
  const long = `<38>Nov 21 00:51:51 web app: ${'x'.repeat(8000)}`;
  // The engine takes the first lines and is busy then: what follows stays in the queue.
  socket.send(long, port, '127.0.0.1');
  await sink.until(() => sink.sources.length === 1);
  const lines = new RecordingSink();
  let release = (): void => {};
  const busy = new Promise<void>((resolve) => {
    release = resolve;
  });
  lines.accept = async (block) => {
    lines.blocks.push(block);
    await busy;
  };
  void sink.sources[0]?.read(lines, stop.signal);
  for (let sent = 0; sent < 2000 && (lines.counts['shed-lines'] ?? 0) === 0; sent++) {
    // The receiver has its turn between two datagrams.
    await new Promise<void>((resolve) => socket.send(long, port, '127.0.0.1', () => setImmediate(resolve)));
  }
  assert.ok((lines.counts['shed-lines'] ?? 0) > 0);
  release();
  socket.close();
});

test('a port that is taken is told apart from one that is not ours to take', async () => {
  const { port } = await listening('tcp');
  const second = syslogSource({ id: 'syslog', transport: 'tcp', host: '127.0.0.1', port, clock });
  await assert.rejects(second.read(sink, stop.signal), /another program listens there/);
  const elsewhere = syslogSource({ id: 'syslog', transport: 'udp', host: '192.0.2.1', port: 0, clock });
  await assert.rejects(elsewhere.read(sink, stop.signal), /192\.0\.2\.1 is no address of this machine/);
});

describe('what the kernel let go is read from its table', () => {
  const table = [
    '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops',
    ' 2341: 0100007F:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 63313 2 0000000000000000 42',
    ' 2342: 0100007F:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 63314 2 0000000000000000 7',
    '',
  ].join('\n');
  test('of this port', () => assert.equal(dropsIn(table, 5514), 42));
  test('of no other', () => assert.equal(dropsIn(table, 514), 0));
  test('where there is none', () => assert.equal(dropsIn('', 5514), 0));
});
