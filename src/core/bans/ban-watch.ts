import type { Decision, DecisionId } from '../../model/bans/decision.ts';
import { type DurationMs, type EpochMs, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import { outcome } from './ban-outcome.ts';

/** Lines of what was under way may come so late. */
const GRACE_MS = 5 * SECOND_MS;
/** A connection that the ban cut off is told of when its server gives it up: a page after a minute, a mailbox after three. */
const GIVEN_UP_MS = 5 * MINUTE_MS;
/** Those that were open together are given up together; who comes another way goes on. */
const GOES_ON_MS = 10 * SECOND_MS;
/** But who opens connections all the time and says nothing in them (slowloris) has each given up at its own minute's end. */
const ONE_BY_ONE_MS = MINUTE_MS + GRACE_MS;

/** When an address was last seen. */
export type Sighting = {
  /** It failed to log in, or asked for a page. */
  readonly tried: EpochMs | null;
  /** It got in: no connection that was cut off is told as that. */
  readonly gotIn: EpochMs | null;
};

type Watched = {
  /** Since when the ban is seen to hold. */
  readonly since: EpochMs;
  /** When the address was seen first after that. */
  readonly first: EpochMs | null;
};

type Look = {
  /** The ban as it must be called from now on; null when nothing has changed. */
  readonly changed: Decision | null;
  /** The firewall should be looked at. */
  readonly isAlarm: boolean;
};

/** Notices a banned address that is seen all the same. */
export class BanWatch {
  private readonly watched = new Map<DecisionId, Watched>();

  constructor(private readonly lastSeen: (address: string) => Sighting) {}

  look(decision: Decision, now: EpochMs): Look {
    const { id, scope, value, state, seenAfter } = decision;
    if (scope === 'range' || (state !== 'effective' && seenAfter === null))
      return { changed: null, isAlarm: false };
    const { since, first } = this.watched.get(id) ?? { since: now, first: null };
    const after = (time: EpochMs | null): EpochMs => {
      return time !== null && time > since + GRACE_MS && time <= now ? time : Number.NEGATIVE_INFINITY;
    };
    const { tried, gotIn } = this.lastSeen(value);
    const seen = Math.max(after(tried), after(gotIn));
    const isSeen = Number.isFinite(seen);
    const begun = first ?? (isSeen ? seen : null);
    this.watched.set(id, { since, first: begun });
    const goesOn = begun !== null && (seen >= begun + patienceWith(decision) || seen > since + GIVEN_UP_MS);
    const isAround = isSeen && (goesOn || Number.isFinite(after(gotIn)));
    const isAlarm = begun !== first;
    if (!isAround && seenAfter === null) return { changed: null, isAlarm };
    const judged = { ...decision, seenAfter: isAround ? seen : seenAfter };
    const judgement = outcome(judged, now);
    if (judged.seenAfter === seenAfter && judgement.state === state) return { changed: null, isAlarm };
    const isWorse = state === 'effective' && judgement.state === 'not-effective';
    return { changed: { ...judged, ...judgement }, isAlarm: isAlarm || isWorse };
  }

  forget(id: DecisionId): void {
    this.watched.delete(id);
  }
}

/** What was cut off sends packets to the rule when it is given up: where the rule has dropped none, nothing was. */
function patienceWith({ enforcements }: Decision): DurationMs {
  const counted = enforcements.flatMap(({ packets }) => packets ?? []);
  const hasDroppedNone = counted.length > 0 && counted.every((packets) => packets === 0);
  return hasDroppedNone ? GOES_ON_MS : ONE_BY_ONE_MS;
}
