/** Texts of a query that have a language of their own: what is wrong in them is told at their place. */
import { LogqlError } from '../engine/logql/ast.ts';
import { IpTest } from '../engine/logql/ip-test.ts';
import { parseJsonPath } from '../engine/logql/json.ts';
import { compilePattern, compilePatternTest } from '../engine/logql/pattern.ts';
import { compileTemplate } from '../engine/logql/templates/template.ts';
import { linearRegex } from './regex.ts';
import type { Node } from './syntax-tree.ts';

export type PartKind = 'regex' | 'ip' | 'pattern' | 'line-pattern' | 'template' | 'json-path';

/** Throws `LogqlError` with the place of the node. Returns the text. */
export function checked(kind: PartKind, text: string, { from }: Node): string {
  try {
    READ[kind](text);
    return text;
  } catch (error) {
    if (error instanceof LogqlError) throw new LogqlError(error.message, from);
    throw error;
  }
}

const READ: Readonly<Record<PartKind, (text: string) => unknown>> = {
  regex: (text) => linearRegex()(text),
  ip: (text) => new IpTest(text),
  pattern: compilePattern,
  'line-pattern': compilePatternTest,
  template: compileTemplate,
  'json-path': parseJsonPath,
};

/** Whether a matcher's expression lets the empty text pass: a label that is not there. */
export function matchesEmpty(source: string): boolean {
  return linearRegex()(`^(?:${source})$`).test('');
}
