import type { Alert } from '../model/alerts/alert.ts';
import type { LogEvent, Logsource, Verdict } from '../model/log-event.ts';
import type { EpochMs } from '../model/time.ts';
import { carriedCounts } from './correlate/carried-counts.ts';
import { Correlations } from './correlate/correlations.ts';
import type { AlertLimits, Alerts, ChangedAlert } from './correlate/episodes/alerts.ts';
import type { LineStore } from './correlate/lines/line-store.ts';
import type { EngineObserver } from './engine-observer.ts';
import type { SavedJudge } from './engine-state.ts';
import type { Intelligence } from './intel/intelligence.ts';
import { CAPTURE_ROOM, type CaptureRoom, MAX_SOURCES } from './limits.ts';
import { withLogsource } from './parse/with-logsource.ts';
import { DetectionMatcher } from './sigma/detection-matcher.ts';
import { classesOf } from './sigma/judged-requests.ts';
import { QuietRequests } from './sigma/quiet-requests.ts';
import type { CompiledDetection, RuleSet } from './sigma/rule-set.ts';
import { KnownLogins } from './tally/known-logins.ts';
import { Logins } from './tally/logins.ts';
import { Paths } from './tally/paths.ts';
import { ProbedPorts } from './tally/probed-ports.ts';
import { Proxied } from './tally/proxied.ts';
import { Web } from './tally/web.ts';
import { Volume } from './volume/volume.ts';
import { FileAnswers } from './web/file-answers.ts';
import { FrontPages, frontPageIn } from './web/front-pages.ts';

export type JudgeOptions = {
  readonly rules: RuleSet;
  /** A strong hash as hex text: ids must not be forgeable by whoever writes the lines. */
  readonly hash: (text: string) => string;
  /** How many alerts are remembered at a time; `MAX_ALERTS` by default. */
  readonly alertLimits?: AlertLimits;
  /** How much is remembered at a time of what captures show; `CAPTURE_ROOM` by default. */
  readonly captureRoom?: CaptureRoom;
  /** Tells nothing while it works: the alerts are asked for at the end. */
  readonly silent?: boolean;
  /** Counts which paths are requested most: only whoever shows them should pay for it. */
  readonly askedPaths?: boolean;
  /** Which log the rules should take the events to be from; by default, what their parsers say. */
  readonly logsource?: Logsource;
  /** What the user's files say of addresses, for rules that ask. */
  readonly intelligence?: Intelligence;
  readonly observer?: EngineObserver;
};

/**
 * Judges one event after the other: matches it against the detections, counts it in the tallies that screens show, and hands
 * it to the correlations, which make the alerts.
 */
export class Judge {
  readonly logins: Logins;
  readonly web: Web;
  /** Null unless `askedPaths`. */
  readonly paths: Paths | null;
  readonly ports = new ProbedPorts();
  /** Not saved: it fills again as clients come back. */
  readonly proxied = new Proxied();
  events = 0;
  /** How many events matched each detection, by the detection's index. */
  hits: Uint32Array;
  private readonly fronts = new FrontPages();
  private readonly files = new FileAnswers();
  private matcher: DetectionMatcher;
  /** Undefined until the first request asks for it. */
  private quiet: QuietRequests | null | undefined;
  private correlations: Correlations;
  private readonly known = new KnownLogins((event, span, count) => this.logins.hasFailed(event, span, count));
  private readonly volume = new Volume();
  /** What the event at hand matched, as indices and as detections. */
  private readonly matched: number[] = [];
  private readonly matchedRules: CompiledDetection[] = [];

  constructor(
    private options: JudgeOptions,
    /** There are reverse proxies whose word is taken for who their clients are. */
    private readonly hasProxies: boolean,
  ) {
    const { captureRoom = CAPTURE_ROOM } = options;
    this.logins = new Logins(MAX_SOURCES, captureRoom.sources);
    this.web = new Web(MAX_SOURCES, captureRoom.sources);
    this.paths = options.askedPaths ? new Paths() : null;
    this.correlations = this.newCorrelations();
    this.matcher = this.newMatcher();
    this.hits = new Uint32Array(options.rules.detections.length);
  }

  get rules(): RuleSet {
    return this.options.rules;
  }

  get intelligence(): Intelligence | null {
    return this.options.intelligence ?? null;
  }

  /** `now`: the reader's clock. `isAlone`: too late or too early to be counted with others. `isPartial`: of its log only chosen lines come. */
  judge(read: LogEvent, now: EpochMs, isAlone: boolean, isPartial: boolean): void {
    const { logsource } = this.options;
    const event = logsource === undefined ? read : withLogsource(read, logsource);
    this.events++;
    // Emptied by hand: setting the length of an array costs more than a whole rule.
    while (this.matched.length > 0) this.matched.pop();
    while (this.matchedRules.length > 0) this.matchedRules.pop();
    const { verdict } = read;
    let isNew = false;
    const isTold = verdict !== undefined && verdict.by === this.quiet && logsource === undefined;
    if (isTold) this.take(event, verdict, now, isAlone);
    else isNew = this.match(event, now, isAlone);
    this.options.observer?.event(event, this.matchedRules, isNew, !isTold && this.known.isUsual);
    if (isAlone || isPartial) return;
    const unusual = this.volume.add(event);
    if (unusual !== null) this.judgeVolume(unusual, now);
    const busy = this.volume.addToSource(event);
    if (busy !== null) this.judgeVolume(busy, now);
    const pages = this.volume.addPage(event);
    if (pages !== null) this.judgeVolume(pages, now);
  }

  /** Which requests no rule can match, as far as that is known from how their lines look. */
  quietRequests(): QuietRequests | null {
    if (this.quiet === undefined) this.quiet = QuietRequests.of(this.rules, this.matcher);
    return this.quiet;
  }

  /** Goes on with other rules: alerts stay as far as their rules do, and counts as far as these are the same. */
  takeRules(rules: RuleSet): void {
    this.options = { ...this.options, rules };
    const before = this.correlations;
    this.correlations = this.newCorrelations();
    this.correlations.restore(carriedCounts(before.save(), before, this.correlations));
    this.matcher = this.newMatcher();
    this.quiet = undefined;
    this.hits = new Uint32Array(rules.detections.length);
  }

  /** Forgets what correlations have counted; alerts stay. */
  countAnew(): void {
    const saved = this.correlations.save();
    this.correlations = this.newCorrelations();
    this.correlations.restore({ ...saved, rules: [], tables: [] });
  }

  takeChanged(): readonly ChangedAlert[] {
    return this.correlations.takeChanged();
  }

  alerts(): Alert[] {
    return this.correlations.open.all();
  }

  /** The same, to be read before the next event: the lines of 100,000 alerts are never in memory at once. */
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

  /** What was let go to stay within bounds, by kind. */
  get evicted(): Readonly<Record<'groups' | 'alerts' | 'logins' | 'web' | 'ports' | 'volume', number>> {
    return {
      ...this.correlations.evicted,
      logins: this.logins.uncounted,
      web: this.web.uncounted,
      ports: this.ports.uncounted,
      volume: this.volume.uncounted,
    };
  }

  save(): SavedJudge {
    return {
      events: this.events,
      logins: this.logins.save(),
      known: this.known.save(),
      volume: this.volume.save(),
      web: this.web.save(),
      ...(this.paths !== null && { paths: this.paths.save() }),
      ports: this.ports.save(),
      fronts: this.fronts.save(),
      fileAnswers: this.files.save(),
      correlations: this.correlations.save(),
    };
  }

  restore(saved: SavedJudge): void {
    this.events = saved.events;
    this.logins.restore(saved.logins);
    this.known.restore(saved.known);
    this.volume.restore(saved.volume);
    this.web.restore(saved.web);
    if (saved.paths !== undefined) this.paths?.restore(saved.paths);
    this.ports.restore(saved.ports ?? []);
    for (const bytes of saved.fronts ?? []) this.fronts.add(bytes);
    this.files.restore(saved.fileAnswers ?? []);
    this.correlations.restore(saved.correlations);
  }

  /** A request of which it was known when it was read what the rules say. */
  private take(
    event: LogEvent,
    { detections, classes, front }: Verdict,
    now: EpochMs,
    isAlone: boolean,
  ): void {
    if (front !== null) this.fronts.add(front);
    this.web.add(event, classes);
    if (this.paths !== null) this.paths.add(event, classes);
    if (detections.length === 0) return;
    if (classes.includes('lfi')) this.files.add(event);
    for (const index of detections) this.hit(this.rules.detections[index] as CompiledDetection);
    if (this.hasProxies) this.proxied.add(event);
    this.correlations.accept(this.matcher.show(event), this.matched, now, isAlone);
  }

  /** Whether it is a login from where its account never logged in before. */
  private match(event: LogEvent, now: EpochMs, isAlone: boolean): boolean {
    const isNew = this.known.add(event);
    const view = this.matcher.match(event, this.hit, isNew, this.known.isUsual);
    view.loginSource = this.logins.add(event);
    if (event.category === 'web') {
      const classes = classesOf(this.matchedRules);
      this.web.add(event, classes);
      if (this.paths !== null) this.paths.add(event, classes);
      if (this.hasProxies) this.proxied.add(event);
      const front = frontPageIn(event);
      if (front !== null) this.fronts.add(front);
      if (classes.includes('lfi')) this.files.add(event);
    } else if (event.category === 'network') this.ports.add(event);
    if (this.matched.length > 0) this.correlations.accept(view, this.matched, now, isAlone);
    return isNew;
  }

  /** An unusual volume is no event of a log: it is only for rules to say what becomes of it. */
  private judgeVolume(unusual: LogEvent, now: EpochMs): void {
    while (this.matched.length > 0) this.matched.pop();
    const view = this.matcher.match(unusual, this.hit);
    if (this.matched.length > 0) this.correlations.accept(view, this.matched, now, false);
  }

  private newMatcher(): DetectionMatcher {
    const { fronts, files } = this;
    return new DetectionMatcher(this.rules, this.intelligence, { fronts, files });
  }

  private newCorrelations(): Correlations {
    const { rules, hash, alertLimits, captureRoom, silent } = this.options;
    const failures = (source: number): number => this.logins.failedOf(source);
    return new Correlations(rules, hash, { alerts: alertLimits, ofCaptures: captureRoom, silent, failures });
  }

  private readonly hit = (detection: CompiledDetection): void => {
    this.matched.push(detection.index);
    this.hits[detection.index] = (this.hits[detection.index] as number) + 1;
    this.matchedRules.push(detection);
  };
}
