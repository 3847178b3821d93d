import type { EngineInput } from '../../engine/engine.ts';
import type { Alert, AlertHead } from '../../model/alerts/alert.ts';
import type { Decision, DecisionId } from '../../model/bans/decision.ts';
import type { SourceId } from '../../model/log-record.ts';
import { type DurationMs, SECOND_MS } from '../../model/time.ts';
import { isCheckpointWanted } from '../../platform/crash-point.ts';
import type { Keep } from '../../store/retention.ts';
import type { Commit, Store } from '../../store/store.ts';
import type { Notices } from '../notices/notices.ts';
import type { AlertLog } from './alert-log.ts';
import { CheckpointWriter, PIECE_MS } from './checkpoint-writer.ts';
import type { GrownAlerts } from './grown-alerts.ts';
import type { Progress } from './progress.ts';
import { StoreHealth } from './store-health.ts';
import { StoreRest } from './store-rest.ts';
import { StoringAll } from './storing-all.ts';

/** An alert is in the store so soon after its line. */
const FLUSH_MS: DurationMs = 250;
/** Lines that are no alert are noted as read so soon. */
const NOTE_MS: DurationMs = SECOND_MS;
/** When a store that could not be written is tried again. */
const RETRY_MS: DurationMs = 2 * SECOND_MS;
/**
 * In a large attack, and while a backlog is read, there is something to write at every moment: it is written so seldom that
 * this takes a twentieth of the time (what is unwritten after a crash is only read again).
 */
const REST_PER_COST = 20;
/**
 * Alerts that are written each time, 0.3 ms each: while they are, nothing is read and no screen is answered. What is new
 * comes first, and is gone on with sooner than with what only grew: of those, thousands do with every block of lines.
 */
const ALERTS_PER_WRITE = 200;
/** Fewer when a checkpoint is begun in the same moment, which takes as long. */
const ALERTS_WITH_CHECKPOINT = 50;
/** How long alerts that grew are put together each time. */
const GROWTH_MS: DurationMs = 25;
/** While more than this is read between two writes, what old lines tell waits: a few MB a second are a backlog. */
const BACKLOG_BYTES = 256 << 10;

type RecorderParts = {
  readonly store: Store;
  readonly alerts: AlertLog;
  /** How far reading has come; absent where nobody goes on from it. */
  readonly progress?: Progress | null;
  /** Milliseconds of a clock that never goes back. */
  readonly stopwatch?: () => number;
  readonly notices?: Pick<Notices, 'hasUnsaved' | 'takeUnsaved' | 'putBack'>;
  /** Alerts that have grown in the engine since they were recorded. */
  readonly grown?: Pick<GrownAlerts, 'areWaiting' | 'catchUp' | 'refresh'>;
};

/**
 * Writes what changed and how far reading has come, together, in one transaction each time. A store that fails costs a
 * warning, never an alert.
 */
export class Recorder {
  private readonly store: Store;
  private readonly alerts: AlertLog;
  private readonly progress: Progress | null;
  private readonly stopwatch: () => number;
  private readonly notices: RecorderParts['notices'];
  private readonly grown: RecorderParts['grown'];
  private readonly health: StoreHealth;
  private readonly rest: StoreRest;
  private readonly all: StoringAll;
  private readonly checkpoints: CheckpointWriter | null;
  private caughtUpAt = Number.NEGATIVE_INFINITY;
  private decisions = new Map<DecisionId, Decision>();
  /** All of this run, and the latest of earlier ones. */
  private readonly allDecisions: Map<DecisionId, Decision>;
  private timer: NodeJS.Timeout | null = null;
  private dueAt = Number.POSITIVE_INFINITY;
  private generation: number;
  /** Bytes that were read since the last write. */
  private read = 0;
  private isClosed = false;

  constructor({
    store,
    alerts,
    progress = null,
    stopwatch = () => performance.now(),
    notices,
    grown,
  }: RecorderParts) {
    this.store = store;
    this.alerts = alerts;
    this.progress = progress;
    this.stopwatch = stopwatch;
    this.notices = notices;
    this.grown = grown;
    this.generation = store.generation;
    this.health = new StoreHealth(store, stopwatch);
    this.rest = new StoreRest(stopwatch);
    this.all = new StoringAll((begins) => this.writeAsked(begins), this.health, progress, stopwatch);
    this.checkpoints = progress && new CheckpointWriter(store, progress, stopwatch);
    this.allDecisions = new Map(store.decisions().map((decision) => [decision.id, decision]));
  }

  /** Why the store does not have what is known. */
  get failure(): string | null {
    return this.health.failure;
  }

  /** What the operator should know of the store. */
  get warning(): string | null {
    return this.health.warning;
  }

  /** Stored at once, with the alerts that they answer: nobody is banned without it being known after a crash. */
  decided(decisions: readonly Decision[]): void {
    for (const decision of decisions) {
      this.decisions.set(decision.id, decision);
      this.allDecisions.set(decision.id, decision);
    }
    this.storeNews();
    this.schedule();
  }

  private storeNews(): void {
    // No checkpoint: of the alerts of one step, this may be the answer to the first, and the others are still to come.
    // Half of what is written may be what is late.
    this.write(false, 2 * this.alerts.news);
  }

  private storeAlerts(): void {
    this.read = 0;
    do if (!this.write(false) || this.isClosed) return;
    while (this.alerts.hasUnsaved);
  }

  /** What was sent, by itself: the alerts that it told of are stored in their time. */
  storeNotices(): void {
    if (this.isClosed) return;
    const notices = this.notices?.takeUnsaved() ?? [];
    try {
      this.store.commit({ notices });
    } catch {
      this.notices?.putBack(notices);
      this.schedule();
    } finally {
      this.refill();
    }
  }

  /** Every input of the engine, before it is given. */
  input(input: EngineInput): void {
    if (input.kind === 'block') this.read += Math.max(1, input.block.bytes);
    if (this.progress === null) return;
    this.progress.note(input);
    // The sooner the first of a source, the less it has to hold: of a backlog a second is 100,000 lines.
    this.schedule(this.progress.hasNewSource ? 0 : NOTE_MS);
  }

  /** The engine is about to have other rules: it will not know how far alerts grew whose rules are gone, nor their lines. */
  rulesChange(mark: string): void {
    this.grown?.catchUp(Number.POSITIVE_INFINITY);
    this.storeAlerts();
    this.progress?.changeMark(mark);
    this.schedule();
  }

  schedule(within: DurationMs = FLUSH_MS): void {
    if (this.isClosed) return;
    const now = this.stopwatch();
    const dueAt = this.rest.from(now + within);
    if (dueAt >= this.dueAt) return;
    if (this.timer) clearTimeout(this.timer);
    this.dueAt = dueAt;
    this.timer = setTimeout(() => {
      this.stopTimer();
      const started = this.stopwatch();
      this.catchUp(started);
      const withCheckpoint = this.progress?.isDue === true;
      const isWritten = this.write(withCheckpoint) && this.goOn(isCheckpointWanted() ? 0 : PIECE_MS);
      // Checkpoints are seldom enough by themselves: news does not wait so long after one.
      const isCalm = this.alerts.news === 0 && !this.alerts.areLate;
      if (this.isReading && !withCheckpoint && isCalm) this.rest.begin(started, true, REST_PER_COST);
      if (this.hasUnsaved) this.schedule(this.nextWithin(isWritten));
      this.read = 0;
    }, dueAt - now);
  }

  /** No more often when writes follow each other closely: what is written is put together for that. */
  private catchUp(now: number): void {
    if (now < this.caughtUpAt + FLUSH_MS) return;
    this.caughtUpAt = now;
    this.grown?.catchUp(GROWTH_MS, !this.hasBacklog);
  }

  private nextWithin(isWritten: boolean): DurationMs {
    if (!isWritten) return RETRY_MS;
    // A checkpoint that is not due yet is waited for, not asked for again and again.
    return (this.isReading && !this.alerts.areLate) || !this.hasNews ? FLUSH_MS : 0;
  }

  /** One small step of letting old alerts go. False when nothing is left to do, or nothing can be done. */
  tidy(keep: Keep, reading: readonly SourceId[], now: number): boolean {
    try {
      return this.store.tidy(keep, reading, now);
    } catch {
      return false;
    }
  }

  /** Writes everything, in pieces: if there is no time for all, the part that was written counts. */
  flush(): void {
    this.stopTimer();
    this.read = 0;
    while (this.hasNews || this.progress?.isWritable === true) {
      this.grown?.catchUp(GROWTH_MS);
      if (!this.write() || !this.goOn(Number.POSITIVE_INFINITY)) break;
    }
  }

  /** Stores what is known now, and what is only counted. Resolves to why not all is stored; null when it is. */
  storeAll(): Promise<string | null> {
    return this.all.ask(this.alerts.unsaved);
  }

  private writeAsked(begins: boolean): boolean {
    this.read = 0;
    return this.write(begins) && (!begins || this.goOn(PIECE_MS));
  }

  /** Writes everything, and a checkpoint where the next run begins; nothing after. */
  close(): void {
    this.progress?.abandon();
    this.flush();
    // Even where the store cannot be written, whoever is told of alerts must be told of all.
    this.grown?.catchUp(Number.POSITIVE_INFINITY);
    if (this.progress?.isBehind && this.write(true)) this.goOn(Number.POSITIVE_INFINITY);
    this.isClosed = true;
  }

  private get isReading(): boolean {
    return this.read > 0;
  }

  private get hasBacklog(): boolean {
    return this.read > BACKLOG_BYTES;
  }

  private get hasUnsaved(): boolean {
    return this.hasNews || this.progress?.hasUnsaved === true;
  }

  private get hasNews(): boolean {
    const { alerts, decisions, notices, grown } = this;
    if (decisions.size > 0 || grown?.areWaiting === true) return true;
    return alerts.hasUnsaved || notices?.hasUnsaved === true;
  }

  /** False when the store cannot be written. `withCheckpoint`: one of this moment is begun. */
  private write(withCheckpoint = this.progress?.isDue === true, mostAlerts = ALERTS_PER_WRITE): boolean {
    if (this.isClosed) return true;
    const started = this.stopwatch();
    const { alerts, progress, decisions } = this;
    const most = withCheckpoint ? ALERTS_WITH_CHECKPOINT : mostAlerts;
    const unsaved = alerts.takeUnsaved(most, (id) => this.grown?.refresh(id), !this.hasBacklog);
    // What a checkpoint stands for is not read again. Who goes on from it is told which of its alerts to store.
    const heads = withCheckpoint ? [...unsaved, ...alerts.takeForgotten()] : unsaved;
    this.decisions = new Map();
    const notices = this.notices?.takeUnsaved() ?? [];
    try {
      const journal = progress?.takeJournal() ?? null;
      const commit: Commit = {
        alerts: this.whole(heads),
        decisions: [...decisions.values()],
        notices,
        ...(journal !== null && { journal }),
      };
      this.health.timed(() => this.store.commit(commit));
      alerts.areStored(heads);
      this.all.areStored(heads);
      if (withCheckpoint) {
        progress?.begin(Date.now(), this.store.journalEnd(), alerts.unsaved);
      }
      this.health.wrote();
      return true;
    } catch (error) {
      alerts.putBack(heads);
      this.decisions = new Map([...decisions, ...this.decisions]);
      this.notices?.putBack(notices);
      this.fail(error);
      return false;
    } finally {
      this.rest.begin(started, this.isReading);
      this.refill();
    }
  }

  /** Goes on with the checkpoint that is being put together, if there is one. False when it cannot be written. */
  private goOn(within: DurationMs): boolean {
    try {
      this.checkpoints?.goOn(within, () => this.goOn(within));
      return true;
    } catch (error) {
      this.fail(error);
      this.checkpoints?.letPiecesGo();
      this.schedule(RETRY_MS);
      return false;
    } finally {
      this.refill();
    }
  }

  private fail(error: unknown): void {
    this.progress?.lose();
    this.health.failed(error);
  }

  private *whole(heads: readonly AlertHead[]): Iterable<Alert> {
    for (const head of heads) yield this.alerts.whole(head);
  }

  /** Another file was begun: what the old one had is to be written to it. */
  private refill(): void {
    if (this.generation === this.store.generation) return;
    this.generation = this.store.generation;
    this.alerts.putBack([...this.alerts.all()]);
    this.decisions = new Map([...this.allDecisions, ...this.decisions]);
    this.progress?.lose();
    this.schedule();
  }

  private stopTimer(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.dueAt = Number.POSITIVE_INFINITY;
  }
}
