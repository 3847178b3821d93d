import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HuntStream } from '../../model/hunt/hunt.ts';
import { tailOf } from './answer.ts';
import { connectionError, errorOf, LokiError } from './error.ts';
import { FrameError, FrameReader, pong } from './frames.ts';
import { bodyOfError, requestTo } from './http.ts';
import type { LokiSettings } from './settings.ts';

/** Lines as a tail tells them; `dropped`: so many more that Loki says it left out. It leaves out others and says nothing. */
export type TailFrame = { readonly streams: readonly HuntStream[]; readonly dropped: number };

/** RFC 6455. */
const KEY_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Loki pings each second. */
const SILENCE_MS = 30_000;
const MOST_BYTES = 64 << 20;

/**
 * What comes to the streams of a query, as a hint: Loki loses lines of a burst on this way, often without a word. Throws
 * `LokiError` when it ends, which it always does (`max_duration`, an hour by default), and the signal's reason when aborted.
 */
export async function* tailLoki(
  settings: LokiSettings,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<TailFrame> {
  const socket = await upgraded(settings, path, signal);
  const stop = (): void => void socket.destroy();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    const reader = new FrameReader(MOST_BYTES);
    for await (const chunk of socket) {
      for (const frame of reader.push(chunk as Buffer)) {
        if (frame.kind === 'ping') socket.write(pong(frame.payload));
        else if (frame.kind === 'text') yield tailOf(frame.text);
        else throw closed(frame.reason);
      }
    }
    throw new LokiError('unreachable', 'Loki ended the tail', 'It is begun again.');
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof LokiError) throw error;
    if (error instanceof FrameError)
      throw new LokiError('nonsense', `Loki's tail: ${error.message}`, 'Is there a proxy in between?');
    throw connectionError(settings.address, error);
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

/** Errors of the query come as words when the connection is there already. */
function closed(reason: string): LokiError {
  if (/max concurrent tail requests/.test(reason)) return errorOf(429, reason);
  if (/max duration/.test(reason))
    return new LokiError('limited', `Loki says: ${reason}`, 'It is begun again.');
  return errorOf(/parse error|only log selector/.test(reason) ? 400 : 503, reason);
}

async function upgraded(settings: LokiSettings, path: string, signal: AbortSignal): Promise<Duplex> {
  signal.throwIfAborted();
  const key = randomBytes(16).toString('base64');
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': key,
  };
  const request = await requestTo(settings, { method: 'GET', path, headers, signal });
  const silent = (): Error => new Error(`it was silent for ${SILENCE_MS / 1000} s`);
  request.setTimeout(SILENCE_MS, () => request.destroy(silent()));
  return new Promise((resolve, reject) => {
    request.on('error', (error) =>
      reject(signal.aborted ? signal.reason : connectionError(settings.address, error)),
    );
    request.on('response', (response: IncomingMessage) => {
      const status = response.statusCode ?? 0;
      bodyOfError(response).then(
        (body) => reject(status < 300 ? noTail() : errorOf(status, body)),
        (error: unknown) => reject(connectionError(settings.address, error)),
      );
    });
    request.on('upgrade', (response, socket, head) => {
      const accept = createHash('sha1')
        .update(key + KEY_SUFFIX)
        .digest('base64');
      if (signal.aborted || response.headers['sec-websocket-accept'] !== accept) {
        socket.destroy();
        reject(signal.aborted ? signal.reason : noTail());
        return;
      }
      if (socket instanceof Socket) socket.setTimeout(SILENCE_MS, () => socket.destroy(silent()));
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.end();
  });
}

function noTail(): LokiError {
  return new LokiError('nonsense', 'What answers the tail is no Loki', 'Is there a proxy in between?');
}
