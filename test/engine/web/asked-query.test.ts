import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQueryOfATool, isStateOfATool } from '../../../src/engine/web/asked-query.ts';
import { processorTime } from '../../support/linear-time.ts';

describe('what stands in the strings of a query is data', () => {
  for (const text of [
    '{job="nginx"} |= "<script>" | logfmt',
    'sum(rate(x{path=~"/api/.*",job!="a"}[5m])) by (instance)',
    'project = ABC and summary ~ "union select" ORDER BY created',
    'message:"\' or 1=1" AND NOT host:db*',
    'search "it\'s; rm -rf /" | table _time, src',
    '-status:"a\\"b"',
  ])
    test(text, () => assert.equal(isQueryOfATool(text), true));
});

describe('what breaks out of one is not', () => {
  for (const text of [
    'plain words',
    '"a" or "b"',
    'a" or "1"="1',
    'a:"x"; drop table users',
    'a:"x" union select 1 --',
    "a:\"x\" or '1'='1",
    'a="x" onfocus="alert(1)"',
    '{job="a"}<script>',
    '{job="a"} $(id)',
    'a:"x"/../../etc',
    'T(java.lang.Runtime).getRuntime().exec("id")',
    'os.popen("id").read()',
  ])
    test(text, () => assert.equal(isQueryOfATool(text), false));
});

for (const part of ['"', '"a', 'a="', '\\"', '{a="b"', '("'])
  test(`of ${JSON.stringify(part)} repeated, the longest that it looks at takes no time`, () => {
    const text = `a:"b" ${part.repeat(2000)}`.slice(0, 4000);
    assert.ok(processorTime(() => isQueryOfATool(text)) < 100);
  });

test('what a tool keeps of its queries as JSON is one', () => {
  const kept = (expr: string): string =>
    JSON.stringify({ datasource: 'loki', queries: [{ refId: 'A', expr }] });
  assert.equal(isStateOfATool(kept('{job="web"} |= "../../"')), true);
  assert.equal(isStateOfATool(kept('../../etc/passwd')), false);
  assert.equal(isStateOfATool(JSON.stringify({ a: '{job="web"}', b: '<script>' })), false);
  assert.equal(isStateOfATool(JSON.stringify({ '$(id)': 1, b: '{job="web"}' })), false);
  assert.equal(isStateOfATool('{"a":'), false);
  assert.equal(isStateOfATool(`[${'"a",'.repeat(300)}"{x=\\"y\\"}"]`), false);
});
