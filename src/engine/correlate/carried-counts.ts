import type { RuleSet } from '../sigma/rule-set.ts';
import type { SavedGroup } from './groups/groups.ts';
import type { Correlator, Plan } from './plan/plan.ts';
import { RuleMarks } from './rule-marks.ts';
import type { SavedCorrelations } from './saved-correlations.ts';

type Laid = { readonly rules: RuleSet; readonly plan: Plan };

/** For rules that are the same before and after: which table and column held their state, and which hold it now. */
type Move = {
  readonly from: number;
  readonly windows: Map<number, number>;
  readonly states: Map<number, number>;
};

/**
 * What rules counted and ordered so far, rewritten for the rules that take their place: of every rule that stayed the same,
 * its counts go on.
 */
export function carriedCounts(saved: SavedCorrelations, before: Laid, after: Laid): SavedCorrelations {
  const stayed = unchanged(before, after);
  const moves = movesOf(stayed);
  const measured = before.plan.correlators.filter(({ kind }) => kind === 'tracks');
  const beforeOf = new Map(stayed.map(([was, is]) => [is, was]));
  const ids = new Set(stayed.map(([{ spec }]) => spec.id));
  return {
    ...saved,
    rules: after.plan.correlators.map(({ spec }) => spec.id),
    tables: after.plan.tables.map((_, table) => {
      const move = moves.get(table);
      return move === undefined ? [] : moved(saved.tables[move.from] ?? [], move);
    }),
    tracks: after.plan.correlators.flatMap((rule) => {
      if (rule.kind !== 'tracks') return [];
      const was = beforeOf.get(rule);
      return [was === undefined ? [] : (saved.tracks[measured.indexOf(was)] ?? [])];
    }),
    watches: (saved.watches ?? []).filter(({ rule }) => ids.has(rule)),
  };
}

function unchanged(before: Laid, after: Laid): (readonly [was: Correlator, is: Correlator])[] {
  const marks = new RuleMarks();
  const [now, then] = [marks.of(after.rules), marks.of(before.rules)];
  const byId = new Map(before.plan.correlators.map((rule) => [rule.spec.id, rule]));
  return after.plan.correlators.flatMap((is) => {
    const was = byId.get(is.spec.id);
    return was !== undefined && then.get(is.spec.id) === now.get(is.spec.id) ? [[was, is] as const] : [];
  });
}

/** By number of the new rules' tables: what moves into each. */
function movesOf(stayed: readonly (readonly [Correlator, Correlator])[]): ReadonlyMap<number, Move> {
  const moves = new Map<number, Move>();
  for (const [was, is] of stayed) {
    if (is.kind === 'tracks') continue;
    const move = moves.get(is.table) ?? { from: was.table, windows: new Map(), states: new Map() };
    moves.set(is.table, move);
    move.states.set(was.column, is.column);
    if (is.kind === 'counts' && was.kind === 'counts')
      move.windows.set(was.counter.column, is.counter.column);
  }
  return moves;
}

function* moved(groups: Iterable<SavedGroup>, { windows, states }: Move): Iterable<SavedGroup> {
  for (const group of groups) {
    const kept: SavedGroup = {
      ...group,
      windows: group.windows.flatMap((window) => inColumn(window, windows)),
      states: group.states.flatMap((state) => inColumn(state, states)),
    };
    if (kept.windows.length > 0 || kept.states.length > 0) yield kept;
  }
}

function inColumn<Part extends { readonly column: number }>(
  part: Part,
  columns: ReadonlyMap<number, number>,
): Part[] {
  const column = columns.get(part.column);
  return column === undefined ? [] : [{ ...part, column }];
}
