import { createServer } from 'node:http';
import { isIP } from 'node:net';
import { UserError } from '../../model/user-error.ts';

export type ListenAddress = { readonly host: string; readonly port: number };

/** `127.0.0.1:9464`, `[::1]:9464`. Throws `UserError` at anything but a port of this machine's loopback. */
export function loopbackAddress(text: string): ListenAddress {
  const {
    six,
    four,
    port = '',
  } = /^(?:\[(?<six>[^\]]*)\]|(?<four>[^:]*)):(?<port>\d{1,5})$/.exec(text)?.groups ?? {};
  const host = six ?? four ?? '';
  const isLoopback = host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (isLoopback && Number(port) <= 65_535) return { host, port: Number(port) };
  throw new UserError(
    `${text}: metrics are only given on this machine's loopback`,
    'Write an address and a port, such as 127.0.0.1:9464 or [::1]:9464.',
  );
}

/** A scraper asks every few seconds: more than one text a second is not made. */
const FRESH_MS = 1000;
const PATIENCE_MS = 5000;
const MOST_CONNECTIONS = 16;

/**
 * Gives `GET /metrics` what `text` says. Resolves with the way to end it and the port it got; rejects with `UserError`
 * when it cannot listen there.
 */
export async function serveMetrics(
  { host, port }: ListenAddress,
  text: () => Promise<string>,
): Promise<{ readonly port: number; close(): void }> {
  let made: { readonly at: number; readonly text: Promise<string> } | null = null;
  const fresh = (): Promise<string> => {
    const now = performance.now();
    if (made === null || now - made.at >= FRESH_MS) made = { at: now, text: text() };
    return made.text;
  };
  const server = createServer(
    { requestTimeout: PATIENCE_MS, headersTimeout: PATIENCE_MS, connectionsCheckingInterval: PATIENCE_MS },
    async ({ method, url }, response) => {
      if (url !== '/metrics' || (method !== 'GET' && method !== 'HEAD')) {
        response.writeHead(url === '/metrics' ? 405 : 404).end();
        return;
      }
      const body = await fresh().catch(() => null);
      const type = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' };
      if (body === null) response.writeHead(503).end();
      else response.writeHead(200, type).end(body);
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const why = code === 'EADDRINUSE' ? 'the port is in use' : message;
      reject(new UserError(`metrics on ${host}:${port}: ${why}`, 'Name another port.'));
    });
    server.listen(port, host, resolve);
  });
  server.unref();
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
