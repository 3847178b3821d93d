import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { SourceSink } from '../source.ts';
import { kernelDrops } from './kernel-drops.ts';
import type { Senders } from './senders.ts';
import type { SyslogSourceOptions } from './source.ts';

/** What the kernel keeps while we are busy: asked for, the system may give less. */
const RECEIVE_BUFFER = 4 << 20;
const LOOK_MS = 5000;

/**
 * One message a datagram. Nobody can be made to wait: what a sender's queue has no room for is shed and counted, and
 * what the kernel let go is counted too.
 */
export async function receiveUdp(
  options: SyslogSourceOptions,
  senders: Senders,
  sink: SourceSink,
  signal: AbortSignal,
): Promise<void> {
  const { host, port, onListening } = options;
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  socket.on('message', (message, { address }) => {
    const sender = senders.at(address, sink);
    if (sender.queue.isFull) sender.count('shed-lines', 1);
    else if (message.length > 0) sender.queue.push(sender.line(message));
  });
  try {
    socket.bind(port, host);
    await once(socket, 'listening', { signal });
    makeRoom(socket);
    onListening?.(socket.address().port);
    sink.idle();
    const counting = countKernelDrops(socket.address().port, sink);
    await failureOf(socket, signal).finally(() => clearInterval(counting));
  } finally {
    socket.close();
  }
}

function makeRoom(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER);
  } catch {
    // The system's own size will do.
  }
}

async function failureOf(socket: Socket, signal: AbortSignal): Promise<never> {
  const [error] = await once(socket, 'error', { signal });
  throw error;
}

function countKernelDrops(port: number, sink: SourceSink): NodeJS.Timeout {
  let before = 0;
  return setInterval(async () => {
    const drops = await kernelDrops(port);
    if (drops > before) sink.count('kernel-drops', drops - before);
    before = drops;
  }, LOOK_MS).unref();
}
