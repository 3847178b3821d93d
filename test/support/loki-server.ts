import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { LokiSettings } from '../../src/clients/loki/settings.ts';
import { type Answer, LokiMemory } from './loki-memory.ts';
import { LokiTails } from './loki-tail.ts';

type Trouble = Answer & { readonly headers?: Readonly<Record<string, string>> };

/** A Loki over HTTP that answers from memory, and fails as it is told to. */
export class LokiServer {
  readonly memory: LokiMemory;
  readonly tails: LokiTails;
  /** Headers of the requests, in order. */
  readonly requests: { readonly url: string; readonly headers: NodeJS.Dict<string | string[]> }[] = [];
  /** Asked before memory is: an answer instead, `hang` for none, `cut` for half of one, null for memory's own. */
  trouble: (path: string) => Trouble | 'hang' | 'cut' | null = () => null;
  /** Most requests that were open together. */
  mostAtOnce = 0;
  /** Called when lines came. */
  onPush: () => void = () => {};
  private open = 0;
  private scheme = 'http';
  private server: Server | null = null;
  private port = 0;

  constructor(now?: () => bigint) {
    this.memory = new LokiMemory(now);
    this.tails = new LokiTails(this.memory);
  }

  /** `certificates`: the folder of `server.crt` and `server.key`, to speak TLS. */
  async start(certificates: string | null = null): Promise<void> {
    const server = this.listener(certificates);
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    server.on('upgrade', (request, socket) => this.upgrade(request, socket));
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  private upgrade(request: IncomingMessage, socket: Duplex): void {
    this.requests.push({ url: request.url ?? '', headers: request.headers });
    // Nobody else looks after it: it ends when the other side does.
    socket.on('error', () => {}).on('end', () => socket.end());
    socket.resume();
    const trouble = this.trouble(new URL(request.url ?? '/', 'http://loki').pathname);
    if (trouble === null) this.tails.upgrade(request, socket);
    else if (trouble === 'cut') socket.destroy();
    else if (trouble !== 'hang')
      socket.end(
        `HTTP/1.1 ${trouble.status} No\r\nContent-Length: ${Buffer.byteLength(trouble.body)}\r\n\r\n${trouble.body}`,
      );
  }

  private listener(certificates: string | null): Server {
    const answer = (request: IncomingMessage, response: ServerResponse): void =>
      this.answer(request, response);
    this.scheme = certificates === null ? 'http' : 'https';
    if (certificates === null) return createServer(answer);
    const pem = (name: string): Buffer => readFileSync(join(certificates, name));
    return createSecureServer({ cert: pem('server.crt'), key: pem('server.key') }, answer);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://loki');
    this.requests.push({ url: request.url ?? '', headers: request.headers });
    this.open++;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.open);
    response.on('close', () => this.open--);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
      const words = isForm ? new URLSearchParams(body) : url.searchParams;
      const trouble = this.trouble(url.pathname);
      if (trouble === 'hang') return;
      const answer = trouble === null || trouble === 'cut' ? null : trouble;
      const own = answer ?? this.memory.answer(request.method ?? '', url.pathname, words, body);
      if (url.pathname.endsWith('/push') && own.status === 204) this.onPush();
      if (trouble === 'cut') cutShort(response, own);
      else reply(response, own, request.headers['accept-encoding'] === 'gzip');
    });
  }

  /** A later start is at the same address. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    this.tails.cutAll();
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  get settings(): LokiSettings {
    return {
      address: `${this.scheme}://127.0.0.1:${this.port}`,
      orgId: null,
      login: null,
      tls: { caFile: null, certFile: null, keyFile: null, skipVerify: false },
    };
  }
}

function reply(response: ServerResponse, { status, body, headers }: Trouble, packed: boolean): void {
  const isJson = body.startsWith('{');
  response.writeHead(status, {
    'content-type': isJson ? 'application/json; charset=UTF-8' : 'text/plain; charset=utf-8',
    ...(packed && isJson && { 'content-encoding': 'gzip' }),
    ...headers,
  });
  response.end(packed && isJson ? gzipSync(body) : body);
}

function cutShort(response: ServerResponse, { body }: Answer): void {
  response.writeHead(200, { 'content-length': Buffer.byteLength(body) });
  response.write(body.slice(0, body.length / 2), () => response.destroy());
}
