import { RANGE_OPS } from '../engine/logql/ast.ts';
import type { HuntInspection } from '../model/hunt-answer.ts';
import { goesOn } from './allowed.ts';
import { parseLogql } from './parse-logql.ts';

const STAGES = ['json', 'logfmt', 'pattern', 'regexp', 'unpack', 'line_format', 'label_format', 'decolorize'];
const WORDS: readonly string[] = [
  ...['|=', '!=', '|~', '!~', '|>', '!>', '|', '=~', '=', '==', '>', '>=', '<', '<='],
  ...[...STAGES, 'drop', 'keep', 'unwrap'],
  ...RANGE_OPS.map((op) => `${op}(`),
  ...['sum', 'avg', 'min', 'max', 'count', 'stddev', 'stdvar'].flatMap((op) => [`${op}(`, `${op} by (`]),
  ...['topk(', 'bottomk(', 'sort(', 'sort_desc(', 'label_replace(', 'vector('],
  ...[
    'and',
    'or',
    'unless',
    'by',
    'without',
    'offset',
    'bool',
    'on',
    'ignoring',
    'group_left',
    'group_right',
  ],
  ...['ip(', '[10s]', '[1m]', '[5m]', '[1h]', '{', '}', ')', ','],
];
const MOST = 12;
/** The part of a word, or of an operator, that stands before the cursor. */
const BEGUN = /(?:[A-Za-z_]\w*|[|!=~<>]+|\[\w*)$/;

/** What is wrong with a query as far as it is typed, and what could stand at the cursor. `labels`: names that are known. */
export function inspectQuery(query: string, at: number, labels: readonly string[]): HuntInspection {
  const before = query.slice(0, at);
  const begun = BEGUN.exec(before)?.[0] ?? '';
  const from = at - begun.length;
  const parsed = parseLogql(query);
  const problem = parsed.ok ? null : { message: parsed.problem.message, at: parsed.problem.at };
  return { problem, from, completions: completions(before.slice(0, from), begun, labels) };
}

function completions(before: string, begun: string, labels: readonly string[]): readonly string[] {
  // Inside a text nothing is known.
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1 || (before.match(/`/g)?.length ?? 0) % 2 === 1) return [];
  const isLabel =
    before.lastIndexOf('{') > before.lastIndexOf('}') || /\b(?:by|without)\s*\([^)]*$/.test(before);
  if (before.trim() === '' && begun === '')
    return ['{filename=~".+"}', ...WORDS.filter((word) => goesOn('', word))].slice(0, MOST);
  const words = isLabel ? [...labels, ...WORDS.filter((word) => /^\W/.test(word))] : WORDS;
  return words
    .filter(
      (word) => word.startsWith(begun) && word !== begun && goesOn(before, word.replace(/^(\w+) .*/, '$1')),
    )
    .slice(0, MOST);
}
