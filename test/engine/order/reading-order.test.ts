/** Logs that were written, or exported, newest first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../../src/engine/engine.ts';
import { MAX_TURNED } from '../../../src/engine/limits.ts';
import { plainEvent } from '../../../src/engine/order/merge.ts';
import { HeldEvents, ReadingOrder } from '../../../src/engine/order/reading-order.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { fc } from '../../support/properties.ts';
import { blockOf, engineOptions, shippedRules } from '../run-engine.ts';

const options = engineOptions(await shippedRules());

/** A login an hour for ten hours, then ten failures in ten seconds. */
const LINES = [
  ...Array.from(
    { length: 10 },
    (_, hour) =>
      `2026-11-20T0${hour}:00:00Z web sshd[${hour}]: Accepted password for alice from 192.0.2.1 port 1 ssh2`,
  ),
  ...Array.from(
    { length: 10 },
    (_, second) =>
      `2026-11-20T10:00:0${second}Z web sshd[2${second}]: Failed password for root from 203.0.113.1 port 1 ssh2`,
  ),
];

function engineAfter(lines: readonly string[], cut: number, end: 'end' | 'idle'): Engine {
  let engine = new Engine(options);
  engine.step({ kind: 'open', source: 's', format: null });
  for (const [index, text] of [lines.slice(0, cut), lines.slice(cut)].entries()) {
    if (text.length > 0) engine.step(blockOf('s', text.join('\n'), 1 + index * cut));
    engine = Engine.restore(options, JSON.parse(JSON.stringify(engine.save())));
  }
  engine.step({ kind: end, source: 's' });
  return engine;
}

function found(engine: Engine): unknown {
  const alerts = engine.alerts().map(({ rule, group, eventCount }) => [rule.id, group, eventCount]);
  return { alerts, events: engine.events, late: engine.counters.late };
}

for (const end of ['end', 'idle'] as const)
  test(`newest first gives what oldest first gives, saved and restored in the middle (${end})`, () => {
    const straight = found(engineAfter(LINES, LINES.length, end));
    assert.match(JSON.stringify(straight), /203\.0\.113\.1/);
    for (const cut of [3, 11, 20])
      assert.deepEqual(found(engineAfter(LINES.toReversed(), cut, end)), straight);
  });

test('what comes behind its end is taken as it comes', () => {
  const engine = engineAfter(LINES.toReversed(), 5, 'idle');
  const before = engine.events;
  engine.step(
    blockOf(
      's',
      '2026-11-20T10:00:20Z web sshd[9]: Failed password for root from 203.0.113.1 port 1 ssh2',
      99,
    ),
  );
  assert.equal(engine.events, before + 1, 'it waits for nothing');
});

test('a line or two out of order turn nothing, and wait for nothing', () => {
  const engine = new Engine(options);
  engine.step({ kind: 'open', source: 's', format: null });
  engine.step(blockOf('s', [LINES[9], LINES[8], ...LINES.slice(10)].join('\n'), 1));
  assert.equal(engine.events, 12);
});

function event(time: number, line: number): LogEvent {
  const nothing = {
    srcIp: null,
    srcHost: null,
    user: null,
    outcome: null,
    login: false,
    fields: {},
    raw: '',
  };
  return { ...nothing, time, logsource: {}, category: 'system', count: 1, ref: { source: 's', line } };
}

test('no event is lost or doubled, however blocks are cut, and what was newest first comes in order', () => {
  const times = fc.array(fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 40 }), { maxLength: 5 });
  fc.assert(
    fc.property(times, fc.boolean(), (blocks, isTurned) => {
      const all = blocks.flat();
      if (isTurned) all.sort((one, other) => other - one);
      const order = new ReadingOrder(() => false);
      const out: LogEvent[] = [];
      const emit = (one: LogEvent): void => void out.push(one);
      let line = 0;
      for (const block of blocks) {
        for (const _ of block) order.take(event(all[line] as number, line++), emit);
        order.blockRead(emit);
      }
      order.letGo(emit);
      assert.deepEqual(
        out.map(({ ref }) => ref.line).sort((one, other) => one - other),
        all.map((_, index) => index),
      );
      if (
        isTurned &&
        blocks.length > 0 &&
        (blocks[0] as number[]).length === all.length &&
        new Set(all).size > 2
      )
        assert.deepEqual(
          out.map(({ time }) => time),
          all.toSorted((one, other) => one - other),
        );
    }),
  );
});

test('so many are held and no more', () => {
  const order = new ReadingOrder(() => false);
  const out: LogEvent[] = [];
  const emit = (one: LogEvent): void => void out.push(one);
  for (let at = 0; at < MAX_TURNED + 5; at++) order.take(event(-at, at), emit);
  assert.equal(out.length, MAX_TURNED + 5);
  assert.deepEqual(plainEvent(out[0] as LogEvent).ref.line, MAX_TURNED - 1);
});

test('all sources together hold so many, those that wait for others with them', () => {
  let waiting = 0;
  const all = new HeldEvents(() => waiting);
  const emit = (): void => void waiting++;
  const orders = Array.from({ length: 20 }, () => new ReadingOrder(() => true, all));
  let most = 0;
  for (let at = 0; at < MAX_TURNED / 10; at++) {
    for (const order of orders) if (!order.isStraight) order.take(event(-at, at), emit);
    most = Math.max(most, all.held + waiting);
  }
  assert.ok(most <= MAX_TURNED + orders.length, `${most}`);
  assert.ok(orders.every(({ isStraight }) => isStraight));
  assert.equal(all.held, 0);
});

test('a log whose beginning alone goes back in time keeps its order, of equal times as well', () => {
  const order = new ReadingOrder(() => false);
  const out: number[] = [];
  const emit = ({ ref }: LogEvent): void => void out.push(ref.line);
  const times = [9, 8, 7, ...Array.from({ length: 40 }, (_, at) => 10 + (at >> 1))];
  for (const [at, time] of times.entries()) {
    order.take(event(time, at), emit);
    if (at === 2) order.blockRead(emit);
  }
  order.letGo(emit);
  assert.deepEqual(
    out,
    times.map((_, at) => at),
  );
});

/** Whose connection it was stands in a line before. */
const CHAINED = [
  Array.from({ length: 12 }, (_, n) => [
    `2026-11-20 08:00:${10 + n}.100 UTC [${100 + n}] [unknown]@[unknown] LOG:  connection received: host=203.0.113.1 port=5${100 + n}`,
    `2026-11-20 08:00:${10 + n}.200 UTC [${100 + n}] postgres@postgres FATAL:  password authentication failed for user "postgres"`,
  ]).flat(),
  Array.from({ length: 12 }, (_, n) => [
    `2026-11-20T08:00:${10 + n}.1Z ldap slapd[7]: conn=${n} fd=12 ACCEPT from IP=203.0.113.1:5${100 + n} (IP=0.0.0.0:389)`,
    `2026-11-20T08:00:${10 + n}.2Z ldap slapd[7]: conn=${n} op=0 BIND dn="cn=admin,dc=example" method=128`,
    `2026-11-20T08:00:${10 + n}.3Z ldap slapd[7]: conn=${n} op=0 RESULT tag=97 err=49 text=`,
  ]).flat(),
];

for (const lines of CHAINED)
  test(`lines that need those before them give the same newest first: ${lines[1]?.slice(20, 60)}`, () => {
    const straight = found(engineAfter(lines, lines.length, 'end'));
    assert.match(JSON.stringify(straight), /203\.0\.113\.1/);
    for (const cut of [5, lines.length])
      assert.deepEqual(found(engineAfter(lines.toReversed(), cut, 'end')), straight);
  });

/** As collectors and search engines hand them out, of two machines whose process numbers are the same. */
const CARRIED: Readonly<
  Record<string, (lines: readonly [host: string, text: string][]) => readonly string[]>
> = {
  JSON: (lines) =>
    lines.map(([name, message]) =>
      JSON.stringify({
        '@timestamp': '2026-11-20T08:00:00Z',
        log: { file: { path: '/var/log/postgresql/main.log' } },
        host: { name },
        message,
      }),
    ),
  'a table': (lines) => lines.map(([name, message]) => `"${name}","${message.replaceAll('"', '""')}"`),
};

for (const [name, carry] of Object.entries(CARRIED))
  test(`lines that need those before them give the same newest first in ${name}`, () => {
    const [written = []] = CHAINED;
    const lines = written.flatMap((text): [string, string][] => [
      ['db1', text],
      ['db2', text.replace('203.0.113.1', '198.51.100.1').replace('authentication failed', 'was right')],
    ]);
    const header = name === 'JSON' ? [] : ['"host.name","message"'];
    const read = (all: readonly string[]): unknown => found(engineAfter([...header, ...all], 999, 'end'));
    const straight = read(carry(lines));
    assert.match(JSON.stringify(straight), /203\.0\.113\.1/);
    assert.doesNotMatch(JSON.stringify(straight), /198\.51\.100\.1/);
    assert.deepEqual(read(carry(lines.toReversed())), straight);
  });

test('connections that had to be forgotten are counted', () => {
  const opened = (n: number): string =>
    `2026-11-20T08:00:00Z ldap slapd[7]: conn=${n} fd=12 ACCEPT from IP=203.0.113.1:5100 (IP=0.0.0.0:389)`;
  const closed = (n: number): string => `2026-11-20T08:00:00Z ldap slapd[7]: conn=${n} fd=12 closed`;
  const ended = Array.from({ length: 5000 }, (_, n) => [opened(n), closed(n)]).flat();
  const open = Array.from({ length: 4100 }, (_, n) => opened(n));
  assert.equal(engineAfter(ended, ended.length, 'end').evicted.sessions, 0);
  assert.equal(engineAfter(open, open.length, 'end').evicted.sessions, 4);
});
