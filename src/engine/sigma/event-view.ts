import type { FieldValue, LogEvent } from '../../model/log-event.ts';
import { decodeTarget } from '../decode.ts';

/** Number of a field name within one rule set: compiled tests address fields by it. */
export type Slot = number;

/** Names that mean the same thing as a property of the event, whatever the parser called it. */
const EVENT_FIELDS: Readonly<Record<string, (event: LogEvent) => FieldValue>> = {
  src_ip: (event) => event.srcIp,
  'c-ip': (event) => event.srcIp,
  src_host: (event) => event.srcHost,
  user: (event) => event.user,
  outcome: (event) => event.outcome,
  login: (event) => event.login,
};

/**
 * Real rules put a path, a query or a whole URL into any of these and mean the request target:
 * each is matched against the target as logged and as decoded.
 */
const TARGET_FIELDS: ReadonlySet<string> = new Set([
  'cs-uri-query',
  'c-uri',
  'cs-uri',
  'c-uri-query',
  'cs-uri-stem',
]);
const TARGET = 'cs-uri';

export const NO_SOURCE = -1;

/** Gives each field name used by a rule set its slot. */
export class FieldTable {
  readonly names: string[] = [];
  private readonly slots = new Map<string, Slot>();

  slot(name: string): Slot {
    let slot = this.slots.get(name);
    if (slot === undefined) {
      slot = this.names.length;
      this.names.push(name);
      this.slots.set(name, slot);
    }
    return slot;
  }
}

/**
 * One event as the rules look at it. Lower case and decoded forms are made once per event and only when a rule asks.
 * One view is reused for all events of an engine: it is scratch, nothing keeps it.
 */
export class EventView {
  event!: LogEvent;
  /** Number that the tally of logins has given its source; `NO_SOURCE` without one. */
  loginSource = NO_SOURCE;
  /** Number of the event: what was made for an earlier one is stale. */
  serial = 0;
  private readonly readers: ((event: LogEvent) => FieldValue | undefined)[];
  private readonly targets: readonly boolean[];
  private readonly loweredAt: number[];
  private readonly lowered: string[][];
  private readonly casedAt: number[];
  private readonly cased: string[][];
  private rawLower = '';
  private rawLowerAt = 0;

  constructor(fields: FieldTable) {
    this.readers = fields.names.map((name) => EVENT_FIELDS[name] ?? ((event) => event.fields[name]));
    this.targets = fields.names.map((name) => TARGET_FIELDS.has(name));
    this.loweredAt = fields.names.map(() => 0);
    this.casedAt = fields.names.map(() => 0);
    this.lowered = fields.names.map(() => []);
    this.cased = fields.names.map(() => []);
  }

  set(event: LogEvent): void {
    this.event = event;
    this.loginSource = NO_SOURCE;
    this.serial++;
  }

  value(slot: Slot): FieldValue | undefined {
    return (this.readers[slot] as (event: LogEvent) => FieldValue | undefined)(this.event);
  }

  /** Whether the field stands for the target of a request: it has more than one text. */
  isTarget(slot: Slot): boolean {
    return this.targets[slot] === true && this.event.category === 'web';
  }

  /** The field's texts as written: one, or two for a request target that decodes to something else; none when missing. */
  texts(slot: Slot): readonly string[] {
    if (this.casedAt[slot] !== this.serial) {
      this.casedAt[slot] = this.serial;
      this.cased[slot] = this.read(slot);
    }
    return this.cased[slot] as string[];
  }

  /** The same in lower case. */
  lowerTexts(slot: Slot): readonly string[] {
    if (this.loweredAt[slot] !== this.serial) {
      this.loweredAt[slot] = this.serial;
      this.lowered[slot] = this.texts(slot).map((text) => text.toLowerCase());
    }
    return this.lowered[slot] as string[];
  }

  /** The whole line in lower case, for keywords. */
  lowerRaw(): string {
    if (this.rawLowerAt !== this.serial) {
      this.rawLowerAt = this.serial;
      this.rawLower = this.event.raw.toLowerCase();
    }
    return this.rawLower;
  }

  private read(slot: Slot): string[] {
    const value = this.value(slot);
    const own = value === undefined || value === null ? [] : [String(value)];
    const target = this.isTarget(slot) ? this.event.fields[TARGET] : undefined;
    if (typeof target !== 'string') return own;
    const decoded = decodeTarget(target);
    // An exact test (`cs-uri-stem: /admin`) still needs the part that the field names.
    return [...new Set([...own, target, decoded])];
  }
}
