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

/** A label whose value is being typed between quotes, and what there is of it. */
export type BegunValue = { readonly label: string; readonly text: string };

/** Null when the cursor stands somewhere else. */
export function begunValue(query: string, at: number): BegunValue | null {
  const [, label = '', text = ''] = VALUE.exec(query.slice(0, at)) ?? [];
  return label === '' || label === 'ip' ? null : { label, text };
}

const VALUE = /([A-Za-z_]\w*)\s*(?:=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)$/;

/**
 * What is wrong with a query as far as it is typed, and what could stand at the cursor. `known`: names of labels, and
 * values of the one that `begunValue` tells.
 */
export function inspectQuery(
  query: string,
  at: number,
  known: { readonly labels: readonly string[]; readonly values: readonly string[] },
): HuntInspection {
  const before = query.slice(0, at);
  const parsed = parseLogql(query);
  const problem = parsed.ok ? null : { message: parsed.problem.message, at: parsed.problem.at };
  const value = begunValue(query, at);
  if (value !== null) {
    const from = at - value.text.length;
    return { problem, from, completions: valueCompletions(value, known.values, query.slice(at)) };
  }
  const begun = BEGUN.exec(before)?.[0] ?? '';
  const from = at - begun.length;
  return { problem, from, completions: completions(before.slice(0, from), begun, known.labels) };
}

/** With the quote that closes it, when there is none yet. */
function valueCompletions(
  { text }: BegunValue,
  values: readonly string[],
  behind: string,
): readonly string[] {
  const close = behind.startsWith('"') ? '' : '"';
  return values
    .map((value) => JSON.stringify(value).slice(1, -1))
    .filter((value) => value.startsWith(text) && (value !== text || close !== ''))
    .slice(0, MOST)
    .map((value) => value + close);
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
