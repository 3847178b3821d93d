import { readFile } from 'node:fs/promises';
import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as plainRequest,
} from 'node:http';
import { request as secureRequest } from 'node:https';
import { createGunzip } from 'node:zlib';
import { connectionError, errorOf, LokiError } from './error.ts';
import type { LokiSettings } from './settings.ts';

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  /** Below the address. */
  readonly path: string;
  readonly type?: 'application/json' | 'application/x-www-form-urlencoded';
  readonly body?: string;
  /** Until the whole answer is there, in milliseconds. */
  readonly timeout: number;
  /** Most bytes of an answer, unpacked. */
  readonly mostBytes: number;
};

const MOST_ERROR_BYTES = 64 * 1024;

/**
 * The body of a 2xx answer. Rejects with `LokiError`, or with the signal's reason when it is aborted. node:http and not
 * `fetch`, which cannot be told of a certificate authority.
 */
export async function send(
  settings: LokiSettings,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(request.timeout);
  const both = AbortSignal.any([signal, limit]);
  try {
    const response = await open(settings, request, both);
    const status = response.statusCode ?? 0;
    const isFine = status >= 200 && status < 300;
    if (isFine) return await textOf(response, request.mostBytes);
    throw errorOf(status, await bodyOfError(response), retryAfter(response.headers));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof LokiError) throw error;
    if (limit.aborted) {
      throw new LokiError(
        'slow',
        `Loki at ${settings.address} has not answered for ${Math.round(request.timeout / 1000)} s`,
        'Loki may be starting or overloaded; or ask about a shorter time.',
      );
    }
    throw connectionError(settings.address, error);
  }
}

async function open(
  settings: LokiSettings,
  { method, path, type, body }: HttpRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const headers = {
    'accept-encoding': 'gzip',
    ...(type && { 'content-type': type }),
    ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
  };
  const sent = await requestTo(settings, { method, path, headers, signal });
  return new Promise((resolve, reject) => {
    sent.on('response', resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A request that is not sent yet, by who we are and with what the server is to prove. Rejects with `LokiError`. */
export async function requestTo(
  settings: LokiSettings,
  asked: {
    readonly method: 'GET' | 'POST';
    readonly path: string;
    readonly headers: OutgoingHttpHeaders;
    readonly signal: AbortSignal;
  },
): Promise<ClientRequest> {
  const { address, orgId, tls } = settings;
  const url = new URL(address + asked.path);
  const headers = {
    'user-agent': 'soc-console',
    ...(orgId !== null && { 'x-scope-orgid': orgId }),
    ...(await authorization(settings)),
    ...asked.headers,
  };
  const isSecure = url.protocol === 'https:';
  const secrets = isSecure ? { ...(await certificates(settings)), rejectUnauthorized: !tls.skipVerify } : {};
  const { method, signal } = asked;
  return (isSecure ? secureRequest : plainRequest)(url, { method, headers, signal, ...secrets });
}

/** What an answer that is no success says, as far as it is kept. */
export function bodyOfError(response: IncomingMessage): Promise<string> {
  return begun(response, MOST_ERROR_BYTES);
}

async function authorization({ login }: LokiSettings): Promise<{ authorization?: string }> {
  if (login === null) return {};
  switch (login.by) {
    case 'password': {
      const pair = Buffer.from(`${login.username}:${login.password}`).toString('base64');
      return { authorization: `Basic ${pair}` };
    }
    case 'password-file': {
      const password = (await secretFile('LOKI_PASSWORD_FILE', login.file)).replace(/\r?\n$/, '');
      return { authorization: `Basic ${Buffer.from(`${login.username}:${password}`).toString('base64')}` };
    }
    case 'token':
      return { authorization: `Bearer ${login.token}` };
    case 'token-file':
      return { authorization: `Bearer ${(await secretFile('LOKI_BEARER_TOKEN_FILE', login.file)).trim()}` };
  }
}

async function certificates({ tls }: LokiSettings): Promise<{ ca?: string; cert?: string; key?: string }> {
  return {
    ...(tls.caFile !== null && { ca: await secretFile('LOKI_CA_CERT_PATH', tls.caFile) }),
    ...(tls.certFile !== null && { cert: await secretFile('LOKI_CLIENT_CERT_PATH', tls.certFile) }),
    ...(tls.keyFile !== null && { key: await secretFile('LOKI_CLIENT_KEY_PATH', tls.keyFile) }),
  };
}

function secretFile(name: string, path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new LokiError('settings', `${name}: ${path} cannot be read (${error.code})`, 'Check the path.');
  });
}

async function textOf(response: IncomingMessage, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of unpacked(response)) {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      response.destroy();
      throw new LokiError(
        'too-large',
        `Loki's answer is larger than ${mostBytes >> 20} MiB`,
        'Ask for fewer lines, or a shorter time.',
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The beginning of an answer; the rest is not waited for. */
async function begun(response: IncomingMessage, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of unpacked(response)) {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes >= mostBytes) break;
  }
  response.destroy();
  return Buffer.concat(chunks).toString('utf8', 0, mostBytes);
}

function unpacked(response: IncomingMessage): AsyncIterable<Buffer> {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  const body = createGunzip();
  return response.on('error', (error) => body.destroy(error)).pipe(body);
}

/** Seconds, or a date: as milliseconds from now on. */
function retryAfter(headers: IncomingHttpHeaders): number | null {
  const value = headers['retry-after'];
  if (value === undefined) return null;
  const seconds = /^\d{1,6}$/.test(value) ? Number(value) : null;
  if (seconds !== null) return seconds * 1000;
  const date = Date.parse(value);
  const now = Date.parse(headers.date ?? '');
  return Number.isNaN(date - now) ? null : Math.max(0, date - now);
}
