import { retainText } from '../../../model/log-event.ts';
import type { EpochMs } from '../../../model/time.ts';
import type { EventView } from '../../sigma/event-view.ts';
import type { FieldTable, Slot } from '../../sigma/field-table.ts';
import { numberOf } from '../../sigma/numbers.ts';
import type { CompiledCorrelation } from '../../sigma/rule-set.ts';
import type { CorrelationRule } from '../../sigma/spec.ts';
import { type GroupField, joined } from '../groups/group-key.ts';
import type { LineId } from '../lines/line-store.ts';
import type { CorrelatorHead } from '../plan/plan.ts';
import { compare } from '../windows/event-count.ts';
import type { Sample } from './aggregates.ts';
import type { Entry } from './track.ts';

/** A rule that measures the events of a group: counts their values, adds them up, or wants all of its rules. */
export type TrackingRule = Omit<CorrelatorHead, 'spec'> & {
  readonly kind: 'tracks';
  readonly spec: CorrelationRule;
  readonly groupBy: readonly GroupField[];
  /** For each input id, at which places of the rule's list it stands. */
  readonly stages: ReadonlyMap<number, readonly number[]>;
  /** For each place of the list, which field each alias means there. */
  readonly aliases: readonly ReadonlyMap<Slot, Slot>[];
  /** For each place of the list, the fields whose values are measured. */
  readonly valueSlots: readonly (readonly Slot[])[];
  readonly holds: (value: number) => boolean;
};

/** A rule that measures values, or wants several things together, as it runs. */
export function trackingRule(
  { rule: spec, alerts }: CompiledCorrelation,
  place: { readonly index: number; readonly inputId: number; readonly inputs: readonly number[] },
  fields: FieldTable,
): TrackingRule {
  const { index, inputId, inputs } = place;
  const stages = new Map<number, number[]>();
  for (const [stage, input] of inputs.entries()) stages.set(input, [...(stages.get(input) ?? []), stage]);
  return {
    kind: 'tracks',
    ...{
      spec,
      alerts,
      index,
      inputId,
      stages,
      table: NO_TABLE,
      column: NO_TABLE,
      unless: [],
      feeds: [],
      settle: null,
    },
    timespan: spec.timespan,
    groupBy: spec.groupBy.map((name) => ({ name, slot: fields.slot(name) })),
    aliases: spec.rules.map((rule) => aliasesOf(spec, rule, fields)),
    valueSlots: spec.rules.map((rule) => {
      const aliased = aliasesOf(spec, rule, fields);
      return spec.fields.map((name) => aliased.get(fields.slot(name)) ?? fields.slot(name));
    }),
    holds: conditionOf(spec),
  };
}

/** A rule that measures keeps groups of its own, and shares no table. */
const NO_TABLE = -1;

/** What the rule looks at in an event; null when a field is missing, or is no number: such an event is not counted. */
export function sampleOf(
  { spec, valueSlots: byStage }: TrackingRule,
  view: EventView,
  stage: number,
): Sample | null {
  const { count } = view.event;
  const valueSlots = byStage[stage] as readonly Slot[];
  if (spec.type === 'value_count') {
    const value = valueText(view, valueSlots);
    return value === null ? null : { count, value, amount: 0 };
  }
  if (valueSlots.length === 0) return { count, value: String(stage), amount: 0 };
  const amount = numberOf(view.value(valueSlots[0] as Slot));
  return Number.isNaN(amount) ? null : { count, value: '', amount };
}

/** The event as it is kept. Written out: what is spread gets a hidden class for each event. */
export function entryOf({ count, value, amount }: Sample, time: EpochMs, line: LineId): Entry {
  return { time, count, line, value, amount };
}

function aliasesOf({ aliases }: CorrelationRule, rule: string, fields: FieldTable): ReadonlyMap<Slot, Slot> {
  const slots = new Map<Slot, Slot>();
  for (const [alias, byRule] of aliases) {
    const field = byRule.get(rule);
    if (field !== undefined) slots.set(fields.slot(alias), fields.slot(field));
  }
  return slots;
}

/** Without a condition all of the rules are wanted. */
function conditionOf({ condition, rules, type, wanted }: CorrelationRule): (value: number) => boolean {
  if (wanted !== null) return (value) => value > 0;
  const isWhole = condition.length === 0 || type === 'temporal_ordered';
  if (isWhole) return (value) => value >= new Set(rules).size;
  return (value) => condition.every(({ op, value: limit }) => compare(op, value, limit));
}

/** Longer values are told apart by their beginning, their length and a checksum of the rest. */
const LONGEST_VALUE = 512;

function valueText(view: EventView, slots: readonly Slot[]): string | null {
  const texts: string[] = [];
  for (const slot of slots) {
    const value = view.value(slot);
    if (value === undefined || value === null) return null;
    texts.push(String(value));
  }
  const text = joined(texts);
  if (text.length <= LONGEST_VALUE) return retainText(text);
  return `${retainText(text.slice(0, LONGEST_VALUE))} ${text.length} ${checksum(text)}`;
}

function checksum(text: string): number {
  let sum = 0;
  for (let at = LONGEST_VALUE; at < text.length; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return sum;
}
