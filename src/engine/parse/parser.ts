import type { LogEvent, UnparsedReason } from '../../model/log-event.ts';
import type { SourceId } from '../../model/log-record.ts';
import type { EpochMs } from '../../model/time.ts';
import type { QuietRequests } from '../sigma/quiet-requests.ts';
import type { OpenBlock } from './open-block.ts';
import type { TrustedProxies } from './web/forwarded.ts';

/** Name of a format, as `--input-format` takes it and `sources[].format` shows it. */
export type FormatName =
  | 'syslog'
  | 'journald'
  | 'login'
  | 'access'
  | 'access-json'
  | 'json'
  | 'logfmt'
  | 'docker'
  | 'cri'
  | 'nginx-error'
  | 'apache-error'
  | 'vsftpd'
  | 'w3c'
  | 'auditd'
  | 'json-pretty'
  | 'haproxy'
  | 'cef'
  | 'exim'
  | 'elb'
  | 'envoy'
  | 'cisco'
  | 'lighttpd-error'
  | 'mysql-error'
  | 'asterisk'
  | 'squid'
  | 'gitea'
  | 'vaultwarden'
  | 'home-assistant'
  | 'keycloak'
  | 'jellyfin'
  | 'roundcube'
  | 'proftpd'
  | 'postgresql'
  | 'proxy-manager'
  | 'ids-alerts'
  | 'zeek'
  | 'windows-xml'
  | 'windows-csv'
  | 'snare'
  | 'service-log'
  | 'sshd-log'
  | 'framework-access'
  | 'modsecurity'
  | 'exchange'
  | 'paloalto'
  | 'utmpdump'
  | 'docker-logs'
  | 'compose'
  | 'coloured'
  | 'prefixed'
  | 'packets'
  | CustomFormatName;

/** A format that a user has described, by the name of the description. */
export type CustomFormatName = `parser:${string}`;

/** What lines are read against; changes between blocks, never within one. */
export type ParseContext = {
  readonly source: SourceId;
  /** IANA name (`UTC`, `Europe/Paris`): stamps without a zone are read in it. */
  readonly timeZone: string;
  /** See `LineBlock.yearReference`. */
  readonly yearReference: EpochMs;
  /**
   * Records without any time are read, as of `yearReference`: the user has said what the input is. Otherwise they are none of a
   * log.
   */
  readonly isTimeless?: boolean;
  /** Proxies that are believed when they name their client; absent or null: none are. */
  readonly proxies?: TrustedProxies | null;
  /** Recognises requests that no rule can match; absent when there are no rules to ask. */
  readonly quiet?: () => QuietRequests | null;
  /** Told of each connection or session that had to be forgotten before a line told how it ended. */
  readonly letGo?: () => void;
  /** Whether what is read now may be put in order later; absent: it is taken as it comes. */
  readonly mayTurn?: () => boolean;
};

export type Emit = (event: LogEvent) => void;

/** One log among those that a source carries. */
export type Chain = { readonly format: FormatName; readonly name: string };

/**
 * Reads one format for one source. It remembers what it must between lines (which process has already reported its failure);
 * that memory is bounded and serialisable.
 */
export type Parser = {
  readonly format: FormatName;
  /** Lines may be of any length: the parser itself bounds what it takes from them. */
  readonly takesLongLines?: boolean;
  /** What it reads is the answer to a query, in whatever order was asked for. */
  readonly isUnordered?: boolean;
  /** A line may need earlier ones to be understood (whose connection it was): a log that is newest first is read again in order. */
  readonly isChained?: boolean;
  /** Of formats that carry others' lines: in which log the line of an event needs those before it; null: in none. */
  chainOf?(event: LogEvent): Chain | null;
  /** Called before the first line, and when the context changes. */
  begin(context: ParseContext): void;
  /**
   * Reads one line, given without its line end. Emits any number of events: a failure that was held back until its connection
   * ended comes with the line that ends it; a line of this format that says nothing still emits an event, without outcome.
   * Returns null, or why the line is not of this format.
   */
  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null;
  /**
   * A fast path for the most common lines: reads one where it stands in its block and emits what `parse` would. Returns false,
   * and has done nothing, when the line is for `parse`.
   */
  parseUsual?(block: OpenBlock, start: number, end: number, lineNumber: number, emit: Emit): boolean;
  /** The source has ended: emits what was held back. Absent, like `save` and `restore`, where no line waits for another. */
  end?(emit: Emit): void;
  save?(): unknown;
  restore?(state: unknown): void;
};

export type ParserFactory = {
  readonly format: FormatName;
  /** Whether this line looks like the format. Asked only about the first lines of a source. */
  recognises(line: string): boolean;
  /** For formats that a single line does not give away: whether these first lines of a source, taken together, are of it. */
  confirms?(lines: readonly string[]): boolean;
  create(): Parser;
};
