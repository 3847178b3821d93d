import type { Comparison, CorrelationRule, CorrelationType } from '../engine/sigma/spec.ts';

type Comparisons = CorrelationRule['condition'];

const HOLDS: Readonly<Record<Comparison, (count: number, limit: number) => boolean>> = {
  gt: (count, limit) => count > limit,
  gte: (count, limit) => count >= limit,
  lt: (count, limit) => count < limit,
  lte: (count, limit) => count <= limit,
  eq: (count, limit) => count === limit,
  neq: (count, limit) => count !== limit,
};

/** What a correlation's condition says without its writer meaning it; null when nothing is odd. */
export function oddCondition(type: CorrelationType, comparisons: Comparisons, rules: number): string | null {
  if (comparisons.length === 0) return null;
  const holds = (count: number): boolean => comparisons.every(({ op, value }) => HOLDS[op](count, value));
  if (type === 'temporal' || type === 'temporal_ordered') {
    const counts = Array.from({ length: Math.min(rules, 1000) }, (_, index) => index + 1);
    if (!counts.some(holds))
      return `never alerts: of its rules there are ${rules}, and its condition wants another number`;
    if (type === 'temporal_ordered' && counts.slice(0, -1).some(holds))
      return 'temporal_ordered wants all of its rules, whatever number its condition names';
    return null;
  }
  const isCount = type.endsWith('_count');
  if (
    isCount &&
    comparisons.some(({ op, value }) => (op === 'lt' && value <= 1) || (op === 'lte' && value < 1))
  )
    return 'never alerts: it is judged when an event comes, which is one then';
  return isEmpty(comparisons, isCount) ? 'no number is all of this: it never alerts' : null;
}

/** `gt: 5, lt: 3`. Counts are whole numbers from 0. */
function isEmpty(comparisons: Comparisons, isCount: boolean): boolean {
  let least = isCount ? 0 : Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  let isOpen = false;
  for (const { op, value } of comparisons) {
    if (op === 'gt' || op === 'gte' || op === 'eq') least = Math.max(least, value);
    if (op === 'lt' || op === 'lte' || op === 'eq') most = Math.min(most, value);
    isOpen ||= op === 'gt' || op === 'lt';
  }
  return least > most || (isOpen && least === most);
}
