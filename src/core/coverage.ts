import type { RuleSet } from '../engine/sigma/compile.ts';
import type { AlertHead } from '../model/alert.ts';
import { type DurationMs, type EpochMs, MINUTE_MS } from '../model/time.ts';

type Span = { readonly id: string; readonly first: EpochMs; readonly last: EpochMs };

/** Groups looked back upon: alerts whose attack is over cover nothing any more. */
const MOST_KEPT = 50_000;
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
  /** By group, then by name of the rule. */
  private readonly spans = new Map<string, Map<string, readonly Span[]>>();

  constructor(rules: Pick<RuleSet, 'correlations'> = { correlations: [] }) {
    for (const { rule } of rules.correlations) {
      if (rule.unless.length === 0) continue;
      this.stronger.set(rule.name, rule.unless);
      for (const name of rule.unless) this.weaker.set(name, [...(this.weaker.get(name) ?? []), rule.name]);
    }
  }

  /** Takes note of an alert; returns the ids of those that it covers. */
  see({ id, rule, group, firstSeen, lastSeen }: AlertHead): readonly string[] {
    const covers = this.weaker.get(rule.name) ?? [];
    if (covers.length === 0 && !this.stronger.has(rule.name)) return [];
    const own = { id, first: firstSeen, last: lastSeen };
    const known = this.keep(rule.name, group, own);
    return covers.flatMap((name) =>
      (known.get(name) ?? []).filter((other) => tells(own, other)).map((other) => other.id),
    );
  }

  isCovered({ id, rule, group, firstSeen, lastSeen }: AlertHead): boolean {
    const stronger = this.stronger.get(rule.name);
    if (stronger === undefined) return false;
    const own = { id, first: firstSeen, last: lastSeen };
    const known = this.spans.get(JSON.stringify(group));
    return stronger.some((name) => known?.get(name)?.some((other) => tells(other, own)) === true);
  }

  /** Of several attacks of one group each stands for its time: growth is told late, and anew after a restart. */
  private keep(rule: string, group: AlertHead['group'], span: Span): ReadonlyMap<string, readonly Span[]> {
    const key = JSON.stringify(group);
    const known = this.spans.get(key) ?? new Map<string, readonly Span[]>();
    this.spans.delete(key);
    this.spans.set(key, known);
    const others = (known.get(rule) ?? []).filter(({ id }) => id !== span.id);
    const inOrder = [...others, span].sort((a, b) => a.first - b.first);
    known.set(rule, inOrder.slice(-MOST_OF_GROUP));
    const [oldest] = this.spans.keys();
    if (this.spans.size > MOST_KEPT && oldest !== undefined) this.spans.delete(oldest);
    return known;
  }
}

/** Whether the stronger alert tells of all that the weaker one tells now. */
function tells(stronger: Span, weaker: Span): boolean {
  return (
    stronger.first <= weaker.last && weaker.first <= stronger.last && weaker.last <= stronger.last + SLACK_MS
  );
}
