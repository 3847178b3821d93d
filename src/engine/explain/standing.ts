import { retainText } from '../../model/log-event.ts';
import type { EpochMs } from '../../model/time.ts';
import { keyOf, valuesOf } from '../correlate/groups/group-key.ts';
import { aggregateFor, type Sample } from '../correlate/measures/aggregates.ts';
import { sampleOf, type TrackingRule, trackingRule } from '../correlate/measures/tracking.ts';
import type { EventView } from '../sigma/event-view.ts';
import type { CompiledCorrelation, RuleInput, RuleSet } from '../sigma/rule-set.ts';
import type { CorrelationRule, RuleHead } from '../sigma/spec.ts';

/** How far a correlation has come with the event that is explained, as far as the lines that were given tell. */
export type Standing = {
  readonly rule: CorrelationRule;
  /** Whether it alerts, or only feeds others. */
  readonly alerts: boolean;
  /** The group that the event belongs to; null when it lacks a field to group by, and is not counted. */
  readonly group: Readonly<Record<string, string>> | null;
  /** What the rule counts or measures, over the window that ends with the event; null without anything to measure. */
  readonly figure: number | null;
  /** Of rules that want several things: which of them were seen in the window, in whatever order. */
  readonly steps: readonly { readonly rule: RuleHead; readonly seen: boolean }[];
  /** Whether its condition is true; of rules that order, whether all steps were seen, in their order. */
  readonly holds: boolean;
};

type Seen = Sample & {
  readonly time: EpochMs;
  readonly key: string;
  readonly stage: number;
  readonly user: string | null;
};
type Kept = { readonly correlation: CompiledCorrelation; readonly rule: TrackingRule; seen: readonly Seen[] };

/** What came before these of one rule is let go: more than any threshold asks for. */
const MOST_SEEN = 20_000;

/** Counts again, with plain lists and from the rule as it is written: slow, and easy to follow. */
export class Standings {
  private readonly kept: readonly Kept[];

  constructor(private readonly rules: RuleSet) {
    this.kept = rules.correlations.map((correlation, at) => {
      const inputs = correlation.inputs.map((_, stage) => stage);
      const rule = trackingRule(correlation, { index: at, inputId: at, inputs }, rules.fields);
      return { correlation, rule, seen: [] };
    });
  }

  /** Takes the event in view in; says of each correlation that it concerns how that stands then. */
  take(view: EventView, matched: ReadonlySet<number>): Standing[] {
    const reached = new Set<number>();
    const standings: Standing[] = [];
    const isTrue = ({ kind, index }: RuleInput): boolean =>
      (kind === 'detection' ? matched : reached).has(index);
    for (const [at, kept] of this.kept.entries()) {
      const { inputs, resetBy, forgiveBy } = kept.correlation;
      const stages = inputs.flatMap((input, stage) => (isTrue(input) ? [stage] : []));
      if (stages.length > 0) {
        const standing = this.standing(kept, view, stages);
        if (standing.holds) reached.add(at);
        standings.push(standing);
      }
      // Judged first, then forgotten, as the engine does.
      if (resetBy.some((index) => matched.has(index))) {
        const key = keyOf(kept.rule.groupBy, view);
        kept.seen = kept.seen.filter((each) => each.key !== key);
      }
      if (forgiveBy.some((index) => matched.has(index))) kept.seen = forgiven(kept, view);
    }
    return standings;
  }

  private standing(kept: Kept, view: EventView, stages: readonly number[]): Standing {
    const { rule, correlation } = kept;
    const { spec } = rule;
    const told = { rule: spec, alerts: correlation.alerts };
    const [first = 0] = stages;
    view.aliases = rule.aliases[first] ?? null;
    const key = keyOf(rule.groupBy, view);
    const group = key === null ? null : valuesOf(rule.groupBy, view);
    const { time, user } = view.event;
    const isOrdered = spec.type === 'temporal_ordered';
    const wantsSeveral = isOrdered || spec.type === 'temporal';
    // Later stages first, so that one event never serves as two steps.
    const counted = wantsSeveral ? [...stages].reverse() : [first];
    const news = counted.flatMap((stage): Seen[] => {
      const sample = key === null ? null : sampleOf(rule, view, stage);
      return sample === null || key === null ? [] : [{ ...sample, time, stage, user, key: retainText(key) }];
    });
    view.aliases = null;
    kept.seen = [...kept.seen.slice(-MOST_SEEN), ...news];
    if (key === null) return { ...told, group, figure: null, steps: [], holds: false };
    const window = kept.seen.filter(
      (each) => each.key === key && each.time <= time && each.time > time - spec.timespan,
    );
    const aggregate = aggregateFor(spec);
    for (const each of window) aggregate.add(each);
    const figure = aggregate.value();
    const steps = wantsSeveral ? this.steps(correlation, window) : [];
    const holds = isOrdered ? isInOrder(window, steps.length) : figure !== null && rule.holds(figure);
    return { ...told, group, figure, steps, holds };
  }

  private steps({ inputs }: CompiledCorrelation, window: readonly Seen[]): Standing['steps'] {
    return inputs.flatMap(({ kind, index }, stage) => {
      const input = (kind === 'detection' ? this.rules.detections : this.rules.correlations)[index];
      return input ? [{ rule: input.rule, seen: window.some((each) => each.stage === stage) }] : [];
    });
  }
}

/** What is left when the account of the event in view is forgiven. */
function forgiven({ seen, rule, correlation }: Kept, view: EventView): readonly Seen[] {
  const { within, most } = correlation.rule.forgive ?? { within: 0, most: 0 };
  const key = keyOf(rule.groupBy, view);
  const { user, time } = view.event;
  const own = seen.filter(
    (each) => each.key === key && each.user === user && each.time > time - within && each.time <= time,
  );
  const count = own.reduce((sum, each) => sum + each.count, 0);
  return user === null || count > most ? seen : seen.filter((each) => !own.includes(each));
}

function isInOrder(window: readonly Seen[], stages: number): boolean {
  let next = 0;
  for (const { stage } of window) if (stage === next) next++;
  return next === stages;
}
