import type { LogEvent } from '../../model/log-event.ts';
import type { SourceId } from '../../model/log-record.ts';
import type { EpochMs } from '../../model/time.ts';
import { readRequestLine } from '../parse/request-line.ts';
import { type WebRequest, webEvent, webFields } from '../parse/web-event.ts';
import type { HttpAnswer, HttpRequest } from './payload/http.ts';

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

  constructor(
    private readonly capture: SourceId,
    private readonly emit: (event: LogEvent) => void,
  ) {}

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

  /** Lets go of those that were asked before; all of them at the end. */
  flush(before: EpochMs): void {
    for (const [connection, entry] of this.waiting) {
      if (entry.time >= before) break;
      this.let(connection, entry, null);
    }
  }

  private let(
    connection: number,
    { time, packet, client, request }: Waiting,
    answer: HttpAnswer | null,
  ): void {
    this.waiting.delete(connection);
    const { line, host, referer, userAgent, basicUser } = request;
    const web: WebRequest = {
      time,
      client: { ip: client, host: null },
      username: basicUser ?? undefined,
      request: readRequestLine(line),
      status: answer?.status,
      bytes: answer?.bytes,
      referer,
      userAgent,
      host,
    };
    const stamp = new Date(time).toISOString();
    const said = (text: string | undefined): string => text ?? '-';
    const answered = `${answer?.status ?? '-'} ${answer?.bytes ?? '-'}`;
    const raw = `${client} - ${said(web.username)} [${stamp}] "${line}" ${answered} "${said(referer)}" "${said(userAgent)}"`;
    this.emit(webEvent(web, webFields(web), raw, { source: this.capture, line: packet }));
  }
}
