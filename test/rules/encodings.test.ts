/** Rules as editors of other systems save them: read all the same, and said where it matters. */
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readRules, ruleTexts } from '../../src/rules/load.ts';

const RULE = 'title: réseau\nlogsource: {product: linux}\ndetection:\n  s: {user: hélène}\n  condition: s\n';

async function read(bytes: Buffer) {
  const file = join(mkdtempSync(join(tmpdir(), 'soc-test-')), 'r.yml');
  writeFileSync(file, bytes);
  const { rules, issues } = await readRules(ruleTexts(file));
  return {
    titles: rules.map(({ title }) => title),
    issues: issues.map(({ severity, message, at }) => `${at.line}:${at.column}: ${severity}: ${message}`),
  };
}

const WAYS: readonly (readonly [how: string, bytes: Buffer])[] = [
  ['UTF-8', Buffer.from(RULE)],
  ['a byte order mark', Buffer.from(`\ufeff${RULE}`)],
  ['UTF-16', Buffer.from(`\ufeff${RULE}`, 'utf16le')],
  ["Windows' line ends", Buffer.from(RULE.replaceAll('\n', '\r\n'))],
  ["old Macs' line ends", Buffer.from(RULE.replaceAll('\n', '\r'))],
];
for (const [how, bytes] of WAYS)
  test(how, async () => assert.deepEqual(await read(bytes), { titles: ['réseau'], issues: [] }));

test('one byte for each character: it runs, and is told where that begins', async () => {
  const FOREIGN = 'warning: is not UTF-8: read as Windows-1252, save the file as UTF-8';
  assert.deepEqual(await read(Buffer.from(RULE, 'latin1')), {
    titles: ['réseau'],
    issues: [`1:9: ${FOREIGN}`],
  });
  const later = RULE.replace('réseau', 'net');
  assert.deepEqual(await read(Buffer.from(later, 'latin1')), {
    titles: ['net'],
    issues: [`4:14: ${FOREIGN}`],
  });
});
