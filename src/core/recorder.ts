import type { EngineInput } from '../engine/engine.ts';
import type { Alert, AlertHead } from '../model/alert.ts';
import type { Decision, DecisionId } from '../model/decision.ts';
import type { SourceId } from '../model/log-record.ts';
import { type DurationMs, MINUTE_MS, SECOND_MS } from '../model/time.ts';
import type { Keep } from '../store/retention.ts';
import type { Commit, Store } from '../store/store.ts';
import type { AlertLog } from './alert-log.ts';
import type { GrownAlerts } from './grown-alerts.ts';
import type { Notices } from './notices/notices.ts';
import type { Progress } from './progress.ts';

/** An alert is in the store within this time of its line; */
const FLUSH_MS: DurationMs = 250;
/** lines that are no alert are noted as read within this time; */
const NOTE_MS: DurationMs = SECOND_MS;
/** and a store that could not be written is tried again after this time. */
const RETRY_MS: DurationMs = 2 * SECOND_MS;
/**
 * Of the alerts that only grew, this many are written each time, and so seldom that it takes a tenth of the core. In an
 * attack from 10,000 addresses each grows all the time: writing them all would take the core half of its time, and the
 * operator no better off.
 */
const GROWN_PER_FLUSH = 200;
const IDLE_PER_COST = 10;
/** So long alerts that grew are put together each time. */
const GROWTH_MS: DurationMs = 25;
/** A store that takes longer than this is left alone for a while, so that detection has most of the time; */
const SLOW_MS: DurationMs = 200;
const REST_PER_COST = 5;
/** and longer than this is told, for so long. */
const TOLD_MS: DurationMs = SECOND_MS;
const TELLING_MS: DurationMs = MINUTE_MS;

/**
 * Writes what changed and how far reading has come, together, in one transaction each time. A store that fails costs a
 * warning, never an alert.
 */
export class Recorder {
  private failure: string | null = null;
  /** The store took this long, lately. */
  private slow: { readonly took: DurationMs; readonly until: number } | null = null;
  private restUntil = Number.NEGATIVE_INFINITY;
  private decisions = new Map<DecisionId, Decision>();
  /** All of this run, and the latest of earlier ones. */
  private readonly allDecisions: Map<DecisionId, Decision>;
  private timer: NodeJS.Timeout | null = null;
  private dueAt = Number.POSITIVE_INFINITY;
  private grownDueAt = Number.NEGATIVE_INFINITY;
  private generation: number;
  private isClosed = false;

  constructor(
    private readonly store: Store,
    private readonly alerts: AlertLog,
    private readonly progress: Progress | null = null,
    private readonly stopwatch: () => number = () => performance.now(),
    private readonly notices: Pick<Notices, 'hasUnsaved' | 'takeUnsaved' | 'putBack'> | null = null,
    private readonly grown: Pick<GrownAlerts, 'areWaiting' | 'catchUp'> | null = null,
  ) {
    this.generation = store.generation;
    this.allDecisions = new Map(store.decisions().map((decision) => [decision.id, decision]));
  }

  /** What the operator should know of the store. */
  get warning(): string | null {
    const { failure, slow } = this;
    if (failure !== null || slow === null || this.stopwatch() > slow.until) return failure;
    const took = (slow.took / SECOND_MS).toFixed(1);
    return `The store is slow (writing took ${took} s): alerts are stored, and sources read, later. Nothing is lost. Look at its disk.`;
  }

  /** Stored at once, with the alerts that they answer: nobody is banned without it being known after a crash. */
  decided(decisions: readonly Decision[]): void {
    for (const decision of decisions) {
      this.decisions.set(decision.id, decision);
      this.allDecisions.set(decision.id, decision);
    }
    // No checkpoint: of the alerts of one step, this is the answer to the first, and the others are still to come.
    this.write(false);
    this.schedule();
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
    if (this.progress === null) return;
    this.progress.note(input);
    this.schedule(NOTE_MS);
  }

  /** The engine has other rules now. */
  rulesChanged(mark: string): void {
    this.progress?.changeMark(mark);
    this.schedule();
  }

  schedule(within: DurationMs = FLUSH_MS): void {
    if (this.isClosed) return;
    const now = this.stopwatch();
    const dueAt = Math.max(now + within, this.restUntil);
    if (dueAt >= this.dueAt) return;
    if (this.timer) clearTimeout(this.timer);
    this.dueAt = dueAt;
    this.timer = setTimeout(() => {
      this.stopTimer();
      this.grown?.catchUp(GROWTH_MS);
      const isWritten = this.write();
      if (this.hasUnsaved) this.schedule(isWritten ? FLUSH_MS : RETRY_MS);
    }, dueAt - now);
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
    while (this.hasUnsaved) {
      this.grown?.catchUp(GROWTH_MS);
      this.grownDueAt = Number.NEGATIVE_INFINITY;
      if (!this.write()) break;
    }
  }

  /** Writes everything, and a checkpoint where the next run begins; nothing after. */
  close(): void {
    this.flush();
    if (this.progress?.isBehind) this.write(true);
    this.isClosed = true;
  }

  private get hasUnsaved(): boolean {
    const { alerts, decisions, notices, progress, grown } = this;
    if (decisions.size > 0 || grown?.areWaiting === true) return true;
    return [alerts, notices, progress].some((part) => part?.hasUnsaved === true);
  }

  /** False when the store cannot be written. */
  private write(withCheckpoint = this.progress?.isDue === true): boolean {
    if (this.isClosed) return true;
    const started = this.stopwatch();
    const { progress } = this;
    if (withCheckpoint) this.grown?.catchUp(Number.POSITIVE_INFINITY);
    const { decisions } = this;
    // What a checkpoint stands for is not read again: every alert must be stored as it stands then.
    const writesGrown = started >= this.grownDueAt;
    const mostGrown = withCheckpoint ? Number.POSITIVE_INFINITY : writesGrown ? GROWN_PER_FLUSH : 0;
    const heads = this.alerts.takeUnsaved(mostGrown);
    this.decisions = new Map();
    const notices = this.notices?.takeUnsaved() ?? [];
    try {
      const journal = withCheckpoint ? null : (progress?.takeJournal() ?? null);
      const commit: Commit = {
        alerts: this.whole(heads),
        decisions: [...decisions.values()],
        notices,
        ...(journal !== null && { journal }),
        ...(withCheckpoint && progress !== null && { checkpoint: progress.checkpoint(Date.now()) }),
      };
      this.timed(() => this.store.commit(commit));
      this.alerts.areStored(heads);
      const took = this.stopwatch() - started;
      if (writesGrown) this.grownDueAt = started + took * IDLE_PER_COST;
      if (withCheckpoint) progress?.checkpointStored(took);
      this.failure = null;
      return true;
    } catch (error) {
      this.alerts.putBack(heads);
      this.decisions = new Map([...decisions, ...this.decisions]);
      this.notices?.putBack(notices);
      progress?.lose();
      const reason = error instanceof Error ? error.message : String(error);
      this.failure = `The store cannot be written (${reason}): alerts are kept in memory only.`;
      return false;
    } finally {
      this.refill();
    }
  }

  private *whole(heads: readonly AlertHead[]): Iterable<Alert> {
    for (const head of heads) yield this.alerts.whole(head);
  }

  private timed(commit: () => void): void {
    const started = this.stopwatch();
    try {
      commit();
    } finally {
      const now = this.stopwatch();
      const took = now - started;
      if (took > SLOW_MS) this.restUntil = now + took * REST_PER_COST;
      if (took > TOLD_MS) this.slow = { took, until: now + TELLING_MS };
    }
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
