import { Engine } from '../engine/engine.ts';
import type { Formats } from '../engine/parse/formats.ts';
import type { FormatName } from '../engine/parse/parser.ts';
import { type RuleSet, withAlertsOf } from '../engine/sigma/rule-set.ts';
import type { Logsource } from '../model/log-event.ts';
import type { RuleSample } from './samples.ts';

/** Why a sample is not as its file says; null when it is. */
type SampleOutcome = { readonly sample: RuleSample; readonly problem: string | null };

export type SampleRun = {
  readonly rules: RuleSet;
  /** Id of the rule that the samples are of. */
  readonly rule: string;
  readonly format: FormatName | null;
  readonly logsource: Logsource | null;
  readonly timeZone: string;
  readonly formats?: Formats;
  readonly hash: (text: string) => string;
};

/** Reads the lines of a sample as a file of their own, and tells whether the rule found something in them. */
export function runSample(sample: RuleSample, run: SampleRun): SampleOutcome {
  let unread: string | null = null;
  let found = false;
  const engine = new Engine({
    rules: withAlertsOf(run.rules, new Set([run.rule])),
    timeZone: run.timeZone,
    ...(run.formats && { formats: run.formats }),
    hash: run.hash,
    ...(run.logsource && { logsource: run.logsource }),
    observer: {
      record: (_, line, reason) => {
        if (reason !== null) unread ??= `line ${line} cannot be read: ${reason}`;
      },
      event: (_, matched) => {
        found ||= matched.some(({ rule }) => rule.id === run.rule);
      },
    },
  });
  const text = `${sample.lines.join('\n')}\n`;
  const source = 'sample';
  engine.step({ kind: 'open', source, format: run.format });
  const times = { yearReference: SAMPLE_YEAR, observedAt: SAMPLE_YEAR };
  engine.step({ kind: 'block', block: { source, text, firstLine: 1, bytes: text.length, ...times } });
  engine.step({ kind: 'end', source });
  found ||= engine.alerts().some(({ rule }) => rule.id === run.rule);
  if (unread !== null) return { sample, problem: unread };
  if (found === sample.wanted) return { sample, problem: null };
  return { sample, problem: found ? 'is found, and should not be' : 'is not found' };
}

/** Stamps without a year are read in this one, so that a sample means the same in every year. */
const SAMPLE_YEAR = Date.UTC(2026, 11, 31);
