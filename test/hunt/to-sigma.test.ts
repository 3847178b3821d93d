import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { parseLogql } from '../../src/hunt/parse-logql.ts';
import { sigmaDraft } from '../../src/hunt/to-sigma.ts';

const IDS = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'] as const;

function draft(query: string, threshold: number | null = null) {
  const parsed = parseLogql(query);
  assert.ok(parsed.ok);
  const { yaml, leftOut } = sigmaDraft(parsed.query, {
    ...{ title: 'Mine', ids: IDS, window: 10_000, threshold },
  });
  return { leftOut, documents: parseAllDocuments(yaml).map((document) => document.toJS()) };
}

describe('a rule drafted from a hunt', () => {
  test('takes line filters for keywords', () => {
    const { documents } = draft('{app="a"} |= "Failed" or "Refused" != "test*"');
    assert.deepEqual(documents[0].detection, {
      selection: ['Failed', 'Refused'],
      filter: ['test\\*'],
      condition: 'selection and not filter',
    });
  });

  test('takes label filters for fields', () => {
    const { documents } = draft('{app="a"} | json | uri=~"/a.*" | status>=400 | ip!=ip("10.0.0.0/8")');
    assert.deepEqual(documents[0].detection, {
      selection: { 'uri|re': '^(?:/a.*)$' },
      selection_2: { 'status|gte': 400 },
      filter: { 'ip|cidr': '10.0.0.0/8' },
      condition: 'selection and selection_2 and not filter',
    });
  });

  test('takes counting above a threshold for a correlation', () => {
    const { documents } = draft('sum by (ip) (count_over_time({app="a"} |= "x" [5m])) > 20');
    assert.deepEqual(documents[1].correlation, {
      ...{ type: 'event_count', rules: ['mine_line'], 'group-by': ['src_ip'], timespan: '5m' },
      condition: { gt: 20 },
    });
  });

  test('takes the threshold of a curve', () => {
    const { documents } = draft('{app="a"} |= "x"', 5);
    assert.deepEqual(documents[1].correlation.condition, { gt: 5 });
    assert.equal(documents[1].correlation.timespan, '10s');
  });

  test('says what it cannot say', () => {
    assert.deepEqual(draft('{app="a"} | line_format "x"').leftOut, ['the stage line_format']);
    assert.deepEqual(draft('avg_over_time({app="a"} | logfmt | unwrap n [1m])').documents, []);
  });
});
