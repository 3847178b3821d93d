/** A moment marked on what is drawn over time, and what Enter and a click do with it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { axisOf, columnAt, momentAt, timeAt } from '../../src/views/presentation/charts/axis.ts';
import { type Opened, openConsole } from './console-harness.ts';
import { busySnapshot, NOW } from './fixture.ts';
import { HUNT_ANSWERS } from './hunt-fixture.ts';

type Steps = (opened: Opened) => Promise<void>;

async function onScreen(keys: readonly string[], use: Steps) {
  const opened = await openConsole({ columns: 120, rows: 36, answers: HUNT_ANSWERS });
  try {
    await opened.press(...keys);
    await use(opened);
  } finally {
    opened.close();
  }
}

const screen = (opened: Opened): string => opened.rows().join('\n');
const status = (opened: Opened): string => opened.rows().at(-2) ?? '';
const keyBar = (opened: Opened): string => opened.rows().at(-1) ?? '';

function hunted({ core }: Opened) {
  return core.asked.flatMap((request) =>
    request.kind === 'hunt' && !request.question.asCurve ? [request.question] : [],
  );
}

describe('a moment on a curve', () => {
  it('is marked with the arrows, the highest first, and its lines are hunted for', () =>
    onScreen(['2', 'tab'], async (opened) => {
      assert.match(status(opened), /Left and Right mark a moment/);
      assert.match(keyBar(opened), /Enter lines +Left Right moment/);
      await opened.press('left');
      assert.match(status(opened), /At most \d+ failures in 10 s/);
      const first = status(opened);
      await opened.press('left');
      assert.notEqual(status(opened), first);
      await opened.press('right');
      assert.equal(status(opened), first);
      await opened.press('enter');
      const [question] = hunted(opened);
      assert.equal(question?.query, '{filename=~".+"}');
      const { from, to } = question?.between ?? { from: 0, to: 0 };
      assert.ok(to - from > 10_000 && to <= NOW + 60_000, `${from} ${to}`);
      assert.match(screen(opened), /lines of \d\d:\d\d:\d\d – \d\d:\d\d:\d\d/);
    }));

  it('is all that is drawn, when none is marked', () =>
    onScreen(['2', 'tab', 'enter'], async (opened) => {
      const { from, to } = hunted(opened)[0]?.between ?? { from: 0, to: 0 };
      assert.ok(Math.abs(to - from - 5 * 60_000) < 1000);
    }));

  it('goes with Esc, and Esc goes back from its hunt', () =>
    onScreen(['2', 'tab', 'left', 'enter', 'escape'], async (opened) => {
      assert.match(status(opened), /At most \d+ failures/);
      await opened.press('escape');
      assert.match(status(opened), /Left and Right mark a moment/);
    }));

  it('is hunted around with [ and ], and t lifts the limit', () =>
    onScreen(['2', 'tab', 'left', 'enter'], async (opened) => {
      await opened.press('[', ']', 't');
      const [first, before, again, all] = hunted(opened).map(({ between = null }) => between);
      assert.equal(before?.to, first?.from);
      assert.deepEqual(again, first);
      assert.equal(all, null);
    }));

  it('lists the alerts that opened then', () =>
    onScreen(['3', 'tab', 'tab', 'end', 'enter'], async (opened) => {
      assert.match(screen(opened), /\/first>=2026-/);
      assert.equal(hunted(opened).length, 0);
    }));

  it('is told of on the next hunt no more', () =>
    onScreen(['2', 'tab', 'left', 'enter', '2', 'H'], async (opened) => {
      assert.equal(hunted(opened).at(-1)?.between ?? null, null);
    }));

  it('is marked with a click, and opened with another', () =>
    onScreen(['2'], async (opened) => {
      const row = opened.rows().findIndex((text) => text.includes('Failures per 10 s')) + 3;
      const click = { kind: 'mouse', action: 'press', column: 30, row } as const;
      await opened.send(click);
      assert.match(status(opened), /At most \d+ failures?/);
      assert.equal(hunted(opened).length, 0);
      await opened.send(click);
      assert.equal(hunted(opened).length, 1);
    }));

  it('is only marked by the click that takes the pane', () =>
    onScreen(['3', 'tab', 'left'], async (opened) => {
      const row = opened.rows().findIndex((text) => text.includes('Requests per 10 s')) + 3;
      const click = { kind: 'mouse', action: 'press', column: 30, row } as const;
      await opened.send(click);
      await opened.press('tab', 'tab');
      await opened.send(click);
      assert.equal(hunted(opened).length, 0);
      assert.match(status(opened), /At most \d+ requests? in 10 s/);
      await opened.send(click);
      assert.equal(hunted(opened).length, 1);
    }));

  it('is none where nothing is drawn, nor is one taken away there', async () => {
    const { activity, series } = busySnapshot();
    const empty = {
      activity: { ...activity, requests: activity.requests.map(() => 0) },
      series: { ...series, values: series.values.map(() => 0) },
    };
    const opened = await openConsole({
      ...{ columns: 120, rows: 36, answers: HUNT_ANSWERS },
      snapshot: { ...busySnapshot(), ...empty },
    });
    try {
      await opened.press('3', 'tab');
      const row = opened.rows().findIndex((text) => text.includes('Requests per 10 s')) + 3;
      await opened.send({ kind: 'mouse', action: 'press', column: 30, row });
      await opened.press('left');
      assert.match(status(opened), /no curve with anything on it/);
      await opened.press('escape');
      assert.match(status(opened), /172\.30\.77\.102 +~ simulated +604 requests/);
    } finally {
      opened.close();
    }
  });

  it('is the first and the last hour of the week with Home and End', () =>
    onScreen(['2', 'tab', 'tab', 'home'], async (opened) => {
      assert.match(status(opened), /Mon 00:00/);
      await opened.press('end');
      assert.match(status(opened), /Sun 23:00/);
    }));

  it('is an hour of the week on the map', () =>
    onScreen(['2', 'tab', 'tab', 'left'], async (opened) => {
      assert.match(status(opened), /(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d:00 – \d\d:00/);
      const before = status(opened);
      await opened.press('down', 'up');
      assert.equal(status(opened), before);
      await opened.press('enter');
      const { from, to } = hunted(opened)[0]?.between ?? { from: 1, to: 0 };
      assert.equal(to - from, 3_600_000);
      assert.equal(from % 3_600_000, 0);
      assert.ok(from <= NOW);
    }));
});

describe('the columns of a curve', () => {
  it('each hold their time and no other', () => {
    const snapshot = busySnapshot();
    for (const pane of ['chart', 'requests', 'opened'] as const) {
      const axis = axisOf(pane, 60, snapshot);
      assert.ok(axis !== null);
      for (let column = 0; column < axis.values.length; column++) {
        assert.equal(columnAt(timeAt(column, axis), axis), column);
        const { from, to } = momentAt(column, axis);
        assert.ok(from <= timeAt(column, axis) && timeAt(column, axis) <= to);
      }
    }
  });
});
