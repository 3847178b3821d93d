import type { RuleSet } from '../../engine/sigma/compile.ts';
import type { AlertHead, AlertId } from '../../model/alert.ts';
import { type DurationMs, type EpochMs, MINUTE_MS } from '../../model/time.ts';

/** The times of an alert, and the next alert of the same group. In a large attack there are tens of thousands, and all grow. */
type Span = {
  readonly rule: string;
  readonly id: AlertId;
  first: EpochMs;
  last: EpochMs;
  next: Span | null;
};

type Times = Pick<Span, 'first' | 'last'>;

/** Groups looked back upon, and as many before them: alerts whose attack is over cover nothing any more. */
const MOST_LATEST = 25_000;
/** Alerts of one rule about one group, the latest. */
const MOST_OF_GROUP = 8;
/** An attack that goes on so long after the stronger alert has ended is no longer told by that one. */
const SLACK_MS: DurationMs = MINUTE_MS;

/**
 * Which alerts say no more than a stronger one does. A rule that stands back while another has an alert for the same
 * group (`x_unless`) may have opened before the other could: from then on its alert is covered by the stronger one, so
 * that one attack is one line.
 */
export class Coverage {
  /** By name of the weaker rule: the stronger ones; and the other way round. */
  private readonly stronger = new Map<string, readonly string[]>();
  private readonly weaker = new Map<string, string[]>();
  /** By group; `earlier`: of those that nothing was heard of since. */
  private spans = new Map<string, Span>();
  private earlier = new Map<string, Span>();

  constructor(rules: Pick<RuleSet, 'correlations'> = { correlations: [] }) {
    for (const { rule } of rules.correlations) {
      if (rule.unless.length === 0) continue;
      this.stronger.set(rule.name, rule.unless);
      for (const name of rule.unless) this.weaker.set(name, [...(this.weaker.get(name) ?? []), rule.name]);
    }
  }

  /** Takes note of an alert; returns the ids of those that it covers. */
  see({ id, rule, group, firstSeen, lastSeen }: AlertHead): readonly AlertId[] {
    const covers = this.weaker.get(rule.name) ?? [];
    if (covers.length === 0 && !this.stronger.has(rule.name)) return [];
    const key = keyOf(group);
    const known = this.spans.get(key) ?? this.earlier.get(key) ?? null;
    const standing = spanOf(known, id);
    const own = standing ?? { rule: rule.name, id, first: firstSeen, last: lastSeen, next: known };
    own.first = firstSeen;
    own.last = lastSeen;
    this.keep(key, standing === null || known === null ? withoutEarliest(own) : known);
    const covered: AlertId[] = [];
    for (let other = known; other !== null; other = other.next)
      if (covers.includes(other.rule) && tells(own, other)) covered.push(other.id);
    return covered;
  }

  /** It was settled, and covers nothing any more; returns the ids of those that it may have covered. */
  leave({ id, rule, group }: AlertHead): readonly AlertId[] {
    const key = keyOf(group);
    const covers = this.weaker.get(rule.name) ?? [];
    const uncovered: AlertId[] = [];
    for (const kept of [this.spans, this.earlier]) {
      let left: Span | null = null;
      for (let span = kept.get(key) ?? null; span !== null; span = span.next) {
        if (span.id !== id) left = { ...span, next: left };
        if (covers.includes(span.rule)) uncovered.push(span.id);
      }
      if (left === null) kept.delete(key);
      else kept.set(key, left);
    }
    return uncovered;
  }

  isCovered({ rule, group, firstSeen, lastSeen }: AlertHead): boolean {
    const stronger = this.stronger.get(rule.name);
    if (stronger === undefined) return false;
    const own = { first: firstSeen, last: lastSeen };
    const key = keyOf(group);
    for (let other = this.spans.get(key) ?? this.earlier.get(key) ?? null; other !== null; other = other.next)
      if (stronger.includes(other.rule) && tells(other, own)) return true;
    return false;
  }

  private keep(key: string, spans: Span): void {
    if (this.spans.get(key) === spans) return;
    this.spans.set(key, spans);
    if (this.spans.size <= MOST_LATEST) return;
    this.earlier = this.spans;
    this.spans = new Map();
  }
}

/** Most groups are of one field: written as JSON, its value took as long as all the rest. */
function keyOf(group: AlertHead['group']): string {
  const names = Object.keys(group);
  const [name = ''] = names;
  return names.length === 1 ? `${name}=${group[name]}` : JSON.stringify(group);
}

function spanOf(spans: Span | null, id: AlertId): Span | null {
  let span = spans;
  while (span !== null && span.id !== id) span = span.next;
  return span;
}

/** Of several attacks of one group each stands for its time: growth is told late, and anew after a restart. */
function withoutEarliest(spans: Span): Span {
  const ofRule: Span[] = [];
  for (let span: Span | null = spans; span !== null; span = span.next)
    if (span.rule === spans.rule) ofRule.push(span);
  if (ofRule.length <= MOST_OF_GROUP) return spans;
  const earliest = ofRule.reduce((one, other) => (other.first < one.first ? other : one));
  if (earliest === spans) return spans.next ?? spans;
  let before = spans;
  while (before.next !== null && before.next !== earliest) before = before.next;
  before.next = earliest.next;
  return spans;
}

/** Whether the stronger alert tells of all that the weaker one tells now. */
function tells(stronger: Times, weaker: Times): boolean {
  return (
    stronger.first <= weaker.last && weaker.first <= stronger.last && weaker.last <= stronger.last + SLACK_MS
  );
}
