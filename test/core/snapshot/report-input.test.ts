import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportOfScan } from '../../../src/core/snapshot/report-input.ts';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import type { LoginSource } from '../../../src/model/login.ts';
import { reportDocument } from '../../../src/report/incident/build.ts';
import { reportText } from '../../../src/report/incident/formats/text.ts';
import type { ScanResult } from '../../../src/report/scan-report.ts';
import { alertOf } from '../record/alert-of.ts';

const SETTINGS = {
  version: '1',
  now: Date.UTC(2026, 10, 23),
  level: 'low',
  since: null,
  until: null,
} as const;

function scanned(alerts: readonly Alert[], sources: number): ScanResult {
  const login = (n: number): LoginSource => ({
    ...{ ip: `10.0.${n >> 8}.${n & 255}`, host: null, failed: 1, succeeded: 0, users: [], usersTotal: 0 },
    ...{ first: 1, last: 1, peak10s: 1 },
  });
  const list = Array.from({ length: sources }, (_, n) => login(n));
  const lists = { requests: 0, sources: Object.assign([], { first: () => [] }) };
  return {
    ...{ version: '1', sources: [], captures: [], findings: [], alerts, covered: new Set(), counters: {} },
    logins: {
      ...{ failed: sources, succeeded: 0 },
      sources: Object.assign(list, { first: (count: number) => list.slice(0, count) }),
    },
    web: lists,
  };
}

test('a report that has no room for all alerts says so, and no break-in is left out', async () => {
  const alerts = Array.from({ length: 20_002 }, (_, n) => alertOf({ id: `a${n}` }));
  const last = alertOf({ id: 'z', level: 'critical', tags: ['attack.t1078'], users: ['bob'] });
  const input = await reportOfScan(scanned([...alerts, last], 1500), SETTINGS);
  assert.equal(input.alerts.length, 20_000);
  assert.equal(input.alerts[0]?.id, 'z');
  for (const [language, said] of [
    ['en', /3 alerts more were found for which a report has no room[\s\S]*1 500 sources/],
    ['fr', /3 alertes de plus ont été trouvées[\s\S]*1 500 sources/],
  ] as const) {
    const text = reportText(reportDocument(input, language), { ascii: false }).replace(/\n {2}/g, ' ');
    assert.match(text, said);
    assert.match(text, /bob \(203\.0\.113\.7\)/);
  }
});

test('a report that holds all alerts says nothing of others', async () => {
  const input = await reportOfScan(scanned([alertOf({})], 1), SETTINGS);
  assert.doesNotMatch(reportText(reportDocument(input, 'en'), { ascii: false }), /no room/);
});
