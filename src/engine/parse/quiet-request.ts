import type { EventCategory, Fields, LogEvent, Logsource, Outcome } from '../../model/log-event.ts';
import type { LineRef, SourceId } from '../../model/log-record.ts';
import type { EpochMs } from '../../model/time.ts';
import { ipv4Text, NOT_IPV4 } from '../ipv4.ts';
import type { QuietRequests } from '../sigma/quiet-requests.ts';
import type { Parser } from './parser.ts';
import { WEBSERVER } from './web-event.ts';

/** What is read of every request. */
type ReadFirst = {
  readonly time: EpochMs;
  readonly status: number;
  readonly srcBits: number;
  /** Of an address that has no bits. */
  readonly ip: string | null;
};

/** Where requests come from, and how a line of it is read as a whole. */
export type RequestLog = {
  readonly source: SourceId;
  readonly readWhole: (raw: string) => LogEvent | null;
};

/** A request that is counted and, mostly, never looked at again: the rest is read from its line when somebody asks. */
export class QuietRequest implements LogEvent {
  readonly time: EpochMs;
  readonly srcBits: number;
  private readonly status: number;
  private readonly ip: string | null;

  constructor(
    { time, status, srcBits, ip }: ReadFirst,
    readonly quietFor: QuietRequests,
    private readonly block: string,
    private readonly start: number,
    private readonly end: number,
    private readonly line: number,
    private readonly log: RequestLog,
  ) {
    this.time = time;
    this.srcBits = srcBits;
    this.status = status;
    this.ip = ip;
  }

  get srcIp(): string | null {
    return this.srcBits === NOT_IPV4 ? this.ip : ipv4Text(this.srcBits);
  }

  get outcome(): Outcome {
    return this.status < 400 ? 'success' : 'failure';
  }

  get logsource(): Logsource {
    return WEBSERVER;
  }

  get category(): EventCategory {
    return 'web';
  }

  get count(): number {
    return 1;
  }

  get srcHost(): null {
    return null;
  }

  get login(): boolean {
    return false;
  }

  get user(): string | null {
    return this.log.readWhole(this.raw)?.user ?? null;
  }

  get fields(): Fields {
    return this.log.readWhole(this.raw)?.fields ?? {};
  }

  get raw(): string {
    return this.block.slice(this.start, this.end);
  }

  get ref(): LineRef {
    return { source: this.log.source, line: this.line };
  }
}

/** The event of a line, read out of its order by a parser whose lines do not wait for one another. */
export function readAlone(parser: Parser, raw: string): LogEvent | null {
  const events: LogEvent[] = [];
  parser.parse(raw, 0, (event) => events.push(event));
  return events[0] ?? null;
}
