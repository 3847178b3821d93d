/** The same lines in a Loki, read here and counted there: the same alerts. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { resultOf, streamsOf } from '../../src/clients/loki/answer.ts';
import type { LokiClient } from '../../src/clients/loki/client.ts';
import { errorOf } from '../../src/clients/loki/error.ts';
import { countIn } from '../../src/core/count-in.ts';
import { Feed } from '../../src/core/feed.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { Alert } from '../../src/model/alert.ts';
import { type LoadedRuleSet, loadRuleSet } from '../../src/rules/rule-set.ts';
import { readLogQuery } from '../../src/sources/loki/groups.ts';
import { lokiSource } from '../../src/sources/loki/source.ts';
import type { Counting } from '../../src/sources/loki/watch-list.ts';
import { LokiMemory } from '../support/loki-memory.ts';

const shipped = fileURLToPath(new URL('../../config', import.meta.url));
const SELECTOR = '{job=~"sshd|nginx"}';
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
const times = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** Attacks of several kinds among much that is none; minutes of it. */
function traffic(): readonly Line[] {
  const lines: Line[] = [
    // Fast, on one machine, with a success at its end.
    ...times(30).map((i) => ssh(30 + i / 4, 'a', 'Failed password for root from 203.0.113.7', 40_000 + i)),
    ssh(40, 'a', 'Accepted password for root from 203.0.113.7', 40_100),
    // A little on each of many machines.
    ...times(12).map((i) =>
      ssh(100 + i / 2, `h${i % 6}`, 'Failed password for invalid user admin from 198.51.100.23', 41_000 + i),
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
    ...times(150).map((i) => web(i * 2, `192.0.2.${100 + (i % 50)}`, '/', 200)),
  ];
  return lines.sort((one, other) => one.at - other.at);
}

const counting = (loaded: LoadedRuleSet) => countIn(loaded)(SELECTOR);

class World {
  lines = 0;
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
        const result = resultOf(ask('/query_range', [['query', query], ...range, ...more]));
        if (result.kind === 'streams') for (const { entries } of result.streams) this.lines += entries.length;
        return result;
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
  readonly lines: number;
  /** What the Sources screen says of it. */
  readonly trouble: string | null;
};

/** `restartAt`: seconds after which reading stops, and goes on from its cursors. */
async function detect(
  loaded: LoadedRuleSet,
  isCounted: boolean,
  restartAt = Number.POSITIVE_INFINITY,
): Promise<Outcome> {
  const memory = new LokiMemory();
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
  const engine = new Engine({ rules: loaded.rules, timeZone: 'UTC', hash });
  const waiting = [...traffic()];
  const end = (waiting.at(-1)?.at ?? START) + 120_000;
  let world = new World(memory);
  let reading = readIn(world, engine, isCounted ? counting(loaded) : null, new Map());
  let lines = 0;
  while (world.now < end) {
    while (waiting[0] !== undefined && waiting[0].at <= world.now + STEP_MS) {
      const { at, host, job, text } = waiting.shift() as Line;
      memory.push({ host, job }, [[BigInt(at) * NS, text]]);
    }
    if (world.now > START + restartAt * 1000) {
      restartAt = Number.POSITIVE_INFINITY;
      const cursors = await reading.end();
      lines += world.lines;
      world = new World(memory, world.now);
      reading = readIn(world, engine, isCounted ? counting(loaded) : null, cursors);
    }
    await world.pass(STEP_MS);
  }
  const trouble = reading.trouble();
  await reading.end();
  return { alerts: engine.alerts(), lines: lines + world.lines, trouble };
}

type Reading = { trouble(): string | null; end(): Promise<ReadonlyMap<string, string>> };

function readIn(
  world: World,
  engine: Engine,
  counting: Counting | null,
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
function saidBy(alerts: readonly Alert[], left: ReadonlySet<string>): readonly unknown[] {
  return alerts
    .filter(({ rule }) => !left.has(rule.name))
    .map(({ id, rule, group, eventCount, firstSeen, lastSeen, users }) => ({
      ...{ rule: rule.name, level: rule.level, group, eventCount, firstSeen, lastSeen, users, id },
    }))
    .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

describe('rules that Loki counts for', () => {
  let loaded: LoadedRuleSet;
  before(async () => {
    loaded = await loadRuleSet(join(shipped, 'rules/linux/sshd'), []);
  });

  test('give the same alerts, with the same ids, counts and users, from a part of the lines', async () => {
    const [here, there] = [await detect(loaded, false), await detect(loaded, true)];
    const left = new Set(counting(loaded).left);
    const said = saidBy(here.alerts, left);
    assert.deepEqual(
      [...new Set(here.alerts.map(({ rule }) => rule.name))].filter((name) => !left.has(name)).sort(),
      [
        ...['sshd_account_many_sources', 'sshd_bruteforce', 'sshd_bruteforce_fast', 'sshd_password_spraying'],
        'sshd_success_after_bruteforce',
      ],
    );
    assert.deepEqual(saidBy(there.alerts, left), said);
    assert.ok(there.lines < here.lines / 3, `${there.lines} of ${here.lines}`);
    assert.match(there.trouble ?? '', /\d+ rules cannot be counted in Loki: .*sshd_account_probing/);
    const again = await detect(loaded, true, 130);
    assert.deepEqual(saidBy(again.alerts, left), said, 'though it is stopped and goes on');
  });
});
