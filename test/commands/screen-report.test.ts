import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeScreenReport } from '../../src/commands/screen-report.ts';
import { Store } from '../../src/store/store.ts';
import { alertOf } from '../core/record/alert-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'soc-screen-report-'));
after(() => rmSync(folder, { recursive: true }));

test('a report of what a core stores while it runs, for its owner only', async () => {
  const store = Store.open(join(folder, 'state'));
  store.saveAlerts([alertOf({ group: { src_ip: '203.0.113.9' } })]);
  const path = await writeScreenReport(
    {
      ...{ rules: [], policy: null, lang: 'en' as const, timeZone: 'UTC', level: 'low', version: '0.1.0' },
      shipped: fileURLToPath(new URL('../../config', import.meta.url)),
      state: () => join(folder, 'state'),
    },
    folder,
  );
  store.close();
  assert.equal(dirname(path), folder);
  assert.match(path, /soc-report-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.html$/);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.match(readFileSync(path, 'utf8'), /203\.0\.113\.9/);
});
