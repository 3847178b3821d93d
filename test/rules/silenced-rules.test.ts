/** Which rules alert by themselves when somebody's own correlation refers to them. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadRuleSet } from '../../src/rules/rule-set.ts';

const SHIPPED = fileURLToPath(new URL('../../config/rules', import.meta.url));

const OWN = `title: Own
name: own
logsource: {product: linux}
detection: {k: [one], condition: k}
`;

function correlation(rules: string, rest = ''): string {
  return `${OWN}---\ntitle: C\ncorrelation:\n  type: temporal\n  rules: [${rules}]\n  group-by: [src_ip]\n  timespan: 1h\n${rest}`;
}

/** Of these rules those that alert by themselves. */
async function alerting(text: string, shipped: string | null): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'silenced-'));
  try {
    await writeFile(join(folder, 'own.yml'), text);
    const { rules } = await loadRuleSet(shipped, [folder]);
    return [...rules.detections, ...rules.correlations]
      .filter(({ alerts }) => alerts)
      .map(({ rule: { name } }) => name)
      .filter((name) => name === 'own' || name === 'sshd_bruteforce_fast');
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a correlation silences what it refers to, a shipped rule only when it says so', async () => {
  const rules = 'sshd_bruteforce_fast, own';
  assert.deepEqual(await alerting(correlation(rules), SHIPPED), ['sshd_bruteforce_fast']);
  const byId = '3c1d4d10-91f4-4a4a-8b0a-0d8a6cf0be03, own';
  assert.deepEqual(await alerting(correlation(byId), SHIPPED), ['sshd_bruteforce_fast']);
  assert.deepEqual(await alerting(correlation(rules, '  generate: false\n'), SHIPPED), []);
  assert.deepEqual(await alerting(correlation(rules, 'generate: true\n'), SHIPPED), [
    'own',
    'sshd_bruteforce_fast',
  ]);
});

test('a rule of theirs that replaces a shipped one is theirs', async () => {
  const replaced = `${OWN.replace('name: own', 'name: own\nid: 3c1d4d10-91f4-4a4a-8b0a-0d8a6cf0be03')}---\n`;
  const text = `${replaced}${correlation('own').slice(OWN.length + '---\n'.length)}`;
  assert.deepEqual(await alerting(text, SHIPPED), []);
});

test('a correlation that does not run silences nothing', async () => {
  assert.deepEqual(await alerting(correlation('own, nowhere'), null), ['own']);
  assert.deepEqual(
    await alerting(correlation('sshd_bruteforce_fast, nowhere', '  generate: false\n'), SHIPPED),
    ['own', 'sshd_bruteforce_fast'],
  );
});
