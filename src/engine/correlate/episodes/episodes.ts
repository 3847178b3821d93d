import { type Alert, type Evidence, SETTLED_ADVICE } from '../../../model/alerts/alert.ts';
import { LEVELS, type Level, levelRank } from '../../../model/level.ts';
import type { EpochMs } from '../../../model/time.ts';
import { float64sOf, int32sOf, longerFloat64s, longerInt32s, numbersIn } from '../../arrays/large-arrays.ts';
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
import { LastAlert } from './last-alert.ts';
import { hasBit, MOST_BITS, unboxed } from './number-bits.ts';
import { RuleRefs } from './rule-refs.ts';
import type { SavedEpisode } from './saved-episode.ts';

/** One alert while it grows. */
export type EpisodeId = number;
export const NO_EPISODE: EpisodeId = 0;

/** An episode is a row of 64 bytes: three doubles (last seen, first seen, number of events), then the 32-bit numbers named below. */
const STRIDE = 8;
const FIRST_SEEN = 1;
const EVENTS = 2;
const NUMBERS = 2 * STRIDE;
/** How often it grew. */
const GROWN = 6;
const FLAGS = 7;
/** The latest lines, written round and round. */
const TAIL = 8;
/** Number of the account that came last; a bit for each account (up to `MOST_BITS`) that came; number of the last source. */
const USER = 13;
const USERS = 14;
const SOURCE = 15;

const NONE: readonly never[] = [];
const NONE_LATELY = -1;
/** For `grow`: the line names no account, */
export const NO_ACCOUNT = NONE_LATELY;
/** or its number is not at hand. */
export const UNNUMBERED = 0;

/**
 * All alerts while they grow. What an event changes of one lies within 64 bytes: in an attack from 10,000 addresses each
 * event makes another five alerts grow, and with an object for each alert every field was a wait for memory.
 */
export class Episodes {
  private heads: (Head | null)[] = [null];
  private times: Float64Array = new Float64Array(STRIDE * 64);
  /** The bytes of `times`, as 32-bit numbers. */
  private numbers = numbersIn(this.times);
  /** The first lines of each. */
  private first: Int32Array = new Int32Array(EVIDENCE_EACH_END * 64);
  private readonly free: EpisodeId[] = [];
  private readonly refs = new RuleRefs();
  /** The list with one source that was made last, to be shared by alerts of the same source. */
  private alone: readonly string[] | null = null;
  private readonly accounts = new AccountLists();

  constructor(private readonly lines: LineStore) {}

  start(id: string, rule: SigmaRule, group: Readonly<Record<string, string>>, firstSeen: EpochMs): EpisodeId {
    const episode = this.free.pop() ?? this.heads.push(null) - 1;
    if (STRIDE * episode === this.times.length) this.enlarge();
    this.heads[episode] = { id, rule, group, sources: NONE, users: NONE, holders: 0 };
    const { times, numbers } = this;
    const cells = NUMBERS * episode;
    times.fill(firstSeen, STRIDE * episode, STRIDE * episode + EVENTS);
    times[STRIDE * episode + EVENTS] = 0;
    numbers[cells + GROWN] = 0;
    numbers[cells + FLAGS] = LISTED | NEWS | HISTORICAL | (levelRank(rule.level) << LEVEL_SHIFT);
    for (const lately of [USER, SOURCE]) numbers[cells + lately] = NONE_LATELY;
    numbers[cells + USERS] = 0;
    return episode;
  }

  /** A copy as of now, to be read while its lines are held. */
  copy(): Episodes {
    const copy = new Episodes(this.lines);
    const { length } = this.heads;
    copy.heads = this.heads.slice();
    copy.times = float64sOf(this.times, STRIDE * length);
    copy.numbers = numbersIn(copy.times);
    copy.first = int32sOf(this.first, EVIDENCE_EACH_END * length);
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
    const { times, numbers } = this;
    const row = STRIDE * episode;
    const cells = NUMBERS * episode;
    const flags = numbers[cells + FLAGS] as number;
    if ((flags & LISTED) === 0) return;
    times[row + EVENTS] = (times[row + EVENTS] as number) + count;
    if (time > (times[row] as EpochMs)) times[row] = time;
    if (time < (times[row + FIRST_SEEN] as EpochMs)) times[row + FIRST_SEEN] = time;
    if ((flags & HISTORICAL) !== 0 && time >= now - HISTORICAL_MS)
      numbers[cells + FLAGS] = (flags & ~HISTORICAL) | NEWS;
    if (numbers[cells + SOURCE] !== this.lines.sourceNumber(line)) this.addSource(episode, line);
    if (
      numbers[cells + USER] !== user &&
      (flags & USERS_FULL) === 0 &&
      !hasBit(numbers[cells + USERS] as number, user)
    )
      this.addUser(episode, line, user);
    const grown = numbers[cells + GROWN] as number;
    numbers[cells + GROWN] = grown + 1;
    if (grown < EVIDENCE_EACH_END) this.first[EVIDENCE_EACH_END * episode + grown] = line;
    else numbers[cells + TAIL + (grown % EVIDENCE_EACH_END)] = line;
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
    return this.times[STRIDE * episode] as EpochMs;
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
    for (let episode = 1; episode < this.heads.length; episode++) {
      if (this.heads[episode] === null || (this.flags(episode) & LISTED) === 0) continue;
      const grown = this.grown(episode);
      const first = EVIDENCE_EACH_END * episode;
      for (let at = 0; at < grown && at < EVIDENCE_EACH_END; at++) use(this.first[first + at] as LineId);
      const tail = NUMBERS * episode + TAIL - EVIDENCE_EACH_END;
      for (let at = EVIDENCE_EACH_END; at < grown && at < 2 * EVIDENCE_EACH_END; at++)
        use(this.numbers[tail + at] as LineId);
    }
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
      eventCount: this.eventCount(episode),
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
      eventCount: this.eventCount(episode),
      historical: this.isHistorical(episode),
      ...(this.isSettled(episode) && { settled: true }),
      sources,
      users,
      head: this.firstLines(episode).map((line) => saved[line] as number),
      tail: this.tail(episode).map((line) => saved[line] as number),
      seen: Math.max(0, this.grown(episode) - EVIDENCE_EACH_END),
    };
  }

  /** Restores an alert whose lines are restored already, each numbered by its saved place. */
  restore(saved: SavedEpisode, rule: SigmaRule): EpisodeId {
    const episode = this.start(saved.id, rule, saved.group, saved.firstSeen);
    const { times, numbers } = this;
    times[STRIDE * episode] = saved.lastSeen;
    times[STRIDE * episode + EVENTS] = saved.eventCount;
    const rank = levelRank(saved.level) << LEVEL_SHIFT;
    this.setFlags(
      episode,
      LISTED | (saved.historical ? HISTORICAL : 0) | (saved.settled ? SETTLED : 0) | rank,
    );
    const { sources, users } = saved;
    Object.assign(this.head(episode), { sources, users });
    for (const [at, line] of saved.head.entries()) this.first[EVIDENCE_EACH_END * episode + at] = line;
    for (const [at, line] of saved.tail.entries()) numbers[NUMBERS * episode + TAIL + at] = line;
    numbers[NUMBERS * episode + GROWN] = saved.head.length + saved.seen;
    return episode;
  }

  /** The lines that it shows. */
  evidence(episode: EpisodeId): Evidence[] {
    const tail = this.tail(episode);
    const oldest = this.grown(episode) % EVIDENCE_EACH_END;
    const latest = [...tail.slice(oldest), ...tail.slice(0, oldest)];
    return [...this.firstLines(episode), ...latest].map((id) => {
      const { source, line, raw } = this.lines.read(id);
      return { source, line, time: this.lines.time(id), raw };
    });
  }

  private firstLines(episode: EpisodeId): LineId[] {
    const from = EVIDENCE_EACH_END * episode;
    const length = Math.min(this.grown(episode), EVIDENCE_EACH_END);
    return Array.from({ length }, (_, at) => this.first[from + at] as LineId);
  }

  /** The latest lines, in the order of the ring that they are written into. */
  private tail(episode: EpisodeId): LineId[] {
    const from = NUMBERS * episode + TAIL;
    const length = Math.min(Math.max(0, this.grown(episode) - EVIDENCE_EACH_END), EVIDENCE_EACH_END);
    return Array.from({ length }, (_, at) => this.numbers[from + at] as LineId);
  }

  private addSource(episode: EpisodeId, line: LineId): void {
    this.numbers[NUMBERS * episode + SOURCE] = this.lines.sourceNumber(line);
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
    const { numbers } = this;
    const cells = NUMBERS * episode;
    if (number !== UNNUMBERED) numbers[cells + USER] = number;
    if (number > 0 && number <= MOST_BITS)
      numbers[cells + USERS] = (numbers[cells + USERS] as number) | (1 << (number - 1));
    const user = this.lines.user(line);
    const { users } = this.head(episode);
    if (user === null || users.includes(user)) return;
    if (users.length < MAX_USERS_PER_ALERT) this.ownHead(episode).users = this.accounts.add(users, user);
    else this.setFlags(episode, this.flags(episode) | USERS_FULL);
  }

  firstSeen(episode: EpisodeId): EpochMs {
    return this.times[STRIDE * episode + FIRST_SEEN] as EpochMs;
  }

  private eventCount(episode: EpisodeId): number {
    return unboxed(this.times[STRIDE * episode + EVENTS] as number);
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
    return this.numbers[NUMBERS * episode + GROWN] as number;
  }

  private flags(episode: EpisodeId): number {
    return this.numbers[NUMBERS * episode + FLAGS] as number;
  }

  private setFlags(episode: EpisodeId, flags: number): void {
    this.numbers[NUMBERS * episode + FLAGS] = flags;
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

  private enlarge(): void {
    this.times = longerFloat64s(this.times, 2 * this.times.length);
    this.numbers = numbersIn(this.times);
    this.first = longerInt32s(this.first, 2 * this.first.length);
  }
}
