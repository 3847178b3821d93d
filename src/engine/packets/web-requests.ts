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
  /** In the order in which they were asked: so they are answered. */
  private readonly waiting = new Map<number, Waiting[]>();
  private count = 0;

  constructor(private readonly emit: (request: PacketRequest) => void) {}

  /** `connection`: the same for both directions; `asker`: of this one. */
  request(connection: number, waiting: Waiting): void {
    if (this.count >= MOST_WAITING) this.letOldest();
    const others = this.waiting.get(connection);
    if (others) others.push(waiting);
    else this.waiting.set(connection, [waiting]);
    this.count++;
  }

  /** Whether a body follows the head of this answer, and whose it is; null when nobody waits for it. */
  answer(connection: number, sender: number, answer: HttpAnswer): { readonly hasBody: boolean } | null {
    const [first] = this.waiting.get(connection) ?? [];
    if (!first || first.asker === sender) return null;
    // 100 Continue and the like come before the answer.
    if (answer.status < 200) return { hasBody: false };
    this.letFirst(connection, answer);
    const isBare = answer.status === 204 || answer.status === 304 || first.request.line.startsWith('HEAD ');
    return { hasBody: !isBare };
  }

  isWaiting(connection: number): boolean {
    return this.waiting.has(connection);
  }

  /** Lets go of those that were asked before. */
  flush(before: EpochMs): void {
    for (const [connection, entries] of this.waiting) {
      const old = entries.filter(({ time }) => time < before).length;
      for (let index = 0; index < old; index++) this.letFirst(connection, null);
    }
  }

  private letOldest(): void {
    for (const connection of this.waiting.keys()) {
      this.letFirst(connection, null);
      return;
    }
  }

  private letFirst(connection: number, answer: HttpAnswer | null): void {
    const entries = this.waiting.get(connection);
    const first = entries?.shift();
    if (entries?.length === 0) this.waiting.delete(connection);
    if (!first) return;
    this.count--;
    const { time, packet, client, request } = first;
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
