import { randomUUID } from 'node:crypto';
import { type BanScope, banScope, widerBan } from '../../model/addresses/ip-range.ts';
import type { AlertId } from '../../model/alerts/alert.ts';
import type { Decision } from '../../model/bans/decision.ts';
import { DAY_MS, type DurationMs, type EpochMs, HOUR_MS, MINUTE_MS } from '../../model/time.ts';
import type { Refusal } from '../../responders/protect.ts';
import type { Responder } from '../../responders/responder.ts';
import type { BanPlan } from '../protocol/bans.ts';

/** What the ban menu offers beside the first choice, shortest first; null is a ban without end. */
const DURATIONS: readonly (DurationMs | null)[] = [10 * MINUTE_MS, HOUR_MS, DAY_MS, 7 * DAY_MS, null];
/** A range may hold the operator's own way in: who is still there after this time says so. */
const CONFIRM_MS = MINUTE_MS;

export type BanOrder = {
  readonly address: string;
  readonly duration: DurationMs | null;
  readonly alertId: AlertId | null;
  readonly origin: Decision['origin'];
  readonly actor: string;
  readonly reason: string | null;
  /** The address as typed, to ban what is protected. */
  readonly override: string | null;
  /** Name of the one responder to use; null for all. */
  readonly responder: string | null;
  /** When it was ordered, together with others. */
  readonly orderedAt?: EpochMs | undefined;
  /** Nothing is changed, whatever the responders are. */
  readonly simulate: boolean;
};

/** What is banned, by whom, and why it was protected. */
type BanTarget = BanScope & {
  readonly responders: readonly Responder[];
  readonly refusal: Refusal | null;
};

/** The text as it is banned; what is no address stays as it is, to be refused by that name. */
export function scopeOf(address: string): BanScope {
  return banScope(address) ?? { value: address, scope: 'ip' };
}

export function decisionOf(order: BanOrder, target: BanTarget, createdAt: EpochMs): Decision {
  const { alertId, origin, actor, reason, duration } = order;
  const { value, scope, responders, refusal } = target;
  return {
    ...{ id: randomUUID(), type: 'ban', scope, value, origin, actor, reason, alertId, createdAt, duration },
    responder: namesOf(responders),
    commands: responders.flatMap((responder) => responder.commands({ value, duration })),
    expiresAt: duration === null ? null : createdAt + duration,
    ...{ state: 'pending', detail: null, goal: 'banned', seenAfter: null },
    enforcements: responders.map(({ name }) => {
      return { responder: name, state: 'pending', detail: null, packets: null, checkedAt: null };
    }),
    overridden: refusal?.why ?? null,
    confirmBy: scope === 'range' ? createdAt + CONFIRM_MS : null,
  };
}

export function planOf(
  { value, scope, responders, refusal }: BanTarget,
  first: DurationMs | null,
): Omit<BanPlan, 'active' | 'through'> {
  return {
    ...{ value, scope },
    responder: namesOf(responders),
    simulated: responders.every(({ simulated }) => simulated),
    choices: [first, ...DURATIONS.filter((duration) => duration !== first)].map((duration) => ({
      duration,
      commands: responders.flatMap((responder) => responder.commands({ value, duration })),
    })),
    refused: refusal?.why ?? null,
    overridable: refusal?.overridable ?? false,
    ranges: scope === 'ip' ? [widerBan(value) ?? []].flat() : [],
    confirmWithin: scope === 'range' ? CONFIRM_MS : null,
  };
}

/** The operator has typed the very address (or range) that is protected. */
export function isOverridden(
  { overridable }: Pick<Refusal, 'overridable'>,
  value: string,
  typed: string | null,
): boolean {
  return overridable && typed !== null && banScope(typed.trim())?.value === value;
}

export function namesOf(responders: readonly Responder[]): string {
  return responders.map(({ name }) => name).join(', ');
}
