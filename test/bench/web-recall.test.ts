import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureRecall, type Share } from '../../bench/web-recall.ts';

const { classes, ordinary, asked } = await measureRecall();
const groups = [...classes.values()];

function pooled(part: 'tuned' | 'heldOut'): Share {
  const found = groups.reduce((sum, group) => sum + group[part].found, 0);
  return { found, of: groups.reduce((sum, group) => sum + group[part].of, 0) };
}

function ratio({ found, of }: Share): number {
  return found / of;
}

test('the development set has at least 2,000 attacks and 2,000 ordinary requests', () => {
  assert.ok(pooled('tuned').of + pooled('heldOut').of >= 2_000);
  assert.ok(ordinary.tuned.of + ordinary.heldOut.of >= 2_000);
  assert.deepEqual([...classes.keys()].sort(), ['jndi', 'lfi', 'rce', 'sqli', 'ssti', 'xss']);
});

test('more attacks are found than the best known rules find at their second level (93 %), also of those held out', () => {
  assert.ok(ratio(pooled('tuned')) > 0.98);
  assert.ok(ratio(pooled('heldOut')) > 0.95);
});

test('what programmers look for is told as nothing more than that', () => {
  assert.ok(asked.of >= 60);
  assert.equal(asked.found, 0);
});

test('of what was made to look like attacks, hardly anything is flagged', () => {
  assert.ok(ratio(ordinary.tuned) < 0.01);
  assert.ok(ratio(ordinary.heldOut) < 0.01);
});
