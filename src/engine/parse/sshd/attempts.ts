import { retainText } from '../../../model/log-event.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../../model/time.ts';
import { retainRecord, type SyslogRecord } from '../syslog/syslog-header.ts';
import {
  type Connection,
  connectionId,
  type Held,
  isOtherConnection,
  isPam,
  NOTHING,
  type SavedConnection,
} from './connection.ts';
import { ConnectionTable } from './connection-table.ts';
import { Fifo } from './fifo.ts';
import { retainMessage, type SshdMessage } from './message.ts';
import { PamWaiting } from './pam-waiting.ts';

/** sshd tells a failure a few seconds after PAM does. An event older than a minute would be late for the windows. */
const PAM_HOLD_MS = 30 * SECOND_MS;
/** sshd's LoginGraceTime: a login that has neither succeeded nor failed by then never will. */
const IDLE_MS = 120 * SECOND_MS;

const CONNECTION_LIMIT = 8192;
const HELD_LIMIT = 1024;
const HELD_PER_CONNECTION = 32;

/**
 * Called once for each record, at once or when its connection is settled. `counted`: how many of its attempts no other line
 * has reported.
 */
export type Tell = (record: SyslogRecord, message: SshdMessage, counted: number) => void;

type PamLine = { readonly connection: Connection; readonly life: number; readonly since: EpochMs };

export type AttemptsState = {
  readonly second: number;
  readonly connections: readonly SavedConnection[];
  /** Absent in what an earlier version saved. */
  readonly tellsFailures?: boolean;
};

/**
 * Counts each login attempt on one host once, however many lines tell it: sshd's own line counts at its stamp; a key or
 * an empty password offered counts when the connection ends without a login; PAM's line counts when sshd says nothing.
 * Bounded: a connection that is idle, or the oldest of too many, is settled and forgotten.
 */
export class LoginAttempts {
  private readonly connections = new ConnectionTable();
  /** Connections in the order in which they are checked for being idle; some may be forgotten already. */
  private readonly idleOrder = new Fifo<Connection>();
  /** Connections with a line of PAM's that was held back, in the order of those lines. */
  private readonly pamOrder = new Fifo<PamLine>();
  private readonly waiting = new PamWaiting();
  private heldCount = 0;
  private second = 0;
  /** Whether the host logs sshd's own words about failures, and not only PAM's. */
  private tellsFailures = false;

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
      case 'retold':
        this.tell(record, message, this.tellsFailures ? 0 : record.repeat);
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

  /**
   * Settles every connection that is overdue at `now`, the stamp of the next line. A clock that is set back makes all of them
   * overdue.
   */
  passTime(now: EpochMs): void {
    const second = Math.floor(now / SECOND_MS);
    if (second === this.second) return;
    this.second = second;
    this.settleOverduePam(now);
    this.forgetIdle(now);
  }

  private settleOverduePam(now: EpochMs): void {
    const order = this.pamOrder;
    for (let due = order.first; due !== undefined && isOver(due.since, now, PAM_HOLD_MS); due = order.first) {
      order.shift();
      if (due.connection.life === due.life) this.settlePam(due.connection, due.since);
    }
  }

  private forgetIdle(now: EpochMs): void {
    const order = this.idleOrder;
    for (let due = order.first; due !== undefined && isOver(due.checked, now, IDLE_MS); due = order.first) {
      order.shift();
      if (due.known && !isOver(due.seen, now, IDLE_MS)) {
        due.checked = now;
        order.push(due);
      } else {
        this.forget(due);
        this.connections.reuse(due);
      }
    }
  }

  /** The source has ended, and with it every connection. */
  settleAll(): void {
    for (const connection of this.idleOrder) this.forget(connection);
  }

  save(): AttemptsState {
    return {
      second: this.second,
      connections: [...this.idleOrder].filter(isKnown).map((each) => each.save()),
      tellsFailures: this.tellsFailures,
    };
  }

  restore(state: AttemptsState): void {
    this.second = state.second;
    this.tellsFailures = state.tellsFailures ?? false;
    const held: [Connection, Held][] = [];
    for (const saved of state.connections) {
      const connection = this.connections.add(saved.id, saved.seen);
      Object.assign(connection, saved, { held: [] });
      this.idleOrder.push(connection);
      for (const each of saved.held) held.push([connection, each]);
    }
    held.sort(([, a], [, b]) => a.record.line - b.record.line);
    for (const [connection, each] of held) this.keep(connection, each);
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
    this.tellsFailures = true;
    this.settlePam(connection, record.time);
    this.tell(record, message, untold - countedBefore);
  }

  private pamFailed(record: SyslogRecord, message: SshdMessage): void {
    const connection = this.begin(record, message);
    if (connection.pamModule === null && message.method !== null)
      connection.pamModule = retainText(message.method);
    if (connection.told || connection.pamModule !== message.method) this.tell(record, message, 0);
    else this.hold(connection, record, message);
  }

  /** `PAM N more authentication failures`, which comes when PAM is done with the connection. */
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
      if (message.effect === 'opened') this.forget(connection);
    }
    // Attempts of it were reported, so that it began is no news.
    const isTried = message.begun && connection?.told === true;
    this.tell(record, isTried ? { ...message, begun: false } : message, 0);
  }

  /** The connection that this line belongs to, if one is known; settles an earlier one of the same process number. */
  private continued(record: SyslogRecord, message: SshdMessage): Connection | null {
    const connection = this.connections.get(connectionId(record, message));
    if (connection === undefined) return null;
    if (isOtherConnection(connection, message)) {
      // It tells attempts itself, so it was no child: the one that its line stood for still waits.
      if (connection.folded && message.effect === 'failed') this.foldChild(null, message);
      this.forget(connection);
      return null;
    }
    connection.seen = record.time;
    connection.port ??= message.port;
    return connection;
  }

  private begin(record: SyslogRecord, message: SshdMessage): Connection {
    const known = this.continued(record, message);
    if (known !== null) return known;
    if (this.idleOrder.length >= CONNECTION_LIMIT) this.forgetFirst();
    const connection = this.connections.add(connectionId(record, message), record.time);
    connection.port = message.port;
    this.idleOrder.push(connection);
    return connection;
  }

  private forgetFirst(): void {
    const first = this.idleOrder.shift();
    if (first === undefined) return;
    this.forget(first);
    this.connections.reuse(first);
  }

  private forget(connection: Connection): void {
    if (!connection.known) return;
    this.connections.remove(connection);
    this.settle(connection);
  }

  private hold(connection: Connection, record: SyslogRecord, message: SshdMessage): void {
    if (connection.held.length >= HELD_PER_CONNECTION) this.settle(connection);
    // All of them at once, so that a flood pays for the search only once in a while.
    if (this.heldCount >= HELD_LIMIT) this.settleEach();
    this.keep(connection, { record: retainRecord(record), message: retainMessage(message) });
  }

  private settleEach(): void {
    for (const connection of this.idleOrder) if (connection.known) this.settle(connection);
  }

  /** Ends a connection: what was held back counts now, but for what PAM only repeats. */
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
    const told = connection.told || connection.held.some(({ message }) => message.method === 'none');
    for (const { record, message } of this.takePam(connection, until)) {
      const counted = told ? 0 : record.repeat;
      connection.pamCounted += counted;
      this.tell(record, message, counted);
    }
  }

  /**
   * For keyboard-interactive, sshd runs PAM in a child process: its parent's line says the same, so what the child said is
   * not counted again.
   */
  private foldChild(parent: Connection | null, message: SshdMessage): void {
    const child = parent === null || parent.pamModule === null ? this.waiting.childFor(message) : null;
    if (child === null) return;
    child.told = true;
    child.ended = true;
    child.folded = true;
    this.settlePam(child, Number.POSITIVE_INFINITY);
  }

  private keep(connection: Connection, held: Held): void {
    // Nearly always there is one: an array made by spreading would have room for 17 more.
    connection.held = connection.held.length === 0 ? [held] : [...connection.held, held];
    this.heldCount += 1;
    if (!isPam(held)) return;
    this.waiting.add(held.message, connection);
    if (this.pamOrder.length >= CONNECTION_LIMIT) this.pamOrder.shift();
    this.pamOrder.push({ connection, life: connection.life, since: held.record.time });
  }

  private takeHeld(connection: Connection): readonly Held[] {
    const taken = connection.held;
    connection.held = NOTHING;
    this.heldCount -= taken.length;
    for (const held of taken) if (isPam(held)) this.waiting.remove(held.message, connection);
    return taken;
  }

  private takePam(connection: Connection, until: EpochMs): readonly Held[] {
    const isDue = (held: Held): boolean => isPam(held) && held.record.time <= until;
    const { held } = connection;
    if (held.every(isDue)) return this.takeHeld(connection);
    const taken = held.filter(isDue);
    connection.held = held.filter((each) => !isDue(each));
    this.heldCount -= taken.length;
    for (const each of taken) this.waiting.remove(each.message, connection);
    return taken;
  }
}

function isKnown(connection: Connection): boolean {
  return connection.known;
}

function isOver(since: EpochMs, now: EpochMs, span: DurationMs): boolean {
  return Math.abs(now - since) >= span;
}

function isKeyboardInteractive(message: SshdMessage): boolean {
  return message.method?.startsWith('keyboard-interactive') ?? false;
}
