import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadRuleSet } from '../../src/rules/rule-set.ts';
import { WholeRules } from '../../src/rules/whole-rules.ts';

const rule = (name: string, word: string): string =>
  `title: ${name}\nid: 00000000-0000-4000-8000-00000000000${name}\nname: n${name}\nlogsource:\n  product: linux\ndetection:\n  k:\n    - ${word}\n  condition: k\n`;
const CORRELATION =
  'title: c\nname: nc\ncorrelation:\n  type: event_count\n  rules: [n1]\n  group-by: [User]\n  timespan: 1m\n  condition:\n    gte: 3\n';

test('rules of a file that is half saved run on as they were, and others as they are now', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'soc-console-whole-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const whole = new WholeRules();
  const read = async (): Promise<{ rules: string[]; told: string[] }> => {
    const { rules, issues } = await loadRuleSet(null, [folder], whole);
    const titles = [...rules.detections, ...rules.correlations].map(({ rule: { title } }) => title);
    const told = issues.map(
      ({ at, severity, message }) => `${at.file.slice(folder.length + 1)} ${severity}: ${message}`,
    );
    return { rules: titles.sort(), told };
  };
  write('a.yml', rule('1', 'one'));
  write('b.yml', rule('2', 'two'));
  write('c.yml', CORRELATION);
  write('d.yml', rule('4', 'four').replace('condition: k', 'condition: nothing'));
  const first = await read();
  assert.deepEqual(first.rules, ['1', '2', 'c']);
  assert.equal(first.told.length, 1);

  // What the correlation counts is in the file that is broken; the one that never was whole stays out.
  write('a.yml', rule('1', 'one').slice(0, 60));
  write('b.yml', rule('3', 'three'));
  const half = await read();
  assert.deepEqual(half.rules, ['1', '3', 'c']);
  const of = (name: string): string[] => half.told.filter((text) => text.startsWith(name));
  assert.equal(half.told.length, of('a.yml').length + 1);
  assert.match(of('a.yml')[0] ?? '', /^a\.yml error: .*; the rules of this file run on as they were before$/);
  assert.equal(of('a.yml').filter((text) => text.includes('as they were')).length, 1);
  assert.equal(of('d.yml').length, 1);

  // Deleted, it is gone, and what counted it says so.
  rmSync(join(folder, 'a.yml'));
  assert.deepEqual((await read()).rules, ['3']);

  write('a.yml', rule('1', 'other'));
  assert.deepEqual(await read(), { ...first, rules: ['1', '3', 'c'] });
});
