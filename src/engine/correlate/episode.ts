import type { Alert, Evidence } from '../../model/alert.ts';
import { type Level, maxLevel } from '../../model/level.ts';
import type { EpochMs } from '../../model/time.ts';
import { EVIDENCE_EACH_END, HISTORICAL_MS, MAX_SOURCES_PER_ALERT, MAX_USERS_PER_ALERT } from '../limits.ts';
import type { SigmaRule } from '../sigma/spec.ts';
import type { KeptLine } from './group-event.ts';
import type { LineId, LineStore } from './line-store.ts';

type Shown = { readonly time: EpochMs; readonly line: LineId };
type SavedShown = { readonly time: EpochMs; readonly kept: KeptLine };

export type SavedEpisode = {
  readonly id: string;
  readonly rule: string;
  readonly group: Readonly<Record<string, string>>;
  readonly level: Level;
  readonly firstSeen: EpochMs;
  readonly lastSeen: EpochMs;
  readonly eventCount: number;
  readonly historical: boolean;
  readonly sources: readonly string[];
  readonly users: readonly string[];
  readonly head: readonly SavedShown[];
  readonly tail: readonly SavedShown[];
  readonly seen: number;
};

/** One alert while it grows. */
export class Episode {
  lastSeen: EpochMs;
  /** Whether it changed since its alert was last taken. */
  changed = false;
  private level: Level;
  private firstSeen: EpochMs;
  private eventCount = 0;
  private historical = true;
  private readonly sources = new Set<string>();
  private readonly users = new Set<string>();
  /** Whether it is still among the alerts. */
  private listed = true;
  private readonly head: Shown[] = [];
  /** The latest, written round and round; `seen` events have passed. Numbers: of 10,000 attackers each grows in turn. */
  private readonly tailTimes: EpochMs[] = [];
  private readonly tailLines: LineId[] = [];
  private seen = 0;
  private lastSource = '';
  private lastUser: string | null = null;

  constructor(
    readonly id: string,
    private readonly rule: SigmaRule,
    private readonly group: Readonly<Record<string, string>>,
    firstSeen: EpochMs,
    private readonly lines: LineStore,
  ) {
    this.level = rule.level;
    this.firstSeen = firstSeen;
    this.lastSeen = firstSeen;
  }

  /** `now` is when the event was read. */
  grow(time: EpochMs, count: number, line: LineId, now: EpochMs): void {
    if (!this.listed) return;
    this.eventCount += count;
    if (time > this.lastSeen) this.lastSeen = time;
    if (time < this.firstSeen) this.firstSeen = time;
    if (time >= now - HISTORICAL_MS) this.historical = false;
    const source = this.lines.source(line);
    if (source !== this.lastSource) this.addSource(source);
    const user = this.lines.user(line);
    if (user !== this.lastUser) this.addUser(user);
    this.lines.hold(line);
    if (this.head.length < EVIDENCE_EACH_END) this.head.push({ time, line });
    else this.show(time, line);
  }

  /** Raises the level to that of the highest tier which `count` events in the window reach. Never lowers it. */
  raise(count: number): void {
    for (const { gte, level } of this.rule.tiers) {
      if (count < gte) continue;
      this.level = maxLevel(this.level, level);
      return;
    }
  }

  /** It is no longer among the alerts: its evidence is let go, and nothing more is kept of it. */
  letGo(): void {
    for (const { line } of [...this.head, ...this.tail()]) this.lines.release(line);
    this.listed = false;
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

  save(): SavedEpisode {
    const { id, group, level, firstSeen, lastSeen, eventCount, historical, seen } = this;
    const head = this.head.map((shown) => this.saveShown(shown));
    const tail = this.tail().map((shown) => this.saveShown(shown));
    return {
      ...{ id, rule: this.rule.id, group, level, firstSeen, lastSeen, eventCount, historical },
      ...{ sources: [...this.sources], users: [...this.users], head, tail, seen },
    };
  }

  static restore(saved: SavedEpisode, rule: SigmaRule, lines: LineStore): Episode {
    const episode = new Episode(saved.id, rule, saved.group, saved.firstSeen, lines);
    const { level, lastSeen, eventCount, historical, seen } = saved;
    Object.assign(episode, { level, lastSeen, eventCount, historical, seen });
    for (const source of saved.sources) episode.sources.add(source);
    for (const user of saved.users) episode.users.add(user);
    for (const { time, kept } of saved.head)
      episode.head.push({ time, line: lines.keep(kept, kept.raw, kept.user) });
    for (const { time, kept } of saved.tail) episode.push(time, lines.keep(kept, kept.raw, kept.user));
    return episode;
  }

  /** Written over in place: an alert of all sources together grows with every failure. */
  private show(time: EpochMs, line: LineId): void {
    const at = this.seen % EVIDENCE_EACH_END;
    if (at < this.tailLines.length) {
      this.lines.release(this.tailLines[at] as LineId);
      this.tailTimes[at] = time;
      this.tailLines[at] = line;
    } else this.push(time, line);
    this.seen++;
  }

  private push(time: EpochMs, line: LineId): void {
    this.tailTimes.push(time);
    this.tailLines.push(line);
  }

  /** As they are written. */
  private tail(): Shown[] {
    return this.tailLines.map((line, at) => ({ time: this.tailTimes[at] as EpochMs, line }));
  }

  private evidence(): Evidence[] {
    const oldest = this.seen % EVIDENCE_EACH_END;
    const tail = this.tail();
    const latest = [...tail.slice(oldest), ...tail.slice(0, oldest)];
    return [...this.head, ...latest].map(({ time, line: id }) => {
      const { source, line, raw } = this.lines.read(id);
      return { source, line, time, raw };
    });
  }

  private saveShown({ time, line }: Shown): SavedShown {
    return { time, kept: this.lines.read(line) };
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
