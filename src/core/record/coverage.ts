import type { RuleSet } from '../../engine/sigma/rule-set.ts';
import { type AlertHead, type AlertId, wasSettled } from '../../model/alerts/alert.ts';
import { NO_SPAN, type SpanId, Spans } from './spans.ts';

/** Groups looked back upon, and as many before them: alerts whose attack is over cover nothing any more. */
const MOST_LATEST = 25_000;
/** Alerts of one rule about one group, the latest. */
const MOST_OF_GROUP = 8;

/**
 * Which alerts say no more than a stronger one does. A rule that stands back while another has an alert for the same
 * group (`x_unless`) may have opened before the other could: from then on its alert is covered by the stronger one, so
 * that one attack is one line.
 */
export class Coverage {
  /** For each weaker rule (by name) the stronger ones that cover it; and the other way round. */
  private readonly stronger = new Map<string, readonly string[]>();
  private readonly weaker = new Map<string, string[]>();
  /** First span of each group; `earlier`: of those that nothing was heard of since. */
  private groups = new Map<string, SpanId>();
  private earlier = new Map<string, SpanId>();
  private readonly spans = new Spans();

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
    const { spans } = this;
    const key = keyOf(group);
    const known = this.first(key);
    let own = spans.find(known, id);
    const isNew = own === NO_SPAN;
    if (isNew) own = spans.add(rule.name, id, known);
    spans.setTimes(own, firstSeen, lastSeen);
    const covered: AlertId[] = [];
    for (let other = known; other !== NO_SPAN; other = spans.next(other))
      if (covers.includes(spans.rule(other)) && spans.tells(own, other)) covered.push(spans.id(other));
    this.keep(key, isNew ? this.withoutEarliest(own) : known);
    return covered;
  }

  /** Takes out an alert that was settled: it covers nothing any more. Returns the ids of the alerts that it may have covered. */
  leave({ id, rule, group }: AlertHead): readonly AlertId[] {
    const { spans } = this;
    const key = keyOf(group);
    const covers = this.weaker.get(rule.name) ?? [];
    const uncovered: AlertId[] = [];
    const first = this.first(key);
    for (let span = first; span !== NO_SPAN; span = spans.next(span))
      if (covers.includes(spans.rule(span))) uncovered.push(spans.id(span));
    const left = spans.drop(first, spans.find(first, id));
    const kept = this.groups.has(key) ? this.groups : this.earlier;
    if (left === NO_SPAN) kept.delete(key);
    else kept.set(key, left);
    return uncovered;
  }

  isCovered({ rule, group, firstSeen, lastSeen }: AlertHead): boolean {
    const stronger = this.stronger.get(rule.name);
    if (stronger === undefined) return false;
    const { spans } = this;
    for (let other = this.first(keyOf(group)); other !== NO_SPAN; other = spans.next(other))
      if (stronger.includes(spans.rule(other)) && spans.tellsAll(other, firstSeen, lastSeen)) return true;
    return false;
  }

  private first(key: string): SpanId {
    const first = this.groups.get(key);
    if (first !== undefined || this.earlier.size === 0) return first ?? NO_SPAN;
    return this.earlier.get(key) ?? NO_SPAN;
  }

  private keep(key: string, first: SpanId): void {
    if (this.groups.get(key) === first) return;
    if (this.earlier.size > 0) this.earlier.delete(key);
    this.groups.set(key, first);
    if (this.groups.size <= MOST_LATEST) return;
    for (const forgotten of this.earlier.values()) this.spans.dropAll(forgotten);
    this.earlier = this.groups;
    this.groups = new Map();
  }

  /** Of several attacks of one group each stands for its time: growth is told late, and anew after a restart. */
  private withoutEarliest(first: SpanId): SpanId {
    const { spans } = this;
    let ofRule = 0;
    let earliest = first;
    for (let span = first; span !== NO_SPAN; span = spans.next(span)) {
      if (spans.rule(span) !== spans.rule(first)) continue;
      ofRule++;
      if (spans.firstSeen(span) < spans.firstSeen(earliest)) earliest = span;
    }
    return ofRule <= MOST_OF_GROUP ? first : spans.drop(first, earliest);
  }
}

/** Most alerts are about one address: of that, no text is made. What stands for another group is never an address. */
function keyOf(group: AlertHead['group']): string {
  const names = Object.keys(group);
  const [name = ''] = names;
  const value = group[name] ?? '';
  if (names.length > 1) return JSON.stringify(group);
  return name === 'src_ip' ? value : `${name}=${value}`;
}

/** The alerts of a finished run that a stronger one covers. */
export function coveredAmong(alerts: readonly AlertHead[], rules: RuleSet): ReadonlySet<AlertId> {
  const coverage = new Coverage(rules);
  const covered = new Set<AlertId>();
  const inOrder = alerts.filter((alert) => !wasSettled(alert)).sort((a, b) => a.firstSeen - b.firstSeen);
  for (const alert of inOrder) {
    for (const weaker of coverage.see(alert)) covered.add(weaker);
    if (coverage.isCovered(alert)) covered.add(alert.id);
  }
  return covered;
}
