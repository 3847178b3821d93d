import type { Unwrap } from './ast.ts';
import { compileLabelFilter, unreadable } from './label-filter.ts';
import type { LineLabels } from './labels.ts';
import type { CompileRegex } from './regex.ts';
import { parseBytes, parseFloatGo, parseGoDuration } from './units.ts';

/** The value of a line, from one of its labels; null when the line has none, or is filtered out behind it. */
export type RunUnwrap = (labels: LineLabels) => number | null;

const READ = { number: parseFloatGo, duration: parseGoDuration, bytes: parseBytes } as const;

export function compileUnwrap({ label, conversion, filters }: Unwrap, compile: CompileRegex): RunUnwrap {
  const tests = filters.map((filter) => compileLabelFilter(filter, compile));
  const read: (text: string) => number | null = READ[conversion];
  return (labels) => {
    const text = labels.get(label) ?? '';
    if (text === '') return null;
    const value = read(text);
    if (value === null) labels.fail('SampleExtractionErr', unreadable(conversion, text));
    return tests.every((passes) => passes(labels)) ? (value ?? 0) : null;
  };
}
