import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { HuntDesk, type HuntDeskOptions } from '../../src/core/hunt-desk.ts';
import { RecentLines } from '../../src/core/recent-lines.ts';
import type { HuntAnswer } from '../../src/model/hunt-answer.ts';
import { systemClock } from '../../src/platform/clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'soc-hunt-'));
after(() => rmSync(folder, { recursive: true }));
const log = join(folder, 'auth.log');
const line = (second: number, what: string): string =>
  `2026-11-21T10:00:${String(second).padStart(2, '0')}Z web01 sshd[7]: ${what}`;
writeFileSync(
  log,
  [line(1, 'Failed password for root'), line(3, 'Accepted'), line(5, 'Failed password for bob'), ''].join(
    '\n',
  ),
);

function desk(options: Partial<HuntDeskOptions> = {}): HuntDesk {
  return new HuntDesk({
    paths: [{ path: log, format: null, label: null }],
    ...{ timeZone: 'UTC', clock: systemClock, loki: null },
    folder: fileURLToPath(new URL('../../config/hunts', import.meta.url)),
    ...options,
  });
}

async function hunted(query: string, asCurve = false, options: Partial<HuntDeskOptions> = {}) {
  return (await desk(options).handle({ kind: 'hunt', question: { query, asCurve } })) as HuntAnswer;
}

describe('the hunt desk', () => {
  test('finds lines of the sources, newest first', async () => {
    const { found } = await hunted('{filename=~".+"} |= "Failed"');
    assert.deepEqual(found.kind === 'lines' && found.lines.map(({ line: text }) => text.slice(-4)), [
      ' bob',
      'root',
    ]);
  });

  test('draws the same as a curve in a sliding window of 10 s', async () => {
    const { found } = await hunted('{filename=~".+"} |= "Failed"', true);
    assert.deepEqual(found.kind === 'curves' && [found.window, found.curves[0]?.peak], [10_000, 2]);
  });

  test('counts lines that a parser cannot read too', async () => {
    const { found } = await hunted('{filename=~".+"} | json', true);
    assert.equal(found.kind === 'curves' && found.curves[0]?.peak, 3);
  });

  test('refuses a wrong query in the words of the parser', () =>
    assert.rejects(hunted('{filename='), /the query ends too early/));

  test('finds what came in by standard input a while ago, and says when older lines are gone', async () => {
    const recent = new RecentLines(200);
    for (const second of [10, 20, 30, 40])
      recent.take({
        ...{ source: 'stdin', text: `${line(second, 'Failed password for eve, over standard input')}\n` },
        ...{ firstLine: 1, bytes: 80, yearReference: 0, observedAt: 0 },
      });
    const paths = ['-', log].map((path) => ({ path, format: null, label: null }));
    const { found, notes } = await hunted('{filename="stdin"} |= "eve"', false, { paths, recent });
    assert.ok(found.kind === 'lines' && found.lines.length > 0 && found.lines.length < 4);
    assert.equal(found.lines[0]?.line.slice(17, 19), '40', 'the latest is there');
    assert.match(notes[0] ?? '', /only the latest lines/);
  });

  test('ends a hunt when another begins', async () => {
    const one = desk();
    const first = one.handle({ kind: 'hunt', question: { query: '{filename=~".+"}', asCurve: false } });
    const second = one.handle({ kind: 'hunt', question: { query: '{host="web01"}', asCurve: false } });
    await assert.rejects(first, /cancelled/);
    const { found } = (await second) as HuntAnswer;
    assert.equal(found.kind === 'lines' && found.lines.length, 3);
  });

  test('completes what is typed, and knows the saved hunts and rules', async () => {
    const one = desk();
    assert.deepEqual(await one.handle({ kind: 'inspect-hunt', query: '{a="b"} | logf', at: 14 }), {
      problem: { message: 'syntax error: the query ends too early', at: 14 },
      ...{ from: 10, completions: ['logfmt'] },
    });
    const saved = await one.handle({ kind: 'saved-hunts' });
    assert.ok(Array.isArray(saved) && saved.length > 10);
    const rule = await one.handle({ kind: 'hunt-rule', query: '{a="b"} |= "x"' });
    assert.match(rule !== null && 'yaml' in rule ? rule.yaml : '', /selection:\n {4}- x/);
  });
});
