import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLook } from '../../../../src/views/presentation/look.ts';
import { createSession } from '../../../../src/views/state/session/session.ts';
import { fakeCore, fakeTime } from '../../console-harness.ts';
import { busySnapshot } from '../../fixture.ts';

describe('a session', () => {
  it('asks the core no more while nothing changes but once a second, and at once when there is news', async () => {
    const time = fakeTime();
    let snapshot = busySnapshot();
    let tell: (latest: number) => void = () => {};
    const core = fakeCore({
      snapshot: () => snapshot,
      news: () =>
        new Promise<number>((resolve) => {
          tell = resolve;
        }) as never,
    });
    const session = createSession({
      ...{
        link: core.link,
        clock: time.clock,
        timers: time.timers,
        stopwatch: () => 0,
        frameMs: 100,
        level: 'low',
      },
      input: { subscribe: () => () => {} },
      size: { read: () => ({ columns: 80, rows: 24 }), subscribe: () => () => {} },
      look: createLook({ glyphs: 'ascii', colours: 0, theme: null }),
      onQuit: () => {},
    });
    const end = session.start();
    await time.pass(0);
    const askedInASecond = async (): Promise<number> => {
      const snapshots = () => core.asked.filter(({ kind }) => kind === 'snapshot').length;
      const before = snapshots();
      await time.pass(1000);
      return snapshots() - before;
    };
    await time.pass(3000);
    assert.ok((await askedInASecond()) <= 1);
    assert.deepEqual(
      core.asked.filter(({ kind }) => kind === 'news'),
      [{ kind: 'news', after: 0 }],
      'one question at a time',
    );
    tell(1);
    await time.pass(0);
    assert.equal(core.asked.at(-1)?.kind, 'snapshot');
    await time.pass(100);
    assert.deepEqual(core.asked.at(-1), { kind: 'news', after: 1 });
    snapshot = busySnapshot({ eventsPerSecond: 7 });
    tell(2);
    await time.pass(0);
    assert.equal(session.getState().snapshot?.eventsPerSecond, 7);
    end();
  });
});
