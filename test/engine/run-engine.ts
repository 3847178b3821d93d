import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { headOf } from '../../src/core/record/lean-alert.ts';
import type { Engine, EngineInput, EngineOptions, EngineOutput } from '../../src/engine/engine.ts';
import type { RuleSet } from '../../src/engine/sigma/rule-set.ts';
import { loadRuleSet } from '../../src/rules/rule-set.ts';
import { RECORDED_AT } from '../evidence/truth.ts';

/** The rules that ship. */
export async function shippedRules(): Promise<RuleSet> {
  const { rules } = await loadRuleSet(fileURLToPath(new URL('../../config/rules', import.meta.url)), []);
  return rules;
}

export function engineOptions(rules: RuleSet): EngineOptions {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
  return { rules, timeZone: 'UTC', hash };
}

/** Evidence files as an engine is given them: all sources open first, then a line each in turn, then their ends. */
export function inputsOf(names: readonly string[]): EngineInput[] {
  const files = names.map((name) => ({ source: `file:${name}`, lines: linesOf(name), next: 0 }));
  const inputs: EngineInput[] = files.map(({ source }) => ({ kind: 'open', source, format: null }));
  while (files.some(({ lines, next }) => next < lines.length)) {
    for (const file of files) {
      const line = file.lines[file.next];
      if (line === undefined) continue;
      inputs.push(blockOf(file.source, line, ++file.next));
      if (file.next === file.lines.length) inputs.push({ kind: 'end', source: file.source });
    }
  }
  return inputs;
}

export function blockOf(
  source: string,
  line: string,
  firstLine: number,
): Extract<EngineInput, { readonly kind: 'block' }> {
  const times = { yearReference: RECORDED_AT, observedAt: RECORDED_AT };
  return {
    kind: 'block',
    block: { source, text: `${line}\n`, firstLine, bytes: line.length + 1, ...times },
  };
}

export function run(engine: Engine, inputs: readonly EngineInput[]): EngineOutput[] {
  return inputs.flatMap((input) =>
    engine.step(input).map(({ kind, id, what, isHistorical, alert }) => {
      return { kind, id, what, isHistorical, alert: { ...headOf(alert), evidence: alert.evidence } };
    }),
  );
}

/** All that can be asked of an engine. */
export function everythingOf(engine: Engine): unknown {
  const { logins, web, counters, evicted, newest, events } = engine;
  const sources = logins.top(logins.size);
  const end = newest ?? 0;
  return {
    ...{
      counters,
      evicted,
      newest,
      events,
      alerts: engine.alerts(),
      web: [...web.inOrder()],
      requests: web.requests,
    },
    logins: sources.map((source) => source.toLoginSource()),
    totals: [logins.failed, logins.succeeded, logins.size],
    recent: logins.recentOf(sources, end, 10_000, 8),
    rate: logins.series(null, end, 600_000, 60),
    rates: sources.map(({ key }) => logins.series(key, end, 600_000, 60)),
  };
}

function linesOf(name: string): string[] {
  const text = readFileSync(new URL(`../evidence/${name}`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}
