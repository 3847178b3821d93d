import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { namesOf, resultOf, streamsOf } from '../../../src/clients/loki/answer.ts';
import type { HuntStream } from '../../../src/model/hunt/hunt.ts';
import { LokiMemory } from '../../support/loki-memory.ts';
import { ANSWERED, REFUSED, type Recorded, type RecordedAnswer, recordedAnswer } from './recorded.ts';

/** Holds the lines of these answers: what was limited then was limited to the same lines. */
function filledMemory(): LokiMemory {
  const memory = new LokiMemory(() => 1795220260000000000n);
  for (const name of ['streams', 'streams-forward', 'line-filter', 'same-ns', 'odd-lines']) {
    for (const { labels, entries } of streamsIn(recordedAnswer(`query_range-${name}`))) {
      const lines = entries.map(({ ns, line }) => [BigInt(ns), line] as const);
      const isOldestFirst = (lines[0]?.[0] ?? 0n) < (lines.at(-1)?.[0] ?? 0n);
      memory.push(labels, isOldestFirst ? lines : lines.reverse());
    }
  }
  for (const labels of streamsOf(recordedAnswer('series').body))
    memory.push(labels, [[1795219700000000000n, 'of each stream that there was']]);
  return memory;
}

function streamsIn({ body }: RecordedAnswer): readonly HuntStream[] {
  const result = resultOf(body);
  return result.kind === 'streams' ? result.streams : [];
}

/** What a body means, whatever the order of streams and of labels. */
function meaningOf({ path }: Recorded, body: string): unknown {
  if (path.endsWith('/series'))
    return streamsOf(body)
      .map((labels) => JSON.stringify(labels))
      .sort();
  if (path.includes('/label')) return namesOf(body);
  return path.includes('/query') ? resultOf(body) : body.trim();
}

function asked(memory: LokiMemory, { method, path, words }: Recorded): RecordedAnswer {
  return memory.answer(
    method,
    path,
    new URLSearchParams(words.map(([name, value]): [string, string] => [name, value])),
  );
}

describe('Loki in memory answers as Loki 2.9.9 did:', () => {
  const memory = filledMemory();
  for (const recorded of ANSWERED) {
    test(recorded.name, () => {
      const real = recordedAnswer(recorded.name);
      const ours = asked(memory, recorded);
      assert.equal(ours.status, real.status);
      assert.deepEqual(meaningOf(recorded, ours.body), meaningOf(recorded, real.body));
    });
  }
});

describe('Loki in memory refuses as Loki 2.9.9 did:', () => {
  const memory = filledMemory();
  for (const recorded of REFUSED) {
    test(recorded.name, () => {
      const real = recordedAnswer(recorded.name);
      const ours = asked(memory, recorded);
      assert.deepEqual([ours.status, ours.body.trim()], [real.status, real.body.trim()]);
    });
  }
});

describe('Loki in memory, asked for the newest 8 of 20 lines', () => {
  const second = 1_000_000_000n;
  const mark = 1_795_221_000n * second;
  const memory = new LokiMemory();
  for (let i = 0n; i < 20n; i++)
    memory.push({ host: i % 2n === 0n ? 'a' : 'b' }, [[mark + (i - 6n) * second, `${i}`]]);
  const newest = (start: bigint): number[] => {
    const range = { start: String(start), end: String(mark + 60n * second), limit: '8' };
    const words = new URLSearchParams({ query: '{host=~".+"}', ...range });
    const answer = memory.answer('GET', '/loki/api/v1/query_range', words);
    const lines = streamsIn(answer).flatMap(({ entries }) => entries.map(({ line }) => Number(line)));
    return lines.sort((a, b) => a - b);
  };

  test('gives them, within two marks at which queries are split', () => {
    assert.deepEqual(newest(mark), [12, 13, 14, 15, 16, 17, 18, 19]);
  });

  test('leaves newer lines out for older ones across such a mark, as Loki up to 3.6 does', () => {
    memory.split = 10n * second;
    const got = newest(mark - 60n * second);
    assert.equal(got.length, 8);
    assert.notDeepEqual(got, [12, 13, 14, 15, 16, 17, 18, 19]);
  });
});
