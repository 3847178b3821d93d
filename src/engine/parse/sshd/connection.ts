import type { EpochMs } from '../../../model/time.ts';
import type { SyslogRecord } from '../syslog-header.ts';
import type { SshdMessage } from './message.ts';

/** A failure held back until its connection shows whether it counts. Own copies of all text. */
export type Held = { readonly record: SyslogRecord; readonly message: SshdMessage };

export function isPam(held: Held): boolean {
  return held.message.effect === 'pam-failed';
}

/** One sshd process, which serves one connection, as far as its lines have told. Plain data: it is saved as it is. */
export type Connection = {
  /** Process number, or `@` and the peer where the log has none. */
  readonly id: string;
  /** Stamp of its latest line, and when it was last looked at for what is overdue. */
  seen: EpochMs;
  checked: EpochMs;
  port: number | null;
  ended: boolean;
  /** sshd itself told the outcome: PAM's lines about this connection only repeat it. */
  told: boolean;
  /** Keyboard-interactive attempts by `Failed keyboard-interactive`, and by `error: PAM`: the same ones. */
  keyboard: number;
  pamErrors: number;
  /** The PAM module whose lines count; a second module tells of the same attempts. */
  pamModule: string | null;
  /** Attempts counted by PAM's word alone, should sshd tell them still. */
  pamCounted: number;
  held: Held[];
};

export function newConnection(id: string, time: EpochMs): Connection {
  return {
    id,
    seen: time,
    checked: time,
    port: null,
    ended: false,
    told: false,
    keyboard: 0,
    pamErrors: 0,
    pamModule: null,
    pamCounted: 0,
    held: [],
  };
}

export function connectionId(record: SyslogRecord, message: SshdMessage): string {
  return record.pid ?? `@${message.address ?? ''}`;
}

/** Process numbers come again: a new port, or a new attempt after the end, is another connection. */
export function isOtherConnection(connection: Connection, message: SshdMessage): boolean {
  if (message.port === null || connection.port === null) return connection.ended;
  return message.port !== connection.port;
}
