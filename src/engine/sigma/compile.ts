import { type Condition, ConditionError, parseCondition } from './condition.ts';
import { FieldTable, RuleFields } from './field-table.ts';
import { type Compiling, compileFieldTest, type RegexCompiler } from './field-test.ts';
import { Gates, RuleGates } from './gates.ts';
import { filtersByRule } from './links/filters.ts';
import { fieldsOf, linkCorrelations, silencedNames, type Unheard, withoutDuplicates } from './links/link.ts';
import { allOf, anyOf, type Matcher, NEVER, negate } from './matcher.ts';
import { RuleError, UnsupportedError } from './rule-error.ts';
import type { CompiledDetection, RuleSet } from './rule-set.ts';
import type {
  ConditionSpec,
  DetectionRule,
  FieldTest,
  FilterRule,
  Place,
  RuleIssue,
  SearchSpec,
  SigmaRule,
} from './spec.ts';
import type { Placeholders } from './values.ts';

export type Compilation = { readonly rules: RuleSet; readonly issues: readonly RuleIssue[] };

/** What bears on rules without being one. */
type Surroundings = {
  readonly filters?: readonly FilterRule[];
  readonly placeholders?: Placeholders;
  /** Ids of the rules that come with the program. */
  readonly shipped?: ReadonlySet<string>;
  /** What does not run and may have more mistakes than were found when it was read. */
  readonly wrong?: readonly (DetectionRule | FilterRule)[];
};

/** Compiles what can be compiled; every rule that cannot is named in `issues` and left out, the others run. */
export function compileRules(
  rules: readonly SigmaRule[],
  regexFor: (rule: SigmaRule | FilterRule) => RegexCompiler,
  { filters = [], placeholders = new Map(), shipped = new Set(), wrong = [] }: Surroundings = {},
): Compilation {
  const issues: RuleIssue[] = [];
  const fields = new FieldTable();
  const gates = new Gates();
  const unique = withoutDuplicates(rules, issues);
  const sound = filters.filter((filter) => {
    const given = { fields: new FieldTable(), gates: new Gates(), placeholders, regex: regexFor(filter) };
    const problems: RuleIssue[] = [];
    compileSearches(filter, given, problems);
    issues.push(...problems.map((problem) => ({ ...problem, rule: filter.at })));
    return !problems.some(isGrave);
  });
  for (const rule of wrong) {
    const given = { fields: new FieldTable(), gates: new Gates(), placeholders, regex: regexFor(rule) };
    for (const test of [...rule.searches.values()].flatMap(testsOf)) {
      const problems: RuleIssue[] = [];
      // One without values was refused when it was read.
      if (test.values.length > 0) attempt(() => compileFieldTest(test, given), test.at, problems);
      issues.push(...problems.map((problem) => ({ ...problem, rule: rule.at })));
    }
  }
  const filtersOf = filtersByRule(unique, sound, issues);
  const detections: Unheard<CompiledDetection>[] = [];
  for (const rule of unique) {
    if (rule.kind !== 'detection') continue;
    const own = new RuleGates(gates);
    const ownFields = new RuleFields(fields);
    const given = { fields: ownFields, gates: own, placeholders };
    const problems: RuleIssue[] = [];
    const ofRule = filtersOf.get(rule) ?? [];
    const parts = [rule, ...ofRule].map((part) =>
      compileSearches(part, { ...given, regex: regexFor(part) }, problems),
    );
    issues.push(...problems.map((problem) => ({ ...problem, rule: rule.at })));
    if (problems.some(isGrave)) continue;
    const { test, gates: needed, needs } = allOf(parts, own);
    const { watched } = own;
    const { slots } = ownFields;
    const index = detections.length;
    detections.push({ rule, filters: ofRule, test, gates: needed, needs, watched, slots, index });
  }
  const correlations = linkCorrelations(unique, detections, issues);
  for (const { rule } of correlations) for (const name of fieldsOf(rule)) fields.slot(name);
  const running = [...detections, ...correlations].map(({ rule }) => rule);
  const silenced = silencedNames(running, shipped);
  const isHeard = ({ name, id }: SigmaRule): boolean => !silenced.has(name) && !silenced.has(id);
  return {
    rules: {
      detections: detections.map((each) => ({ ...each, alerts: isHeard(each.rule) })),
      correlations: correlations.map((each) => ({ ...each, alerts: isHeard(each.rule) })),
      ...{ fields, gates, placeholders },
    },
    issues,
  };
}

type Searches = Pick<DetectionRule, 'searches' | 'conditions'>;

/** Compiles as far as it goes: each thing that is wrong is an issue at its own place. */
function compileSearches(
  { searches, conditions }: Searches,
  given: Compiling,
  problems: RuleIssue[],
): Matcher {
  const compileTest = (test: FieldTest): Matcher =>
    attempt(() => compileFieldTest(test, given), test.at, problems) ?? NEVER;
  const matchers = new Map<string, Matcher>();
  for (const [name, search] of searches) matchers.set(name, compileSearch(search, compileTest, given));
  const names = [...searches.keys()];
  const used = new Set<string>();
  const compiled = conditions.map(({ text, at }) => {
    const compile = (): Matcher => {
      const condition = parseCondition(text, names);
      for (const name of namesOf(condition)) used.add(name);
      return compileCondition(condition, matchers, given);
    };
    return attempt(compile, at, problems) ?? NEVER;
  });
  if (!problems.some(isGrave)) {
    for (const [name, search] of searches) {
      const message = `the condition does not use the search '${name}'`;
      if (!used.has(name) && !name.startsWith('_'))
        problems.push({
          severity: 'warning',
          message,
          at: placeOf(search) ?? (conditions[0] as ConditionSpec).at,
        });
    }
  }
  return anyOf(compiled);
}

function isGrave({ severity }: RuleIssue): boolean {
  return severity !== 'warning';
}

function namesOf(condition: Condition): string[] {
  if (condition.kind === 'search') return [condition.name];
  return condition.kind === 'not' ? namesOf(condition.of) : condition.of.flatMap(namesOf);
}

function testsOf(search: SearchSpec): readonly FieldTest[] {
  return search.kind === 'all' ? search.tests : search.of.flatMap(testsOf);
}

function placeOf(search: SearchSpec): Place | undefined {
  if (search.kind === 'all') return search.tests[0]?.at;
  return search.of.map(placeOf).find((at) => at !== undefined);
}

function compileSearch(
  search: SearchSpec,
  compileTest: (test: FieldTest) => Matcher,
  given: Compiling,
): Matcher {
  if (search.kind === 'all') return allOf(search.tests.map(compileTest), given.gates);
  const parts = search.of.map((part) => compileSearch(part, compileTest, given));
  return anyOf(parts);
}

function attempt<T>(make: () => T, at: Place, issues: RuleIssue[]): T | null {
  try {
    return make();
  } catch (error) {
    issues.push(issueAt(at, error));
    return null;
  }
}

function compileCondition(
  condition: Condition,
  matchers: ReadonlyMap<string, Matcher>,
  given: Compiling,
): Matcher {
  switch (condition.kind) {
    case 'search':
      return matchers.get(condition.name) ?? NEVER;
    case 'not':
      return negate(compileCondition(condition.of, matchers, given));
    default: {
      const parts = condition.of.map((part) => compileCondition(part, matchers, given));
      return condition.kind === 'and' ? allOf(parts, given.gates) : anyOf(parts);
    }
  }
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
