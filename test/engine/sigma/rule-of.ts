import { compileRules } from '../../../src/engine/sigma/compile.ts';
import { DetectionMatcher } from '../../../src/engine/sigma/detection-matcher.ts';
import type { Fields, LogEvent, Logsource } from '../../../src/model/log-event.ts';
import { loadLinearRegex } from '../../../src/rules/regex.ts';
import { formatIssue } from '../../../src/rules/rule-set.ts';
import { readSigmaFile } from '../../../src/rules/sigma-file.ts';
import { logEvent } from '../../support/log-event.ts';

const linear = await loadLinearRegex();

type Made = { readonly matches: (event: LogEvent) => boolean; readonly issues: readonly string[] };

/** A rule from its `detection` as YAML (and more documents, as filters); never throws for what is wrong with it. */
export function ruleOf(detection: string, ...others: readonly string[]): Made {
  const rule = `title: t\nid: t\nlogsource: {product: test}\ndetection:\n${indented(detection)}`;
  const { rules, filters, placeholders, issues } = readSigmaFile('r.yml', [rule, ...others].join('\n---\n'));
  const compiled = compileRules(rules, () => linear, { filters, placeholders });
  const matcher = new DetectionMatcher(compiled.rules);
  return {
    issues: [...issues, ...compiled.issues].map(formatIssue),
    matches: (event) => {
      let hit = false;
      matcher.match(event, () => {
        hit = true;
      });
      return hit;
    },
  };
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}

const TEST: Logsource = { product: 'test' };

export function eventWith(fields: Fields, raw = JSON.stringify(fields)): LogEvent {
  return logEvent({ time: Date.UTC(2026, 10, 21, 13, 5), logsource: TEST, fields, raw });
}
