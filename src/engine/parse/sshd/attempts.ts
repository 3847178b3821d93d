import { retainText } from '../../../model/log-event.ts';
import { type EpochMs, SECOND_MS } from '../../../model/time.ts';
import { retainRecord, type SyslogRecord } from '../syslog-header.ts';
import {
  type Connection,
  connectionId,
  type Held,
  isOtherConnection,
  isPam,
  newConnection,
} from './connection.ts';
import { retainMessage, type SshdMessage } from './message.ts';
import { PamWaiting } from './pam-waiting.ts';

/** sshd tells a failure a few seconds after PAM does. An event older than a minute would be late for the windows. */
const PAM_HOLD_MS = 30 * SECOND_MS;
/** sshd's LoginGraceTime: a login that has neither succeeded nor failed by then never will. */
const IDLE_MS = 120 * SECOND_MS;

const CONNECTION_LIMIT = 8192;
const HELD_LIMIT = 1024;
const HELD_PER_CONNECTION = 32;

/** Called once for each record, at once or when it is settled. `counted`: the attempts that no other line has told. */
export type Tell = (record: SyslogRecord, message: SshdMessage, counted: number) => void;

export type AttemptsState = { readonly second: number; readonly connections: readonly Connection[] };

/**
 * Counts each login attempt on one host once, however many lines tell it: sshd's own line counts at its stamp; a key or
 * an empty password offered counts when the connection ends without a login; PAM's line counts when sshd says nothing.
 * Bounded: a connection that is idle, or the oldest of too many, is settled and forgotten.
 */
export class LoginAttempts {
  private readonly connections = new Map<string, Connection>();
  private readonly waiting = new PamWaiting();
  private heldCount = 0;
  private second = 0;

  constructor(private readonly tell: Tell) {}

  observe(record: SyslogRecord, message: SshdMessage): void {
    switch (message.effect) {
      case 'none':
        this.tell(record, message, 0);
        break;
      case 'failed':
      case 'pam-error':
        this.failed(record, message);
        break;
      case 'offered':
        this.hold(this.begin(record, message), record, message);
        break;
      case 'pam-failed':
        this.pamFailed(record, message);
        break;
      case 'pam-more':
        this.pamMore(record, message);
        break;
      case 'accepted':
        this.accepted(record, message);
        break;
      case 'opened':
      case 'closed':
        this.ended(record, message);
        break;
    }
  }

  /** Settles what is overdue at `now`, the stamp of the line to come. */
  passTime(now: EpochMs): void {
    const second = Math.floor(now / SECOND_MS);
    if (second === this.second) return;
    this.second = second;
    for (const connection of this.connections.values()) {
      // The map is in the order of `checked`: whoever is looked at goes to its end.
      if (Math.abs(now - connection.checked) < PAM_HOLD_MS) return;
      this.connections.delete(connection.id);
      if (Math.abs(now - connection.seen) >= IDLE_MS) {
        this.settle(connection);
      } else {
        this.settlePam(connection, now - PAM_HOLD_MS);
        connection.checked = now;
        this.connections.set(connection.id, connection);
      }
    }
  }

  /** The source has ended, and with it every connection. */
  settleAll(): void {
    for (const connection of this.connections.values()) this.settle(connection);
    this.connections.clear();
  }

  save(): AttemptsState {
    return { second: this.second, connections: [...this.connections.values()] };
  }

  restore(state: AttemptsState): void {
    this.second = state.second;
    for (const saved of state.connections) {
      const connection: Connection = { ...saved, held: [] };
      this.connections.set(connection.id, connection);
      for (const held of saved.held) this.keep(connection, held);
    }
  }

  private failed(record: SyslogRecord, message: SshdMessage): void {
    const connection = this.begin(record, message);
    let untold = record.repeat;
    if (isKeyboardInteractive(message)) {
      const before = Math.max(connection.keyboard, connection.pamErrors);
      if (message.effect === 'pam-error') connection.pamErrors += untold;
      else connection.keyboard += untold;
      untold = Math.max(connection.keyboard, connection.pamErrors) - before;
      if (untold > 0) this.foldChild(connection, message);
    }
    const countedBefore = Math.min(untold, connection.pamCounted);
    connection.pamCounted -= countedBefore;
    connection.told = true;
    this.settlePam(connection, record.time);
    this.tell(record, message, untold - countedBefore);
  }

  private pamFailed(record: SyslogRecord, message: SshdMessage): void {
    const connection = this.begin(record, message);
    connection.pamModule ??= message.method;
    if (connection.told || connection.pamModule !== message.method) this.tell(record, message, 0);
    else this.hold(connection, record, message);
  }

  /** Comes when PAM is done with the connection. */
  private pamMore(record: SyslogRecord, message: SshdMessage): void {
    const connection = this.connections.get(connectionId(record, message));
    let counted = message.attempts * record.repeat;
    if (connection !== undefined) {
      this.settle(connection);
      connection.ended = true;
      if (connection.told || (connection.pamModule ?? message.method) !== message.method) counted = 0;
      connection.pamCounted += counted;
    }
    this.tell(record, message, counted);
  }

  private accepted(record: SyslogRecord, message: SshdMessage): void {
    const connection = this.continued(record, message);
    if (isKeyboardInteractive(message)) this.foldChild(connection, message);
    if (connection !== null) {
      for (const held of this.takeHeld(connection)) this.tell(held.record, held.message, 0);
      connection.told = true;
      connection.ended = true;
    }
    this.tell(record, message, record.repeat);
  }

  private ended(record: SyslogRecord, message: SshdMessage): void {
    const connection = this.connections.get(connectionId(record, message));
    if (connection !== undefined) {
      this.settle(connection);
      connection.ended = true;
      connection.port ??= message.port;
      if (message.effect === 'opened') this.connections.delete(connection.id);
    }
    this.tell(record, message, 0);
  }

  /** The connection that this line belongs to, if one is known; settles an earlier one of the same process number. */
  private continued(record: SyslogRecord, message: SshdMessage): Connection | null {
    const connection = this.connections.get(connectionId(record, message));
    if (connection === undefined) return null;
    if (isOtherConnection(connection, message)) {
      this.settle(connection);
      this.connections.delete(connection.id);
      return null;
    }
    connection.seen = record.time;
    connection.port ??= message.port;
    return connection;
  }

  private begin(record: SyslogRecord, message: SshdMessage): Connection {
    const known = this.continued(record, message);
    if (known !== null) return known;
    if (this.connections.size >= CONNECTION_LIMIT) this.forgetOldest();
    const connection = newConnection(retainText(connectionId(record, message)), record.time);
    connection.port = message.port;
    this.connections.set(connection.id, connection);
    return connection;
  }

  private forgetOldest(): void {
    const [oldest] = this.connections.values();
    if (oldest === undefined) return;
    this.connections.delete(oldest.id);
    this.settle(oldest);
  }

  private hold(connection: Connection, record: SyslogRecord, message: SshdMessage): void {
    if (connection.held.length >= HELD_PER_CONNECTION) this.settle(connection);
    // All at once, so that a flood pays for the search only once in a while.
    if (this.heldCount >= HELD_LIMIT) for (const each of this.connections.values()) this.settle(each);
    this.keep(connection, { record: retainRecord(record), message: retainMessage(message) });
  }

  /** Nothing more will be told of what is held: it counts, but for what PAM repeats. */
  private settle(connection: Connection): void {
    if (connection.held.length === 0) return;
    this.settlePam(connection, Number.POSITIVE_INFINITY);
    for (const { record, message } of this.takeHeld(connection)) {
      if (message.method === 'none') connection.told = true;
      this.tell(record, message, record.repeat);
    }
  }

  /** Settles PAM's lines with a stamp up to `until`. */
  private settlePam(connection: Connection, until: EpochMs): void {
    if (connection.held.length === 0) return;
    const held = this.takeHeld(connection);
    const told = connection.told || held.some(({ message }) => message.method === 'none');
    for (const each of held) {
      if (!isPam(each) || each.record.time > until) {
        this.keep(connection, each);
        continue;
      }
      const counted = told ? 0 : each.record.repeat;
      connection.pamCounted += counted;
      this.tell(each.record, each.message, counted);
    }
  }

  /** For keyboard-interactive, sshd runs PAM in a child: what that said is told by its parent here. */
  private foldChild(parent: Connection | null, message: SshdMessage): void {
    const child = parent === null || parent.pamModule === null ? this.waiting.childFor(message) : null;
    if (child === null) return;
    child.told = true;
    child.ended = true;
    this.settlePam(child, Number.POSITIVE_INFINITY);
  }

  private keep(connection: Connection, held: Held): void {
    connection.held.push(held);
    this.heldCount += 1;
    if (isPam(held)) this.waiting.add(held.message.address, connection);
  }

  private takeHeld(connection: Connection): readonly Held[] {
    const { held } = connection;
    if (held.length === 0) return held;
    connection.held = [];
    this.heldCount -= held.length;
    for (const each of held) if (isPam(each)) this.waiting.remove(each.message.address, connection);
    return held;
  }
}

function isKeyboardInteractive(message: SshdMessage): boolean {
  return message.method?.startsWith('keyboard-interactive') ?? false;
}
