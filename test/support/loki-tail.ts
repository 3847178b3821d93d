import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LokiMemory } from './loki-memory.ts';
import { LogQueryError, parseLogQuery } from './loki-query.ts';

/** The tail of a Loki in memory, over a websocket: what is pushed from now on, and errors as Loki has them, after the 101. */
export class LokiTails {
  /** Most tails at a time. */
  most = 10;
  private readonly sockets = new Set<Duplex>();

  constructor(private readonly memory: LokiMemory) {}

  get open(): number {
    return this.sockets.size;
  }

  upgrade(request: IncomingMessage, socket: Duplex): void {
    socket.write(
      [
        'HTTP/1.1 101 Switching Protocols',
        'Upgrade: websocket',
        'Connection: Upgrade',
        `Sec-WebSocket-Accept: ${acceptOf(request.headers['sec-websocket-key'] ?? '')}`,
        '\r\n',
      ].join('\r\n'),
    );
    const query = new URL(request.url ?? '/', 'http://loki').searchParams.get('query') ?? '';
    try {
      if (query !== '' && !query.startsWith('{'))
        throw new LogQueryError(400, 'only log selector is supported');
      const { matchers, stages } = parseLogQuery(query);
      if (this.sockets.size >= this.most)
        throw new LogQueryError(400, 'max concurrent tail requests limit exceeded, count > limit (11 > 10)');
      this.sockets.add(socket);
      const stop = this.memory.onLines((labels, entries) => {
        if (!matchers.every((matches) => matches(labels))) return;
        const values = entries
          .filter(([, line]) => stages.every((stage) => stage(line, labels)))
          .map(([ns, line]) => [String(ns), line]);
        if (values.length > 0)
          socket.write(textFrame(JSON.stringify({ streams: [{ stream: labels, values }] })));
      });
      socket.on('close', () => {
        stop();
        this.sockets.delete(socket);
      });
    } catch (error) {
      if (!(error instanceof LogQueryError)) throw error;
      socket.end(closeFrame(1011, error.message));
    }
  }

  /** As after an hour, by default. */
  endAll(): void {
    for (const socket of this.sockets) socket.end(closeFrame(1011, 'reached tail max duration limit'));
  }

  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

export function frame(code: number, payload: Buffer, isLast = true): Buffer {
  const first = (isLast ? 0x80 : 0) | code;
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([first, length]), payload]);
  if (length < 65_536) return Buffer.concat([Buffer.from([first, 126, length >> 8, length & 255]), payload]);
  const head = Buffer.alloc(10);
  head.writeUInt8(first, 0);
  head.writeUInt8(127, 1);
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

export function textFrame(text: string): Buffer {
  return frame(1, Buffer.from(text));
}

export function closeFrame(code: number, reason: string): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return frame(8, Buffer.concat([head, Buffer.from(reason)]));
}
