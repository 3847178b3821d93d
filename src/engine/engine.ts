import type { Alert } from '../model/alert.ts';
import type { LogEvent, Logsource, UnparsedReason, Verdict } from '../model/log-event.ts';
import type { LineBlock, SourceId } from '../model/log-record.ts';
import type { EpochMs } from '../model/time.ts';
import type { AlertLimits, Alerts, ChangedAlert } from './correlate/alerts.ts';
import { carriedCounts } from './correlate/carried-counts.ts';
import { Correlations } from './correlate/correlations.ts';
import type { LineStore } from './correlate/line-store.ts';
import type { EngineCounters, EngineState } from './engine-state.ts';
import type { Intelligence } from './intel/intelligence.ts';
import { CAPTURE_ROOM, type CaptureRoom, MAX_SOURCES } from './limits.ts';
import { EventMerger } from './merge.ts';
import { BUILT_IN_FORMATS, type Formats } from './parse/formats.ts';
import type { FormatName } from './parse/parser.ts';
import { TrustedProxies } from './parse/web/forwarded.ts';
import { withLogsource } from './parse/with-logsource.ts';
import { HeldEvents } from './reading-order.ts';
import { type CompiledDetection, DetectionMatcher, type RuleSet } from './sigma/compile.ts';
import { classesOf } from './sigma/judged-requests.ts';
import { QuietRequests } from './sigma/quiet-requests.ts';
import { SourceReader } from './source-reader.ts';
import { KnownLogins } from './tally/known-logins.ts';
import { Logins } from './tally/logins.ts';
import { Paths } from './tally/paths.ts';
import { ProbedPorts } from './tally/probed-ports.ts';
import { Proxied } from './tally/proxied.ts';
import { Web } from './tally/web.ts';
import { Timeline } from './timeline.ts';
import { TELL_AGAIN, ToldTwice } from './told-twice.ts';
import { Volume } from './volume/volume.ts';

/** A state machine: what happened goes in, alerts come out; time is part of the input. */
export type EngineInput =
  /**
   * A source is about to speak. `format`: told by the user; null to recognise it. `since`: of its events, those before
   * are read and not judged. One that is known already goes on where it was, unless it is `anew`: another stream under
   * the same name. `partial`: only chosen lines of it come, older ones among them, and tell nothing of what is usual.
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
  /** `busy`: lines are on their way, others wait for them. `idle`: all that is there now was handed over, none need wait. */
  | { readonly kind: 'busy' | 'idle'; readonly source: SourceId }
  /** It has a backlog, for which the others would wait long: until it is idle they go on without it. */
  | { readonly kind: 'behind'; readonly source: SourceId }
  | { readonly kind: 'end'; readonly source: SourceId }
  /** It ended, and nothing of it is asked for any more. */
  | { readonly kind: 'forget'; readonly source: SourceId };

/**
 * Alerts that opened or grew in this step, each once, as they stand after it. To be read before the next step: an alert
 * is put together when it is asked for, and a scan asks for none before its end.
 */
export type EngineOutput = ChangedAlert;

export type EngineOptions = {
  readonly rules: RuleSet;
  /** IANA name: stamps without a zone are read in it. */
  readonly timeZone: string;
  /** A strong hash as hex text: ids must not be forgeable by whoever writes the lines. */
  readonly hash: (text: string) => string;
  /** Events before or after are read and not judged. */
  readonly range?: { readonly since: EpochMs | null; readonly until: EpochMs | null };
  /** Alerts remembered at a time; `MAX_ALERTS` when not told. */
  readonly alertLimits?: AlertLimits;
  /** What is remembered at a time of what captures show; `CAPTURE_ROOM` when not told. */
  readonly captureRoom?: CaptureRoom;
  /** Steps tell nothing: the alerts are asked for at the end. */
  readonly silent?: boolean;
  /** Counts which paths are asked for most: only who shows them pays for it. */
  readonly askedPaths?: boolean;
  /** What log the events are of, for the rules; else what their parsers say. */
  readonly logsource?: Logsource;
  /** What lines may be, the user's formats among them; absent: what this program knows. */
  readonly formats?: Formats;
  /** Addresses and ranges of reverse proxies: whom they name in `X-Forwarded-For` is who acts. */
  readonly believedProxies?: readonly string[];
  /** What the user's files say of addresses, for rules that ask. */
  readonly intelligence?: Intelligence;
  /** Sees every line and every event; for `--events`. */
  readonly observer?: EngineObserver;
};

export type EngineObserver = {
  /** A line was read; `reason` is why it will give no event, null when it gives one now or later. */
  record(source: SourceId, line: number, reason: UnparsedReason | null): void;
  /** An event, in the order of detection, with the detections that it matched. */
  event(event: LogEvent, matched: readonly CompiledDetection[]): void;
};

export class Engine {
  readonly logins: Logins;
  readonly web: Web;
  /** Null when nobody asked for them. */
  readonly paths: Paths | null;
  readonly ports = new ProbedPorts();
  /** Not kept over a restart: who comes again is known again. */
  readonly proxied = new Proxied();
  events = 0;
  /** Events that matched each detection, by its index. */
  hits: Uint32Array;
  private matcher: DetectionMatcher;
  /** Worked out for the first requests that are read; absent until then. */
  private quiet: QuietRequests | null | undefined;
  private correlations: Correlations;
  private readonly known = new KnownLogins();
  private readonly volume = new Volume();
  private readonly merger: EventMerger;
  private readonly twice = new ToldTwice((event) => this.detect(event));
  private readonly readers = new Map<SourceId, SourceReader>();
  private readonly held = new HeldEvents(() => this.merger.allWaiting);
  private readonly timeline = new Timeline();
  private readonly proxies: TrustedProxies | null;
  private readonly partial = new Set<SourceId>();
  private readonly matched: number[] = [];
  private readonly matchedRules: CompiledDetection[] = [];

  constructor(private options: EngineOptions) {
    const { believedProxies = [], captureRoom = CAPTURE_ROOM } = options;
    this.logins = new Logins(MAX_SOURCES, captureRoom.sources);
    this.web = new Web(MAX_SOURCES, captureRoom.sources);
    this.paths = options.askedPaths ? new Paths() : null;
    this.proxies = believedProxies.length === 0 ? null : new TrustedProxies(believedProxies);
    this.correlations = correlationsOf(options, this.failures);
    this.matcher = new DetectionMatcher(options.rules, options.intelligence ?? null);
    this.hits = new Uint32Array(options.rules.detections.length);
    this.merger = new EventMerger((event) => (this.twice.isOn ? this.twice.read(event) : this.detect(event)));
  }

  /** Goes on where another engine was saved: the same alerts, counts and ids as if there had been one only. */
  static restore(options: EngineOptions, state: EngineState): Engine {
    const engine = new Engine(options);
    engine.timeline.restore(state);
    engine.events = state.events;
    engine.logins.restore(state.logins);
    engine.known.restore(state.known);
    engine.volume.restore(state.volume);
    engine.web.restore(state.web);
    if (state.paths !== undefined) engine.paths?.restore(state.paths);
    engine.ports.restore(state.ports ?? []);
    engine.correlations.restore(state.correlations);
    engine.merger.restore(state.lanes);
    if (state.twice !== undefined) engine.twice.restore(state.twice);
    for (const saved of state.readers) engine.addReader(saved.source, saved.format).restore(saved);
    return engine;
  }

  save(): EngineState {
    return {
      ...this.timeline.save(),
      events: this.events,
      logins: this.logins.save(),
      known: this.known.save(),
      volume: this.volume.save(),
      web: this.web.save(),
      ...(this.paths !== null && { paths: this.paths.save() }),
      ports: this.ports.save(),
      correlations: this.correlations.save(),
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
        if (this.timeline.read(input.block)) this.countAnew();
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
        break;
      case 'forget':
        this.readers.delete(input.source);
        this.merger.close(input.source);
        this.timeline.forget(input.source);
        break;
    }
    this.merger.drain();
    return this.correlations.takeChanged();
  }

  /** Events of a source that wait for others: who reads waits while there are some. */
  waiting(source: SourceId): number {
    return this.merger.waiting(source);
  }

  /** Those of which nothing waits any more since the last step. */
  get caughtUp(): readonly SourceId[] {
    return this.merger.caughtUp;
  }

  reader(source: SourceId): SourceReader {
    const reader = this.readers.get(source);
    if (!reader) throw new Error(`source ${source} was not opened`);
    return reader;
  }

  /** All that were opened and not forgotten. */
  get sources(): readonly SourceId[] {
    return [...this.readers.keys()];
  }

  knows(source: SourceId): boolean {
    return this.readers.has(source);
  }

  /** Goes on with other rules: alerts stay as far as their rules do, and what is counted as far as they are the same. */
  takeRules(rules: RuleSet): void {
    this.options = { ...this.options, rules };
    const before = this.correlations;
    this.correlations = correlationsOf(this.options, this.failures);
    this.correlations.restore(carriedCounts(before.save(), before, this.correlations));
    this.matcher = new DetectionMatcher(rules, this.intelligence);
    this.quiet = undefined;
    this.hits = new Uint32Array(rules.detections.length);
  }

  /** Alerts stay. */
  private countAnew(): void {
    const saved = this.correlations.save();
    this.correlations = correlationsOf(this.options, this.failures);
    this.correlations.restore({ ...saved, rules: [], tables: [] });
  }

  /** Time of the newest event of all sources. */
  get newest(): EpochMs | null {
    return this.timeline.newest;
  }

  get counters(): Readonly<EngineCounters> {
    return this.timeline.counters;
  }

  get intelligence(): Intelligence | null {
    return this.options.intelligence ?? null;
  }

  get rules(): RuleSet {
    return this.options.rules;
  }

  alerts(): Alert[] {
    return this.correlations.open.all();
  }

  /** The same, to be read before the next step: the lines of 100,000 alerts are never in memory at once. */
  alertsAtTheEnd(): Alert[] {
    return this.correlations.open.allAtTheEnd();
  }

  /** While they are held, what is long of `save` may be read later. */
  get lines(): Pick<LineStore, 'hold' | 'letGo'> {
    return this.correlations.lines;
  }

  get remembered(): Pick<Alerts, 'get' | 'has' | 'evidence'> {
    return this.correlations.open;
  }

  get evicted(): Readonly<Record<string, number>> {
    let sessions = 0;
    for (const { forgotten } of this.readers.values()) sessions += forgotten;
    return {
      ...this.correlations.evicted,
      sessions,
      logins: this.logins.uncounted,
      web: this.web.uncounted,
      ports: this.ports.uncounted,
      volume: this.volume.uncounted,
    };
  }

  private detect(read: LogEvent): void {
    if (this.isOutside(read.time)) return;
    const { logsource } = this.options;
    const event = logsource === undefined ? read : withLogsource(read, logsource);
    const { source } = event.ref;
    const isPartial = this.partial.size > 0 && this.partial.has(source);
    const alone = this.timeline.isAlone(event, isPartial);
    this.events++;
    // Emptied by hand: setting the length of an array costs more than a whole rule.
    while (this.matched.length > 0) this.matched.pop();
    while (this.matchedRules.length > 0) this.matchedRules.pop();
    const { verdict } = read;
    if (verdict !== undefined && verdict.by === this.quiet && logsource === undefined)
      this.take(event, verdict, alone);
    else this.judge(event, alone);
    this.options.observer?.event(event, this.matchedRules);
    if (alone || isPartial) return;
    const unusual = this.volume.add(event);
    if (unusual !== null) this.judgeVolume(unusual);
    const busy = this.volume.addToSource(event);
    if (busy !== null) this.judgeVolume(busy);
    const pages = this.volume.addPage(event);
    if (pages !== null) this.judgeVolume(pages);
  }

  /** A request of which it is known what the rules say. */
  private take(event: LogEvent, { detections, classes }: Verdict, alone: boolean): void {
    this.web.add(event, classes);
    if (this.paths !== null) this.paths.add(event, classes);
    if (detections.length === 0) return;
    for (const index of detections) this.hit(this.rules.detections[index] as CompiledDetection);
    if (this.proxies !== null) this.proxied.add(event);
    this.correlations.accept(this.matcher.show(event), this.matched, this.timeline.now, alone);
  }

  private judge(event: LogEvent, alone: boolean): void {
    const view = this.matcher.match(event, this.hit, this.known.add(event));
    view.loginSource = this.logins.add(event);
    if (event.category === 'web') {
      const classes = classesOf(this.matchedRules);
      this.web.add(event, classes);
      if (this.paths !== null) this.paths.add(event, classes);
      if (this.proxies !== null) this.proxied.add(event);
    } else if (event.category === 'network') this.ports.add(event);
    if (this.matched.length > 0) this.correlations.accept(view, this.matched, this.timeline.now, alone);
  }

  /** Rules say what becomes of an unusual volume; it is no event of a log. */
  private judgeVolume(unusual: LogEvent): void {
    while (this.matched.length > 0) this.matched.pop();
    const view = this.matcher.match(unusual, this.hit);
    if (this.matched.length > 0) this.correlations.accept(view, this.matched, this.timeline.now, false);
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

  private quietRequests(): QuietRequests | null {
    if (this.quiet === undefined) this.quiet = QuietRequests.of(this.rules, this.matcher);
    return this.quiet;
  }

  private addReader(source: SourceId, format: FormatName | null): SourceReader {
    const { timeZone, observer, formats = BUILT_IN_FORMATS } = this.options;
    const reading = { proxies: this.proxies, quiet: () => this.quietRequests(), held: this.held };
    const reader = new SourceReader(source, format, timeZone, observer, formats, reading);
    this.readers.set(source, reader);
    return reader;
  }

  private isOutside(time: EpochMs): boolean {
    const { range } = this.options;
    return range !== undefined && ((range.since ?? time) > time || (range.until ?? time) < time);
  }

  private readonly failures = (source: number): number => this.logins.failedOf(source);

  private readonly hit = (detection: CompiledDetection): void => {
    this.matched.push(detection.index);
    this.hits[detection.index] = (this.hits[detection.index] as number) + 1;
    this.matchedRules.push(detection);
  };
}

function correlationsOf(
  { rules, hash, alertLimits, captureRoom, silent }: EngineOptions,
  failures: (source: number) => number,
): Correlations {
  return new Correlations(rules, hash, { alerts: alertLimits, ofCaptures: captureRoom, silent, failures });
}
