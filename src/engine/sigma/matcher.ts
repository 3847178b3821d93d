import type { EventView } from './event-view.ts';
import { type GateBook, type GateId, selectivity } from './gates.ts';

export type EventTest = (view: EventView) => boolean;

/** A test of an event, and which gates must be open before it can be true (see `gates.ts`). */
export type Matcher = {
  readonly test: EventTest;
  /** One of these gates must be open; null when the test can be true without any. The most selective set of `needs`. */
  readonly gates: readonly GateId[] | null;
  /** In each of these sets, one gate must be open. */
  readonly needs: readonly (readonly GateId[])[];
};

export const NEVER: Matcher = { test: () => false, gates: [], needs: [[]] };

/** Watching more gates than this costs more than the test that they save. */
const MOST_GATES = 500;

/** True where all of the matchers are. */
export function allOf(matchers: readonly Matcher[], gates: GateBook): Matcher {
  const [first] = matchers;
  if (matchers.length === 1 && first) return first;
  // A matcher with gates is mostly false, which is known at once: it is asked first.
  const gatesFirst = [...matchers].sort((a, b) => Number(a.gates === null) - Number(b.gates === null));
  return {
    test: everyTest(gatesFirst.map(({ test }) => test)),
    gates: mostSelective(matchers, gates),
    needs: matchers.flatMap(({ needs }) => needs),
  };
}

/** True where any of the matchers is. */
export function anyOf(matchers: readonly Matcher[]): Matcher {
  const [first] = matchers;
  if (matchers.length === 1 && first) return first;
  const gates = gatesOfAny(matchers);
  return { test: someTest(matchers.map(({ test }) => test)), gates, needs: gates === null ? [] : [gates] };
}

/** True where the matcher is not. No gate can rule it out: it holds where nothing was found. */
export function negate({ test }: Matcher): Matcher {
  return { test: (view) => !test(view), gates: null, needs: [] };
}

/**
 * The test behind a gate: false while the gate is closed. In a field that was not searched gates tell nothing, and the test
 * runs.
 */
export function behind(gate: GateId, gates: GateBook, test: EventTest): Matcher {
  const { slot } = gates.get(gate);
  return {
    test: (view) => {
      const { serial } = view;
      if (view.searchedAt[slot] === serial && view.openAt[gate] !== serial) return false;
      return test(view);
    },
    gates: [gate],
    needs: [[gate]],
  };
}

/** Most rules are two tests: called by name, V8 compiles them into one function. */
function everyTest(tests: readonly EventTest[]): EventTest {
  const [first, second] = tests;
  if (tests.length === 2 && first && second) return (view) => first(view) && second(view);
  return (view) => {
    for (const test of tests) if (!test(view)) return false;
    return true;
  };
}

function someTest(tests: readonly EventTest[]): EventTest {
  const [first, second] = tests;
  if (tests.length === 2 && first && second) return (view) => first(view) || second(view);
  return (view) => {
    for (const test of tests) if (test(view)) return true;
    return false;
  };
}

function gatesOfAny(matchers: readonly Matcher[]): readonly GateId[] | null {
  const ids = new Set<GateId>();
  for (const matcher of matchers) {
    if (matcher.gates === null) return null;
    for (const id of matcher.gates) ids.add(id);
  }
  return ids.size > MOST_GATES ? null : [...ids];
}

function mostSelective(matchers: readonly Matcher[], gates: GateBook): readonly GateId[] | null {
  let best: readonly GateId[] | null = null;
  let most = -1;
  for (const { gates: ids } of matchers) {
    if (ids === null) continue;
    const worth = selectivity(gates, ids);
    if (worth <= most) continue;
    best = ids;
    most = worth;
  }
  return best;
}
