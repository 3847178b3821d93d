import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PushStream } from '../../src/clients/loki/client.ts';
import { errorOf } from '../../src/clients/loki/error.ts';
import type { Alert } from '../../src/model/alerts/alert.ts';
import type { Level } from '../../src/model/level.ts';
import { LokiPush } from '../../src/notify/loki-push.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const NEVER = new AbortController().signal;

function alert(id: string, level: Level = 'high', lastSeen = NOW - 1000): Alert {
  const rule = { id: 'r', name: 'r', title: 'R', level, tags: [], confidence: 3, spoofable: 0 };
  return {
    ...{ id, class: 'auth', rule, group: {}, firstSeen: lastSeen, lastSeen, eventCount: 6, sources: [] },
    ...{ users: [], evidence: [], recommendation: '', historical: false, status: 'open' },
  } as const;
}

/** A Loki that takes what it is told, unless `answer` says otherwise. */
function pushing(answer: () => number = () => 204) {
  const streams: PushStream[] = [];
  const push = new LokiPush({
    client: {
      async push(given) {
        const status = answer();
        if (status !== 204) throw errorOf(status, 'words of Loki');
        streams.push(...given);
      },
    },
    clock: { now: () => NOW },
    host: 'web01',
    lineOf: ({ id, rule }) => `${id} ${rule.level}`,
  });
  const lines = () => streams.flatMap(({ entries }) => entries.map(([, line]) => line));
  return { push, streams, lines };
}

describe('Loki is told of an alert', () => {
  test('when it opens, in a stream that says whose and how grave', async () => {
    const { push, streams } = pushing();
    push.note(alert('a'));
    await push.flush(NEVER);
    assert.deepEqual(streams, [
      {
        labels: { job: 'soc-console', host: 'web01', level: 'high' },
        entries: [[BigInt(NOW - 1000) * 1_000_000n, 'a high']],
      },
    ]);
    assert.equal(push.warning, null);
  });

  test('again when its level rises, not when it only grows', async () => {
    const { push, lines } = pushing();
    for (const level of ['medium', 'medium', 'high', 'medium'] as const) push.note(alert('a', level));
    await push.flush(NEVER);
    assert.deepEqual(lines(), ['a medium', 'a high']);
  });

  test('at the time of the telling, when it is older than Loki takes', async () => {
    const { push, streams } = pushing();
    push.note(alert('a', 'high', NOW - 86_400_000));
    await push.flush(NEVER);
    assert.equal(streams[0]?.entries[0]?.[0], BigInt(NOW) * 1_000_000n);
  });
});

describe('while Loki is away', () => {
  test('alerts wait, and go out when it is back', async () => {
    let status = 503;
    const { push, lines } = pushing(() => status);
    push.note(alert('a'));
    await push.flush(NEVER);
    assert.match(push.warning ?? '', /1 wait, 0 were let go \(.*words of Loki/);
    push.note(alert('b'));
    status = 204;
    await push.flush(NEVER);
    assert.deepEqual(lines(), ['a high', 'b high']);
    assert.equal(push.warning, null);
  });

  test('no more than a thousand wait: the oldest are let go, and counted', async () => {
    let status = 503;
    const { push, lines } = pushing(() => status);
    for (let i = 0; i < 1005; i++) push.note(alert(`${i}`));
    await push.flush(NEVER);
    assert.equal(push.dropped, 5);
    status = 204;
    await push.flush(NEVER);
    assert.equal(lines().length, 1000);
    assert.equal(lines()[0], '5 high');
  });

  test('what it refuses for good does not hold up the others', async () => {
    let status = 400;
    const { push, lines } = pushing(() => status);
    push.note(alert('a'));
    await push.flush(NEVER);
    status = 204;
    push.note(alert('b'));
    await push.flush(NEVER);
    assert.deepEqual([lines(), push.dropped], [['b high'], 1]);
  });
});
