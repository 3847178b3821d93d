import type { EpochMs } from '../../../model/time.ts';
import type { SyslogRecord } from '../syslog/syslog-header.ts';
import type { SshdMessage } from './message.ts';

/** A failure held back until its connection shows whether it counts. Own copies of all text. */
export type Held = { readonly record: SyslogRecord; readonly message: SshdMessage };

export function isPam(held: Held): boolean {
  return held.message.effect === 'pam-failed';
}

/** What a connection holds when nothing is held back: one array, shared by all. */
export const NOTHING: readonly Held[] = [];

/** One sshd process, which serves one connection, as far as its lines have told. */
export class Connection {
  /** Process number, or `@` and the peer where the log has none. */
  id: string | number = '';
  /** Stamp of its latest line, and when it was last checked for being overdue. */
  seen: EpochMs = 0;
  checked: EpochMs = 0;
  port: number | null = null;
  ended = false;
  /** sshd itself told the outcome: PAM's lines about this connection only repeat it. */
  told = false;
  /** It was taken for the child of another process, which told the same attempt. */
  folded = false;
  /**
   * Keyboard-interactive attempts reported by `Failed keyboard-interactive`, and by `error: PAM`: both mean the same
   * attempts.
   */
  keyboard = 0;
  pamErrors = 0;
  /** The PAM module whose lines count; a second module reports the same attempts. */
  pamModule: string | null = null;
  /** Attempts that were counted by PAM's lines alone: they do not count again if sshd reports them later. */
  pamCounted = 0;
  held: readonly Held[] = NOTHING;
  /** False once it is forgotten; then it is used again for another connection. */
  known = false;
  /** How many connections this object has been: tells whether a reference means an earlier one. */
  life = 0;
  /** The next one in the same slot of the table. */
  next: Connection | null = null;

  begin(id: string | number, time: EpochMs): void {
    this.life += 1;
    this.id = id;
    this.seen = time;
    this.checked = time;
    this.port = null;
    this.ended = false;
    this.told = false;
    this.folded = false;
    this.keyboard = 0;
    this.pamErrors = 0;
    this.pamModule = null;
    this.pamCounted = 0;
    this.held = NOTHING;
  }

  save(): SavedConnection {
    const { id, seen, checked, port, ended, told, folded } = this;
    const { keyboard, pamErrors, pamModule, pamCounted, held } = this;
    return { id, seen, checked, port, ended, told, folded, keyboard, pamErrors, pamModule, pamCounted, held };
  }
}

export type SavedConnection = Readonly<Omit<Connection, 'known' | 'life' | 'next' | 'begin' | 'save'>>;

export function connectionId(record: SyslogRecord, message: SshdMessage): string | number {
  return record.pid ?? `@${message.address ?? ''}`;
}

/** Whether its lines tell the number of the process. */
export function isNumbered({ id }: Connection): boolean {
  return typeof id === 'number' || !id.startsWith('@');
}

/**
 * Whether the line is of another connection: process numbers come again, with a new port, or with a new attempt after the
 * end.
 */
export function isOtherConnection(connection: Connection, message: SshdMessage): boolean {
  if (message.port === null || connection.port === null) return connection.ended;
  return message.port !== connection.port;
}
