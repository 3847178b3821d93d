import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type ReportOptions, report } from '../../src/commands/report.ts';
import { engineOptions } from '../../src/core/create-engine.ts';
import { reportOfState } from '../../src/core/snapshot/report-input.ts';
import { UserError } from '../../src/model/user-error.ts';
import { Store } from '../../src/store/store.ts';
import { alertOf } from '../core/record/alert-of.ts';
import { exampleInput } from '../report/incident/example.ts';
import { EXAMPLE_BANS, exampleActions } from '../report/incident/example-response.ts';

const shipped = fileURLToPath(new URL('../../config', import.meta.url));
const evidence = fileURLToPath(new URL('../evidence/', import.meta.url));
const DAY = 86_400_000;
const T0 = Date.parse('2026-11-20T10:00:00Z');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soc-report-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(
  options: Partial<ReportOptions> = {},
): Promise<{ code: number; text: string; said: string }> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const pieces: Buffer[] = [];
  stdout.on('data', (piece: Buffer) => pieces.push(piece));
  const streams = { stdin: () => Readable.from([]), stdout, stderr };
  const code = await report(
    {
      ...{
        paths: [],
        shipped,
        timeZone: 'UTC',
        since: null,
        until: null,
        inputFormat: null,
        logsource: null,
      },
      ...{
        loki: null,
        rules: [],
        policy: null,
        quiet: false,
        version: '0.1.0',
        format: null,
        lang: 'en',
        output: null,
      },
      ...{ level: 'low', ascii: false, state: () => folder },
      ...options,
    },
    streams,
  );
  return { code, text: Buffer.concat(pieces).toString(), said: String(stderr.read() ?? '') };
}

function store(): void {
  const opened = Store.open(folder);
  const rule = alertOf({ level: 'high' }).rule;
  opened.commit({
    alerts: [
      alertOf({
        id: 'a1',
        rule: { ...rule, name: 'sshd_bruteforce_fast' },
        firstSeen: T0,
        lastSeen: T0 + 5000,
      }),
      alertOf({ id: 'a2', class: 'sqli', firstSeen: T0 + DAY, lastSeen: T0 + DAY, eventCount: 3 }),
      alertOf({ id: 'a3', level: 'informational', firstSeen: T0, lastSeen: T0 }),
      alertOf({ id: 'a4', status: 'covered', firstSeen: T0, lastSeen: T0 }),
    ],
  });
  opened.commit({ decisions: EXAMPLE_BANS }, T0);
  for (const { time, actor, kind, subject, detail } of exampleActions())
    opened.appendAction({ time, actor, kind, subject, detail });
  opened.close();
}

test('the French report has what the workshop asks of its own', async () => {
  store();
  const { text, code } = await run({ lang: 'fr' });
  assert.equal(code, 0);
  for (const line of [
    "RAPPORT D'INCIDENT DE SÉCURITÉ",
    /Date +\d\d\/\d\d\/\d{4}/,
    /Alertes SSH +1 \(5 événements\)/,
    /Alertes SQLi +1 \(3 événements\)/,
    /Action prise +Ban 172\.30\.77\.101/,
  ])
    assert.ok(
      typeof line === 'string' ? text.includes(line) : line.test(text),
      `${line} is not in:\n${text}`,
    );
});

test('of what is stored: alerts that count, bans, and the action log with its results', async () => {
  store();
  const { summary, alerts, decisions, actions, action_log_broken_at, logins, web } = JSON.parse(
    (await run({ format: 'json' })).text,
  );
  assert.deepEqual(
    alerts.map(({ id }: { id: string }) => id),
    ['a1', 'a2'],
  );
  assert.equal(summary.worst, 'high');
  assert.equal(decisions[0].state, 'effective');
  assert.equal(actions[0].detail.ran[0].exitCode, 0);
  assert.equal(action_log_broken_at, null);
  // Nobody has stored what was counted.
  assert.deepEqual([logins, web], [null, null]);
});

test('of what a scan stored: no findings of this machine, for its lines may be of another', async () => {
  store();
  const { findings: some } = await exampleInput();
  const settings = { version: '1', level: 'low', since: null, until: null, now: T0 } as const;
  const { options } = await engineOptions({ rules: [], shipped, timeZone: 'UTC' });
  const findings = async () => (await reportOfState(folder, options, some, settings)).findings.length;
  assert.equal(await findings(), 0);
  const opened = Store.open(folder);
  const parts = [Buffer.from('of an earlier version')];
  opened.commit({ checkpoint: { takenAt: T0, madeBy: 'core', parts, cursors: new Map() } });
  opened.close();
  assert.equal(await findings(), some.length);
  assert.notEqual(some.length, 0);
});

test('a period leaves out what is not of it', async () => {
  store();
  const {
    alerts,
    decisions,
    actions,
    report: head,
  } = JSON.parse((await run({ format: 'json', since: T0 - 1000, until: T0 + 10_000 })).text);
  assert.deepEqual(
    alerts.map(({ id }: { id: string }) => id),
    ['a1'],
  );
  assert.deepEqual([decisions, actions], [[], []]);
  assert.deepEqual(head.period, { first: '2026-11-20T09:59:59.000Z', last: '2026-11-20T10:00:10.000Z' });
});

test('of paths: what is read, each file with its hash', async () => {
  const file = join(folder, 'logins.log');
  const lines = readFileSync(join(evidence, 'logins.csv.log'));
  writeFileSync(file, lines);
  const output = join(folder, 'out.html');
  const { code, text, said } = await run({
    paths: [file, join(evidence, 'services.conf')],
    output,
    format: 'html',
  });
  assert.deepEqual([code, text, said], [0, '', `soc-console: the report is in ${output}\n`]);
  const html = readFileSync(output, 'utf8');
  assert.ok(html.startsWith('<!doctype html>'));
  assert.ok(html.includes(createHash('sha256').update(lines).digest('hex')));
  assert.match(html, /203\.0\.113\.120/);
  assert.match(html, /telnet/);
});

test('a path that cannot be read is said, and the rest is reported', async () => {
  const { code, text, said } = await run({
    paths: [join(folder, 'gone.log'), join(evidence, 'services.conf')],
  });
  assert.equal(code, 3);
  assert.match(said, /gone\.log/);
  assert.match(text, /telnet/);
});

test('without anything stored it says where to look', async () => {
  await assert.rejects(run({ state: () => join(folder, 'nothing') }), UserError);
});
