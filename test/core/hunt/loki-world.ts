/** Lines of many hosts in a Loki, read here or counted there, by a clock that passes when all have had their turns. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { resultOf, streamsOf } from '../../../src/clients/loki/answer.ts';
import type { LokiClient } from '../../../src/clients/loki/client.ts';
import { errorOf } from '../../../src/clients/loki/error.ts';
import { CountIn } from '../../../src/core/hunt/count-in.ts';
import { Feed } from '../../../src/core/sources/feed.ts';
import { Engine } from '../../../src/engine/engine.ts';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import type { LoadedRuleSet } from '../../../src/rules/rule-set.ts';
import { readLogQuery } from '../../../src/sources/loki/groups.ts';
import { lokiSource } from '../../../src/sources/loki/source.ts';
import type { Counting } from '../../../src/sources/loki/watch-list.ts';
import { LokiMemory } from '../../support/loki-memory.ts';

const SELECTOR = '{job=~"sshd|nginx|app"}';
export const START = Date.UTC(2026, 10, 21, 12);
const NS = 1_000_000n;
const STEP_MS = 10_000;
const NEVER = new AbortController().signal;

export type Line = {
  readonly at: number;
  readonly host: string;
  readonly job: string;
  readonly text: string;
};

export const ssh = (seconds: number, host: string, what: string, port = 1): Line => {
  const stamp = new Date(START + seconds * 1000).toISOString();
  const text = `${stamp} ${host} sshd[${1000 + (port % 500)}]: ${what} port ${port} ssh2`;
  return { at: START + seconds * 1000, host, job: 'sshd', text };
};
export const times = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

class World {
  private sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  constructor(
    private readonly memory: LokiMemory,
    public now: number,
    private readonly silent: Course['silent'] = undefined,
  ) {}

  pause = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) resolve();
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
      queryRange: async ({ query, from, to, direction, limit, step = 1000 }, signal) => {
        const { silent } = this;
        if (silent && query.includes(`host="${silent.host}"`) && this.now >= START + silent.from * 1000)
          await this.pause(Number.POSITIVE_INFINITY, signal ?? NEVER);
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

export type Outcome = {
  readonly alerts: readonly Alert[];
  /** Lines that the engine was given, by host. */
  readonly records: ReadonlyMap<string, number>;
  /** What the Sources screen says of it. */
  readonly trouble: string | null;
};

/** Seconds after which reading begins, stops and goes on from its cursors; after which there are other rules. */
type Course = {
  readonly startAt?: number;
  readonly restartAt?: number;
  /** Questions about this host are never answered, from then on. */
  readonly silent?: { readonly host: string; readonly from: number } | undefined;
  readonly reload?: { readonly at: number; readonly loaded: LoadedRuleSet };
};

export async function detect(
  loaded: LoadedRuleSet,
  isCounted: boolean,
  lines: readonly Line[],
  course: Course = {},
): Promise<Outcome> {
  const memory = new LokiMemory();
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
  const engine = new Engine({ rules: loaded.rules, timeZone: 'UTC', hash });
  const countIn = new CountIn(loaded, { timeZone: 'UTC' });
  const waiting = [...lines];
  const end = (waiting.at(-1)?.at ?? START) + 120_000;
  const counting = isCounted ? countIn.in(SELECTOR) : null;
  let world = new World(memory, START + (course.startAt ?? -1) * 1000, course.silent);
  const write = (until: number): void => {
    while (waiting[0] !== undefined && waiting[0].at <= until) {
      const { at, host, job, text } = waiting.shift() as Line;
      memory.push({ host, job }, [[BigInt(at) * NS, text]]);
    }
  };
  write(world.now);
  let reading = readIn(world, engine, counting, new Map());
  let { restartAt, reload } = course;
  while (world.now < end) {
    write(world.now + STEP_MS);
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
    retrying: { clock: { now: () => world.now }, random: () => 0, pause: world.pause },
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
export function saidBy(alerts: readonly Alert[]): readonly unknown[] {
  return alerts
    .map(({ id, rule, group, eventCount, firstSeen, lastSeen, users }) => ({
      ...{ rule: rule.name, level: rule.level, group, eventCount, firstSeen, lastSeen, id },
      // Who was named first is not known where lines come by whom they are about.
      users: [...users].sort(),
    }))
    .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
