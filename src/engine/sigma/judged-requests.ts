import type { AlertClass } from '../../model/alerts/alert.ts';
import type { LogEvent, Outcome, Verdict } from '../../model/log-event.ts';
import type { OpenBlock } from '../parse/open-block.ts';
import type { RequestKey } from '../parse/web/request-key.ts';
import { frontPageIn } from '../web/front-pages.ts';
import type { DetectionMatcher } from './detection-matcher.ts';
import { isEventField, TRIED } from './event-fields.ts';
import type { EventView } from './event-view.ts';
import { namesOf } from './field-names.ts';
import { KEYWORDS } from './field-table.ts';
import { EVENT_TIMES } from './field-test.ts';
import type { GateId, Gates } from './gates.ts';
import type { CompiledDetection, RuleSet } from './rule-set.ts';
import type { Automaton } from './texts/automaton.ts';
import { foldCase } from './texts/fold.ts';

/** A request whose verdict is known; `outcome` as the log tells it. */
export type Judged = { readonly verdict: Verdict; readonly outcome: Outcome };

type Entry = { readonly key: RequestKey; readonly judged: Judged };

/** A power of two. What falls on the same slot replaces it: that costs one more look and nothing else. */
const SLOTS = 1 << 12;
const LONGEST = 2048;

/** What is in a log besides the request itself. */
const OF_THE_SENDER = ['src_ip', 'src_host', 'user', 'cs-username'];

/**
 * What rules said of requests that were read whole, by the bytes that say what is asked for and how it was answered: the
 * same probe comes from many addresses, the same odd search from many visitors. Only what holds whoever asks, and whenever,
 * is remembered.
 */
export class JudgedRequests {
  private readonly entries: (Entry | null)[] = new Array(SLOTS).fill(null);
  private readonly matched: number[] = [];

  constructor(
    private readonly by: object,
    private readonly matcher: DetectionMatcher,
    private readonly rules: RuleSet,
    private readonly doubtful: DoubtfulRules,
    /** Those that look at what was answered before: only in the order of all events is that known. */
    private readonly later: DoubtfulRules,
    /** Keywords of rules; null without any. */
    private readonly words: Automaton | null,
  ) {}

  /** Null when it is not known what the rules say of the line with this key. */
  find(block: OpenBlock, key: RequestKey, start: number, end: number): Judged | null {
    const entry = this.entries[key.hashIn(block) & (SLOTS - 1)] ?? null;
    if (entry === null || !entry.key.isSameIn(block, key)) return null;
    return this.words?.standsIn(block.bytes, start, end) ? null : entry.judged;
  }

  /** Judges a request that was read whole, and remembers it where that is possible; null: it is to be judged in its place. */
  judge(block: OpenBlock, key: RequestKey, start: number, end: number, event: LogEvent): Verdict | null {
    const { matched } = this;
    while (matched.length > 0) matched.pop();
    const view = this.matcher.match(event, this.hit);
    if (!this.later.areRuledOut(view)) return null;
    const verdict = this.verdictOf(matched, frontPageIn(event));
    const isLasting =
      key.length <= LONGEST &&
      // A lookup may stand anywhere in the line.
      !event.raw.includes('$' + '{') &&
      !this.words?.standsIn(block.bytes, start, end) &&
      this.doubtful.areRuledOut(view);
    if (isLasting)
      this.entries[key.hashIn(block) & (SLOTS - 1)] = {
        key: key.copyOf(block),
        judged: { verdict, outcome: event.outcome },
      };
    return verdict;
  }

  private readonly hit = ({ index }: CompiledDetection): void => {
    this.matched.push(index);
  };

  private verdictOf(matched: readonly number[], front: number | null): Verdict {
    const { by } = this;
    const detections = [...matched];
    return { by, detections, classes: classesOf(detections.map((index) => this.detection(index))), front };
  }

  private detection(index: number): CompiledDetection {
    return this.rules.detections[index] as CompiledDetection;
  }
}

/** The classes that the rules tell of, each once. */
export function classesOf(detections: readonly CompiledDetection[]): readonly AlertClass[] {
  if (detections.length === 0) return NO_CLASSES;
  return [...new Set(detections.map(({ rule }) => rule.class).filter((name) => name !== 'other'))];
}

const NO_CLASSES: readonly AlertClass[] = [];

type Doubtful = {
  /** Of each of these sets one gate must be open for the rule to match; all are about the request, or about keywords. */
  readonly needs: readonly (readonly GateId[])[];
};

/** Rules that look at more than the request: at who sends it, and when, or at the whole line. */
export class DoubtfulRules {
  /** Of keywords without which a rule for the whole line does not match. */
  readonly keywords = new Set<string>();
  private readonly rules: Doubtful[] = [];
  private readonly gates: Gates;

  /** `isMore`: whether a field tells of more than the request. */
  constructor(
    detections: readonly CompiledDetection[],
    { gates, fields }: RuleSet,
    isMore: (name: string) => boolean = isOfTheSender,
  ) {
    this.gates = gates;
    const ofTheSender = fields.names.map(isMore);
    for (const { slots, needs } of detections) {
      if (!slots.some((slot) => slot === KEYWORDS || ofTheSender[slot])) continue;
      const slotOf = (id: GateId): number => gates.get(id).slot;
      const ofTheRequest = needs.filter((set) =>
        set.every((id) => slotOf(id) !== KEYWORDS && !ofTheSender[slotOf(id)]),
      );
      // Words that are not in the line cannot have been in what is remembered.
      const ofWords = needs.find((set) =>
        set.every((id) => slotOf(id) === KEYWORDS && !gates.get(id).literals.includes('')),
      );
      for (const id of ofWords ?? []) for (const word of gates.get(id).literals) this.keywords.add(word);
      this.rules.push({ needs: ofWords === undefined ? ofTheRequest : [...ofTheRequest, ofWords] });
    }
  }

  /** Whether none of them matches the request that is in view, be it sent by anybody at any time. */
  areRuledOut(view: EventView): boolean {
    return this.rules.every(({ needs }) => needs.some((set) => set.every((id) => this.isClosed(id, view))));
  }

  private isClosed(id: GateId, view: EventView): boolean {
    const { slot, how, literals } = this.gates.get(id);
    if (view.searchedAt[slot] === view.serial) return view.openAt[id] !== view.serial;
    if (how === 'present') return !view.has(slot);
    const folded = literals.map(foldCase);
    return !view
      .foldedTexts(slot)
      .some((text) =>
        folded.some((literal) => (how === 'whole' ? text === literal : text.includes(literal))),
      );
  }
}

function isOfTheSender(name: string): boolean {
  return namesOf(name).some(
    (each) =>
      (isEventField(each) && each !== TRIED) ||
      OF_THE_SENDER.includes(each) ||
      EVENT_TIMES.has(each.toLowerCase()),
  );
}
