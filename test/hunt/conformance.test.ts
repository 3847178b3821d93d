import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { RANGE_OPS } from '../../src/engine/logql/ast.ts';
import { TEMPLATE_FUNCTIONS } from '../../src/engine/logql/templates/functions.ts';
import { runQuery, type Stream } from './run-query.ts';

/** Queries on the same lines, with what they give: see `runQuery` for how that is written. */
type Table = {
  readonly streams: readonly Stream[];
  readonly rows: readonly {
    readonly query: string;
    readonly step?: number;
    readonly gives: readonly string[];
  }[];
};

const FOLDER = new URL('conformance/', import.meta.url);
const tables = readdirSync(FOLDER)
  .sort()
  .map((name) => ({ name, table: parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Table }));

for (const { name, table } of tables) {
  describe(name.replace('.yml', ''), () => {
    for (const { query, step = null, gives } of table.rows) {
      test(step === null ? query : `${query} every ${step} s`, () => {
        assert.deepEqual(runQuery(table.streams, query, step), gives);
      });
    }
  });
}

const queries = tables.flatMap(({ table }) => table.rows.map(({ query }) => query));

test('the table has at least 300 rows, none twice', () => {
  assert.ok(queries.length >= 300, `${queries.length} rows`);
  const all = tables.flatMap(({ name, table }) =>
    table.rows.map(({ query, step }) => `${name} ${query} ${step}`),
  );
  assert.deepEqual(
    all.filter((row, index) => all.indexOf(row) !== index),
    [],
  );
});

test('every stage, operator and function stands in at least two queries', () => {
  const words = [
    ...['|=', '!=', '|~', '!~', '|>', '!>', 'ip(', '=~', 'or', 'and', 'unless', 'bool', 'offset'],
    ...['json', 'logfmt', '--strict', '--keep-empty', 'regexp', 'pattern', 'unpack', 'decolorize'],
    ...['line_format', 'label_format', 'drop', 'keep', 'unwrap', 'duration(', 'duration_seconds(', 'bytes('],
    ...['sum', 'avg', 'min', 'max', 'count', 'stddev', 'stdvar', 'topk', 'bottomk', 'sort', 'sort_desc'],
    ...['by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'label_replace', 'vector'],
    ...[' + ', ' - ', ' * ', ' / ', ' % ', ' ^ ', ' == ', ' > ', ' >= ', ' < ', ' <= '],
    ...RANGE_OPS,
    ...TEMPLATE_FUNCTIONS.keys(),
  ];
  const isIn = (word: string, query: string): boolean => {
    const at = query.indexOf(word);
    if (at === -1) return false;
    const isWhole = !/\w/.test(query[at - 1] ?? ' ') && !/\w/.test(query[at + word.length] ?? ' ');
    return /^\w+$/.test(word) && !isWhole ? isIn(word, query.slice(at + 1)) : true;
  };
  const rare = words.filter((word) => queries.filter((query) => isIn(word, query)).length < 2);
  assert.deepEqual(rare, []);
});
