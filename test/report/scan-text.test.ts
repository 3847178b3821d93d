/** The demo's evidence as text, on terminals of several widths. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readOnce } from '../../src/commands/scan/read-once.ts';
import { textWidth } from '../../src/platform/text-width.ts';
import type { ScanResult } from '../../src/report/scan-report.ts';
import { scanText } from '../../src/report/scan-text.ts';

const SHIPPED = fileURLToPath(new URL('../../config', import.meta.url));

async function demoResult(): Promise<ScanResult> {
  const { result } = await readOnce(
    {
      ...{ paths: [`${SHIPPED}/demo`], timeZone: 'UTC', since: null, until: null, inputFormat: null },
      ...{ logsource: null, loki: null, rules: [], policy: null, quiet: true, version: '1.0.0' },
      shipped: SHIPPED,
    },
    { say: () => {}, stdin: () => assert.fail(), settle: () => Promise.resolve() },
  );
  return result;
}

describe('a report on a terminal', () => {
  let result: ScanResult;
  before(async () => {
    result = await demoResult();
  });
  const rows = (columns: number | null) =>
    scanText(result, { level: 'low', ascii: false, columns }).trimEnd().split('\n');

  for (const columns of [60, 80, 99]) {
    it(`of ${columns} columns breaks no line within a word`, () => {
      const words = /[^\s]+/g;
      const known = new Set(rows(null).flatMap((row) => row.match(words) ?? []));
      for (const row of rows(columns)) {
        assert.ok(textWidth(row) <= columns, row);
        for (const word of row.match(words) ?? [])
          assert.ok(known.has(word) || /^[█-▏]+$|^[\dT:-]+Z$/.test(word), word);
      }
    });
  }

  it('keeps the bars of the logins beside them, in the columns that are left', () => {
    const logins = rows(80).filter((row) => / {2}█+/.test(row));
    assert.match(logins[0] ?? '', /^ {2}172\.30\.77\.101 +53 +1 {2}2026-11-21T00:52:02Z {2}00:52:29Z {5}█+$/);
    assert.match(rows(80).join(), /FIRST FAILURE/);
    assert.doesNotMatch(rows(60).join(), /FIRST FAILURE/);
    assert.match(rows(null).join(), /FIRST FAILURE/);
  });

  it('is the same on a wide one as in a file', () => {
    const most = Math.max(...rows(null).map(textWidth));
    assert.deepEqual(rows(most), rows(null));
    assert.notDeepEqual(rows(80), rows(null));
  });
});
