import { Correlations } from '../../../src/engine/correlate/correlations.ts';
import type { SavedCorrelations } from '../../../src/engine/correlate/saved-correlations.ts';
import { compileRules } from '../../../src/engine/sigma/compile.ts';
import { DetectionMatcher } from '../../../src/engine/sigma/detection-matcher.ts';
import type { RuleSet } from '../../../src/engine/sigma/rule-set.ts';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import type { Fields, LogEvent } from '../../../src/model/log-event.ts';
import { reviewedRegex } from '../../../src/rules/regex.ts';
import { readSigmaFile } from '../../../src/rules/sigma-file.ts';

/** Rules from YAML documents; throws when one of them does not run. */
export function rulesOf(...documents: readonly string[]): RuleSet {
  const { rules, filters, placeholders, issues } = readSigmaFile('test.yml', documents.join('\n---\n'));
  const compiled = compileRules(rules, () => reviewedRegex, { filters, placeholders });
  const wrong = [...issues, ...compiled.issues].filter(({ severity }) => severity !== 'warning');
  if (wrong.length > 0) throw new Error(wrong.map(({ message }) => message).join('\n'));
  return compiled.rules;
}

/** A detection of events whose `kind` is its name. */
export function detectionOf(name: string): string {
  return `title: ${name}\nid: ${name}\nname: ${name}\nlogsource: {product: test}\ndetection: {s: {kind: ${name}}, condition: s}\nlevel: low`;
}

export type Happening = { readonly time: number; readonly fields: Fields; readonly count?: number };

const LOGSOURCE = { product: 'test' };

function eventOf({ time, fields, count = 1 }: Happening, line: number): LogEvent {
  return {
    ...{ time, logsource: LOGSOURCE, category: 'system', outcome: null, count, srcIp: null, srcHost: null },
    ...{ user: null, login: false, fields, raw: `line ${line}`, ref: { source: 's', line } },
  };
}

/** Leads events to the correlations of a rule set; each has the number of its line. */
export class RuleStream {
  readonly correlations: Correlations;
  private readonly matcher: DetectionMatcher;
  private line = 0;

  constructor(rules: RuleSet, maxGroups?: number) {
    this.correlations = new Correlations(rules, (text) => text, { groups: maxGroups });
    this.matcher = new DetectionMatcher(rules);
  }

  /** The alerts that opened or grew. */
  accept(happening: Happening): Alert[] {
    const matched: number[] = [];
    const event = eventOf(happening, ++this.line);
    const view = this.matcher.match(event, ({ index }) => matched.push(index));
    this.correlations.accept(view, matched, event.time, false);
    return this.correlations.takeChanged().map(({ alert }) => alert);
  }

  /** Goes on in another stream where this one is. */
  save(): SavedCorrelations {
    return JSON.parse(JSON.stringify(this.correlations.save()));
  }
}

/** Ids of the alerts that are there in the end, by their rules' names and groups. */
export function alertsOf(rules: RuleSet, happenings: readonly Happening[]): string[] {
  const stream = new RuleStream(rules);
  for (const happening of happenings) stream.accept(happening);
  return stream.correlations.open.all().map(({ rule, group, eventCount }) => {
    const values = Object.entries(group).map(([name, value]) => `${name}=${value}`);
    return [rule.name, ...values, eventCount].join(' ');
  });
}
