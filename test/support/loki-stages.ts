/** Stages of log queries beyond filters: the program's own LogQL, which test/hunt/conformance holds to Loki's. */
import { LineLabels } from '../../src/engine/logql/labels.ts';
import { compilePipeline } from '../../src/engine/logql/pipeline.ts';
import { parseLogql } from '../../src/hunt/parse-logql.ts';
import type { Labels } from './loki-memory.ts';
import { rememberedRegex } from './remembered-regex.ts';

export type RunLine = (
  line: string,
  labels: Labels,
) => { readonly line: string; readonly labels: Labels } | null;

const compile = rememberedRegex();

const known = new Map<string, RunLine | null>();

/** The same questions come again and again. */
export function stagesIn(query: string): RunLine | null {
  const before = known.get(query);
  if (before !== undefined) return before;
  const run = runOf(query);
  if (known.size < 1000) known.set(query, run);
  return run;
}

/** Null for what is no log query. */
function runOf(query: string): RunLine | null {
  const parsed = parseLogql(query);
  if (!parsed.ok || parsed.query.kind !== 'log') return null;
  const pipeline = compilePipeline(parsed.query, compile);
  const own = new LineLabels();
  return (line, labels) => {
    if (!pipeline.passes(line)) return null;
    own.reset(new Map(Object.entries(labels)));
    const text = pipeline.run(line, own, 0);
    return text === null ? null : { line: text, labels: Object.fromEntries(own.pairs()) };
  };
}
