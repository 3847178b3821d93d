import type { Grouping, LabelFilter, Stage, Unwrap } from './ast.ts';
import { ERROR, ERROR_DETAILS } from './labels.ts';

/**
 * Which labels the parsers of a metric query are asked for. Loki reads a line no further than it must, and so meets
 * no error behind it: `sum(count_over_time({…} | json [1m]))` counts lines that are no JSON.
 *
 * `extracts: false`: none at all. `wanted: null`: all of them.
 */
export type WantedLabels = { readonly extracts: boolean; readonly wanted: ReadonlySet<string> | null };

const ALL: WantedLabels = { extracts: true, wanted: null };

export function wantedLabels(
  stages: readonly Stage[],
  unwrap: Unwrap | null,
  grouping: Grouping | null,
): WantedLabels {
  if (grouping === null || grouping.without) return ALL;
  const names = new Set(grouping.labels);
  for (const stage of stages) {
    if (stage.kind === 'label-filter') for (const name of namesOf(stage.filter)) names.add(name);
    else if (usesAny(stage)) return ALL;
  }
  if (unwrap !== null) {
    names.add(unwrap.label);
    for (const filter of unwrap.filters) for (const name of namesOf(filter)) names.add(name);
  }
  // Whoever asks about errors wants the line to be read to its end.
  if (names.has(ERROR) || names.has(ERROR_DETAILS)) return ALL;
  if (names.size === 0) return { extracts: false, wanted: null };
  return { extracts: true, wanted: new Set([...names].map((name) => name.replace(/_extracted$/, ''))) };
}

function namesOf(filter: LabelFilter): readonly string[] {
  if ('left' in filter) return [...namesOf(filter.left), ...namesOf(filter.right)];
  return [filter.kind === 'match' ? filter.matcher.name : filter.name];
}

function usesAny({ kind }: Stage): boolean {
  return ['line-format', 'label-format', 'drop', 'keep', 'unpack'].includes(kind);
}
