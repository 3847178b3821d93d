import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLook } from '../../../src/views/presentation/look.ts';
import { createSession } from '../../../src/views/state/session.ts';
import { fakeCore, fakeTime } from '../console-harness.ts';
import { busySnapshot } from '../fixture.ts';

describe('a session', () => {
  it('asks the core less often while nothing changes, and as often as before when something does', async () => {
    const time = fakeTime();
    let snapshot = busySnapshot();
    const core = fakeCore({ snapshot: () => snapshot });
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
      const before = core.asked.length;
      await time.pass(1000);
      return core.asked.length - before;
    };
    assert.equal(await askedInASecond(), 10, 'at the start');
    await time.pass(4000);
    assert.equal(await askedInASecond(), 5, 'when nothing has changed for a while');
    snapshot = busySnapshot({ eventsPerSecond: 7 });
    await time.pass(200);
    assert.equal(await askedInASecond(), 10, 'when something has');
    end();
  });
});
