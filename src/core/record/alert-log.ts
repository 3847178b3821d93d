import { LastAlert } from '../../engine/correlate/episodes/last-alert.ts';
import {
  type Alert,
  type AlertHead,
  type AlertId,
  type Evidence,
  wasSettled,
} from '../../model/alerts/alert.ts';
import { aboutAttacker } from '../../model/alerts/attacker.ts';
import { levelRank } from '../../model/level.ts';
import { type DurationMs, type EpochMs, HOUR_MS } from '../../model/time.ts';
import { AlertCounts } from './alert-counts.ts';
import { AlertLines, type Remembered } from './alert-lines.ts';
import { AlertTimes } from './alert-times.ts';
import { Arrivals } from './arrivals.ts';
import { Coverage } from './coverage.ts';
import { headOf, SharedWords, withEvidence } from './lean-alert.ts';
import { Unstored } from './unstored.ts';

/** Alerts kept in memory for the screen, without their lines; the store holds the rest. */
const MAX_KEPT = 20_000;
/** More only as long as they wait for the store, or still grow. */
const MAX_GROWING = 60_000;
/** All are looked at when there are so many more. */
const SWEPT_EACH = 1000;
/** One that grew so lately may grow again: dropped, it would have to be read from the store each time. */
const GROWING_MS: DurationMs = HOUR_MS;

/** Handed out to be read before the next record. */
type Head = { -readonly [Field in keyof AlertHead]: AlertHead[Field] };

/**
 * Every alert as it stands now, by id; knows which must still be stored. Of twenty thousand alerts one is read: the lines
 * of each are looked up when they are asked for, in the engine while that remembers the alert, else in the store.
 */
export class AlertLog {
  /** Dropped before they, or their latest growth, could be stored. */
  lost = 0;
  /** Counts changes. */
  version = 0;
  readonly opened = new AlertTimes();
  readonly arrivals = new Arrivals<AlertId>();
  readonly counts = new AlertCounts();
  private heads = new Map<AlertId, Head>();
  /** Dropped since the map was made: V8 keeps their places. */
  private dropped = 0;
  private readonly lines: AlertLines;
  private readonly unstored: Unstored;
  /** When the latest of all was last seen. */
  private newest: EpochMs = 0;

  private sweepAt = MAX_KEPT;
  /** Not every alert that is stored is here. */
  private isPart = false;

  /** `stored`: an alert of the store, for those that are not here. `remembered`: absent, all lines stay here. */
  constructor(
    private readonly stored: (id: AlertId) => Alert | null = () => null,
    private readonly coverage: Coverage = new Coverage(),
    private readonly remembered: (() => Remembered) | null = null,
    stopwatch: () => number = () => performance.now(),
  ) {
    this.lines = new AlertLines(stored, remembered);
    this.unstored = new Unstored(stopwatch);
  }

  /** Older ones are stored that are not here. */
  get hasOlder(): boolean {
    return this.isPart;
  }

  /** Alerts of an earlier run, in the order in which they are kept; `most`: of so many there may be more. */
  restore(alerts: Iterable<Alert>, most = Number.POSITIVE_INFINITY): void {
    const words = new SharedWords();
    let count = 0;
    for (const alert of alerts) {
      count++;
      if (!wasSettled(alert)) this.coverage.see(alert);
      this.lines.restore(alert);
      this.put(headOf(words.share(alert)));
    }
    this.isPart = count >= most;
  }

  /** The store has them now as they are here. */
  areStored(alerts: readonly AlertHead[]): void {
    for (const { id } of alerts) if (!this.unstored.has(id)) this.lines.isStored(id);
  }

  /** The engine remembers it no longer: until it is stored, its lines are kept here. */
  isOver(alert: Alert): void {
    if (this.unstored.has(alert.id)) this.lines.keep(alert);
  }

  linesOf(id: AlertId): readonly Evidence[] {
    return this.lines.of(id);
  }

  whole(head: AlertHead): Alert {
    return withEvidence(head, this.linesOf(head.id));
  }

  /**
   * An alert opened or grew. What was acknowledged stays so, unless it got worse. The lines of neither are read here, unless
   * they are nowhere else: of thousands that grow, hardly one is looked at.
   */
  record(alert: Alert): Alert {
    const head = this.heads.get(alert.id);
    const known = head ?? this.known(alert.id);
    if (known !== undefined && isReadAgain(alert, known)) return this.whole(known);
    const onlyGrew = known !== undefined && levelRank(alert.rule.level) <= levelRank(known.rule.level);
    const status = onlyGrew && known.status === 'acknowledged' ? known.status : this.statusOf(alert);
    // Lines that were fresh when they were read first are no history when they are read again.
    const historical = alert.historical && known?.historical !== false;
    const isSettled = status === 'settled' && known?.status !== 'settled';
    // A ban may answer it from now on, and is not to be stored before it.
    const isOfNow = !historical && this.unstored.hasPast(alert.id);
    if (!onlyGrew || isSettled || isOfNow) this.change(alert, historical);
    else this.wait(alert.id, historical);
    this.lines.take(alert);
    const recorded = head === undefined ? headOf(alert, status, historical) : head;
    if (head === undefined) this.put(recorded);
    else this.grow(head, alert, status, historical);
    if (alert.status === 'settled') for (const id of this.coverage.leave(recorded)) this.uncover(id);
    else for (const id of this.coverage.see(recorded)) this.cover(id);
    return new LastAlert(recorded, () => this.linesOf(alert.id));
  }

  /** In its place: thousands that grow would each leave a head behind in the old part of the heap, and holes when it goes. */
  private grow(head: Head, alert: Alert, status: AlertHead['status'], historical: boolean): void {
    this.version++;
    this.newest = Math.max(this.newest, alert.lastSeen);
    this.counts.add(head, -1);
    head.rule = alert.rule;
    head.firstSeen = alert.firstSeen;
    head.lastSeen = alert.lastSeen;
    head.eventCount = alert.eventCount;
    head.sources = alert.sources;
    head.users = alert.users;
    head.recommendation = alert.recommendation;
    head.historical = historical;
    head.status = status;
    this.counts.add(head, 1);
  }

  private statusOf(alert: AlertHead): AlertHead['status'] {
    return alert.status !== 'settled' && this.coverage.isCovered(alert) ? 'covered' : alert.status;
  }

  private cover(id: AlertId): void {
    const known = this.heads.get(id);
    if (known?.status !== 'open') return;
    this.change(known);
    this.put(headOf({ ...known, status: 'covered' }));
  }

  /** What covered it was settled. */
  private uncover(id: AlertId): void {
    const known = this.heads.get(id);
    if (known?.status !== 'covered' || this.coverage.isCovered(known)) return;
    this.change(known);
    this.put(headOf({ ...known, status: 'open' }));
  }

  acknowledge(id: AlertId): Alert | null {
    const known = this.heads.get(id);
    if (!known) return null;
    const acknowledged = headOf({ ...known, status: 'acknowledged' });
    this.unstored.change(known);
    this.put(acknowledged);
    return this.whole(acknowledged);
  }

  get(id: AlertId): Alert | null {
    const head = this.heads.get(id);
    return head === undefined ? null : this.whole(head);
  }

  head(id: AlertId): AlertHead | null {
    return this.heads.get(id) ?? null;
  }

  /** In the order in which they were first heard of. */
  all(): Iterable<AlertHead> {
    return this.heads.values();
  }

  /** The alerts about an address (or its network), a network or a host, earliest first. */
  of(attacker: string): AlertHead[] {
    const isAbout = aboutAttacker(attacker);
    const about: AlertHead[] = [];
    for (const head of this.heads.values()) if (isAbout(head.group)) about.push(head);
    return about.sort((a, b) => a.firstSeen - b.firstSeen);
  }

  /** How many are new, worse or acknowledged, not by old lines alone, and not stored as such. */
  get news(): number {
    return this.unstored.news;
  }

  get hasUnsaved(): boolean {
    return this.unstored.size > 0;
  }

  /** One has waited too long for the store. */
  get areLate(): boolean {
    return this.unstored.areLate;
  }

  /**
   * At most so many, in the order in which they are to be stored. Each is `whole` until it is stored. `withHistorical`: also what
   * is of old lines alone.
   * `refresh`: records how far one has grown since, so that its lines are of the same moment as its count, and it is
   * written once.
   */
  takeUnsaved(most: number, refresh: (id: AlertId) => void = () => {}, withHistorical = true): AlertHead[] {
    const ids = this.unstored.next(most, withHistorical);
    for (const id of ids) refresh(id);
    return this.forget(ids);
  }

  /** All that are not stored as they stand. */
  get unsaved(): AlertId[] {
    return this.unstored.ids;
  }

  /** The unsaved alerts that the engine has forgotten, and will not tell of again. Each is `whole` until it is stored. */
  takeForgotten(): AlertHead[] {
    const remembered = this.remembered?.();
    return this.forget(this.unsaved.filter((id) => remembered?.has(id) !== true));
  }

  private forget(unsaved: readonly AlertId[]): AlertHead[] {
    for (const id of unsaved) this.unstored.delete(id);
    return unsaved.flatMap((id) => this.heads.get(id) ?? []);
  }

  /** Takes back alerts that could not be stored: they are handed out again with the next. */
  putBack(alerts: readonly AlertHead[]): void {
    for (const alert of alerts) this.unstored.change(alert);
  }

  private known(id: AlertId): AlertHead | undefined {
    return this.isPart ? (this.stored(id) ?? undefined) : undefined;
  }

  /** Notes that an alert grew; how far, the engine is asked when it is stored. `isHistorical`: it grew by old lines alone. */
  wait(id: AlertId, isHistorical: boolean): void {
    this.unstored.wait(id, isHistorical);
  }

  private change(alert: AlertHead, isHistorical = alert.historical): void {
    if (isHistorical) this.unstored.changeInThePast(alert.id);
    else this.unstored.change(alert);
  }

  private put(alert: AlertHead): void {
    this.version++;
    this.newest = Math.max(this.newest, alert.lastSeen);
    const known = this.heads.get(alert.id);
    if (known === undefined) {
      this.opened.add(alert.firstSeen);
      this.arrivals.add(alert.id);
    }
    if (known !== undefined) this.counts.add(known, -1);
    this.counts.add(alert, 1);
    this.heads.set(alert.id, alert);
    if (this.heads.size > this.sweepAt) this.sweep();
  }

  /** The oldest that are stored and over go; beyond all bounds, the oldest that are stored, at last the oldest. */
  private sweep(): void {
    const isOver = (id: AlertId, { lastSeen }: AlertHead): boolean =>
      !this.unstored.has(id) && lastSeen <= this.newest - GROWING_MS;
    this.dropDownTo(MAX_KEPT, isOver);
    this.dropDownTo(MAX_GROWING, (id) => !this.unstored.has(id));
    this.dropDownTo(MAX_GROWING, () => true);
    this.sweepAt = Math.max(MAX_KEPT, this.heads.size) + SWEPT_EACH;
    if (this.dropped < this.heads.size / 4) return;
    this.heads = new Map(this.heads);
    this.dropped = 0;
  }

  private dropDownTo(most: number, mayGo: (id: AlertId, alert: AlertHead) => boolean): void {
    for (const [id, alert] of this.heads) {
      if (this.heads.size <= most) return;
      if (!mayGo(id, alert)) continue;
      this.heads.delete(id);
      this.dropped++;
      this.counts.add(alert, -1);
      this.lines.drop(id);
      this.isPart = true;
      if (this.unstored.delete(id)) this.lost++;
    }
  }
}

/** Whether the lines of an alert are being read again after a restart: it is not yet as large, or as settled, as it is known to be. */
function isReadAgain(alert: AlertHead, known: AlertHead): boolean {
  if (alert.eventCount !== known.eventCount) return alert.eventCount < known.eventCount;
  return levelRank(alert.rule.level) > levelRank(known.rule.level);
}
