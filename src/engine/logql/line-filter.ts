import type { LineOp, LineTest } from './ast.ts';
import { LogqlError } from './ast.ts';
import { IpTest } from './ip-test.ts';
import { compilePatternTest } from './pattern.ts';
import type { CompileRegex } from './regex.ts';

/** `needle`: a text that every line contains that passes, so that whole blocks can be searched for it first. */
type LineFilter = { readonly passes: (line: string) => boolean; readonly needle: string | null };

export function compileLineFilter(op: LineOp, tests: readonly LineTest[], compile: CompileRegex): LineFilter {
  const isNegative = op.startsWith('!');
  const passes = tests.map((test) => compileTest(op, test, compile));
  const [only] = passes;
  const some = passes.length === 1 && only ? only : (line: string) => passes.some((each) => each(line));
  const [test] = tests;
  const needle =
    op === '|=' && tests.length === 1 && test?.kind === 'text' && test.value !== '' ? test.value : null;
  return { passes: isNegative ? (line) => !some(line) : some, needle };
}

function compileTest(
  op: LineOp,
  { kind, value }: LineTest,
  compile: CompileRegex,
): (line: string) => boolean {
  if (kind === 'ip') {
    if (op !== '|=' && op !== '!=') throw new LogqlError(`ip("${value}") goes with |= or != only, not ${op}`);
    const ip = new IpTest(value);
    return (line) => ip.isIn(line);
  }
  if (op === '|>' || op === '!>') return compilePatternTest(value);
  if (op === '|=' || op === '!=') return (line) => line.includes(value);
  const regex = compile(value);
  return (line) => regex.test(line);
}
