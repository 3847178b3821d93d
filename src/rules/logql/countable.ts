import type { CorrelationRule, DetectionRule, SigmaRule } from '../../engine/sigma/spec.ts';
import type { Logsource } from '../../model/log-event.ts';
import { type DurationMs, SECOND_MS } from '../../model/time.ts';
import type { LoadedRuleSet } from '../rule-set.ts';
import { candidateFormatOf } from './candidate-format.ts';
import { LONGEST_QUERY, referencesAmong } from './convert.ts';
import { candidateQuery, type Input, type References } from './correlation.ts';
import { type LineTest, logQuery } from './detection.ts';
import { all, type Expression } from './expression.ts';
import type { LogFormat } from './log-format.ts';
import { Unconvertible } from './unconvertible.ts';

/** How Loki is asked which groups a rule may alert for. */
type CountedRule = {
  readonly name: string;
  /** A metric with a point for each group that had enough in the window before it. */
  readonly query: string;
  readonly window: DurationMs;
  /** It is asked about moments so far apart. */
  readonly every: DurationMs;
  /** Of a rule that has no groups: what comes behind a selector to find all its lines. */
  readonly lines?: readonly { readonly format: string; readonly stages: string }[];
};

/** Lines that are wanted in any case. */
export type WantedLines = {
  readonly name: string;
  readonly logsource: Logsource;
  readonly test: LineTest;
  /** They are to be read so much later than they come: after what led to them. */
  readonly delay: DurationMs;
};

/** A rule that looks at lines and cannot be looked for by counting, and the logs that it looks at. */
type LeftRule = {
  readonly name: string;
  readonly why: string;
  readonly inputs: readonly DetectionRule[];
};

export type Countable = {
  readonly counted: readonly CountedRule[];
  /** Those of rules that alert of a single one, and what others have to know all of. */
  readonly lines: readonly WantedLines[];
  readonly left: readonly LeftRule[];
  /** The log that each rule takes part in is about, and the format that is asked for. */
  readonly formats: readonly { readonly logsource: Logsource; readonly format: LogFormat }[];
  /** The longest time that any of them looks back. */
  readonly longest: DurationMs;
};

/** Long windows are looked at more seldom: a day of lines is not to be counted anew every few seconds. */
const SHORTEST_STEP_MS = 10 * SECOND_MS;
const STEPS_PER_SPAN = 20;
/** How long it may take until the lines of those that a count names are read. */
const ASKING_MS = 20 * SECOND_MS;
/** Events that this program makes itself or takes from captures: Loki has no lines of them. */
const OF_NO_LINES: ReadonlySet<string> = new Set(['soc-console', 'capture']);
/** The fields that are worked out from all logins that ever were accepted. */
const NEED_LOGINS = ['"x_new_source"', '"x_usual_source"'];
const ACCEPTED: readonly Expression[] = [
  { kind: 'label', yes: 'login="true"', no: 'login!="true"' },
  { kind: 'label', yes: 'outcome="success"', no: 'outcome!="success"' },
];

type Loaded = Pick<LoadedRuleSet, 'rules' | 'filters' | 'placeholders'>;

/**
 * Which rules can be looked for by asking Loki how much there is, instead of reading all lines. What comes back are
 * groups that may alert, all of them and some more: their lines are read then, and judged as ever.
 */
export function countableRules(loaded: Loaded, selector: string): Countable {
  return new Sorting(loaded, selector).sorted();
}

class Sorting {
  private readonly counted: CountedRule[] = [];
  private readonly lines: WantedLines[] = [];
  private readonly left: LeftRule[] = [];
  private readonly formats: Countable['formats'][number][] = [];
  /** Correlations that are looked for, by name and id: how late what they alert of is read. */
  private readonly known = new Map<string, DurationMs>();
  private readonly byName = new Map<string, SigmaRule>();
  private readonly references: References;
  private readonly testOf: (rule: DetectionRule) => LineTest;
  private longest = 0;

  constructor(
    private readonly loaded: Loaded,
    private readonly selector: string,
  ) {
    const { references, testOf } = referencesAmong(loaded, candidateFormatOf);
    this.references = references;
    this.testOf = testOf;
  }

  sorted(): Countable {
    const { detections, correlations } = this.loaded.rules;
    for (const { rule } of [...detections, ...correlations])
      for (const name of [rule.name, rule.id]) this.byName.set(name, rule);
    for (const { rule, alerts } of detections)
      if (alerts && !isOfNoLines(rule)) this.sort(rule, alerts, () => this.want(rule, this.testOf(rule), 0));
    for (const { rule, alerts } of correlations) {
      const inputs = this.inputsOf(rule);
      if (inputs.length > 0) this.sort(rule, alerts, () => this.count(rule, inputs));
    }
    const { counted, lines, left, formats, longest } = this;
    return { counted, lines, left, formats, longest };
  }

  private sort(rule: SigmaRule, alerts: boolean, take: () => void): void {
    try {
      take();
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error;
      if (alerts) this.left.push({ name: rule.name, why: error.message, inputs: this.inputsOf(rule) });
    }
  }

  private want({ name, logsource }: DetectionRule, test: LineTest, delay: DurationMs): void {
    if (logQuery(this.selector, [test]).length > LONGEST_QUERY)
      throw new Unconvertible('the query would be longer than Loki takes');
    this.lines.push({ name, logsource, test, delay });
    this.formats.push({ logsource, format: test.format });
  }

  private count(rule: CorrelationRule, inputs: readonly DetectionRule[]): void {
    const through = rule.type.startsWith('temporal')
      ? rule.rules.find((name) => this.known.has(name))
      : undefined;
    if (through !== undefined) {
      const delay = this.known.get(through) ?? 0;
      for (const input of inputs) if (needsLogins(input)) this.wantLogins(input, delay);
      this.take(rule, inputs, delay);
      return;
    }
    const needy = inputs.find((input) => needsLogins(input));
    if (needy !== undefined) throw new Unconvertible(`${needy.name} wants to know every login that ever was`);
    const counted = this.countedRule(rule, this.references.inputs(rule));
    this.counted.push(counted);
    this.take(rule, inputs, counted.every + ASKING_MS);
  }

  private take(rule: CorrelationRule, inputs: readonly DetectionRule[], delay: DurationMs): void {
    for (const name of [rule.name, rule.id]) this.known.set(name, delay);
    for (const { logsource } of inputs)
      this.formats.push({ logsource, format: candidateFormatOf(logsource) });
    this.longest = Math.max(this.longest, rule.timespan);
  }

  /** Every login that was accepted: read after whose failures came before it. */
  private wantLogins(rule: DetectionRule, delay: DurationMs): void {
    const format = candidateFormatOf(rule.logsource);
    if (format.labels?.outcome === undefined)
      throw new Unconvertible(`${rule.name} wants to know every login`);
    this.want(rule, { format, expression: all(ACCEPTED) }, delay);
  }

  private countedRule(rule: CorrelationRule, inputs: readonly Input[]): CountedRule {
    const every = Math.max(
      SHORTEST_STEP_MS,
      Math.ceil(rule.timespan / STEPS_PER_SPAN / SECOND_MS) * SECOND_MS,
    );
    // Whatever stretch of the rule's own length: the window before the next moment asked about holds it whole.
    const window = rule.timespan + every;
    const query = candidateQuery(rule, inputs, this.selector, window);
    if (query.length > LONGEST_QUERY)
      throw new Unconvertible(
        `the query would be longer than Loki takes (${query.length} of ${LONGEST_QUERY})`,
      );
    const counted = { name: rule.name, query, window, every };
    if (rule.groupBy.length > 0) return counted;
    const lines = inputs.map(({ test }) => ({ format: test.format.name, stages: stagesOf([test]) }));
    return { ...counted, lines };
  }

  /** The detections that a rule rests on, through others too, but those about no lines. */
  private inputsOf(rule: SigmaRule, seen = new Set<SigmaRule>()): DetectionRule[] {
    if (seen.has(rule)) return [];
    seen.add(rule);
    if (rule.kind === 'detection') return isOfNoLines(rule) ? [] : [rule];
    return rule.rules.flatMap((name) => {
      const input = this.byName.get(name);
      return input === undefined ? [] : this.inputsOf(input, seen);
    });
  }
}

/** What comes behind a selector to find the lines of any of these tests. */
export function stagesOf(tests: readonly LineTest[]): string {
  return logQuery('', tests).trim();
}

function isOfNoLines({ logsource }: DetectionRule): boolean {
  return OF_NO_LINES.has(logsource.product ?? '');
}

function needsLogins({ searches }: DetectionRule): boolean {
  const texts = [...searches.values()].map((search) => JSON.stringify(search));
  return texts.some((text) => NEED_LOGINS.some((field) => text.includes(field)));
}
