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

/** What a line is read against; changes from block to block, never within one. */
export type ParseContext = {
  readonly source: SourceId;
  /** IANA name (`UTC`, `Europe/Paris`): stamps without a zone are read in it. */
  readonly timeZone: string;
  /** See `LineBlock.yearReference`. */
  readonly yearReference: EpochMs;
  /** Whose word on whom they spoke for is taken; absent or null: nobody's. */
  readonly proxies?: TrustedProxies | null;
  /** Tells requests that no rule can match; absent when there is nobody to tell. */
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
 * One format's reader. Holds what must be remembered between lines of one source
 * (which process already told its failure); that memory is bounded and serialisable.
 */
export type Parser = {
  readonly format: FormatName;
  /** Lines may be of any length: what the parser finds in them is bounded. */
  readonly takesLongLines?: boolean;
  /** What is read is one answer to a question, in whatever order it was asked for. */
  readonly isUnordered?: boolean;
  /** What a line tells may need lines before it (whose connection it was): lines that stood newest first are read once more in order. */
  readonly isChained?: boolean;
  /** Of formats that carry others' lines: in which log the line of an event needs those before it; null: in none. */
  chainOf?(event: LogEvent): Chain | null;
  /** Called when the context changes. */
  begin(context: ParseContext): void;
  /**
   * Reads one line (no line end in it). Emits zero, one or more events (a failure that was held back until its
   * connection ended comes with the line that ends it). Returns null, or why the line is not of this format.
   * A line that is of this format but tells nothing emits an event without outcome.
   */
  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null;
  /**
   * Reads a line where it stands in its block, if it is one of those that most of the format's lines are: as `parse`
   * would. False: it is for `parse`, and nothing was done.
   */
  parseUsual?(block: OpenBlock, start: number, end: number, lineNumber: number, emit: Emit): boolean;
  /** The source has ended: emits what was held back. Absent, with `save` and `restore`, where no line waits for another. */
  end?(emit: Emit): void;
  save?(): unknown;
  restore?(state: unknown): void;
};

export type ParserFactory = {
  readonly format: FormatName;
  /** Whether this line looks like the format: cheap, used on the first lines of a source only. */
  recognises(line: string): boolean;
  /** Where single lines do not tell enough: whether these, a source's first, are of the format all in all. */
  confirms?(lines: readonly string[]): boolean;
  create(): Parser;
};
