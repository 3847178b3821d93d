/** Each recorded file scanned alone by the built program, against what grep, awk and jq counted in it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isLevel, levelRank } from '../../src/model/level.ts';
import { LOGIN_TRUTH, WEB_TRUTH } from '../evidence/truth.ts';
import { copyEvidence, type Report, scanJson, temporaryFolder } from './cli-program.ts';

const folder = temporaryFolder();

function scanEvidence(name: string): Promise<Report> {
  return scanJson([copyEvidence(name, folder), '--timezone', 'UTC']);
}

/** Attackers by file, each with the classes of its alerts; everybody else is benign. */
const ATTACKERS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'auth.log': { '172.30.77.101': ['auth'], 'fd50:c077:77::104': ['auth'] },
  'auth-rfc3339.log': { '172.30.77.101': ['auth'], 'fd50:c077:77::104': ['auth'] },
  'auth-repeated.log': { '172.30.77.102': ['auth'] },
  'logins.csv.log': {
    '203.0.113.120': ['auth'],
    '203.0.113.45': ['auth'],
    '203.0.113.77': ['auth'],
    '203.0.113.99': ['auth'],
    '2001:db8::67': ['auth'],
  },
  'access.log': { '172.30.77.102': ['sqli'], '172.30.77.103': ['lfi'] },
  'access-json.log': { '172.30.77.102': ['sqli'], '172.30.77.103': ['lfi'] },
};

/** Sources whose password was guessed: the rule that says so must have fired, critical. */
const BROKEN_INTO: Readonly<Record<string, readonly string[]>> = {
  'auth.log': ['172.30.77.101', 'fd50:c077:77::104'],
  'auth-rfc3339.log': ['172.30.77.101', 'fd50:c077:77::104'],
  'auth-repeated.log': [],
  'logins.csv.log': ['203.0.113.77'],
  'access.log': [],
  'access-json.log': [],
};

function isSerious(level: string): boolean {
  return isLevel(level) && levelRank(level) >= levelRank('medium');
}

function byAddress(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1;
}

function inMs(row: readonly (string | number | null)[]): unknown[] {
  return row.map((value) => (typeof value === 'string' && /^\d{4}-/.test(value) ? Date.parse(value) : value));
}

for (const [name, attackers] of Object.entries(ATTACKERS)) {
  describe(name, async () => {
    const report = await scanEvidence(name);
    const logins = LOGIN_TRUTH[name] ?? [];
    const web = WEB_TRUTH[name] ?? [];

    test('each address has its failures, successes, refused accounts, first and last failure', () => {
      const counted = report.logins.by_ip.map((row) =>
        inMs([row.ip, row.failed, row.succeeded, row.users.length, row.first, row.last]),
      );
      assert.deepEqual(counted.sort(byAddress), logins.map(inMs).sort(byAddress));
      const sum = (column: 1 | 2): number => logins.reduce((total, row) => total + row[column], 0);
      assert.deepEqual([report.logins.failed, report.logins.succeeded], [sum(1), sum(2)]);
    });

    test('each address has its requests, the first and the last', () => {
      const counted = report.web.by_ip.map((row) => inMs([row.ip, row.requests, row.first, row.last]));
      const expected = web.map(([ip, requests, , first, last]) => inMs([ip, requests, first, last]));
      assert.deepEqual(counted.sort(byAddress), expected.sort(byAddress));
      assert.equal(
        report.web.requests,
        web.reduce((total, [, requests]) => total + requests, 0),
      );
    });

    test('the attackers, and nobody else, have alerts at medium or above, of the right class', () => {
      const serious = report.alerts.filter(({ level }) => isSerious(level));
      const classesOf = (ip: string): string[] =>
        serious.filter(({ group }) => group.src_ip === ip).map((alert) => alert.class);
      assert.deepEqual(
        [...new Set(serious.map(({ group }) => group.src_ip))].sort(),
        Object.keys(attackers).sort(),
      );
      for (const [ip, classes] of Object.entries(attackers)) {
        for (const wanted of classes)
          assert.ok(classesOf(ip).includes(wanted), `${ip} has no ${wanted} alert`);
      }
    });

    test('a password that was guessed is a critical alert', () => {
      const critical = report.alerts.filter(({ level }) => level === 'critical');
      assert.deepEqual(critical.map(({ group }) => group.src_ip).sort(), BROKEN_INTO[name]);
    });
  });
}

test('access.log and access-json.log tell the same of every address', async () => {
  const [text, json] = await Promise.all([scanEvidence('access.log'), scanEvidence('access-json.log')]);
  const told = ({ web }: Report): unknown[] => web.by_ip.map(({ ip, attacks }) => [ip, attacks]);
  assert.deepEqual(told(text), told(json));
});

test('services.conf: exactly what breaks the policy', async () => {
  const { config, alerts, sources } = await scanEvidence('services.conf');
  const found = config.findings.map(({ line, port, kind, severity }) => [line, port, kind, severity]);
  assert.deepEqual(found, [
    [2, 23, 'forbidden', 'high'],
    [8, 3306, 'exposed', 'high'],
    [8, 3306, 'excessive-access', 'high'],
    [12, 31337, 'unexpected', 'high'],
    [7, 2222, 'non-standard-port', 'medium'],
    [7, 2222, 'excessive-access', 'medium'],
  ]);
  for (const { reason, risk, recommendation } of config.findings) {
    for (const said of [reason, risk, recommendation]) assert.ok(String(said).length > 20);
  }
  assert.deepEqual(alerts, []);
  assert.equal(sources[0]?.format, 'services');
});
