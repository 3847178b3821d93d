import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createEngine } from '../../../src/core/create-engine.ts';
import { ruleRows } from '../../../src/core/snapshot/rule-rows.ts';
import { projectRoot } from '../../project/project-files.ts';

const RULES = `
title: A doorbell that nobody answers
id: 11111111-2222-4333-8444-555555555551
name: bell_rung
logsource: {product: linux}
detection: {selection: {program: bell}, condition: selection}
---
title: Many doors of one house
id: 11111111-2222-4333-8444-555555555552
name: bells_rung
level: low
correlation:
  type: value_count
  rules: [11111111-2222-4333-8444-555555555551]
  group-by: [src_ip, doorstep]
  timespan: 10m
  condition: {gte: 4, field: dst_port}
`;

const folder = mkdtempSync(join(tmpdir(), 'soc-rule-rows-'));
after(() => rmSync(folder, { recursive: true }));

test('what a rule counts is told by the titles of other rules and in the words of the screens', async () => {
  writeFileSync(join(folder, 'bells.yml'), RULES);
  const { engine } = await createEngine({
    ...{ shipped: join(projectRoot, 'config'), rules: [folder], timeZone: 'UTC' },
  });
  const rows = new Map(ruleRows(engine, []).map((row) => [row.name, row]));
  assert.equal(rows.get('bell_rung')?.looksAt, 'linux');
  // Named by its id there; a field that has no word is told as the rule writes it.
  assert.equal(rows.get('bells_rung')?.looksAt, 'A doorbell that nobody answers');
  assert.equal(
    rows.get('bells_rung')?.condition,
    'at least 4 different ports within 10m, for one source, doorstep',
  );
  assert.equal(rows.get('sshd_bruteforce_fast')?.looksAt, 'SSH login refused');
  assert.match(rows.get('sshd_password_spraying')?.condition ?? '', /^at least \d+ different accounts /);
  for (const { looksAt, kind } of rows.values()) {
    if (kind === 'correlation') assert.doesNotMatch(looksAt, /_/);
  }
});
