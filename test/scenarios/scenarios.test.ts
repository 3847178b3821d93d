/**
 * Stories: log lines in, alerts out, by the shipped rules. Each folder has its logs and `expected.yml`; an alert is
 * `RULE LEVEL [settled] GROUP xEVENTS FIRST LAST`, times of 2026-11-21 without the date.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { createEngine } from '../../src/core/create-engine.ts';
import type { Alert } from '../../src/model/alerts/alert.ts';
import { toRfc3339 } from '../../src/model/time.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const shipped = fileURLToPath(new URL('../../config', import.meta.url));
const READ_AT = '2026-11-21T08:00:00Z';

type Expected = {
  readonly story: string;
  readonly readAt?: string;
  readonly alerts: readonly string[];
  /** What is still wrong. */
  readonly todo?: string;
};

const stories = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());

for (const { name } of stories) {
  const expected = parse(readFileSync(`${folder}${name}/expected.yml`, 'utf8')) as Expected;
  const { todo } = expected;
  test(name.replaceAll('-', ' '), todo === undefined ? {} : { todo }, async () => {
    const alerts = await alertsOf(name, Date.parse(expected.readAt ?? READ_AT));
    assert.deepEqual(alerts.map(told).sort(), [...expected.alerts].sort());
    const ids = new Set(alerts.map(({ id }) => id));
    assert.equal(ids.size, alerts.length, 'two alerts with one id');
  });
}

/** All files of the folder at once, each in blocks of one line: the smallest there are. */
async function alertsOf(name: string, readAt: number): Promise<Alert[]> {
  const { engine, warnings } = await createEngine({ shipped, rules: [], timeZone: 'UTC' });
  assert.deepEqual(warnings, []);
  const logs = readdirSync(`${folder}${name}`).filter((file) => file.endsWith('.log'));
  for (const source of logs) engine.step({ kind: 'open', source, format: null });
  for (const source of logs) {
    const lines = readFileSync(`${folder}${name}/${source}`, 'utf8').split(/(?<=\n)/);
    for (const [index, text] of lines.entries()) {
      const block = {
        source,
        text,
        firstLine: index + 1,
        bytes: text.length,
        yearReference: readAt,
        observedAt: readAt,
      };
      engine.step({ kind: 'block', block });
    }
  }
  for (const source of logs) engine.step({ kind: 'end', source });
  return engine.alerts();
}

function told({ rule, group, eventCount, firstSeen, lastSeen, status }: Alert): string {
  const who = Object.entries(group).map(([key, value]) => `${key}=${value}`);
  const times = [firstSeen, lastSeen].map((time) => toRfc3339(time).replace('2026-11-21T', ''));
  return [
    rule.name,
    rule.level,
    ...(status === 'settled' ? [status] : []),
    ...who,
    `x${eventCount}`,
    ...times,
  ].join(' ');
}
