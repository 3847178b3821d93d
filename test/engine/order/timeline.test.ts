/** Clocks and time zones that are wrong, and logs that come late: none of them hides an attack of another, or of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../../src/engine/engine.ts';
import { type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/model/time.ts';
import { RECORDED_AT } from '../../evidence/truth.ts';
import { engineOptions, shippedRules } from '../run-engine.ts';

const options = engineOptions(await shippedRules());

/** A core that reads logs as they are written. */
class Live {
  engine = new Engine(options);
  private readonly lines = new Map<string, number>();
  private readonly found: { readonly ip: string | undefined; readonly historical: boolean }[] = [];

  constructor(...sources: readonly string[]) {
    for (const source of sources) {
      this.engine.step({ kind: 'open', source, format: null });
      this.engine.step({ kind: 'idle', source });
    }
  }

  /** Ten failures within ten seconds, read at `at` by the clock of the core, with stamps that are so much off. */
  attack(source: string, ip: string, at: EpochMs, off = 0, count = 10): void {
    const firstLine = (this.lines.get(source) ?? 0) + 1;
    this.lines.set(source, firstLine + count - 1);
    const text = Array.from({ length: count }, (_, index) => {
      const stamp = new Date(at + off + index * SECOND_MS).toISOString();
      return `${stamp} web sshd[7]: Failed password for root from ${ip} port 1 ssh2\n`;
    }).join('');
    const block = { source, text, firstLine, bytes: text.length, yearReference: at, observedAt: at };
    for (const input of [{ kind: 'block', block } as const, { kind: 'idle', source } as const])
      for (const { what, alert } of this.engine.step(input))
        if (what === 'news' && alert.rule.name === 'sshd_bruteforce_fast')
          this.found.push({ ip: alert.group.src_ip, historical: alert.historical });
  }

  /** Goes on in a new process. */
  restart(): void {
    this.engine = Engine.restore(options, JSON.parse(JSON.stringify(this.engine.save())));
  }

  get bruteForce(): (string | undefined)[] {
    return this.found.map(({ ip, historical }) => (historical ? `${ip} historical` : ip));
  }
}

for (const [what, off] of [
  ['nine hours ahead', 9 * HOUR_MS],
  ['two minutes ahead', 2 * MINUTE_MS],
  ['two minutes late', -2 * MINUTE_MS],
  ['nine hours late', -9 * HOUR_MS],
] as const) {
  test(`attacks are found in a log that is ${what}, and in the one beside it`, () => {
    const live = new Live('off', 'right');
    live.attack('right', '203.0.113.1', RECORDED_AT);
    live.attack('off', '203.0.113.2', RECORDED_AT + MINUTE_MS, off);
    live.attack('right', '203.0.113.3', RECORDED_AT + 2 * MINUTE_MS);
    live.restart();
    live.attack('off', '203.0.113.4', RECORDED_AT + 3 * MINUTE_MS, off);
    live.attack('right', '203.0.113.5', RECORDED_AT + 4 * MINUTE_MS);
    const old = off < -10 * MINUTE_MS ? ' historical' : '';
    assert.deepEqual(live.bruteForce, [
      '203.0.113.1',
      `203.0.113.2${old}`,
      '203.0.113.3',
      `203.0.113.4${old}`,
      '203.0.113.5',
    ]);
    assert.deepEqual(live.engine.counters, { late: 0, future: 0 });
  });
}

test('one stamp of tonight does not hide what its own log says until then', () => {
  const live = new Live('shared');
  live.attack('shared', '203.0.113.66', RECORDED_AT, 23 * HOUR_MS, 1);
  live.attack('shared', '203.0.113.1', RECORDED_AT);
  assert.deepEqual(live.bruteForce, ['203.0.113.1']);
});

test('stamps a little ahead of the clock make nothing of their log late', () => {
  const live = new Live('shared');
  live.attack('shared', '203.0.113.66', RECORDED_AT, 59 * SECOND_MS, 1);
  live.attack('shared', '203.0.113.1', RECORDED_AT + SECOND_MS, -30 * SECOND_MS);
  assert.deepEqual(live.bruteForce, ['203.0.113.1']);
  assert.deepEqual(live.engine.counters, { late: 0, future: 0 });
});

test('whoever was seen in a log of another clock, or with a stamp of tonight, is found all the same', () => {
  for (const [before, off] of [
    [2 * HOUR_MS, 0],
    [23 * HOUR_MS, 0],
    [0, -2 * HOUR_MS],
  ] as const) {
    for (const other of ['one', 'two']) {
      const live = new Live('one', 'two');
      live.attack(other, '203.0.113.1', RECORDED_AT, before, 1);
      live.restart();
      live.attack('one', '203.0.113.1', RECORDED_AT + MINUTE_MS, off);
      assert.deepEqual(
        live.bruteForce,
        [off < 0 ? '203.0.113.1 historical' : '203.0.113.1'],
        `${before} ${off}`,
      );
    }
  }
});

test('a login in a log of another clock does not hide that guessing ends with one', () => {
  const found: string[] = [];
  const engine = new Engine(options);
  let firstLine = 0;
  const say = (source: string, at: number, what: string, off = 0): void => {
    const text = `${new Date(at + off).toISOString()} web sshd[7]: ${what} from 203.0.113.1 port 1 ssh2\n`;
    const block = {
      source,
      text,
      firstLine: ++firstLine,
      bytes: text.length,
      yearReference: at,
      observedAt: at,
    };
    for (const input of [{ kind: 'block', block } as const, { kind: 'idle', source } as const])
      for (const { what, alert } of engine.step(input)) if (what === 'news') found.push(alert.rule.name);
  };
  for (const source of ['ahead', 'right']) {
    engine.step({ kind: 'open', source, format: null });
    engine.step({ kind: 'idle', source });
  }
  say('ahead', RECORDED_AT, 'Failed password for root', 2 * HOUR_MS);
  say('ahead', RECORDED_AT + SECOND_MS, 'Accepted password for joe', 2 * HOUR_MS);
  const start = RECORDED_AT + MINUTE_MS;
  for (let at = 0; at < 40; at++) say('right', start + 3 * at * SECOND_MS, 'Failed password for root');
  say('right', start + 3 * MINUTE_MS, 'Accepted password for root');
  assert.ok(found.includes('sshd_success_after_bruteforce'), found.join());
});

for (const back of [2 * HOUR_MS, 72 * HOUR_MS]) {
  test(`when the clock is set back by ${back / HOUR_MS} h, attacks are found, also by those who attacked before, and are of now`, () => {
    const live = new Live('a', 'b');
    live.attack('a', '203.0.113.1', RECORDED_AT);
    live.attack('b', '203.0.113.2', RECORDED_AT);
    live.restart();
    const right = RECORDED_AT - back;
    live.attack('a', '203.0.113.3', right);
    live.attack('b', '203.0.113.4', right + MINUTE_MS);
    live.attack('a', '203.0.113.1', right + 2 * MINUTE_MS);
    assert.deepEqual(live.bruteForce, [
      '203.0.113.1',
      '203.0.113.2',
      '203.0.113.3',
      '203.0.113.4',
      '203.0.113.1',
    ]);
    assert.deepEqual(live.engine.counters, { late: 0, future: 0 });
  });
}

/** `sshd`'s lines of one host: a refused login every two seconds, unless `what` says otherwise. */
function linesOf(host: string, ip: string, start: EpochMs, count: number): string[] {
  return Array.from(
    { length: count },
    (_, at) =>
      `${new Date(start + 2 * at * SECOND_MS).toISOString()} ${host} sshd[${at + 1}]: Failed password for root from ${ip} port 1 ssh2`,
  );
}

/** The alerts of one file, each with its count and its times; read in pieces, in a new process after each. */
function alertsOf(lines: readonly string[]): string[] {
  const piece = 7;
  let engine = new Engine(options);
  const source = 'all.log';
  engine.step({ kind: 'open', source, format: null });
  for (let at = 0; at < lines.length; at += piece) {
    const text = lines
      .slice(at, at + piece)
      .map((line) => `${line}\n`)
      .join('');
    const [firstLine, bytes] = [at + 1, text.length];
    const block = { source, text, firstLine, bytes, yearReference: RECORDED_AT, observedAt: RECORDED_AT };
    engine.step({ kind: 'block', block });
    engine = Engine.restore(options, JSON.parse(JSON.stringify(engine.save())));
  }
  engine.step({ kind: 'end', source });
  return engine
    .alerts()
    .filter(({ rule }) => rule.name === 'sshd_bruteforce')
    .map(
      ({ group, eventCount, firstSeen, lastSeen }) =>
        `${group.src_ip} x${eventCount} ${(firstSeen - RECORDED_AT) / HOUR_MS} h ${(lastSeen - firstSeen) / SECOND_MS} s`,
    )
    .sort();
}

test('logs one behind the other in one file: an attack in any of them is found, with its count and times', () => {
  const day = 24 * HOUR_MS;
  const parts = [1, 2, 3, 4].map((age) => [
    ...linesOf('web', `192.0.2.${age}`, RECORDED_AT - age * day - HOUR_MS, 1),
    ...linesOf('web', `203.0.113.${age}`, RECORDED_AT - age * day, 12),
  ]);
  const expected = [1, 2, 3, 4].map((age) => `203.0.113.${age} x12 ${-24 * age} h 22 s`);
  assert.deepEqual(alertsOf(parts.flat()), expected);
  const hosts = ['web', 'db', 'mail'].map((host, at) => [
    ...linesOf(host, '192.0.2.1', RECORDED_AT - 3 * HOUR_MS, 1),
    ...linesOf(host, `203.0.113.${at}`, RECORDED_AT - HOUR_MS, 12),
    ...linesOf(host, '192.0.2.2', RECORDED_AT, 1),
  ]);
  assert.deepEqual(
    alertsOf(hosts.flat()),
    [0, 1, 2].map((at) => `203.0.113.${at} x12 -1 h 22 s`),
  );
});

test('hosts in one log whose clocks differ by minutes, or whose zones do: an attack on any of them is found', () => {
  for (const behind of [5 * MINUTE_MS, HOUR_MS]) {
    const right = linesOf('web', '203.0.113.1', RECORDED_AT - 2 * HOUR_MS, 40);
    const wrong = linesOf('db', '203.0.113.2', RECORDED_AT - 2 * HOUR_MS - behind, 40);
    const found = alertsOf(right.flatMap((line, at) => [line, wrong[at] as string]));
    // The first two of a host that is a few minutes behind might have been held up on their way.
    const heldUp = behind < HOUR_MS ? 2 : 0;
    const later = -2 - behind / HOUR_MS + (2 * heldUp * SECOND_MS) / HOUR_MS;
    assert.deepEqual(found, [
      '203.0.113.1 x40 -2 h 78 s',
      `203.0.113.2 x${40 - heldUp} ${later} h ${78 - 2 * heldUp} s`,
    ]);
  }
});

test('a log that stands twice in a file counts once, and what follows it counts', () => {
  const lines = [
    ...linesOf('web', '192.0.2.1', RECORDED_AT - 3 * HOUR_MS, 1),
    ...linesOf('web', '203.0.113.1', RECORDED_AT - 2 * HOUR_MS, 12),
  ];
  const more = linesOf('web', '203.0.113.2', RECORDED_AT - HOUR_MS, 12);
  assert.deepEqual(alertsOf([...lines, ...lines, ...more]), [
    '203.0.113.1 x12 -2 h 22 s',
    '203.0.113.2 x12 -1 h 22 s',
  ]);
});

test('read once, the same addresses in days that stand in another order give the alerts that they give in order', () => {
  const days = [4, 3, 2, 1].map((age) => [
    ...linesOf('web', `192.0.2.${age}`, RECORDED_AT - age * 24 * HOUR_MS - 2 * HOUR_MS, 20),
    ...linesOf('web', '203.0.113.1', RECORDED_AT - age * 24 * HOUR_MS, 12),
    ...linesOf('web', `192.0.2.${age}`, RECORDED_AT - age * 24 * HOUR_MS + 2 * HOUR_MS, 1),
  ]);
  const once = (order: readonly number[]): string[] => {
    const engine = new Engine({ ...options, silent: true });
    const source = 'all.log';
    const text = order.flatMap((day) => days[day] as string[]).join('\n');
    const times = { yearReference: RECORDED_AT, observedAt: RECORDED_AT };
    engine.step({ kind: 'open', source, format: null });
    engine.step({ kind: 'block', block: { source, text, firstLine: 1, bytes: text.length, ...times } });
    engine.step({ kind: 'end', source });
    return engine
      .alerts()
      .map(({ id, eventCount, firstSeen, lastSeen }) => [id, eventCount, firstSeen, lastSeen].join())
      .sort();
  };
  const inOrder = once([0, 1, 2, 3]);
  assert.equal(inOrder.length, 8);
  for (const order of [
    [3, 2, 1, 0],
    [3, 0, 1, 2],
    [1, 3, 0, 2],
  ])
    assert.deepEqual(once(order), inOrder);
});

test('read once, a line or two with a wrong time make nothing forgotten that was counted', () => {
  const attack = linesOf('web', '203.0.113.1', RECORDED_AT - 2 * HOUR_MS, 24);
  const before = linesOf('web', '192.0.2.1', RECORDED_AT - 3 * HOUR_MS, 20);
  const wrong = (time: number): string => linesOf('relay', '192.0.2.2', time, 1)[0] as string;
  const once = (lines: readonly string[]): string[] => {
    const engine = new Engine({ ...options, silent: true });
    const source = 'all.log';
    const text = lines.join('\n');
    const times = { yearReference: RECORDED_AT, observedAt: RECORDED_AT };
    engine.step({ kind: 'open', source, format: null });
    engine.step({ kind: 'block', block: { source, text, firstLine: 1, bytes: text.length, ...times } });
    engine.step({ kind: 'end', source });
    const found = engine.alerts().filter(({ group }) => JSON.stringify(group).includes('203.0.113.1'));
    return found.map(({ id, eventCount }) => `${id} ${eventCount}`).sort();
  };
  const alone = once([...before, ...attack]);
  assert.equal(alone.length, 1);
  const cut = (at: number, ...between: number[]): string[] => [
    ...before,
    ...attack.slice(0, at),
    ...between.map(wrong),
    ...attack.slice(at),
  ];
  const old = RECORDED_AT - 48 * HOUR_MS;
  assert.deepEqual(once(cut(20, old)), alone, 'a relay that was cut off');
  assert.deepEqual(once(cut(5, old, old - HOUR_MS)), alone);
  assert.deepEqual(once(cut(20, RECORDED_AT - 30 * MINUTE_MS)), alone, 'a clock that is ahead');
  assert.deepEqual(once(cut(20, RECORDED_AT - 30 * MINUTE_MS, RECORDED_AT - 10 * MINUTE_MS)), alone);
});
