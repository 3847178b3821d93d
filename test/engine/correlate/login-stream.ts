import { Correlations } from '../../../src/engine/correlate/correlations.ts';
import type { AlertLimits, ChangedAlert } from '../../../src/engine/correlate/episodes/alerts.ts';
import type { SavedCorrelations } from '../../../src/engine/correlate/saved-correlations.ts';
import { compileRules } from '../../../src/engine/sigma/compile.ts';
import { DetectionMatcher } from '../../../src/engine/sigma/detection-matcher.ts';
import type { RuleSet } from '../../../src/engine/sigma/rule-set.ts';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import type { LogEvent, Outcome } from '../../../src/model/log-event.ts';
import { reviewedRegex } from '../../../src/rules/regex.ts';
import { readSigmaFile } from '../../../src/rules/sigma-file.ts';
import { fc } from '../../support/properties.ts';

const LOGSOURCE = { product: 'linux', service: 'sshd' };

/** `login_failed` and `login_accepted`, to be counted and ordered by `correlations` (YAML documents). */
export function rulesWith(correlations: string): RuleSet {
  const detections = ['failed:failure', 'accepted:success'].map((pair) => {
    const [name, outcome] = pair.split(':');
    return `title: ${name}\nid: ${name}\nname: login_${name}\nlogsource: {service: sshd}\ndetection: {selection: {outcome: ${outcome}}, condition: selection}\nlevel: low`;
  });
  const { rules, issues } = readSigmaFile('test.yml', [...detections, correlations].join('\n---\n'));
  const compiled = compileRules(rules, () => reviewedRegex);
  const errors = [...issues, ...compiled.issues].filter(({ severity }) => severity !== 'warning');
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return compiled.rules;
}

export type Login = {
  readonly time: number;
  readonly ip: string;
  readonly outcome?: Outcome;
  readonly count?: number;
  readonly user?: string;
};

/** Leads logins to the correlations of a rule set; each event has the number of its line. */
export class LoginStream {
  readonly correlations: Correlations;
  private readonly matcher: DetectionMatcher;
  private line = 0;
  /** Their numbers, and failures of each. */
  private readonly sources: string[] = [];
  private readonly failed: number[] = [];

  constructor(rules: RuleSet, most: { readonly groups?: number; readonly alerts?: AlertLimits } = {}) {
    const failures = (source: number): number => this.failed[source] ?? 0;
    this.correlations = new Correlations(rules, (text) => text, { ...most, failures });
    this.matcher = new DetectionMatcher(rules);
  }

  /** The alerts that opened or grew. */
  accept(login: Login): Alert[] {
    return this.changes(login).map(({ alert }) => alert);
  }

  changes(login: Login): readonly ChangedAlert[] {
    const matched: number[] = [];
    const view = this.matcher.match(this.eventOf(login), ({ index }) => matched.push(index));
    view.loginSource = this.tally(login);
    this.correlations.accept(view, matched, login.time, false);
    return this.correlations.takeChanged();
  }

  /** What goes on from there with what was saved. */
  restarted(rules: RuleSet, saved: SavedCorrelations): LoginStream {
    const stream = new LoginStream(rules);
    stream.correlations.restore(saved);
    stream.line = this.line;
    stream.sources.push(...this.sources);
    stream.failed.push(...this.failed);
    return stream;
  }

  private tally({ ip, outcome = 'failure', count = 1 }: Login): number {
    if (!this.sources.includes(ip)) this.sources.push(ip);
    const source = this.sources.indexOf(ip);
    if (outcome === 'failure') this.failed[source] = (this.failed[source] ?? 0) + count;
    return source;
  }

  private eventOf({ time, ip, outcome = 'failure', count = 1, user = 'root' }: Login): LogEvent {
    this.line++;
    return {
      ...{ time, logsource: LOGSOURCE, category: 'authentication', outcome, count, srcIp: ip, srcHost: null },
      ...{ user, login: true, fields: {}, raw: `line ${this.line}`, ref: { source: 's', line: this.line } },
    };
  }
}

/** Indices of the logins with which an alert of the rule `t` opened. */
export function opened(rules: RuleSet, logins: readonly Login[]): number[] {
  const stream = new LoginStream(rules);
  const known = new Set<string>();
  return logins.flatMap((login, index) => {
    const fresh = stream.accept(login).filter(({ id, rule }) => rule.id === 't' && !known.has(id));
    for (const { id } of fresh) known.add(id);
    return fresh.length > 0 ? [index] : [];
  });
}

/** The timespan of the rules that `openedByHand` does as. */
export const SPAN = 60_000;

/**
 * The same of one source, walked through: `isTrue` looks at the failures so far that still count, `forget` says which do
 * after a success. An alert is over when no failure came for a timespan.
 */
export function openedByHand(
  logins: readonly Login[],
  isTrue: (failures: readonly Login[], now: number) => boolean,
  forget: (failures: readonly Login[], success: Login) => readonly Login[],
): number[] {
  let failures: readonly Login[] = [];
  let openUntil = Number.NEGATIVE_INFINITY;
  return logins.flatMap((login, index) => {
    if (login.outcome === 'success') {
      failures = forget(failures, login);
      return [];
    }
    failures = [...failures, login];
    const isOpen = login.time < openUntil;
    if (!isOpen && !isTrue(failures, login.time)) return [];
    openUntil = login.time + SPAN;
    return isOpen ? [] : [index];
  });
}

/** Those that lie in the window that ends now. */
export function inWindow(failures: readonly Login[], now: number): readonly Login[] {
  return failures.filter(({ time }) => time > now - SPAN);
}

/** Any logins of one source, in order of time. */
export const logins = fc
  .array(
    fc.record({
      step: fc.constantFrom(0, 1, 5000, 20_000, 59_999, 60_000, 200_000),
      user: fc.constantFrom('root', 'admin', 'alice', 'bob', 'carol'),
      count: fc.constantFrom(1, 1, 1, 2),
      outcome: fc.constantFrom('failure', 'failure', 'failure', 'failure', 'success'),
    }),
    { maxLength: 30 },
  )
  .map((steps) => {
    let time = 1_000_000;
    return steps.map(({ step, ...login }): Login => {
      time += step;
      return { ...login, time, ip: '192.0.2.1' } as Login;
    });
  });
