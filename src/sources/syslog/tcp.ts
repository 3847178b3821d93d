import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { countLosses } from '../count-losses.ts';
import type { SourceSink } from '../source.ts';
import { Framing } from './framing.ts';
import type { Sender, Senders } from './senders.ts';
import type { SyslogSourceOptions } from './source.ts';

const MOST_CONNECTIONS = 256;

/** Messages over TCP. A sender whose queue is full is not read on, so that he waits: nothing is let go. */
export async function receiveTcp(
  options: SyslogSourceOptions,
  senders: Senders,
  sink: SourceSink,
  signal: AbortSignal,
): Promise<void> {
  const { host, port, onListening } = options;
  const connections = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    receive(socket, senders, sink);
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('drop', () => sink.count('refused-connections', 1));
  try {
    server.listen(port, host);
    await once(server, 'listening', { signal });
    const address = server.address();
    if (address !== null && typeof address === 'object') onListening?.(address.port);
    sink.idle();
    const [error] = await once(server, 'error', { signal });
    throw error;
  } finally {
    server.close();
    for (const socket of connections) socket.destroy();
  }
}

function receive(socket: Socket, senders: Senders, sink: SourceSink): void {
  const sender = senders.at(plainAddress(socket.remoteAddress ?? 'unknown'), sink);
  const framing = new Framing();
  const take = (messages: readonly Buffer[]): void => {
    for (const message of messages) sender.queue.push(sender.line(message));
    countLosses(framing, sender);
  };
  socket.setKeepAlive(true);
  socket.on('data', (chunk) => {
    take(framing.push(chunk));
    wait(socket, sender);
  });
  socket.on('end', () => take(framing.end()));
  // The socket is closed after an error, and the sender connects again by itself.
  socket.on('error', () => {});
}

function wait(socket: Socket, { queue }: Sender): void {
  if (!queue.isFull) return;
  socket.pause();
  queue.onDrained(() => socket.resume());
}

/** `::ffff:192.0.2.1` is 192.0.2.1. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}
