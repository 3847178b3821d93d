import type { Fields, LogEvent } from '../../model/log-event.ts';
import type { Intelligence } from '../intel/intelligence.ts';
import { type Condition, parseCondition } from '../sigma/condition.ts';
import { EventView } from '../sigma/event-view.ts';
import { normalName } from '../sigma/field-names.ts';
import { FieldTable, KEYWORDS, type Slot } from '../sigma/field-table.ts';
import { type Compiling, compileFieldTest, type RegexCompiler } from '../sigma/field-test.ts';
import { Gates } from '../sigma/gates.ts';
import type { EventTest } from '../sigma/matcher.ts';
import type { DetectionRule, FieldTest, FilterRule, SearchSpec, SigmaValue } from '../sigma/spec.ts';
import type { Placeholders } from '../sigma/values.ts';

/** One `field|modifiers: values` test of an event. */
export type TestTrace = {
  readonly kind: 'test';
  /** Null for keywords, which are looked for in the whole event. */
  readonly field: string | null;
  readonly modifiers: readonly string[];
  readonly values: readonly SigmaValue[];
  readonly holds: boolean;
  /** What the event has there: none when the field is missing; a request target may have two forms. */
  readonly actual: readonly string[];
  /** The values that hold by themselves: what decided a list. */
  readonly fitting: readonly SigmaValue[];
  /** When the event has no such field: one of its fields whose name ends alike, and may be meant. */
  readonly near: string | null;
};

export type SearchTrace =
  | TestTrace
  | { readonly kind: 'all' | 'any'; readonly holds: boolean; readonly of: readonly SearchTrace[] };

type SelectionTrace = { readonly name: string; readonly holds: boolean; readonly search: SearchTrace };

/** The selections of a rule or of a filter, and what its conditions make of them: one true condition is enough. */
export type PartTrace = {
  readonly name: string;
  readonly holds: boolean;
  readonly selections: readonly SelectionTrace[];
  readonly conditions: readonly { readonly text: string; readonly holds: boolean }[];
  /** 0 (nothing fits) to 1 (it holds): for the question which rules were nearest. */
  readonly nearness: number;
};

/** How an event stands to a detection: its own part, then those of the filters that take events out of it. */
export type DetectionTrace = {
  readonly rule: DetectionRule;
  readonly holds: boolean;
  readonly parts: readonly PartTrace[];
  readonly nearness: number;
};

/** What rules are read with besides themselves. */
export type TraceGiven = {
  readonly filters: readonly FilterRule[];
  readonly placeholders: Placeholders;
  readonly regexFor: (rule: DetectionRule | FilterRule) => RegexCompiler;
  /** What the user's files say of addresses. */
  readonly intelligence?: Intelligence | null;
  /** What is known of where a login comes from: nobody can tell by the event alone. */
  readonly newSource?: boolean;
  readonly usualSource?: boolean;
};

/**
 * Looks at an event as the specification of a rule says, test by test: slow, and it keeps what it saw. The compiled
 * matcher answers yes or no only; test/engine/explain/ holds the two against each other.
 */
export function traceDetection(rule: DetectionRule, event: LogEvent, given: TraceGiven): DetectionTrace {
  const parts = [rule, ...given.filters].map((part) => new PartTracer(part, event, given).trace());
  return {
    rule,
    parts,
    holds: parts.every(({ holds }) => holds),
    nearness: parts[0]?.nearness ?? 0,
  };
}

type Leaf = { readonly test: FieldTest; readonly holds: EventTest; readonly each: readonly EventTest[] };

class PartTracer {
  private readonly fields = new FieldTable();
  private readonly compiling: Compiling;
  private readonly leaves = new Map<FieldTest, Leaf>();
  private readonly view: EventView;

  constructor(
    private readonly part: DetectionRule | FilterRule,
    private readonly event: LogEvent,
    { placeholders, regexFor, intelligence = null, newSource, usualSource }: TraceGiven,
  ) {
    const gates = new Gates();
    this.compiling = { fields: this.fields, gates, placeholders, regex: regexFor(part) };
    for (const search of part.searches.values()) this.compile(search);
    // Made when every field has its place.
    this.view = new EventView(this.fields, gates.size, intelligence);
    this.view.set(event, newSource, usualSource);
  }

  trace(): PartTrace {
    const { searches, conditions, title } = this.part;
    const traces = new Map<string, SearchTrace>();
    for (const [name, search] of searches) traces.set(name, this.search(search));
    const names = [...searches.keys()];
    const parsed = conditions.map(({ text }) => ({ text, condition: parseCondition(text, names) }));
    const told = parsed.map(({ text, condition }) => ({ text, holds: holdsIn(condition, traces) }));
    return {
      name: title,
      holds: told.some(({ holds }) => holds),
      selections: [...traces].map(([name, search]) => ({ name, holds: search.holds, search })),
      conditions: told,
      nearness: Math.max(0, ...parsed.map(({ condition }) => nearnessOf(condition, traces) || 0)),
    };
  }

  private compile(search: SearchSpec): void {
    if (search.kind === 'any') {
      for (const part of search.of) this.compile(part);
      return;
    }
    for (const test of search.tests) {
      const holds = compileFieldTest(test, this.compiling).test;
      const modifiers = test.modifiers.filter((modifier) => modifier !== 'all');
      const each = test.values.map(
        (value) => compileFieldTest({ ...test, modifiers, values: [value] }, this.compiling).test,
      );
      this.leaves.set(test, { test, holds, each });
    }
  }

  private search(search: SearchSpec): SearchTrace {
    const isAll = search.kind === 'all';
    const of = isAll
      ? search.tests.map((test) => this.test(test))
      : search.of.map((part) => this.search(part));
    const [only] = of;
    if (only && of.length === 1) return only;
    const holds = isAll ? of.every((part) => part.holds) : of.some((part) => part.holds);
    return { kind: isAll ? 'all' : 'any', holds, of };
  }

  private test(test: FieldTest): TestTrace {
    const { view } = this;
    const leaf = this.leaves.get(test);
    const { field, modifiers, values } = test;
    const slot = field === null ? KEYWORDS : this.fields.slot(field);
    const actual = field === null ? [] : actualTexts(view, slot);
    return {
      kind: 'test',
      ...{ field, modifiers, values },
      holds: leaf?.holds(view) ?? false,
      actual,
      near: field === null || actual.length > 0 ? null : endingAlike(field, this.event.fields),
      fitting: values.filter((_, index) => leaf?.each[index]?.(view) ?? false),
    };
  }
}

/** `userName` where the event has `detail.userIdentity.userName`, or the other way round. */
function endingAlike(field: string, fields: Fields): string | null {
  const end = lastPart(field);
  return Object.keys(fields).find((name) => fields[name] !== undefined && lastPart(name) === end) ?? null;
}

function lastPart(name: string): string {
  return normalName(name.slice(name.lastIndexOf('.') + 1));
}

/** JSON's null is no text, but there; and so is an object. */
function actualTexts(view: EventView, slot: Slot): readonly string[] {
  const texts = view.texts(slot);
  if (texts.length > 0 || !view.has(slot)) return texts;
  return [view.isNull(slot) ? 'null' : '{...}'];
}

function holdsIn(condition: Condition, traces: ReadonlyMap<string, SearchTrace>): boolean {
  switch (condition.kind) {
    case 'search':
      return traces.get(condition.name)?.holds ?? false;
    case 'not':
      return !holdsIn(condition.of, traces);
    case 'and':
      return condition.of.every((part) => holdsIn(part, traces));
    case 'or':
      return condition.of.some((part) => holdsIn(part, traces));
  }
}

function nearnessOf(condition: Condition, traces: ReadonlyMap<string, SearchTrace>): number {
  switch (condition.kind) {
    case 'search': {
      const trace = traces.get(condition.name);
      return trace === undefined ? 0 : nearnessOfSearch(trace);
    }
    // What must not be there seldom is: it brings a rule no nearer, and its presence takes it away.
    case 'not':
      return holdsIn(condition.of, traces) ? 0 : Number.NaN;
    case 'and': {
      const parts = condition.of.map((part) => nearnessOf(part, traces));
      const counted = parts.filter((part) => !Number.isNaN(part));
      return counted.length === 0 ? 0 : counted.reduce((sum, part) => sum + part, 0) / counted.length;
    }
    case 'or':
      return Math.max(0, ...condition.of.map((part) => nearnessOf(part, traces) || 0));
  }
}

function nearnessOfSearch(trace: SearchTrace): number {
  if (trace.kind === 'test') return trace.holds ? 1 : 0;
  const parts = trace.of.map(nearnessOfSearch);
  if (trace.kind === 'any') return Math.max(0, ...parts);
  return parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length);
}
