import type { Decision, Enforcement } from '../../model/bans/decision.ts';
import { type EpochMs, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import type { Standing } from './ban-lane.ts';

/** A ban that the address was seen to get around counts as not effective for so long after it was last seen. */
const SEEN_HOLDS_MS = MINUTE_MS;

const UNLIFTED = 'could not be lifted: ';

/** How a ban stands, from what its responders found and from what was seen since. */
export function outcome(decision: Decision, now: EpochMs): Pick<Decision, 'state' | 'detail'> {
  const { enforcements, seenAfter } = decision;
  const failed = enforcements.filter(({ state }) => state === 'not-effective');
  if (failed.length > 0) {
    const named = enforcements.length > 1;
    const details = failed.map(
      ({ responder, detail }) => `${named ? `${responder}: ` : ''}${detail ?? 'not there'}`,
    );
    return { state: 'not-effective', detail: details.join('; ') };
  }
  if (enforcements.some(({ state }) => state === 'pending')) return { state: 'pending', detail: null };
  if (seenAfter !== null && now - seenAfter < SEEN_HOLDS_MS) {
    return { state: 'not-effective', detail: stillSeen(decision, seenAfter) };
  }
  const real = enforcements.filter(({ state }) => state === 'effective');
  if (real.length === 0) return { state: 'simulated', detail: null };
  return { state: 'effective', detail: real.find(({ detail }) => detail !== null)?.detail ?? null };
}

/** The decision with what its responders found; `found` may be older than its goal. */
export function recorded(decision: Decision, found: readonly Standing[], now: EpochMs): Decision {
  const latest = new Map(found.map(({ enforcement }) => [enforcement.responder, enforcement]));
  const goneFrom = new Set(found.flatMap(({ gone, enforcement }) => (gone ? [enforcement.responder] : [])));
  const enforcements = decision.enforcements.map((one) => {
    const seen = latest.get(one.responder);
    if (seen === undefined) return one;
    // What it did while it stood is what is told of it when it is over.
    const isOver = decision.goal !== 'banned' && goneFrom.has(one.responder);
    return isOver ? { ...one, detail: seen.detail, checkedAt: seen.checkedAt } : seen;
  });
  const changed = { ...decision, enforcements };
  const { goal } = decision;
  if (goal === 'banned') return { ...changed, ...outcome(changed, now) };
  // It was ended meanwhile: that is settled next.
  if (found.some((one) => one.goal !== goal)) return changed;
  const left = found.find(({ gone }) => !gone);
  if (left === undefined) return { ...changed, state: goal, detail: withoutDelay(decision.detail) };
  return { ...changed, detail: `${UNLIFTED}${left.enforcement.detail ?? 'its rule is still there'}` };
}

/** Once it is lifted, why it could not be lifted before is over. */
function withoutDelay(detail: string | null): string | null {
  return detail?.startsWith(UNLIFTED) === true ? null : detail;
}

/** A ban of an earlier configuration: of what `isThere` does not know nobody can say, or change, how it stands. */
export function abandoned(
  decision: Decision,
  isThere: (responder: string) => boolean,
  now: EpochMs,
): Decision | null {
  const { enforcements, goal } = decision;
  const gone = enforcements.filter(({ responder }) => !isThere(responder));
  if (gone.length === 0) return null;
  const detail = `the configuration has no responder ${gone.map(({ responder }) => responder).join(', ')} any more`;
  // No lane will tell that it is over.
  if (goal !== 'banned' && gone.length === enforcements.length)
    return { ...decision, state: goal, detail: `${detail}: its rule may still be there` };
  const changed: Decision = {
    ...decision,
    enforcements: enforcements.map((one) => {
      return isThere(one.responder) ? one : { ...one, state: 'not-effective', detail, checkedAt: now };
    }),
  };
  return goal === 'banned' ? { ...changed, ...outcome(changed, now) } : changed;
}

function stillSeen({ createdAt, enforcements }: Decision, seenAfter: EpochMs): string {
  const after = Math.round((seenAfter - createdAt) / SECOND_MS);
  return `still seen ${after} s after the ban; ${whyStill(enforcements)}`;
}

function whyStill(enforcements: readonly Enforcement[]): string {
  const packets = enforcements.reduce((sum, { packets }) => sum + (packets ?? 0), 0);
  if (packets > 0) return `${packets} packets were dropped, but others came another way`;
  if (enforcements.every(({ packets }) => packets === null))
    return 'it may come another way than the rule is on';
  return 'its rule has dropped nothing: the packets come another way (a proxy, another machine or container)';
}
