import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LokiMemory } from '../../support/loki-memory.ts';
import { fc } from '../../support/properties.ts';
import { DrivenGroup, NS, START } from './driven-group.ts';

type Step =
  /** Lines of one stream; seconds before now, so that some are late, and many at the same nanosecond. */
  | { readonly kind: 'push'; readonly stream: number; readonly ages: readonly number[] }
  /** The same, while lines are handed over. */
  | { readonly kind: 'push-meanwhile'; readonly stream: number; readonly ages: readonly number[] }
  | { readonly kind: 'look'; readonly after: number }
  | { readonly kind: 'restart' }
  | { readonly kind: 'fail' };

const stream = fc.integer({ min: 0, max: 3 });
/** Seconds; within what Loki is asked for once more. */
const ages = fc.array(fc.oneof(fc.constant(3), fc.integer({ min: 0, max: 500 })), {
  minLength: 1,
  maxLength: 12,
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('push' as const), stream, ages }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('push-meanwhile' as const), stream, ages }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('look' as const), after: fc.integer({ min: 0, max: 40_000 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'fail' as const }) },
);

async function readThrough(
  steps: readonly Step[],
  limit: number,
): Promise<{ memory: LokiMemory; group: DrivenGroup }> {
  const memory = new LokiMemory();
  const group = new DrivenGroup(memory, limit);
  let count = 0;
  const push = ({ stream: host, ages: list }: Extract<Step, { ages: readonly number[] }>): void =>
    memory.push(
      { job: 'sshd', host: `h${host}` },
      list.map((age) => [BigInt(group.time - age * 1000) * NS, `line ${count++}`]),
    );
  await group.start();
  for (const it of steps) {
    if (it.kind === 'push') push(it);
    else if (it.kind === 'push-meanwhile') group.meanwhile.push(() => push(it));
    else if (it.kind === 'look') await group.look(it.after);
    else if (it.kind === 'restart') await group.restart();
    else group.isFailing = true;
  }
  group.isFailing = false;
  group.meanwhile = [];
  // Late lines are among what is asked for every half minute.
  for (let looks = 0; looks < 3; looks++) await group.look(31_000);
  await group.end();
  return { memory, group };
}

test('every line is read once: streams, equal times, late lines, small limits, failures, restarts', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      fc.integer({ min: 2, max: 9 }),
      async (steps, limit) => {
        const { memory, group } = await readThrough(steps, limit);
        assert.deepEqual(group.lines.sort(), memory.lines.sort());
        let next = 1;
        for (const [first, lines] of group.numbering) {
          assert.equal(first, next);
          next += lines;
        }
      },
    ),
    { numRuns: 150 },
  );
});

describe('every line is read once', () => {
  test('when many more than the limit have the same nanosecond, in several streams', async () => {
    const memory = new LokiMemory();
    const at = BigInt(START - 60_000) * NS;
    for (const host of ['a', 'b', 'c']) {
      memory.push(
        { job: 'sshd', host },
        Array.from({ length: 40 }, (_, i) => [at, `same beginning ${i} ${'x'.repeat(i)}`]),
      );
    }
    const group = new DrivenGroup(memory, 5);
    await group.start();
    await group.end();
    assert.equal(group.lines.length, 120);
    assert.deepEqual(group.lines.sort(), memory.lines.sort());
  });

  test('across the marks at which Loki splits queries and cuts answers in the wrong place', async () => {
    const memory = new LokiMemory();
    for (let i = 0; i < 1220; i++) {
      memory.push({ job: 'sshd', host: `h${i % 3}` }, [[BigInt(START - 5000 * i) * NS, `line ${i}`]]);
    }
    const group = new DrivenGroup(memory, 100);
    await group.start(START - 3 * 3_600_000);
    await group.end();
    assert.equal(group.lines.length, 1220);
    assert.deepEqual(
      group.lines,
      memory.lines.sort((a, b) => Number(b.slice(5)) - Number(a.slice(5))),
      'in order of time',
    );
  });

  test('of a machine whose clock is half an hour behind', async () => {
    const memory = new LokiMemory();
    const group = new DrivenGroup(memory, 100);
    await group.start();
    for (let i = 0; i < 20; i++) {
      memory.push({ job: 'sshd' }, [[BigInt(group.time - 1_800_000) * NS, `line ${i}`]]);
      await group.look(31_000);
    }
    await group.end();
    assert.deepEqual(group.lines, memory.lines);
  });

  test('of a machine whose clock is five minutes ahead', async () => {
    const memory = new LokiMemory();
    const group = new DrivenGroup(memory, 100);
    await group.start();
    for (let i = 0; i < 20; i++) {
      memory.push({ job: 'sshd' }, [[BigInt(group.time + 300_000) * NS, `line ${i}`]]);
      await group.look(2000);
    }
    await group.restart();
    await group.end();
    assert.deepEqual(group.lines, memory.lines);
  });

  test('of more lines than are remembered', async () => {
    const memory = new LokiMemory();
    const group = new DrivenGroup(memory, 5000);
    const entries = Array.from(
      { length: 30_000 },
      (_, i) => [BigInt(START - 30_000 + i) * NS, `line ${i}`] as const,
    );
    memory.push({ job: 'sshd' }, entries);
    await group.start();
    memory.push({ job: 'sshd' }, [[BigInt(START) * NS, 'the last']]);
    await group.restart();
    await group.end();
    assert.equal(group.lines.length, 30_001);
    assert.equal(new Set(group.lines).size, 30_001);
    assert.ok((group.cursor ?? '').length < 64 * 1024);
  });
});

test('what comes over the network later than Loki is asked for is left, and nothing is read twice for it', async () => {
  const memory = new LokiMemory();
  const group = new DrivenGroup(memory, 100);
  memory.push({ job: 'sshd' }, [[BigInt(START) * NS, 'now']]);
  await group.start();
  memory.push({ job: 'sshd' }, [[BigInt(START - 1_200_000) * NS, 'twenty minutes late']]);
  await group.look(31_000);
  await group.restart();
  await group.end();
  assert.deepEqual(group.lines, ['now']);
});
