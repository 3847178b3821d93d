import type { Alert } from '../model/alerts/alert.ts';
import type { LogEvent } from '../model/log-event.ts';
import type { LineBlock, SourceId } from '../model/log-record.ts';
import type { EpochMs } from '../model/time.ts';
import type { Alerts, ChangedAlert } from './correlate/episodes/alerts.ts';
import type { LineStore } from './correlate/lines/line-store.ts';
import type { EngineCounters, EngineState } from './engine-state.ts';
import type { Intelligence } from './intel/intelligence.ts';
import { Judge, type JudgeOptions } from './judge.ts';
import { EventMerger } from './order/merge.ts';
import { NewLogs } from './order/new-logs.ts';
import { HeldEvents } from './order/reading-order.ts';
import { Timeline } from './order/timeline.ts';
import { TELL_AGAIN, ToldTwice } from './order/told-twice.ts';
import { BUILT_IN_FORMATS, type Formats } from './parse/formats.ts';
import type { FormatName } from './parse/parser.ts';
import { TrustedProxies } from './parse/web/forwarded.ts';
import type { RuleSet } from './sigma/rule-set.ts';
import { SourceReader } from './source-reader.ts';
import type { Logins } from './tally/logins.ts';
import type { Paths } from './tally/paths.ts';
import type { ProbedPorts } from './tally/probed-ports.ts';
import type { Proxied } from './tally/proxied.ts';
import type { Web } from './tally/web.ts';

/** A state machine: what happened goes in, alerts come out; time is part of the input. */
export type EngineInput =
  /**
   * Lines of this source will follow. A source that is already open goes on where it was, unless it is `anew`: another stream
   * under the same name. `format`: as the user says; null to recognise it. `since`: earlier events of it are read and not
   * judged. `partial`: only chosen lines of it come, old ones among them, so that they say nothing about what is usual.
   */
  | {
      readonly kind: 'open';
      readonly source: SourceId;
      readonly format: FormatName | null;
      readonly since?: EpochMs | null;
      readonly anew?: boolean;
      readonly partial?: boolean;
    }
  | { readonly kind: 'block'; readonly block: LineBlock }
  /** `busy`: more lines are on their way, other sources wait for them. `idle`: nothing is left to hand over, nobody waits. */
  | { readonly kind: 'busy' | 'idle'; readonly source: SourceId }
  /** It has so long a backlog that the others go on without it until it is idle. */
  | { readonly kind: 'behind'; readonly source: SourceId }
  | { readonly kind: 'end'; readonly source: SourceId }
  /** It has ended, and nobody will ask about it again. */
  | { readonly kind: 'forget'; readonly source: SourceId };

/**
 * An alert that opened or grew in this step, as it stands after it. Read it before the next step: alerts are put together only
 * when somebody asks, and a scan asks for none before its end.
 */
export type EngineOutput = ChangedAlert;

export type EngineOptions = JudgeOptions & {
  /** IANA name: stamps without a zone are read in it. */
  readonly timeZone: string;
  /** Events before or after are read and not judged. */
  readonly range?: { readonly since: EpochMs | null; readonly until: EpochMs | null };
  /** What lines may be, the user's formats among them; by default, what this program knows. */
  readonly formats?: Formats;
  /** Addresses and ranges of reverse proxies: whom they name in `X-Forwarded-For` is who acts. */
  readonly believedProxies?: readonly string[];
};

/**
 * Reads the lines of all sources and puts their events in the order of time; `Judge` makes alerts of them. What the console shows
 * is read from here between two steps.
 */
export class Engine {
  readonly logins: Logins;
  readonly web: Web;
  /** Null unless `askedPaths`. */
  readonly paths: Paths | null;
  readonly ports: ProbedPorts;
  readonly proxied: Proxied;
  private readonly judge: Judge;
  private readonly merger: EventMerger;
  private readonly twice = new ToldTwice((event) => this.detect(event));
  private readonly readers = new Map<SourceId, SourceReader>();
  private readonly held = new HeldEvents(() => this.merger.allWaiting);
  private readonly timeline = new Timeline();
  private readonly proxies: TrustedProxies | null;
  private readonly partial = new Set<SourceId>();
  private readonly newLogs = new NewLogs(
    ({ event, now, isAlone, isPartial }) => this.judge.judge(event, now, isAlone, isPartial),
    () => this.judge.countAnew(),
  );

  constructor(private readonly options: EngineOptions) {
    const { believedProxies = [] } = options;
    this.proxies = believedProxies.length === 0 ? null : new TrustedProxies(believedProxies);
    this.judge = new Judge(options, this.proxies !== null);
    this.logins = this.judge.logins;
    this.web = this.judge.web;
    this.paths = this.judge.paths;
    this.ports = this.judge.ports;
    this.proxied = this.judge.proxied;
    this.merger = new EventMerger((event) => (this.twice.isOn ? this.twice.read(event) : this.detect(event)));
  }

  /** Goes on where another engine was saved: the same alerts, counts and ids as if there had been one only. */
  static restore(options: EngineOptions, state: EngineState): Engine {
    const engine = new Engine(options);
    engine.timeline.restore(state);
    engine.judge.restore(state);
    engine.merger.restore(state.lanes);
    if (state.twice !== undefined) engine.twice.restore(state.twice);
    for (const saved of state.readers) engine.addReader(saved.source, saved.format).restore(saved);
    return engine;
  }

  save(): EngineState {
    return {
      ...this.timeline.save(),
      ...this.judge.save(),
      lanes: this.merger.save(),
      twice: this.twice.save(),
      readers: Array.from(this.readers.values(), (reader) => reader.save()),
    };
  }

  step(input: EngineInput): readonly EngineOutput[] {
    this.merger.caughtUp.length = 0;
    switch (input.kind) {
      case 'open':
        this.open(input);
        break;
      case 'block':
        if (this.timeline.read(input.block)) this.judge.countAnew();
        this.merger.setState(input.block.source, 'busy');
        this.reader(input.block.source).read(input.block, (event) =>
          this.merger.push(input.block.source, event),
        );
        this.twice.isOn ||= this.readers.size > 1 && TELL_AGAIN.has(this.reader(input.block.source).format);
        break;
      case 'busy':
        this.merger.setState(input.source, 'busy');
        break;
      case 'idle':
        this.readers.get(input.source)?.rest((event) => this.merger.push(input.source, event));
        this.merger.setState(input.source, 'idle');
        this.merger.drain();
        break;
      case 'behind':
        this.merger.setState(input.source, 'behind');
        break;
      case 'end':
        this.reader(input.source).end((event) => this.merger.push(input.source, event));
        this.merger.setState(input.source, 'ended');
        this.merger.drain();
        if (this.twice.isOn && this.merger.hasEnded) this.twice.end();
        if (this.merger.hasEnded) this.newLogs.settle();
        break;
      case 'forget':
        this.readers.delete(input.source);
        this.merger.close(input.source);
        this.timeline.forget(input.source);
        break;
    }
    this.merger.drain();
    return this.judge.takeChanged();
  }

  /** How many events of a source wait for other sources. Whoever reads it should pause while there are any. */
  waiting(source: SourceId): number {
    return this.merger.waiting(source);
  }

  /** Sources whose last waiting event went out in this step. */
  get caughtUp(): readonly SourceId[] {
    return this.merger.caughtUp;
  }

  reader(source: SourceId): SourceReader {
    const reader = this.readers.get(source);
    if (!reader) throw new Error(`source ${source} was not opened`);
    return reader;
  }

  /** All that were opened and not forgotten since. */
  get sources(): readonly SourceId[] {
    return [...this.readers.keys()];
  }

  knows(source: SourceId): boolean {
    return this.readers.has(source);
  }

  /** Goes on with other rules: alerts stay as far as their rules do, and counts as far as these are the same. */
  takeRules(rules: RuleSet): void {
    this.judge.takeRules(rules);
  }

  /** Time of the newest event of all sources. */
  get newest(): EpochMs | null {
    return this.timeline.newest;
  }

  get counters(): Readonly<EngineCounters> {
    return this.timeline.counters;
  }

  /** Events that were judged. */
  get events(): number {
    return this.judge.events;
  }

  /** How many events matched each detection, by the detection's index. */
  get hits(): Uint32Array {
    return this.judge.hits;
  }

  get intelligence(): Intelligence | null {
    return this.judge.intelligence;
  }

  get rules(): RuleSet {
    return this.judge.rules;
  }

  alerts(): Alert[] {
    return this.judge.alerts();
  }

  /** The same, to be read before the next step: the lines of 100,000 alerts are never in memory at once. */
  alertsAtTheEnd(): Alert[] {
    return this.judge.alertsAtTheEnd();
  }

  /** While they are held, what is long of `save` may be read later. */
  get lines(): Pick<LineStore, 'hold' | 'letGo'> {
    return this.judge.lines;
  }

  get remembered(): Pick<Alerts, 'get' | 'has' | 'evidence'> {
    return this.judge.remembered;
  }

  /** What was let go to stay within bounds, by kind. */
  get evicted(): Readonly<Record<string, number>> {
    let sessions = 0;
    for (const { forgotten } of this.readers.values()) sessions += forgotten;
    const { groups, alerts, ...tallies } = this.judge.evicted;
    return { groups, alerts, sessions, ...tallies };
  }

  private detect(event: LogEvent): void {
    if (this.isOutside(event.time)) return;
    const isPartial = this.partial.size > 0 && this.partial.has(event.ref.source);
    const isAlone = this.timeline.isAlone(event, isPartial);
    const { now, turn } = this.timeline;
    // Live it would be whoever can forge a stamp that decides what is counted.
    if (this.options.silent === true && (turn !== null || this.newLogs.isHolding))
      this.newLogs.take({ event, now, isAlone, isPartial }, turn);
    else this.judge.judge(event, now, isAlone, isPartial);
  }

  private open(input: Extract<EngineInput, { kind: 'open' }>): void {
    const { source, format, since = null, anew = false, partial = false } = input;
    if (partial) this.partial.add(source);
    else this.partial.delete(source);
    const known = this.readers.get(source);
    this.merger.open(source);
    if (known && !anew) return;
    known?.end((event) => this.merger.push(source, event));
    this.addReader(source, format).since = since;
  }

  private addReader(source: SourceId, format: FormatName | null): SourceReader {
    const { timeZone, observer, formats = BUILT_IN_FORMATS, logsource } = this.options;
    const reading = {
      proxies: this.proxies,
      quiet: () => this.judge.quietRequests(),
      held: this.held,
      isTimeless: logsource !== undefined,
    };
    const reader = new SourceReader(source, format, timeZone, observer, formats, reading);
    this.readers.set(source, reader);
    return reader;
  }

  private isOutside(time: EpochMs): boolean {
    const { range } = this.options;
    return range !== undefined && ((range.since ?? time) > time || (range.until ?? time) < time);
  }
}
