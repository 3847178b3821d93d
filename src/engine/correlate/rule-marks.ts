import type { RuleInput, RuleSet } from '../sigma/rule-set.ts';

/**
 * By id what a rule counts and when it comes true, with all that it builds on: two runs of rules go on from each other where
 * these are alike. Where a rule stands in its file is no part of it.
 */
export function ruleMarks({ detections, correlations, placeholders }: RuleSet): ReadonlyMap<string, string> {
  const ofDetections = detections.map(({ rule, filters, alerts }) => {
    const parts = textOf([rule, filters, alerts]);
    return parts.includes('%') ? parts + textOf(placeholders) : parts;
  });
  const ofCorrelations: string[] = [];
  const markOf = ({ kind, index }: RuleInput): string | undefined =>
    (kind === 'detection' ? ofDetections : ofCorrelations)[index];
  for (const { rule, alerts, inputs, resetBy, forgiveBy } of correlations) {
    const others = [...resetBy, ...forgiveBy].map((index) => ofDetections[index]);
    ofCorrelations.push(textOf([rule, alerts, inputs.map(markOf), others]));
  }
  return new Map([
    ...detections.map(({ rule }, index) => [rule.id, ofDetections[index] as string] as const),
    ...correlations.map(({ rule }, index) => [rule.id, ofCorrelations[index] as string] as const),
  ]);
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (key === 'at') return undefined;
    return part instanceof Map ? [...part] : part;
  });
}
