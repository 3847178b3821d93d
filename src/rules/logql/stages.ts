import type { Expression } from './expression.ts';
import { quoted } from './quoted.ts';

/** The stages before those of the format (they look at lines only, which is cheapest), and those after it. */
type Stages = { readonly before: readonly string[]; readonly after: readonly string[] };

const LINE_LABEL = 'whole_line';
const LINE_STAGE = `| label_format ${LINE_LABEL}="{{ __line__ }}"`;

/** The expression as stages of a LogQL query: filters of the line stand before its parser, filters of fields behind. */
export function stagesOf(expression: Expression): Stages {
  const before: string[] = [];
  const after: string[] = [];
  for (const part of expression.kind === 'and' ? flat(expression.of) : [expression]) {
    if (part.kind === 'line') before.push(`${part.negated ? '!~' : '|~'} ${quoted(part.pattern)}`);
    else {
      // Where the line is one choice of several, it has to be a label like the others.
      if (looksAtLine(part) && after[0] !== LINE_STAGE) after.unshift(LINE_STAGE);
      after.push(`| ${written(part)}`);
    }
  }
  return { before, after };
}

function flat(parts: readonly Expression[]): Expression[] {
  return parts.flatMap((part) => (part.kind === 'and' ? flat(part.of) : [part]));
}

function looksAtLine(expression: Expression): boolean {
  if (expression.kind === 'and' || expression.kind === 'or') return expression.of.some(looksAtLine);
  return expression.kind === 'line';
}

function written(expression: Expression): string {
  switch (expression.kind) {
    case 'label':
      return expression.yes;
    case 'line':
      return `${LINE_LABEL} ${expression.negated ? '!~' : '=~'} ${quoted(`(?s:.*)${expression.pattern}(?s:.*)`)}`;
    case 'and':
    case 'or':
      return expression.of
        .map((part) => (part.kind === 'and' || part.kind === 'or' ? `(${written(part)})` : written(part)))
        .join(` ${expression.kind} `);
  }
}
