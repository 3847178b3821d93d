import type { Policy } from '../engine/audit/policy.ts';
import type { Engine, EngineOutput } from '../engine/engine.ts';
import type { Alert } from '../model/alert.ts';
import { type EpochMs, SECOND_MS } from '../model/time.ts';
import type { Clock } from '../platform/clock.ts';
import type { SourceError } from '../sources/source.ts';
import type { Store } from '../store/store.ts';
import { AlertLog } from './alert-log.ts';
import type { Bans } from './bans.ts';
import { Feed } from './feed.ts';
import type { Captures } from './captures.ts';
import type { OpenedSource } from './open-paths.ts';
import type { ConsoleRequest, ReplyTo, Snapshot, ViewRequest } from './protocol.ts';
import { Recorder } from './recorder.ts';
import { RefusedError } from './refused-error.ts';
import { Response, type ResponseParts } from './response.ts';
import { ServiceAudit } from './service-audit.ts';
import type { Permits } from './settings.ts';
import { type Moment, takeSnapshot } from './snapshot.ts';
import type { Retrying } from './supervisor.ts';
import { lastSeen, shareOfTraffic } from './traffic.ts';

export type CoreParts = {
  readonly engine: Engine;
  readonly store: Store;
  readonly policy: Policy;
  /** Who bans, whom never, how long, and when without being asked. */
  readonly response: Pick<
    ResponseParts,
    'responders' | 'dryRun' | 'protection' | 'lengths' | 'automatic' | 'user'
  >;
  readonly clock: Clock;
  readonly host: string;
  readonly demo: boolean;
  readonly permits: Permits;
  readonly threshold: number;
  /** Said from the start: broken rules. */
  readonly warnings: readonly string[];
  readonly captures: Captures;
  /** Paths that could not be opened. */
  readonly unopened: readonly SourceError[];
  /** Every alert when it opens and each time it grew. */
  readonly onAlert?: (alert: Alert) => void;
  /** How sources that fail are tried again; without it, they are not. */
  readonly retrying?: Retrying;
};

/** Sources, engine, store and responder joined: runs with or without a screen. */
export class Core {
  readonly alerts = new AlertLog();
  readonly response: Response;
  readonly audit: ServiceAudit;
  readonly feed: Feed;
  finished = false;
  private readonly recorder: Recorder;
  private readonly startedAt: EpochMs;
  private readonly aborter = new AbortController();
  private ticking: NodeJS.Timeout | null = null;
  private eventsBefore = 0;
  private eventsPerSecond = 0;

  constructor(private readonly parts: CoreParts) {
    const { store, engine, clock, policy } = parts;
    this.startedAt = clock.now();
    this.recorder = new Recorder(store, this.alerts);
    this.alerts.restore(store.alerts());
    this.response = new Response({
      ...parts.response,
      clock,
      onDecided: (decisions) => this.recorder.decided(decisions),
      onAction: (action) => store.appendAction(action),
      lastSeen: (address) => lastSeen(engine, address),
      share: (address) => shareOfTraffic(engine, address),
    });
    this.response.restore(store.decisions(), store.actions());
    this.audit = new ServiceAudit(policy);
    this.feed = new Feed({
      engine,
      onOutputs: (outputs) => this.record(outputs),
      onServices: (block) => this.audit.read(block),
      ...(parts.retrying && { retrying: parts.retrying }),
    });
  }

  get bans(): Bans {
    return this.response.bans;
  }

  get captures(): Captures {
    return this.parts.captures;
  }

  /** Reads the sources until they end or the core is stopped. */
  async run(sources: readonly OpenedSource[]): Promise<void> {
    this.ticking ??= setInterval(() => this.tick(), SECOND_MS);
    await this.feed.run(sources, this.aborter.signal);
  }

  /** Answers one request. Rejects with `RefusedError` when the answer is no. */
  async handle<K extends ConsoleRequest['kind']>(
    request: Extract<ConsoleRequest, { readonly kind: K }>,
  ): Promise<ReplyTo[K]> {
    return (await this.answer(request)) as ReplyTo[K];
  }

  /** Stops reading, stores what is not stored yet. */
  stop(): void {
    this.aborter.abort();
    if (this.ticking) clearInterval(this.ticking);
    this.ticking = null;
    this.recorder.flush();
    this.parts.store.close();
  }

  private answer(
    request: ConsoleRequest,
  ): Promise<ReplyTo[ConsoleRequest['kind']]> | ReplyTo[ConsoleRequest['kind']] {
    const refusal = refusalOf(request.kind, this.parts.permits);
    if (refusal !== null) throw new RefusedError(refusal);
    switch (request.kind) {
      case 'snapshot':
        return this.snapshot(request.view);
      case 'plan-ban':
        return this.planBan(request.address);
      case 'ban':
      case 'unban':
      case 'confirm-ban':
      case 'undo':
      case 'bans':
      case 'automatic-bans':
        return this.response.handle(request);
      case 'acknowledge':
        return this.acknowledge(request.alertId);
      case 'stop':
        this.stop();
        return null;
    }
  }

  private snapshot(view: ViewRequest): Snapshot {
    const { feed, alerts, bans, audit } = this;
    const { engine, threshold, unopened, captures } = this.parts;
    return takeSnapshot({ engine, feed, alerts, bans, audit, unopened, threshold, captures }, view, this.moment());
  }

  private planBan(address: string): ReplyTo['plan-ban'] {
    const plan = this.bans.plan(address);
    const refusal = refusalOf('ban', this.parts.permits);
    return refusal === null ? plan : { ...plan, refused: refusal };
  }

  private moment(): Moment {
    const { clock, host, demo, warnings } = this.parts;
    const trouble = this.recorder.warning === null ? warnings : [...warnings, this.recorder.warning];
    return {
      now: clock.now(),
      startedAt: this.startedAt,
      host,
      demo,
      finished: this.finished,
      warnings: trouble,
      eventsPerSecond: this.eventsPerSecond,
    };
  }

  private acknowledge(id: string): Alert {
    const alert = this.alerts.acknowledge(id);
    if (!alert) throw new RefusedError('There is no such alert any more.');
    this.recorder.schedule();
    return alert;
  }

  private record(outputs: readonly EngineOutput[]): void {
    for (const { alert } of outputs) {
      const recorded = this.alerts.record(alert);
      this.parts.onAlert?.(recorded);
      this.response.onAlert(recorded);
    }
    this.recorder.schedule();
  }

  private tick(): void {
    this.response.tick(this.parts.clock.now());
    this.feed.nudge();
    this.eventsPerSecond = this.parts.engine.events - this.eventsBefore;
    this.eventsBefore = this.parts.engine.events;
  }
}

const BANS: ReadonlySet<ConsoleRequest['kind']> = new Set([
  ...(['ban', 'unban', 'confirm-ban', 'undo', 'automatic-bans'] as const),
]);
const CHANGES: ReadonlySet<ConsoleRequest['kind']> = new Set([...BANS, 'acknowledge']);

/** Why this core does not do what is asked; null when it does. */
function refusalOf(kind: ConsoleRequest['kind'], permits: Permits): string | null {
  if (permits === 'nothing' && CHANGES.has(kind)) return 'this console only looks (--readonly)';
  if (permits === 'no-bans' && BANS.has(kind)) return 'this console bans nobody (--no-ban)';
  return null;
}
