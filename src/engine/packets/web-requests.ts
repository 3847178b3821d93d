import type { EpochMs } from '../../model/time.ts';
import type { HttpAnswer, HttpRequest } from './payload/http.ts';
import type { PacketRequest } from './records.ts';

/** Requests that wait for their answers. */
const MOST_WAITING = 1024;

type Waiting = {
  readonly time: EpochMs;
  readonly packet: number;
  readonly client: string;
  readonly asker: number;
  readonly request: HttpRequest;
};

/** Puts requests and answers of HTTP in clear text together, into what a line of an access log would tell. */
export class WebRequests {
  private readonly waiting = new Map<number, Waiting>();

  constructor(private readonly emit: (request: PacketRequest) => void) {}

  /** `connection`: the same for both directions; `asker`: of this one. */
  request(connection: number, waiting: Waiting): void {
    const before = this.waiting.get(connection);
    if (before) this.let(connection, before, null);
    if (this.waiting.size >= MOST_WAITING) {
      for (const [oldest, entry] of this.waiting) {
        this.let(oldest, entry, null);
        break;
      }
    }
    this.waiting.set(connection, waiting);
  }

  answer(connection: number, sender: number, answer: HttpAnswer): void {
    const waiting = this.waiting.get(connection);
    // 100 Continue and the like come before the answer.
    if (!waiting || waiting.asker === sender || answer.status < 200) return;
    this.let(connection, waiting, answer);
  }

  isWaiting(connection: number): boolean {
    return this.waiting.has(connection);
  }

  /** Lets go of those that were asked before. */
  flush(before: EpochMs): void {
    for (const [connection, entry] of this.waiting) {
      if (entry.time >= before) break;
      this.let(connection, entry, null);
    }
  }

  private let(connection: number, waiting: Waiting, answer: HttpAnswer | null): void {
    this.waiting.delete(connection);
    const { time, packet, client, request } = waiting;
    const { line, host, referer, userAgent, basicUser } = request;
    this.emit({
      kind: 'request',
      ...{ time, packet, client, line },
      user: basicUser,
      status: answer?.status ?? null,
      bytes: answer?.bytes ?? null,
      host: host ?? null,
      referer: referer ?? null,
      userAgent: userAgent ?? null,
    });
  }
}
