import { type Alert, type Evidence, SETTLED_ADVICE } from '../../../model/alerts/alert.ts';
import { LEVELS, type Level, levelRank } from '../../../model/level.ts';
import type { EpochMs } from '../../../model/time.ts';
import {
  EVIDENCE_EACH_END,
  HISTORICAL_MS,
  MAX_SOURCES_PER_ALERT,
  MAX_USERS_PER_ALERT,
} from '../../limits.ts';
import type { SigmaRule } from '../../sigma/spec.ts';
import type { LineId, LineStore } from '../lines/line-store.ts';
import type { SavedPlaces } from '../lines/saved-lines.ts';
import { AccountLists } from './account-lists.ts';
import {
  CHANGED,
  COPIED,
  type Head,
  HISTORICAL,
  LEVEL_SHIFT,
  LISTED,
  NEWS,
  SETTLED,
  UNREAD,
  USERS_FULL,
} from './episode-head.ts';
import { type EpisodeId, EpisodeRows } from './episode-rows.ts';
import { LastAlert } from './last-alert.ts';
import { RuleRefs } from './rule-refs.ts';
import type { SavedEpisode } from './saved-episode.ts';

const NONE: readonly never[] = [];

/** All alerts while they grow: what events change of them in `rows`, the rest in `heads`. */
export class Episodes {
  private heads: (Head | null)[] = [null];
  private rows = new EpisodeRows();
  private readonly free: EpisodeId[] = [];
  private readonly refs = new RuleRefs();
  /** The list with one source that was made last, to be shared by alerts of the same source. */
  private alone: readonly string[] | null = null;
  private readonly accounts = new AccountLists();

  constructor(private readonly lines: LineStore) {}

  start(id: string, rule: SigmaRule, group: Readonly<Record<string, string>>, firstSeen: EpochMs): EpisodeId {
    const episode = this.free.pop() ?? this.heads.push(null) - 1;
    this.heads[episode] = { id, rule, group, sources: NONE, users: NONE, holders: 0 };
    const flags = LISTED | NEWS | HISTORICAL | (levelRank(rule.level) << LEVEL_SHIFT);
    this.rows.clear(episode, firstSeen, flags);
    return episode;
  }

  /** A copy as of now, to be read while its lines are held. */
  copy(): Episodes {
    const copy = new Episodes(this.lines);
    const { length } = this.heads;
    copy.heads = this.heads.slice();
    copy.rows = this.rows.copy(length);
    for (let episode = 1; episode < length; episode++) this.setFlags(episode, this.flags(episode) | COPIED);
    return copy;
  }

  /** `user`: number of the account that the line names, by which it is known again; `now` is when the event was read. */
  grow(
    episode: EpisodeId,
    { time, count }: { readonly time: EpochMs; readonly count: number },
    line: LineId,
    user: number,
    now: EpochMs,
  ): void {
    const { rows } = this;
    const flags = rows.flags(episode);
    if ((flags & LISTED) === 0) return;
    rows.count(episode, time, count);
    if ((flags & HISTORICAL) !== 0 && time >= now - HISTORICAL_MS)
      rows.setFlags(episode, (flags & ~HISTORICAL) | NEWS);
    if (rows.lastSource(episode) !== this.lines.sourceNumber(line)) this.addSource(episode, line);
    if ((flags & USERS_FULL) === 0 && !rows.hasAccount(episode, user)) this.addUser(episode, line, user);
    rows.addLine(episode, line);
  }

  /** Raises the level to that of the highest tier which `count` events in the window reach. Never lowers it. */
  raise(episode: EpisodeId, count: number): void {
    for (const { gte, level } of this.head(episode).rule.tiers) {
      if (count < gte) continue;
      const flags = this.flags(episode);
      const rank = levelRank(level);
      if (rank > flags >> LEVEL_SHIFT) this.setRank(episode, rank, flags);
      return;
    }
  }

  /** Everybody who failed got in, so the alert is lowered. False when it is no longer listed. */
  settle(episode: EpisodeId): boolean {
    const flags = this.flags(episode);
    const rank = Math.min(flags >> LEVEL_SHIFT, levelRank('low'));
    if ((flags & LISTED) !== 0) this.setRank(episode, rank, flags | SETTLED);
    return (flags & LISTED) !== 0;
  }

  /** The alert goes on as if it had never been settled. */
  unsettle(episode: EpisodeId): void {
    const { level } = this.head(episode).rule;
    if (this.isSettled(episode)) this.setRank(episode, levelRank(level), this.flags(episode) & ~SETTLED);
  }

  private setRank(episode: EpisodeId, rank: number, flags: number): void {
    this.setFlags(episode, (flags & ((1 << LEVEL_SHIFT) - 1)) | NEWS | (rank << LEVEL_SHIFT));
  }

  /** Marks it as changed; false when there is nothing to tell that was not told, or it is no longer among the alerts. */
  change(episode: EpisodeId): boolean {
    const flags = this.flags(episode);
    if ((flags & (CHANGED | LISTED)) !== LISTED || (flags & (UNREAD | NEWS)) === UNREAD) return false;
    this.setFlags(episode, flags | CHANGED);
    return true;
  }

  /** Marks the change as told; returns whether the alert did more than grow. */
  tell(episode: EpisodeId): boolean {
    const flags = this.flags(episode);
    const isNews = (flags & NEWS) !== 0;
    this.setFlags(episode, (flags & ~(CHANGED | NEWS | UNREAD)) | (isNews ? 0 : UNREAD));
    return isNews;
  }

  lastSeen(episode: EpisodeId): EpochMs {
    return this.rows.lastSeen(episode);
  }

  idOf(episode: EpisodeId): string {
    return this.head(episode).id;
  }

  groupOf(episode: EpisodeId): Readonly<Record<string, string>> {
    return this.head(episode).group;
  }

  /** The episode is now the open alert of one more group. */
  hold(episode: EpisodeId): void {
    this.head(episode).holders++;
  }

  /** It is no longer the open alert of one of its groups. */
  release(episode: EpisodeId): void {
    const head = this.head(episode);
    head.holders--;
    this.reuse(episode, head);
  }

  /** It is no longer among the alerts: nothing more is kept of it. */
  letGo(episode: EpisodeId): void {
    this.setFlags(episode, this.flags(episode) & ~LISTED);
    this.reuse(episode, this.head(episode));
  }

  /** The lines that they show. */
  eachLine(use: (line: LineId) => void): void {
    for (let episode = 1; episode < this.heads.length; episode++)
      if (this.heads[episode] !== null && (this.flags(episode) & LISTED) !== 0)
        this.rows.eachLine(episode, use);
  }

  /** The alert as it stands now. */
  toAlert(episode: EpisodeId): Alert {
    return this.standing(episode, this.evidence(episode));
  }

  /** The alert for a reader who looks at nothing else meanwhile: its lines are read when asked for, each time anew. */
  toLastAlert(episode: EpisodeId): Alert {
    this.setFlags(episode, this.flags(episode) & ~UNREAD);
    return new LastAlert(this.standing(episode, NONE), () => this.evidence(episode));
  }

  /** One literal: put together from two objects, each alert would get a hidden class of its own in V8. */
  private standing(episode: EpisodeId, evidence: readonly Evidence[]): Alert {
    const { id, rule, group, sources, users } = this.head(episode);
    return {
      id,
      class: rule.class,
      rule: this.refs.refTo(rule, this.level(episode)),
      group,
      firstSeen: this.firstSeen(episode),
      lastSeen: this.lastSeen(episode),
      eventCount: this.rows.eventCount(episode),
      sources,
      users,
      recommendation: this.isSettled(episode) ? SETTLED_ADVICE : rule.recommendation,
      historical: this.isHistorical(episode),
      status: this.isSettled(episode) ? 'settled' : 'open',
      evidence,
    };
  }

  save(episode: EpisodeId, saved: SavedPlaces): SavedEpisode {
    const { id, rule, group, sources, users } = this.head(episode);
    return {
      id,
      rule: rule.id,
      group,
      level: this.level(episode),
      firstSeen: this.firstSeen(episode),
      lastSeen: this.lastSeen(episode),
      eventCount: this.rows.eventCount(episode),
      historical: this.isHistorical(episode),
      ...(this.isSettled(episode) && { settled: true }),
      sources,
      users,
      head: this.rows.firstLines(episode).map((line) => saved[line] as number),
      tail: this.rows.tail(episode).map((line) => saved[line] as number),
      seen: Math.max(0, this.grown(episode) - EVIDENCE_EACH_END),
    };
  }

  /** Restores an alert whose lines are restored already, each numbered by its saved place. */
  restore(saved: SavedEpisode, rule: SigmaRule): EpisodeId {
    const episode = this.start(saved.id, rule, saved.group, saved.firstSeen);
    this.rows.restore(episode, saved, saved.head, saved.tail);
    const rank = levelRank(saved.level) << LEVEL_SHIFT;
    this.setFlags(
      episode,
      LISTED | (saved.historical ? HISTORICAL : 0) | (saved.settled ? SETTLED : 0) | rank,
    );
    const { sources, users } = saved;
    Object.assign(this.head(episode), { sources, users });
    return episode;
  }

  /** The lines that it shows. */
  evidence(episode: EpisodeId): Evidence[] {
    return this.rows.linesInOrder(episode).map((id) => {
      const { source, line, raw } = this.lines.read(id);
      return { source, line, time: this.lines.time(id), raw };
    });
  }

  private addSource(episode: EpisodeId, line: LineId): void {
    this.rows.setLastSource(episode, this.lines.sourceNumber(line));
    const { sources } = this.head(episode);
    const source = this.lines.source(line);
    if (sources.length >= MAX_SOURCES_PER_ALERT || sources.includes(source)) return;
    const head = this.ownHead(episode);
    // Most alerts are of one source: it is listed once for all of them.
    if (sources.length > 0) head.sources = [...sources, source];
    else head.sources = this.alone?.[0] === source ? this.alone : [source];
    if (sources.length === 0) this.alone = head.sources;
  }

  private addUser(episode: EpisodeId, line: LineId, number: number): void {
    this.rows.setAccount(episode, number);
    const user = this.lines.user(line);
    const { users } = this.head(episode);
    if (user === null || users.includes(user)) return;
    if (users.length < MAX_USERS_PER_ALERT) this.ownHead(episode).users = this.accounts.add(users, user);
    else this.setFlags(episode, this.flags(episode) | USERS_FULL);
  }

  firstSeen(episode: EpisodeId): EpochMs {
    return this.rows.firstSeen(episode);
  }

  isHistorical(episode: EpisodeId): boolean {
    return (this.flags(episode) & HISTORICAL) !== 0;
  }

  private isSettled(episode: EpisodeId): boolean {
    return (this.flags(episode) & SETTLED) !== 0;
  }

  level(episode: EpisodeId): Level {
    return LEVELS[this.flags(episode) >> LEVEL_SHIFT] as Level;
  }

  grown(episode: EpisodeId): number {
    return this.rows.grown(episode);
  }

  private flags(episode: EpisodeId): number {
    return this.rows.flags(episode);
  }

  private setFlags(episode: EpisodeId, flags: number): void {
    this.rows.setFlags(episode, flags);
  }

  private head(episode: EpisodeId): Head {
    return this.heads[episode] as Head;
  }

  /** The head for changing it: a copy of its own where a copy of all alerts shares it. */
  private ownHead(episode: EpisodeId): Head {
    if ((this.flags(episode) & COPIED) !== 0) {
      const { id, rule, group, sources, users, holders } = this.head(episode);
      this.heads[episode] = { id, rule, group, sources, users, holders };
      this.setFlags(episode, this.flags(episode) & ~COPIED);
    }
    return this.head(episode);
  }

  /** Frees the row for another episode once no group and no list of alerts refers to it. */
  private reuse(episode: EpisodeId, { holders }: Head): void {
    if (holders > 0 || (this.flags(episode) & LISTED) !== 0) return;
    this.heads[episode] = null;
    this.free.push(episode);
  }
}
