import type {
  EventCategory,
  Fields,
  LogEvent,
  Logsource,
  Outcome,
  Verdict,
} from '../../../model/log-event.ts';
import type { LineRef, SourceId } from '../../../model/log-record.ts';
import type { EpochMs } from '../../../model/time.ts';
import { ipv4Text, NOT_IPV4 } from '../../address/ipv4.ts';
import type { Judged } from '../../sigma/judged-requests.ts';
import type { Parser } from '../parser.ts';
import { WEBSERVER } from './web-event.ts';

/** What is read of a request at once; the rest follows when somebody asks. */
type ReadFirst = {
  readonly time: EpochMs;
  readonly srcBits: number;
  /** The client's address when it is none of IPv4 (`srcBits` is `NOT_IPV4`). */
  readonly ip: string | null;
  /** The line may name a user. */
  readonly isNamed: boolean;
};

/** The log that requests come from, and how one of its lines is read as a whole. */
export type RequestLog = {
  readonly source: SourceId;
  readonly readWhole: (raw: string) => LogEvent | null;
};

/**
 * A request of which it is known what the rules say: mostly, that none matches. Everything else is read from its line when
 * somebody asks for it.
 */
export class JudgedRequest implements LogEvent {
  readonly time: EpochMs;
  readonly srcBits: number;
  private readonly ip: string | null;
  private readonly isNamed: boolean;
  readonly verdict: Verdict;
  readonly outcome: Outcome;
  private whole: LogEvent | null = null;

  constructor(
    { time, srcBits, ip, isNamed }: ReadFirst,
    { verdict, outcome }: Judged,
    private readonly block: string,
    private readonly start: number,
    private readonly end: number,
    private readonly line: number,
    private readonly log: RequestLog,
  ) {
    this.time = time;
    this.srcBits = srcBits;
    this.ip = ip;
    this.isNamed = isNamed;
    this.verdict = verdict;
    this.outcome = outcome;
  }

  get srcIp(): string | null {
    return this.srcBits === NOT_IPV4 ? this.ip : ipv4Text(this.srcBits);
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
    return this.isNamed ? (this.readWhole()?.user ?? null) : null;
  }

  get fields(): Fields {
    return this.readWhole()?.fields ?? {};
  }

  get raw(): string {
    return this.block.slice(this.start, this.end);
  }

  get ref(): LineRef {
    return { source: this.log.source, line: this.line };
  }

  private readWhole(): LogEvent | null {
    this.whole ??= this.log.readWhole(this.raw);
    return this.whole;
  }
}

/** The event of a single line, for parsers whose lines do not depend on one another. */
export function readAlone(parser: Parser, raw: string): LogEvent | null {
  const events: LogEvent[] = [];
  parser.parse(raw, 0, (event) => events.push(event));
  return events[0] ?? null;
}
