import type { Alert, Evidence } from '../../model/alert.ts';
import { type Level, maxLevel } from '../../model/level.ts';
import type { EpochMs } from '../../model/time.ts';
import { EVIDENCE_EACH_END, HISTORICAL_MS, MAX_SOURCES_PER_ALERT, MAX_USERS_PER_ALERT } from '../limits.ts';
import type { SigmaRule } from '../sigma/spec.ts';
import type { GroupEvent } from './group-event.ts';

/** One alert while it grows. */
export class Episode {
  private level: Level;
  private firstSeen: EpochMs;
  lastSeen: EpochMs;
  private eventCount = 0;
  private historical = true;
  private readonly sources = new Set<string>();
  private readonly users = new Set<string>();
  private readonly head: Evidence[] = [];
  /** The latest, written round and round; `seen` events have passed. */
  private readonly tail: Evidence[] = [];
  private seen = 0;
  private lastSource = '';
  private lastUser: string | null = null;
  /** Whether it changed since its alert was last taken. */
  changed = false;

  constructor(
    readonly id: string,
    private readonly rule: SigmaRule,
    private readonly group: Readonly<Record<string, string>>,
    first: GroupEvent,
  ) {
    this.level = rule.level;
    this.firstSeen = first.time;
    this.lastSeen = first.time;
  }

  /** `now` is when the event was read. */
  grow(event: GroupEvent, now: EpochMs): void {
    this.eventCount += event.count;
    if (event.time > this.lastSeen) this.lastSeen = event.time;
    if (event.time < this.firstSeen) this.firstSeen = event.time;
    if (event.time >= now - HISTORICAL_MS) this.historical = false;
    if (event.source !== this.lastSource) this.addSource(event.source);
    if (event.user !== this.lastUser) this.addUser(event.user);
    if (this.head.length < EVIDENCE_EACH_END) this.head.push(event);
    else this.tail[this.seen++ % EVIDENCE_EACH_END] = event;
  }

  /** Raises the level to that of the highest tier which `count` events in the window reach. Never lowers it. */
  raise(count: number): void {
    const tier = this.rule.tiers.find(({ gte }) => count >= gte);
    if (tier) this.level = maxLevel(this.level, tier.level);
  }

  toAlert(): Alert {
    const { rule } = this;
    return {
      id: this.id,
      class: rule.class,
      rule: {
        id: rule.id,
        name: rule.name,
        title: rule.title,
        level: this.level,
        tags: rule.tags,
        confidence: rule.confidence,
        spoofable: rule.spoofable,
      },
      group: this.group,
      firstSeen: this.firstSeen,
      lastSeen: this.lastSeen,
      eventCount: this.eventCount,
      sources: [...this.sources],
      users: [...this.users],
      evidence: this.evidence(),
      recommendation: rule.recommendation,
      historical: this.historical,
      status: 'open',
    };
  }

  private evidence(): Evidence[] {
    const oldest = this.seen % EVIDENCE_EACH_END;
    const latest = [...this.tail.slice(oldest), ...this.tail.slice(0, oldest)];
    return [...this.head, ...latest].map(({ source, line, time, raw }) => ({ source, line, time, raw }));
  }

  private addSource(source: string): void {
    this.lastSource = source;
    if (this.sources.size < MAX_SOURCES_PER_ALERT) this.sources.add(source);
  }

  private addUser(user: string | null): void {
    this.lastUser = user;
    if (user !== null && this.users.size < MAX_USERS_PER_ALERT) this.users.add(user);
  }
}
