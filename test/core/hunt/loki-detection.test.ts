/** The same lines in a Loki, read here and counted there: the same alerts. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type LoadedRuleSet, loadRuleSet } from '../../../src/rules/rule-set.ts';
import { detect, type Line, type Outcome, START, saidBy, ssh, times } from './loki-world.ts';

const shipped = fileURLToPath(new URL('../../../config', import.meta.url));

const web = (seconds: number, ip: string, path: string, status: number): Line => {
  const time = new Date(START + seconds * 1000);
  const stamp = `21/Nov/2026:${time.toISOString().slice(11, 19)} +0000`;
  const text = `${ip} - - [${stamp}] "GET ${path} HTTP/1.1" ${status} 12 "-" "curl/8"`;
  return { at: time.getTime(), host: 'web', job: 'nginx', text };
};
const said = (seconds: number, host: string, program: string, text: string): Line => {
  const at = START + seconds * 1000;
  return { at, host, job: 'sshd', text: `${new Date(at).toISOString()} ${host} ${program}: ${text}` };
};
const json = (seconds: number, what: Readonly<Record<string, unknown>>): Line => {
  const at = START + seconds * 1000;
  return { at, host: 'c', job: 'app', text: JSON.stringify({ time: new Date(at).toISOString(), ...what }) };
};
const windows = (seconds: number, what: Readonly<Record<string, unknown>>): Line => ({
  ...json(seconds, { Channel: 'Microsoft-Windows-TaskScheduler/Operational', ...what }),
  host: 'w1',
});

/** Of several kinds, in minutes. */
function attacks(): readonly Line[] {
  return inOrder([
    // Fast, on one machine, with a success at its end.
    ...times(30).map((i) => ssh(30 + i / 4, 'a', 'Failed password for root from 203.0.113.7', 40_000 + i)),
    ssh(40, 'a', 'Accepted password for root from 203.0.113.7', 40_100),
    // A little on each of many machines.
    ...times(12).map((i) =>
      ssh(100 + i / 2, `h${i % 3}`, 'Failed password for invalid user admin from 198.51.100.23', 41_000 + i),
    ),
    // Slow: one each 9 s.
    ...times(30).map((i) => ssh(20 + i * 9, 'b', 'Failed password for www from 192.0.2.77', 42_000 + i)),
    // Many names.
    ...times(15).map((i) =>
      ssh(60 + i * 8, 'a', `Failed password for invalid user u${i} from 203.0.113.99`, 43_000 + i),
    ),
    // One account, from everywhere.
    ...times(8).map((i) =>
      ssh(120 + i * 12, 'b', `Failed password for alice from 198.51.100.${100 + i}`, 44_000 + i),
    ),
    // Somebody who mistypes, twice, and is let in.
    ...[200, 204].map((at) => ssh(at, 'b', 'Failed password for bob from 192.0.2.10', 45_000)),
    ssh(208, 'b', 'Accepted password for bob from 192.0.2.10', 45_001),
    // Folded by the writer of the log.
    ssh(50, 'a', 'Failed password for root from 203.0.113.50', 46_000),
    said(
      51,
      'a',
      'sshd[77]',
      'message repeated 7 times: [ Failed password for root from 203.0.113.50 port 9 ssh2]',
    ),
    // Where keys alone let in, only these lines tell.
    ...times(7).map((i) =>
      said(70 + i, 'b', `sshd[${200 + i}]`, `Invalid user u${i} from 203.0.113.60 port ${i}`),
    ),
    ...times(7).map((i) =>
      said(
        80 + i,
        'b',
        `sshd-session[${220 + i}]`,
        `Connection closed by authenticating user root 203.0.113.61 port ${i} [preauth]`,
      ),
    ),
    // Told by PAM alone.
    ...times(7).map((i) =>
      said(
        90 + i * 3,
        'b',
        `sshd[${300 + i}]`,
        'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.70  user=root',
      ),
    ),
    // From one network, one account each.
    ...times(6).map((i) => ssh(140 + i, 'a', `Failed password for n${i} from 198.18.7.${i + 1}`, 47_000 + i)),
    // Of one account, by many; then another gets in, after a usual login from home.
    ssh(21, 'b', 'Accepted password for carol from 192.0.2.20', 48_000),
    ...times(6).map((i) => ssh(150 + i * 3, 'b', `Failed password for carol from 100.64.${i}.1`, 48_010 + i)),
    ssh(172, 'b', 'Accepted password for carol from 192.0.2.99', 48_020),
    // Other programs in the same log, one of them quoting sshd.
    said(
      100,
      'a',
      'sudo',
      '  mallory : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh sshd[1]: x',
    ),
    said(
      101,
      'a',
      'useradd[9]',
      'new user: name=toor, UID=0, GID=0, home=/root, shell=/bin/sh, from=/dev/pts/0',
    ),
    // Requests are judged here; also those whose log is in JSON.
    web(110, '203.0.113.80', "/a?id=1'+union+select+password+from+users--", 200),
    ...times(12).map((i) => web(115 + i / 4, '203.0.113.81', `/none${i}`, 404)),
    json(120, {
      remote_addr: '203.0.113.82',
      request_method: 'GET',
      request_uri: '/../../etc/passwd',
      status: 400,
    }),
    // Single lines that rules of the user look for, in logs of which the rest stays where it is.
    said(130, 'b', 'sshd[900]', 'Bad protocol version identification x from 203.0.113.90 port 9'),
    windows(131, { EventID: 4720, TargetUserName: 'backdoor' }),
    ...times(6).map((i) => windows(132 + i * 4, { EventID: 4625, TargetUserName: 'dave' })),
  ]);
}

/** The same among much that is none. */
function traffic(): readonly Line[] {
  return inOrder([
    ...attacks(),
    ...times(60).map((i) => windows(20 + 5 * i, { EventID: 4624, TargetUserName: `w${i % 40}` })),
    ...times(100).map((i) =>
      said(20 + 3 * i, 'b', `sshd[${400 + i}]`, `Connection closed by 192.0.2.${i % 250} port 9`),
    ),
    ...times(75).map((i) => web(i * 4, `192.0.2.${100 + (i % 50)}`, '/', 200)),
  ]);
}

function inOrder(lines: readonly Line[]): readonly Line[] {
  return [...lines].sort((one, other) => one.at - other.at);
}

/** What the traffic is to be found by. */
const EXPECTED = [
  ...['account_created_as_root', 'login_failures_total', 'sshd_account_many_sources', 'sshd_account_probing'],
  ...['sshd_bruteforce', 'sshd_bruteforce_fast', 'sshd_password_spraying', 'sshd_password_spraying_network'],
  ...['sshd_success_after_bruteforce', 'sshd_success_from_new_source', 'sudo_refused', 'web_path_traversal'],
  ...['web_probing', 'web_sql_injection', 'many_failed_logons'],
];

/** On which of several hosts each line of sshd stands. */
const SPREAD = [
  { hosts: 2, how: 'each of which has all lines', hostsOf: () => [0, 1] },
  { hosts: 3, how: 'turn by turn', hostsOf: (line: number) => [line % 3] },
];

/** Rules of a user's own: about single lines, and counting those of JSON. */
const OWN_RULES = `
title: Bad protocol
id: 6a4b7f52-3f1c-4b6e-8f0a-2f9f0a1d7c01
logsource: {product: linux, service: sshd}
detection: {words: ['Bad protocol version'], condition: words}
level: low
---
title: Account created
id: 6a4b7f52-3f1c-4b6e-8f0a-2f9f0a1d7c02
logsource: {product: windows, service: taskscheduler}
detection: {it: {EventID: 4720}, condition: it}
level: medium
---
title: Failed logon
id: 6a4b7f52-3f1c-4b6e-8f0a-2f9f0a1d7c03
name: failed_logon
logsource: {product: windows, service: taskscheduler}
detection: {it: {EventID: 4625}, condition: it}
level: informational
---
title: Many failed logons
id: 6a4b7f52-3f1c-4b6e-8f0a-2f9f0a1d7c04
name: many_failed_logons
correlation: {type: event_count, rules: [failed_logon], group-by: [TargetUserName], timespan: 5m, condition: {gte: 5}}
level: high
`;

describe('rules that Loki counts for', () => {
  let loaded: LoadedRuleSet;
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soc-counted-'));
    await writeFile(join(folder, 'own.yml'), OWN_RULES);
    loaded = await loadRuleSet(join(shipped, 'rules'), [folder]);
    assert.deepEqual(loaded.issues, []);
  });
  after(() => rm(folder, { recursive: true }));

  test('give the same alerts, with the same ids, counts and users, from a part of the lines', async () => {
    const [here, there] = [await detect(loaded, false, traffic()), await detect(loaded, true, traffic())];
    const said = saidBy(here.alerts);
    const found = new Set(here.alerts.map(({ rule }) => rule.name));
    assert.deepEqual(
      EXPECTED.filter((name) => !found.has(name)),
      [],
    );
    assert.deepEqual(saidBy(there.alerts), said);
    assert.equal(there.trouble, null);
    const [whole, part] = [here.records, there.records];
    const of = (records: Outcome['records'], mark: string): number => records.get(mark) ?? 0;
    assert.ok(of(part, 'b') < of(whole, 'b') / 1.5, `${of(part, 'b')} of ${of(whole, 'b')} lines of sshd`);
    assert.ok(of(part, 'w1') < of(whole, 'w1') / 5, 'of JSON only what is looked for');
    assert.equal(of(part, 'web'), of(whole, 'web'), 'requests have to be judged here');
    const again = await detect(loaded, true, traffic(), { restartAt: 130 });
    assert.deepEqual(saidBy(again.alerts), said, 'though it is stopped and goes on');
  });

  for (const { hosts, how, hostsOf } of SPREAD)
    test(`give the same alerts for one attacker on ${hosts} hosts, ${how}: in what is there at the start, and as it comes`, async () => {
      const lines = attacks().flatMap((line, index) =>
        line.job === 'sshd'
          ? hostsOf(index).map((host) => ({ ...line, host: `${line.host}${host}` }))
          : [line],
      );
      // All is there before it begins, and put in order of time.
      const startAt = 320;
      const here = await detect(loaded, false, lines, { startAt });
      const found = new Set(here.alerts.map(({ rule }) => rule.name));
      assert.deepEqual(
        EXPECTED.filter((name) => !found.has(name)),
        [],
      );
      const history = await detect(loaded, true, lines, { startAt });
      assert.deepEqual(saidBy(history.alerts), saidBy(here.alerts));
      const live = await detect(loaded, true, lines);
      assert.deepEqual(saidBy(live.alerts), saidBy(here.alerts));
    });

  test('are judged for the other hosts while Loki never answers about one', async () => {
    const own = await loadRuleSet(join(shipped, 'rules/linux/cron'), [folder]);
    const { alerts } = await detect(own, true, attacks(), { silent: { host: 'b', from: 60 } });
    assert.deepEqual(alerts.map(({ rule }) => rule.title).sort(), ['Account created', 'Many failed logons']);
  });

  test('are those that hold now: what is read again is looked for at once', async () => {
    const few = await loadRuleSet(join(shipped, 'rules/linux/cron'), []);
    const own = await loadRuleSet(join(shipped, 'rules/linux/cron'), [folder]);
    const [here, there] = [
      await detect(own, false, traffic()),
      await detect(few, true, traffic(), { reload: { at: 60, loaded: own } }),
    ];
    assert.equal(here.alerts.length, 3);
    assert.deepEqual(saidBy(there.alerts), saidBy(here.alerts));
  });
});
