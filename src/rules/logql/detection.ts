import { type Condition, parseCondition } from '../../engine/sigma/condition.ts';
import type { DetectionRule, FilterRule, SearchSpec } from '../../engine/sigma/spec.ts';
import type { Placeholders } from '../../engine/sigma/values.ts';
import type { Logsource } from '../../model/log-event.ts';
import { all, any, type Expression, not } from './expression.ts';
import { testOf } from './field-test.ts';
import { formatOf, JSON_LINES, type LogFormat, PLAIN, SSHD } from './log-format.ts';
import { stagesOf } from './stages.ts';
import { Unconvertible } from './unconvertible.ts';

/** What the lines are that rules are about. */
export type LineTest = { readonly format: LogFormat; readonly expression: Expression };

/** What a rule and its filters want of a line. Throws `Unconvertible`. */
export function lineTest(
  rule: DetectionRule,
  filters: readonly FilterRule[],
  placeholders: Placeholders,
  of: (logsource: Logsource) => LogFormat = formatOf,
): LineTest {
  const format = of(rule.logsource);
  const parts = [rule, ...filters].map((part) => conditionsOf(part, format, placeholders));
  const expression = all(parts);
  // Words may stand in lines that tell nothing else, and in those of any daemon.
  const isOfWords = (format.name === SSHD.name || format === JSON_LINES) && looksAtLinesOnly(expression);
  return { format: isOfWords ? PLAIN : format, expression };
}

/** A log query for the lines of one test, or of any of several. Throws `Unconvertible`. */
export function logQuery(selector: string, tests: readonly LineTest[]): string {
  const [first] = tests;
  if (first === undefined || tests.some(({ format }) => format !== first.format)) {
    throw new Unconvertible('it counts lines of several logs together, which need different stages');
  }
  const { before, after } = stagesOf(any(tests.map(({ expression }) => expression)));
  return [selector, ...before, ...first.format.stages, ...after].join(' ');
}

function conditionsOf(
  { searches, conditions }: Pick<DetectionRule, 'searches' | 'conditions'>,
  format: LogFormat,
  placeholders: Placeholders,
): Expression {
  const named = new Map([...searches].map(([name, search]) => [name, search] as const));
  const searchOf = (name: string): Expression => {
    const search = named.get(name);
    if (search === undefined) throw new Unconvertible(`there is no ${name}`);
    return searchTest(search, format, placeholders);
  };
  return any(
    conditions.map(({ text }) => conditionTest(parseCondition(text, [...searches.keys()]), searchOf)),
  );
}

function looksAtLinesOnly(expression: Expression): boolean {
  if (expression.kind === 'and' || expression.kind === 'or') return expression.of.every(looksAtLinesOnly);
  return expression.kind === 'line';
}

function searchTest(search: SearchSpec, format: LogFormat, placeholders: Placeholders): Expression {
  if (search.kind === 'any') return any(search.of.map((part) => searchTest(part, format, placeholders)));
  return all(search.tests.map((test) => testOf(test, format, placeholders)));
}

function conditionTest(condition: Condition, searchOf: (name: string) => Expression): Expression {
  switch (condition.kind) {
    case 'search':
      return searchOf(condition.name);
    case 'not':
      return not(conditionTest(condition.of, searchOf));
    case 'and':
      return all(condition.of.map((part) => conditionTest(part, searchOf)));
    case 'or':
      return any(condition.of.map((part) => conditionTest(part, searchOf)));
  }
}
