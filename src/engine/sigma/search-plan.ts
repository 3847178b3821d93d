import { isLoginField, isTargetField } from './event-fields.ts';
import type { EventView } from './event-view.ts';
import type { FieldTable, Slot } from './field-table.ts';
import type { Gate, GateId, Gates } from './gates.ts';
import { LiteralIndex } from './literal-index.ts';
import type { CompiledDetection, RuleSet } from './rule-set.ts';

/** With fewer literals than this in a field, looking for each of them is cheaper than one pass for all. */
const WORTH_AN_INDEX = 8;

/**
 * How the detections for one kind of event are run: fields that many of them search are searched once for all, and a
 * detection whose gates stay closed costs nothing.
 */
export class SearchPlan {
  private readonly indexes: readonly LiteralIndex[];
  private readonly always: readonly CompiledDetection[];
  /** By gate: the detections that it may let run. */
  private readonly behind = new Map<GateId, CompiledDetection[]>();
  /** By detection: the event for which it was last called for. */
  private readonly calledAt: Float64Array;
  private readonly called: CompiledDetection[] = [];
  private view!: EventView;
  /** Whether no rule looks at more of a login than how it went: then there are few kinds of logins to tell apart. */
  readonly looksAtLoginsOnly: boolean;
  /** By the kind of a login, and whether its source is new to its account: what matches it, as far as it was asked for. */
  private readonly ofKind: (readonly CompiledDetection[] | undefined)[] = [];

  constructor(
    detections: readonly CompiledDetection[],
    { gates, fields }: Pick<RuleSet, 'gates' | 'fields'>,
  ) {
    const indexed = indexedGates(detections, gates);
    const always: CompiledDetection[] = [];
    for (const detection of detections) {
      const own = detection.gates;
      if (own === null || own.some((id) => !indexed.has(id))) always.push(detection);
      else for (const id of own) this.behind.set(id, [...(this.behind.get(id) ?? []), detection]);
    }
    this.always = always;
    this.looksAtLoginsOnly = detections.every(({ slots }) =>
      slots.every((slot) => isLoginField(fields.names[slot] as string)),
    );
    this.calledAt = new Float64Array(Math.max(0, ...detections.map(({ index }) => index + 1)));
    this.indexes = sharing(indexed, fields).map((own) => new LiteralIndex(own, this.open));
  }

  run(view: EventView, hit: (detection: CompiledDetection) => void): void {
    const { always, called, indexes } = this;
    if (indexes.length > 0) {
      this.view = view;
      while (called.length > 0) called.pop();
      for (const index of indexes) index.search(view);
      if (called.length > 1) called.sort((a, b) => a.index - b.index);
    }
    let next = 0;
    for (const detection of always) {
      for (; next < called.length && (called[next] as CompiledDetection).index < detection.index; next++) {
        const other = called[next] as CompiledDetection;
        if (other.test(view)) hit(other);
      }
      if (detection.test(view)) hit(detection);
    }
    for (; next < called.length; next++) {
      const other = called[next] as CompiledDetection;
      if (other.test(view)) hit(other);
    }
  }

  /** The detections that match a login of this kind, in their order. */
  matchesOf(loginKind: number, view: EventView): readonly CompiledDetection[] {
    const at = 4 * loginKind + (view.newSource ? 1 : 0) + (view.usualSource ? 2 : 0);
    const known = this.ofKind[at];
    if (known !== undefined) return known;
    const matches: CompiledDetection[] = [];
    this.run(view, (detection) => matches.push(detection));
    this.ofKind[at] = matches;
    return matches;
  }

  private readonly open = (gate: GateId): void => {
    const { openAt, serial } = this.view;
    if (openAt[gate] === serial) return;
    openAt[gate] = serial;
    const detections = this.behind.get(gate);
    if (!detections) return;
    for (const detection of detections) {
      if (this.calledAt[detection.index] === serial) continue;
      this.calledAt[detection.index] = serial;
      this.called.push(detection);
    }
  };
}

/** Gates of fields with many literals, or with regular expressions, which cost most. */
function indexedGates(detections: readonly CompiledDetection[], gates: Gates): ReadonlyMap<GateId, Gate> {
  const watched = new Map<GateId, Gate>();
  for (const { watched: ids } of detections) for (const id of ids) watched.set(id, gates.get(id));
  const load = new Map<Slot, number>();
  for (const { slot, how, literals } of watched.values())
    load.set(slot, (load.get(slot) ?? 0) + (how === 'present' ? WORTH_AN_INDEX : literals.length));
  return new Map([...watched].filter(([, { slot }]) => (load.get(slot) ?? 0) >= WORTH_AN_INDEX));
}

/** Joins the gates of one field, and those of all fields that stand for the target of a request. */
function sharing(indexed: ReadonlyMap<GateId, Gate>, { names }: FieldTable): ReadonlyMap<GateId, Gate>[] {
  const shares = new Map<Slot | 'target', Map<GateId, Gate>>();
  for (const [id, gate] of indexed) {
    const share = isTargetField(names[gate.slot] as string) ? 'target' : gate.slot;
    const own = shares.get(share) ?? new Map<GateId, Gate>();
    own.set(id, gate);
    shares.set(share, own);
  }
  return [...shares.values()];
}
