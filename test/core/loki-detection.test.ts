/** The same lines in a Loki, read here and counted there: the same alerts. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { resultOf, streamsOf } from '../../src/clients/loki/answer.ts';
import type { LokiClient } from '../../src/clients/loki/client.ts';
import { errorOf } from '../../src/clients/loki/error.ts';
import { CountIn } from '../../src/core/count-in.ts';
import { Feed } from '../../src/core/feed.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { Alert } from '../../src/model/alert.ts';
import { type LoadedRuleSet, loadRuleSet } from '../../src/rules/rule-set.ts';
import { readLogQuery } from '../../src/sources/loki/groups.ts';
import { lokiSource } from '../../src/sources/loki/source.ts';
import type { Counting } from '../../src/sources/loki/watch-list.ts';
import { LokiMemory } from '../support/loki-memory.ts';

const shipped = fileURLToPath(new URL('../../config', import.meta.url));
const SELECTOR = '{job=~"sshd|nginx|app"}';
const START = Date.UTC(2026, 10, 21, 12);
const NS = 1_000_000n;
const STEP_MS = 10_000;

type Line = { readonly at: number; readonly host: string; readonly job: string; readonly text: string };

const ssh = (seconds: number, host: string, what: string, port = 1): Line => {
  const stamp = new Date(START + seconds * 1000).toISOString();
  const text = `${stamp} ${host} sshd[${1000 + (port % 500)}]: ${what} port ${port} ssh2`;
  return { at: START + seconds * 1000, host, job: 'sshd', text };
};
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
const times = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** Attacks of several kinds among much that is none; minutes of it. */
function traffic(): readonly Line[] {
  const lines: Line[] = [
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
    ...times(60).map((i) => windows(20 + 5 * i, { EventID: 4624, TargetUserName: `w${i % 40}` })),
    ...times(100).map((i) =>
      said(20 + 3 * i, 'b', `sshd[${400 + i}]`, `Connection closed by 192.0.2.${i % 250} port 9`),
    ),
    ...times(75).map((i) => web(i * 4, `192.0.2.${100 + (i % 50)}`, '/', 200)),
  ];
  return lines.sort((one, other) => one.at - other.at);
}

/** What the traffic is to be found by. */
const EXPECTED = [
  ...['account_created_as_root', 'login_failures_total', 'sshd_account_many_sources', 'sshd_account_probing'],
  ...['sshd_bruteforce', 'sshd_bruteforce_fast', 'sshd_password_spraying', 'sshd_password_spraying_network'],
  ...['sshd_success_after_bruteforce', 'sshd_success_from_new_source', 'sudo_refused', 'web_path_traversal'],
  ...['web_probing', 'web_sql_injection', 'many_failed_logons'],
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

class World {
  private sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  constructor(
    private readonly memory: LokiMemory,
    public now = START - 1000,
  ) {}

  pause = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      this.sleepers.push({ until: this.now + ms, wake: resolve });
      signal.addEventListener('abort', () => resolve());
    });

  async pass(ms: number): Promise<void> {
    this.now += ms;
    const due = this.sleepers.filter(({ until }) => until <= this.now);
    this.sleepers = this.sleepers.filter((sleeper) => !due.includes(sleeper));
    for (const { wake } of due) wake();
    // Nothing here waits for anything but the others: they have all had their turns.
    for (let turn = 0; turn < 60; turn++) await setImmediate();
  }

  client(): LokiClient {
    const ask = (path: string, words: [string, string][]): string => {
      const { status, body } = this.memory.answer('GET', `/loki/api/v1${path}`, new URLSearchParams(words));
      if (status !== 200) throw errorOf(status, body);
      return body;
    };
    const client: Pick<LokiClient, 'queryRange' | 'series' | 'tail'> = {
      queryRange: async ({ query, from, to, direction, limit, step = 1000 }) => {
        const range: [string, string][] = [
          ['start', String(from)],
          ['end', String(to)],
        ];
        const more: [string, string][] = [
          ['direction', direction],
          ['limit', String(limit)],
          ['step', String(step / 1000)],
        ];
        return resultOf(ask('/query_range', [['query', query], ...range, ...more]));
      },
      series: async (selectors, { from, to }) =>
        streamsOf(
          ask('/series', [
            ...selectors.map((selector): [string, string] => ['match[]', selector]),
            ['start', String(from)],
            ['end', String(to)],
          ]),
        ),
      // biome-ignore lint/correctness/useYield: there is none here
      tail: async function* () {
        throw errorOf(400, 'parse error');
      },
    };
    return client as LokiClient;
  }
}

type Outcome = {
  readonly alerts: readonly Alert[];
  /** Lines that the engine was given, by host. */
  readonly records: ReadonlyMap<string, number>;
  /** What the Sources screen says of it. */
  readonly trouble: string | null;
};

/** Seconds after which reading stops, and goes on from its cursors; after which there are other rules. */
type Course = {
  readonly restartAt?: number;
  readonly reload?: { readonly at: number; readonly loaded: LoadedRuleSet };
};

async function detect(loaded: LoadedRuleSet, isCounted: boolean, course: Course = {}): Promise<Outcome> {
  const memory = new LokiMemory();
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
  const engine = new Engine({ rules: loaded.rules, timeZone: 'UTC', hash });
  const countIn = new CountIn(loaded, { timeZone: 'UTC' });
  const waiting = [...traffic()];
  const end = (waiting.at(-1)?.at ?? START) + 120_000;
  const counting = isCounted ? countIn.in(SELECTOR) : null;
  let world = new World(memory);
  let reading = readIn(world, engine, counting, new Map());
  let { restartAt, reload } = course;
  while (world.now < end) {
    while (waiting[0] !== undefined && waiting[0].at <= world.now + STEP_MS) {
      const { at, host, job, text } = waiting.shift() as Line;
      memory.push({ host, job }, [[BigInt(at) * NS, text]]);
    }
    if (restartAt !== undefined && world.now > START + restartAt * 1000) {
      restartAt = undefined;
      const cursors = await reading.end();
      world = new World(memory, world.now);
      reading = readIn(world, engine, counting && countIn.in(SELECTOR), cursors);
    }
    if (reload !== undefined && world.now > START + reload.at * 1000) {
      engine.takeRules(reload.loaded.rules);
      countIn.take(reload.loaded);
      reload = undefined;
    }
    await world.pass(STEP_MS);
  }
  const trouble = reading.trouble();
  await reading.end();
  const records = new Map<string, number>();
  for (const id of engine.sources) records.set(/host="(\w+)"/.exec(id)?.[1] ?? id, engine.reader(id).records);
  return { alerts: engine.alerts(), records, trouble };
}

type Reading = { trouble(): string | null; end(): Promise<ReadonlyMap<string, string>> };

function readIn(
  world: World,
  engine: Engine,
  counting: (() => Counting) | null,
  cursors: ReadonlyMap<string, string>,
): Reading {
  const feed = new Feed({
    ...{ engine, onOutputs: () => {}, onServices: () => {} },
    cursorOf: (id) => cursors.get(id),
  });
  const stop = new AbortController();
  const source = lokiSource({
    ...{ id: 'loki', query: readLogQuery(SELECTOR), client: world.client() },
    ...{ clock: { now: () => world.now }, follow: true, since: START - 1000, until: null },
    ...{ pause: world.pause, counting },
  });
  const running = feed.run([{ source, kind: 'loki', format: null, named: true }], stop.signal);
  return {
    trouble: () => feed.statuses[0]?.error?.message ?? null,
    async end() {
      stop.abort();
      await running;
      return new Map([...cursors, ...feed.cursors]);
    },
  };
}

/** What an alert says, but for the places of its lines and the time at which it was told. */
function saidBy(alerts: readonly Alert[]): readonly unknown[] {
  return alerts
    .map(({ id, rule, group, eventCount, firstSeen, lastSeen, users }) => ({
      ...{ rule: rule.name, level: rule.level, group, eventCount, firstSeen, lastSeen, id },
      // Who was named first is not known where lines come by whom they are about.
      users: [...users].sort(),
    }))
    .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

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
    const [here, there] = [await detect(loaded, false), await detect(loaded, true)];
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
    const again = await detect(loaded, true, { restartAt: 130 });
    assert.deepEqual(saidBy(again.alerts), said, 'though it is stopped and goes on');
  });

  test('are those that hold now: what is read again is looked for at once', async () => {
    const few = await loadRuleSet(join(shipped, 'rules/linux/cron'), []);
    const own = await loadRuleSet(join(shipped, 'rules/linux/cron'), [folder]);
    const [here, there] = [
      await detect(own, false),
      await detect(few, true, { reload: { at: 60, loaded: own } }),
    ];
    assert.equal(here.alerts.length, 3);
    assert.deepEqual(saidBy(there.alerts), saidBy(here.alerts));
  });
});
