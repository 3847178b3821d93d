import { retainText } from '../../../model/log-event.ts';
import type { EpochMs } from '../../../model/time.ts';
import { Connection } from './connection.ts';

/** Slots at first, a power of two. A folder holds tens of thousands of logs, most of them with few connections. */
const FIRST_SLOTS = 64;
/**
 * Slots at most, a power of two: as many as there may be connections. Process numbers count up, so a slot holds one or two.
 */
const MOST_SLOTS = 8192;

/**
 * The connections that are known, by process number. Their objects are used again: new ones lived for two minutes, which is
 * beyond V8's young generation. Together with the events' fields they cost 530 ms of garbage collection for a million lines,
 * now 40 ms.
 */
export class ConnectionTable {
  private slots: (Connection | null)[] = emptySlots(FIRST_SLOTS);
  private numbered = 0;
  private readonly named = new Map<string, Connection>();
  private readonly free: Connection[] = [];

  get(id: string | number): Connection | undefined {
    if (typeof id === 'string') return this.named.get(id);
    const { slots } = this;
    let at = slots[id & (slots.length - 1)] ?? null;
    while (at !== null && at.id !== id) at = at.next;
    return at ?? undefined;
  }

  /** A connection of which nothing is known yet, under an id that is not in use. */
  add(id: string | number, time: EpochMs): Connection {
    const connection = this.free.pop() ?? new Connection();
    connection.known = true;
    if (typeof id === 'string') {
      connection.begin(retainText(id), time);
      this.named.set(connection.id as string, connection);
    } else {
      connection.begin(id, time);
      if (++this.numbered > this.slots.length && this.numbered <= MOST_SLOTS) this.enlarge();
      link(this.slots, connection, id);
    }
    return connection;
  }

  remove(connection: Connection): void {
    connection.known = false;
    const { id } = connection;
    if (typeof id === 'string') this.named.delete(id);
    else this.unlink(connection, id & (this.slots.length - 1));
  }

  /** Nothing refers to this connection any more: its object may become another one. */
  reuse(connection: Connection): void {
    this.free.push(connection);
  }

  private enlarge(): void {
    const slots = emptySlots(2 * this.slots.length);
    for (const first of this.slots)
      for (let at = first; at !== null; ) {
        const { next } = at;
        link(slots, at, at.id as number);
        at = next;
      }
    this.slots = slots;
  }

  private unlink(connection: Connection, slot: number): void {
    this.numbered--;
    let before: Connection | null = null;
    let at = this.slots[slot] ?? null;
    while (at !== null && at !== connection) {
      before = at;
      at = at.next;
    }
    if (before === null) this.slots[slot] = connection.next;
    else before.next = connection.next;
    connection.next = null;
  }
}

function emptySlots(slots: number): (Connection | null)[] {
  return new Array<Connection | null>(slots).fill(null);
}

function link(slots: (Connection | null)[], connection: Connection, id: number): void {
  const slot = id & (slots.length - 1);
  connection.next = slots[slot] ?? null;
  slots[slot] = connection;
}
