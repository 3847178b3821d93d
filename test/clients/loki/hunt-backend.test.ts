import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resultOf } from '../../../src/clients/loki/answer.ts';
import type { RangeQuery } from '../../../src/clients/loki/client.ts';
import { errorOf } from '../../../src/clients/loki/error.ts';
import { lokiBackend } from '../../../src/clients/loki/hunt-backend.ts';
import type { HuntRequest, HuntResult } from '../../../src/model/hunt/hunt.ts';
import { UserError } from '../../../src/model/user-error.ts';
import { LokiMemory } from '../../support/loki-memory.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 10);
const ns = (time: number): bigint => BigInt(time) * 1_000_000n;
const NEVER = new AbortController().signal;

/** 240 lines over two hours, one each 30 s, in two streams by turns. */
function filled(split = 1_800_000_000_000n): { memory: LokiMemory; asked: () => number } {
  const memory = new LokiMemory(() => ns(NOW));
  memory.split = split;
  for (let i = 1; i <= 240; i++)
    memory.push({ job: 'sshd', host: i % 2 === 0 ? 'a' : 'b' }, [[ns(NOW - i * 30_000), `${i}`]]);
  return { memory, asked: () => memory.asked.length };
}

function hunt(memory: LokiMemory, request: Partial<HuntRequest>): Promise<HuntResult> {
  const queryRange = async ({ query, from, to, direction, limit }: RangeQuery): Promise<HuntResult> => {
    const range = { start: String(from), end: String(to), direction, limit: String(limit) };
    const { status, body } = memory.answer(
      'GET',
      '/loki/api/v1/query_range',
      new URLSearchParams({ query, ...range }),
    );
    if (status !== 200) throw errorOf(status, body);
    return resultOf(body);
  };
  const query = async (): Promise<HuntResult> => ({ kind: 'scalar', time: NOW, value: 1 });
  const backend = lokiBackend({ queryRange, query }, { now: () => NOW });
  return backend.query(
    {
      ...{ query: '{job="sshd"}', range: { since: NOW - 7_200_000, until: null } },
      ...{ step: null, limit: 100, direction: 'backward', ...request },
    },
    NEVER,
  );
}

function linesOf(result: HuntResult): number[] {
  assert.ok(result.kind === 'streams');
  const lines = result.streams.flatMap(({ entries }) => entries.map(({ line }) => Number(line)));
  return lines.sort((a, b) => a - b);
}

const upTo = (count: number, first = 1): number[] => Array.from({ length: count }, (_, i) => first + i);

describe('a hunt on Loki gives', () => {
  for (const [minutes, split] of [
    [15, 900n],
    [30, 1800n],
    [60, 3600n],
  ] as const) {
    test(`the newest lines, though Loki cuts answers in the wrong place each ${minutes} minutes`, async () => {
      assert.deepEqual(linesOf(await hunt(filled(split * 1_000_000_000n).memory, {})), upTo(100));
    });
  }

  test('the oldest lines, when it looks forward', async () => {
    assert.deepEqual(linesOf(await hunt(filled().memory, { direction: 'forward' })), upTo(100, 141));
  });

  test('all lines with one question, when there are fewer than may come', async () => {
    const { memory, asked } = filled();
    assert.equal(linesOf(await hunt(memory, { limit: 1000 })).length, 240);
    assert.equal(asked(), 1);
  });

  test('the entries of each stream in the direction asked for', async () => {
    const result = await hunt(filled().memory, { limit: 5 });
    assert.ok(result.kind === 'streams');
    assert.deepEqual(
      result.streams[0]?.entries.map(({ line }) => line),
      ['1', '3', '5'],
    );
  });

  test('the last hour, when no range is said', async () => {
    assert.equal(
      linesOf(await hunt(filled().memory, { range: { since: null, until: null }, limit: 500 })).length,
      120,
    );
  });

  test('a number for a metric query', async () => {
    assert.equal((await hunt(filled().memory, { query: 'sum(rate({job="sshd"}[1m]))' })).kind, 'scalar');
  });
});

test('a hunt that Loki refuses is told in its words', async () => {
  await assert.rejects(
    hunt(filled().memory, { query: '{job="sshd"' }),
    (error) =>
      error instanceof UserError &&
      /parse error at line 1, col 12/.test(error.message) &&
      error.exitCode === 2,
  );
});

test('a week in steps of 10 s is asked for in parts that Loki gives whole, each moment once', async () => {
  const asked: RangeQuery[] = [];
  const MOST = 11_000;
  const queryRange = async (query: RangeQuery): Promise<HuntResult> => {
    asked.push(query);
    const step = ns(query.step ?? 0);
    const count = (query.to - query.from) / step + 1n;
    if (count > MOST) throw errorOf(400, 'exceeded maximum resolution of 11,000 points per time series.');
    const points = Array.from({ length: Number(count) }, (_, i) => ({
      time: Number((query.from + BigInt(i) * step) / 1_000_000n),
      value: i,
    }));
    return { kind: 'matrix', series: [{ labels: { job: 'sshd' }, points }] };
  };
  const query = async (): Promise<HuntResult> => ({ kind: 'scalar', time: NOW, value: 1 });
  const backend = lokiBackend({ queryRange, query }, { now: () => NOW });
  const week = 7 * 86_400_000;
  const result = await backend.query(
    {
      query: 'sum(count_over_time({job="sshd"}[10s]))',
      ...{ range: { since: NOW - week, until: null }, step: 10_000, limit: 100, direction: 'backward' },
    },
    NEVER,
  );
  assert.ok(result.kind === 'matrix' && result.series.length === 1);
  const times = result.series[0]?.points.map(({ time }) => time) ?? [];
  assert.deepEqual(
    times,
    Array.from({ length: week / 10_000 + 1 }, (_, i) => NOW - week + i * 10_000),
  );
  assert.equal(asked.length, 7);
});

test('a hunt that was refused three times does not say that it is asked again', async () => {
  for (const [status, body] of [
    [429, 'too many outstanding requests'],
    [503, 'Ingester not ready: waiting for 15s after being ready'],
  ] as const) {
    const fail = () => Promise.reject(errorOf(status, body));
    const backend = lokiBackend({ queryRange: fail, query: fail }, { now: () => NOW });
    const request = { query: '{job="sshd"}', range: { since: null, until: null }, step: null, limit: 1 };
    await assert.rejects(backend.query({ ...request, direction: 'backward' }, NEVER), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.hint ?? '', /^It was asked three times/);
      return true;
    });
  }
});
