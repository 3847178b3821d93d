import { banScope } from '../../model/addresses/ip-range.ts';
import type { Alert } from '../../model/alerts/alert.ts';
import { type Decision, effectOf } from '../../model/bans/decision.ts';
import { type Level, levelRank } from '../../model/level.ts';
import { type EpochMs, MINUTE_MS } from '../../model/time.ts';
import type { Refusal } from '../../responders/protect.ts';

/** When the policy bans by itself. */
export type AutomaticPolicy = {
  readonly mode: 'off' | 'simulate' | 'on';
  /** Weakest alert that is acted on. */
  readonly level: Level;
  /** Least confidence of its rule, 0 to 3. */
  readonly confidence: number;
  /** Fewest events. */
  readonly count: number;
  /** Names of rules; empty for all. */
  readonly rules: readonly string[];
  readonly maxPerMinute: number;
  /** A source that more than this part (0 to 1) of the good traffic comes from is a proxy, not an attacker. */
  readonly majority: number;
};

/** Why an automatic ban was not made, though an alert named somebody. */
export type HeldBack =
  | 'halted'
  | 'spoofable'
  | 'historical'
  | 'no-address'
  | 'protected'
  | 'verified-crawler'
  | 'most-of-the-traffic'
  | 'too-many-a-minute';

type Verdict =
  | { readonly kind: 'ban'; readonly address: string; readonly simulate: boolean }
  | { readonly kind: 'held-back'; readonly reason: HeldBack }
  /** The policy does not ask for it. */
  | { readonly kind: 'none' };

export type JudgeParts = {
  readonly policy: AutomaticPolicy;
  readonly refusal: (address: string) => Refusal | null;
  /** Bans that the address had, oldest first. */
  readonly earlier: (address: string) => readonly Decision[];
  readonly isBanned: (address: string) => boolean;
  /** Its bans change nothing: by the policy, or because no responder is configured. */
  readonly isSimulated: boolean;
  /** The part of the good traffic (answered requests, accepted logins) that comes from the address, 0 to 1. */
  readonly share: (address: string) => number;
  /** It rests on packets alone: who watches a network sees forged ones as well, and cannot tell who took them for real. */
  readonly isOfPackets: (alert: Alert) => boolean;
  /** It is in the published ranges of a crawler that is welcome. */
  readonly isCrawler?: (address: string) => boolean;
};

/** Decides which alerts ban somebody by themselves. Careful by design: what is in doubt is left to a person. */
export class AutomaticBans {
  halted = false;
  readonly heldBack: Partial<Record<HeldBack, number>> = {};
  private latest: EpochMs[] = [];
  /** From how many events on an alert that was judged is judged anew: one grows a thousand times. */
  private readonly judged = new Map<string, number>();
  /** Of each alert the reasons that are counted. */
  private readonly counted = new Map<string, true>();

  constructor(private readonly parts: JudgeParts) {}

  judge(alert: Alert, now: EpochMs): Verdict {
    const { policy } = this.parts;
    if (policy.mode === 'off' || !this.isAskedFor(alert) || this.wasJudged(alert)) return { kind: 'none' };
    const address = alert.group.src_ip ?? '';
    if (this.parts.isBanned(address) || this.wasDealtWith(alert, address)) return { kind: 'none' };
    const reason = this.reasonAgainst(alert, address, now);
    if (reason !== null) {
      this.letGoOn(alert, reason);
      return this.isNews(alert, reason) ? { kind: 'held-back', reason } : { kind: 'none' };
    }
    this.latest.push(now);
    this.letGoOn(alert, null);
    return { kind: 'ban', address, simulate: policy.mode === 'simulate' };
  }

  private isAskedFor({ rule, eventCount, status }: Alert): boolean {
    const { level, confidence, count, rules } = this.parts.policy;
    return (
      status === 'open' &&
      levelRank(rule.level) >= levelRank(level) &&
      rule.confidence >= confidence &&
      eventCount >= count &&
      (rules.length === 0 || rules.includes(rule.name))
    );
  }

  /** What somebody lifted, or what is over, is not banned again for what was seen before. */
  private wasDealtWith({ id, lastSeen }: Alert, address: string): boolean {
    const earlier = this.parts.earlier(address);
    if (earlier.some(({ createdAt }) => createdAt >= lastSeen)) return true;
    // As it is stored: whom a person let in stays in after a restart, too. What was only simulated hinders no real ban.
    const own = earlier.filter(
      (ban) => ban.alertId === id && (this.parts.isSimulated || effectOf(ban) !== 'simulated'),
    );
    if (own.length === 0) return false;
    // It goes on behind its ban: that is no news while nobody has seen it end by its time.
    return !own.some(({ goal }) => goal === 'expired') || own.some(({ goal }) => goal === 'lifted');
  }

  /** When it is judged next: who is protected now may only be logged in now, and who was banned may come back. */
  private letGoOn({ id, eventCount }: Alert, reason: HeldBack | null): void {
    if (reason === 'historical' || reason === 'halted' || reason === 'too-many-a-minute') return;
    const isForGood = reason === 'spoofable' || reason === 'no-address';
    remember(this.judged, id, isForGood ? Number.POSITIVE_INFINITY : eventCount + this.parts.policy.count);
  }

  private isNews({ id }: Alert, reason: HeldBack): boolean {
    const key = `${reason} ${id}`;
    if (this.counted.has(key)) return false;
    remember(this.counted, key, true);
    this.heldBack[reason] = (this.heldBack[reason] ?? 0) + 1;
    return true;
  }

  private reasonAgainst(alert: Alert, address: string, now: EpochMs): HeldBack | null {
    const { policy, refusal, share } = this.parts;
    if (this.halted) return 'halted';
    if (banScope(address)?.scope !== 'ip') return 'no-address';
    if (alert.rule.spoofable > 0 || this.parts.isOfPackets(alert)) return 'spoofable';
    if (alert.historical) return 'historical';
    if (refusal(address) !== null) return 'protected';
    if (this.parts.isCrawler?.(address)) return 'verified-crawler';
    if (share(address) > policy.majority) return 'most-of-the-traffic';
    this.latest = this.latest.filter((time) => time > now - MINUTE_MS && time <= now);
    return this.latest.length >= policy.maxPerMinute ? 'too-many-a-minute' : null;
  }

  private wasJudged({ id, historical, eventCount }: Alert): boolean {
    if (historical && this.counted.has(`historical ${id}`)) return true;
    return eventCount < (this.judged.get(id) ?? 0);
  }
}

const MAX_JUDGED = 100_000;

function remember<Known>(all: Map<string, Known>, id: string, known: Known): void {
  all.delete(id);
  all.set(id, known);
  const [oldest] = all.keys();
  if (all.size > MAX_JUDGED && oldest !== undefined) all.delete(oldest);
}
