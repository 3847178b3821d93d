import type { Alert } from '../../model/alerts/alert.ts';
import type { CompiledCorrelation, RuleInput, RuleSet } from '../sigma/rule-set.ts';
import type { DetectionRule, SigmaRule } from '../sigma/spec.ts';
import { type ExplainSettings, type Explanation, explainLines } from './explain-lines.ts';

/** Why there is an alert: its rule, what feeds that, and its evidence line by line. */
export type AlertExplanation = {
  readonly alert: Alert;
  /** Null when the rule is not loaded any more. */
  readonly rule: SigmaRule | null;
  /** The detections that it rests on, be it through other correlations. */
  readonly detections: readonly DetectionRule[];
  /** The correlations between it and them. */
  readonly through: readonly SigmaRule[];
  readonly evidence: readonly Explanation[];
};

/** Reads the evidence again, each line alone: of many events only the first and the latest are kept. */
export function explainAlert(alert: Alert, settings: Omit<ExplainSettings, 'only'>): AlertExplanation {
  const { rules } = settings;
  const own = rules.detections.find(({ rule }) => rule.id === alert.rule.id);
  const correlation = rules.correlations.find(({ rule }) => rule.id === alert.rule.id);
  const below = correlation ? inputsOf(correlation, rules) : { detections: [], through: [] };
  const detections = own ? [own.rule] : below.detections;
  const only = new Set(detections.map(({ id }) => id));
  return {
    alert,
    rule: own?.rule ?? correlation?.rule ?? null,
    detections,
    through: below.through,
    evidence: alert.evidence.map(({ raw }) => explainLines([raw], { ...settings, only })),
  };
}

function inputsOf(
  { inputs }: CompiledCorrelation,
  rules: RuleSet,
): Pick<AlertExplanation, 'detections' | 'through'> {
  const detections = new Set<DetectionRule>();
  const through = new Set<SigmaRule>();
  const visit = ({ kind, index }: RuleInput): void => {
    const detection = kind === 'detection' ? rules.detections[index] : undefined;
    if (detection) detections.add(detection.rule);
    const correlation = kind === 'correlation' ? rules.correlations[index] : undefined;
    if (!correlation) return;
    through.add(correlation.rule);
    for (const input of correlation.inputs) visit(input);
  };
  for (const input of inputs) visit(input);
  return { detections: [...detections], through: [...through] };
}
