import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KnownLogins } from '../../../src/engine/tally/known-logins.ts';
import type { LogEvent, Outcome } from '../../../src/model/log-event.ts';
import { DAY_MS } from '../../../src/model/time.ts';

const HOUR_MS = 3_600_000;

function login(time: number, user: string, srcIp: string, outcome: Outcome = 'success'): LogEvent {
  return {
    ...{ time, user, srcIp, srcHost: null, outcome, count: 1, login: true, fields: {}, raw: '' },
    ...{ logsource: {}, category: 'authentication', ref: { source: 's', line: 1 } },
  };
}

/** Which of the logins are from a new address. */
function run(known: KnownLogins, logins: readonly LogEvent[]): boolean[] {
  return logins.map((each) => known.add(each));
}

test('an address is new when its account is known from elsewhere', () => {
  const logins = [
    login(0, 'alice', '192.0.2.1'),
    login(1, 'alice', '192.0.2.1'),
    login(2, 'alice', '198.51.100.7'),
    login(3, 'alice', '198.51.100.7'),
    login(4, 'bob', '192.0.2.1'),
  ];
  assert.deepEqual(run(new KnownLogins(), logins), [false, false, true, false, false]);
});

test('of an account that nobody knows any address is new, once a day of logins has passed', () => {
  const begin = login(0, 'root', '203.0.113.9', 'failure');
  const known = new KnownLogins();
  assert.deepEqual(run(known, [begin, login(HOUR_MS, 'alice', '192.0.2.1')]), [false, false]);
  assert.deepEqual(run(known, [login(DAY_MS, 'bob', '192.0.2.2')]), [true]);
});

test('a refused login makes nothing known', () => {
  const known = new KnownLogins();
  const first = [login(0, 'alice', '192.0.2.1'), login(1, 'alice', '203.0.113.9', 'failure')];
  assert.deepEqual(run(known, [...first, login(2, 'alice', '203.0.113.9')]), [false, false, true]);
});

test('who logged in longest ago is forgotten first', () => {
  const known = new KnownLogins();
  run(known, [login(0, 'alice', '192.0.2.1'), login(0, 'bob', '192.0.2.2')]);
  for (let index = 0; index < 150_000; index++) {
    known.add(login(1, `user${index}`, '192.0.2.3'));
    if (index % 10_000 === 0) known.add(login(1, 'alice', '192.0.2.1'));
  }
  assert.deepEqual(run(known, [login(2, 'alice', '192.0.2.1'), login(2, 'alice', '192.0.2.9')]), [
    false,
    true,
  ]);
  assert.deepEqual(run(known, [login(2, 'bob', '192.0.2.9')]), [false], 'bob is nobody any more');
  const { older, newer } = known.save();
  assert.ok(older.length + newer.length <= 200_000);
});

test('it is usual from where the account got in before, not after guessing, and where hardly any fail now', () => {
  const failures = new Map<number, number>();
  const known = new KnownLogins((_, span, count) => (failures.get(span) ?? 0) >= count);
  const isUsual = (user: string, ip = '192.0.2.1', outcome: Outcome = 'success'): boolean => {
    known.add(login(0, user, ip, outcome));
    return known.isUsual;
  };
  const fail = (lately: number, withinTheHour: number): void => {
    failures.set(HOUR_MS / 6, lately).set(HOUR_MS, withinTheHour);
  };
  assert.equal(isUsual('alice'), false, 'the first time');
  assert.equal(isUsual('alice'), true);
  assert.equal(isUsual('alice', '192.0.2.2'), false, 'from elsewhere');
  assert.equal(isUsual('alice', '192.0.2.1', 'failure'), false);
  fail(2, 12);
  assert.equal(isUsual('alice'), true, 'a telephone fails every five minutes');
  assert.equal(isUsual('bob'), false);
  assert.equal(isUsual('bob'), false, 'he may have guessed');
  fail(5, 12);
  assert.equal(isUsual('alice'), false, 'somebody guesses');
  fail(0, 0);
  assert.equal(isUsual('alice'), true);
  assert.equal(isUsual('bob'), false);
  const again = new KnownLogins();
  again.restore(known.save());
  again.add(login(0, 'bob', '192.0.2.1'));
  assert.equal(again.isUsual, true);
});

test('an account of the same name on another host, or of another service, is not known from there', () => {
  const known = new KnownLogins();
  const isUsual = (service: string, host: string): boolean => {
    known.add({ ...login(0, 'alice', '192.0.2.1'), logsource: { service }, fields: { host } });
    return known.isUsual;
  };
  assert.equal(isUsual('dovecot', 'web1'), false);
  assert.equal(isUsual('dovecot', 'web1'), true);
  assert.equal(isUsual('sshd', 'web1'), false, 'a mailbox that anybody may have');
  assert.equal(isUsual('dovecot', 'vm7'), false, 'a host that anybody may have');
  assert.equal(isUsual('sshd', 'web1'), true);
});
