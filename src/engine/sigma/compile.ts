import type { LogEvent, Logsource } from '../../model/log-event.ts';
import { type Condition, ConditionError, parseCondition } from './condition.ts';
import { EventView, FieldTable } from './event-view.ts';
import {
  combine,
  compileFieldTest,
  type EventTest,
  type RegexCompiler,
  RuleError,
  UnsupportedError,
} from './modifiers.ts';
import type {
  CorrelationRule,
  DetectionRule,
  FieldTest,
  Place,
  RuleIssue,
  SearchSpec,
  SigmaRule,
} from './spec.ts';

export type CompiledDetection = {
  readonly rule: DetectionRule;
  readonly test: EventTest;
  /** Index within its rule set: what correlations refer to. */
  readonly index: number;
  /** Whether it alerts by itself, or only feeds correlations. */
  readonly alerts: boolean;
};

export type CompiledCorrelation = {
  readonly rule: CorrelationRule;
  /** What it counts or orders: detections and other correlations, in the rule's order. */
  readonly inputs: readonly RuleInput[];
  /** Indices of the detections that empty its window. */
  readonly resetBy: readonly number[];
  readonly alerts: boolean;
};

export type RuleInput =
  | { readonly kind: 'detection'; readonly index: number }
  | { readonly kind: 'correlation'; readonly index: number };

/** Rules ready to run. Correlations stand after everything they refer to. */
export type RuleSet = {
  readonly detections: readonly CompiledDetection[];
  readonly correlations: readonly CompiledCorrelation[];
  readonly fields: FieldTable;
};

export type Compilation = { readonly rules: RuleSet; readonly issues: readonly RuleIssue[] };

/** Compiles what can be compiled; every rule that cannot is named in `issues` and left out, the others run. */
export function compileRules(
  rules: readonly SigmaRule[],
  regexFor: (rule: SigmaRule) => RegexCompiler,
): Compilation {
  const issues: RuleIssue[] = [];
  const fields = new FieldTable();
  const unique = withoutDuplicates(rules, issues);
  const silenced = silencedNames(unique);
  const detections: CompiledDetection[] = [];
  for (const rule of unique) {
    if (rule.kind !== 'detection') continue;
    const test = compileDetection(rule, fields, regexFor(rule), issues);
    if (test === null) continue;
    const alerts = !silenced.has(rule.name) && !silenced.has(rule.id);
    detections.push({ rule, test, index: detections.length, alerts });
  }
  const correlations = linkCorrelations(unique, detections, silenced, issues);
  for (const { rule } of correlations) for (const name of rule.groupBy) fields.slot(name);
  return { rules: { detections, correlations, fields }, issues };
}

/** Whether a rule for `wanted` applies to events of `actual`: every part that the rule names must be the same. */
export function logsourceApplies(wanted: Logsource, actual: Logsource): boolean {
  return (
    (wanted.category === undefined || wanted.category === actual.category) &&
    (wanted.product === undefined || actual.product === undefined || wanted.product === actual.product) &&
    (wanted.service === undefined || wanted.service === actual.service)
  );
}

/** Picks, once per kind of event, the detections that apply; then runs only those. */
export class DetectionMatcher {
  private readonly byLogsource = new Map<Logsource, readonly CompiledDetection[]>();
  private readonly view: EventView;
  private logsource: Logsource | null = null;
  private detections: readonly CompiledDetection[] = [];

  constructor(private readonly rules: RuleSet) {
    this.view = new EventView(rules.fields);
  }

  /** Calls `hit` for each detection that matches; the view is valid during the call only. */
  match(event: LogEvent, hit: (detection: CompiledDetection) => void): EventView {
    this.view.set(event);
    // Events of a kind come in runs.
    if (event.logsource !== this.logsource) {
      this.logsource = event.logsource;
      this.detections = this.applying(event.logsource);
    }
    for (const detection of this.detections) {
      if (detection.test(this.view)) hit(detection);
    }
    return this.view;
  }

  private applying(logsource: Logsource): readonly CompiledDetection[] {
    let applying = this.byLogsource.get(logsource);
    if (!applying) {
      applying = this.rules.detections.filter(({ rule }) => logsourceApplies(rule.logsource, logsource));
      this.byLogsource.set(logsource, applying);
    }
    return applying;
  }
}

/** Compiles as far as it goes: each thing that is wrong is an issue at its own place. Null when there is one. */
function compileDetection(
  rule: DetectionRule,
  fields: FieldTable,
  regex: RegexCompiler,
  issues: RuleIssue[],
): EventTest | null {
  const problems: RuleIssue[] = [];
  const compileTest = (test: FieldTest): EventTest =>
    attempt(() => compileFieldTest(test, fields, regex), test.at, problems) ?? NEVER;
  const tests = new Map<string, EventTest>();
  for (const [name, search] of rule.searches) tests.set(name, compileSearch(search, compileTest));
  const names = [...rule.searches.keys()];
  const conditions = rule.conditions.map(({ text, at }) => {
    return attempt(() => compileCondition(parseCondition(text, names), tests), at, problems) ?? NEVER;
  });
  issues.push(...problems);
  return problems.length === 0 ? combine(conditions, false) : null;
}

const NEVER: EventTest = () => false;

function compileSearch(search: SearchSpec, compileTest: (test: FieldTest) => EventTest): EventTest {
  if (search.kind === 'all') return combine(search.tests.map(compileTest), true);
  return combine(
    search.of.map((part) => compileSearch(part, compileTest)),
    false,
  );
}

function attempt<T>(make: () => T, at: Place, issues: RuleIssue[]): T | null {
  try {
    return make();
  } catch (error) {
    issues.push(issueAt(at, error));
    return null;
  }
}

function compileCondition(condition: Condition, tests: ReadonlyMap<string, EventTest>): EventTest {
  switch (condition.kind) {
    case 'search':
      return tests.get(condition.name) as EventTest;
    case 'not': {
      const inner = compileCondition(condition.of, tests);
      return (view) => !inner(view);
    }
    default:
      return combine(
        condition.of.map((part) => compileCondition(part, tests)),
        condition.kind === 'and',
      );
  }
}

function withoutDuplicates(rules: readonly SigmaRule[], issues: RuleIssue[]): SigmaRule[] {
  const seen = new Map<string, SigmaRule>();
  return rules.filter((rule) => {
    const keys = rule.id === rule.name ? [rule.id] : [rule.id, rule.name];
    const other = keys.map((key) => seen.get(key)).find((found) => found !== undefined);
    if (other) {
      const message = `has the id or name of another rule (${other.at.file}:${other.at.line}): left out`;
      issues.push({ severity: 'error', message, at: rule.at });
      return false;
    }
    for (const key of keys) seen.set(key, rule);
    return true;
  });
}

/** Rules that a correlation refers to do not alert by themselves unless one that refers to them says `generate`. */
function silencedNames(rules: readonly SigmaRule[]): Set<string> {
  const silenced = new Set<string>();
  const generated = new Set<string>();
  for (const rule of rules) {
    if (rule.kind !== 'correlation') continue;
    for (const name of rule.rules) (rule.generate ? generated : silenced).add(name);
  }
  for (const name of generated) silenced.delete(name);
  return silenced;
}

function linkCorrelations(
  rules: readonly SigmaRule[],
  detections: readonly CompiledDetection[],
  silenced: ReadonlySet<string>,
  issues: RuleIssue[],
): CompiledCorrelation[] {
  const inputs = new Map<string, RuleInput>();
  for (const { rule, index } of detections) {
    inputs.set(rule.name, { kind: 'detection', index });
    inputs.set(rule.id, { kind: 'detection', index });
  }
  const linked: CompiledCorrelation[] = [];
  let waiting = rules.filter((rule) => rule.kind === 'correlation');
  for (let progress = true; progress; ) {
    progress = false;
    const still: CorrelationRule[] = [];
    for (const rule of waiting) {
      const found = rule.rules.map((name) => inputs.get(name));
      if (found.some((input) => input === undefined)) {
        still.push(rule);
        continue;
      }
      const self: RuleInput = { kind: 'correlation', index: linked.length };
      inputs.set(rule.name, self);
      inputs.set(rule.id, self);
      const alerts = !silenced.has(rule.name) && !silenced.has(rule.id);
      const resetBy = rule.resetBy.flatMap((name) => {
        const input = inputs.get(name);
        if (input?.kind === 'detection') return input.index;
        issues.push({ severity: 'error', message: `x_reset_by names no detection: ${name}`, at: rule.at });
        return [];
      });
      linked.push({ rule, inputs: found as RuleInput[], resetBy, alerts });
      progress = true;
    }
    waiting = still;
  }
  for (const rule of waiting) {
    const missing = rule.rules.filter((name) => !inputs.has(name)).join(', ');
    issues.push({
      severity: 'error',
      message: `refers to rules that are not loaded, or to itself: ${missing}`,
      at: rule.at,
    });
  }
  return linked;
}

function issueAt(at: Place, error: unknown): RuleIssue {
  if (error instanceof UnsupportedError) return { severity: 'unsupported', message: error.message, at };
  if (error instanceof RuleError) return { severity: 'error', message: error.message, at };
  if (error instanceof ConditionError) {
    const column = at.column + error.column - 1;
    return { severity: 'error', message: `condition ${error.message}`, at: { ...at, column } };
  }
  throw error;
}
