import { isBy, type NewBan } from '../../model/bans/ban-standing.ts';
import type { Decision } from '../../model/bans/decision.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../model/time.ts';
import type { Responder } from '../../responders/responder.ts';
import { setBack } from './ban-clock.ts';
import type { BanOrder } from './ban-order.ts';

export function areSimulated(responders: readonly Responder[]): boolean {
  return responders.every(({ simulated }) => simulated);
}

/** The policy gives whom it sees again no more than it gave. */
export function newBanOf(
  { origin, responder }: BanOrder,
  { value, expiresAt }: Decision,
  by: readonly Responder[],
): NewBan {
  const until = origin === 'analyst' ? expiresAt : undefined;
  return { value, simulated: areSimulated(by), until, on: responder };
}

/** How long a ban that blocks the very address still lasts, in whole seconds; `otherwise` when none does. */
export function lengthLeft(
  active: Decision | null,
  value: string,
  now: EpochMs,
  otherwise: DurationMs | null,
): DurationMs | null {
  if (active === null || active.value !== value || active.state === 'simulated') return otherwise;
  if (active.expiresAt === null) return null;
  return Math.max(SECOND_MS, Math.floor((active.expiresAt - now) / SECOND_MS) * SECOND_MS);
}

type Extension = {
  readonly standing: Decision;
  readonly ordered: Decision;
  /** Those that carry the ban out. */
  readonly present: readonly Responder[];
  /** Those that somebody named now. */
  readonly named: readonly Responder[];
};

/**
 * One ban all the same, longer or by more responders, in the name of who wants that: it is no repeat of what the address
 * did.
 */
export function extendedBan({ standing, ordered, present, named }: Extension): Decision {
  const more = named.filter(({ name }) => !isBy(standing, name));
  const { origin, actor, value } = ordered;
  const isLonger = endsLater(ordered, standing);
  const { expiresAt } = isLonger ? ordered : standing;
  const duration = expiresAt === null ? null : expiresAt - ordered.createdAt;
  const carriedOut = (by: readonly Responder[]) => by.flatMap((one) => one.commands({ value, duration }));
  return {
    ...standing,
    ...{ origin, actor, expiresAt },
    responder: [standing.responder, ...more.map(({ name }) => name)].join(', '),
    enforcements: [
      ...standing.enforcements,
      ...ordered.enforcements.filter(({ responder }) => more.some(({ name }) => name === responder)),
    ],
    commands: [...(isLonger ? carriedOut(present) : standing.commands), ...carriedOut(more)],
    duration: expiresAt === null ? null : expiresAt - standing.createdAt,
    reason: ordered.reason ?? standing.reason,
    alertId: ordered.alertId ?? standing.alertId,
    overridden: ordered.overridden ?? standing.overridden,
  };
}

/**
 * With the end that it had before it was made longer or given to another responder, by those who carried it out then, and
 * whose that was; null when it would be over by now.
 */
export function asBefore(standing: Decision, before: Decision, now: EpochMs): Decision | null {
  const { origin, actor, responder, duration, commands, reason, alertId, overridden } = before;
  // The clock may have been set back since.
  const { expiresAt } = setBack(before, before.createdAt - standing.createdAt);
  if (expiresAt !== null && expiresAt <= now) return null;
  const enforcements = standing.enforcements.filter((part) => isBy(before, part.responder));
  const asked = { origin, actor, expiresAt, duration, commands, reason, alertId, overridden };
  return { ...standing, ...asked, responder, enforcements };
}

function endsLater({ expiresAt }: Decision, than: Decision): boolean {
  return than.expiresAt !== null && (expiresAt === null || expiresAt > than.expiresAt);
}
