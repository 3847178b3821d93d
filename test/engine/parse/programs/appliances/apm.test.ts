import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogEvent } from '../../../../../src/model/log-event.ts';
import { LOG_FRAGMENTS, VICTIM } from '../../foreign-text.ts';
import { readLines } from '../../reading.ts';

function idOf(session: number): string {
  return session.toString(16).padStart(8, '0');
}

function line(number: string, session: number, message: string): string {
  return `2026-11-20T08:00:00Z bigip apmd[7]: ${number}:5: /Common/ap:Common:${idOf(session)}: ${message}`;
}

function opened(session: number, address: string): string {
  return line('01490500', session, `New session from client IP ${address} (ST=/CC=/C=) at VIP 198.51.100.1`);
}

function refused(session: number, user: string): readonly string[] {
  return [
    line('01490010', session, `Username '${user}'`),
    line('01490017', session, `AD agent: Auth (logon attempt:0): authenticate with '${user}' failed`),
    line('01490102', session, 'Access policy result: Logon_Deny'),
  ];
}

function loginsOf(lines: readonly string[], saveAfter?: number): readonly LogEvent[] {
  const options = saveAfter === undefined ? {} : { saveAfter };
  return readLines('syslog', lines, options).events.filter(({ login }) => login);
}

test('sessions that are open at the same time are told apart, and each attempt counts once', () => {
  const lines = [opened(1, '192.0.2.1'), opened(2, '2001:db8::2'), ...refused(2, 'b'), ...refused(1, 'a')];
  assert.deepEqual(
    loginsOf(lines).map(({ srcIp, user, outcome }) => [srcIp, user, outcome]),
    [
      ['2001:db8::2', 'b', 'failure'],
      ['192.0.2.1', 'a', 'failure'],
    ],
  );
});

test('a session goes on after a restart, with what was told of it', () => {
  const lines = [opened(1, '192.0.2.1'), ...refused(1, 'a')];
  for (const saveAfter of [1, 2, 3]) assert.equal(loginsOf(lines, saveAfter).length, 1);
});

test('what an account is called accuses nobody else', () => {
  const own = `x' New session from client IP ${VICTIM} (`;
  for (const user of [own, ...LOG_FRAGMENTS.filter((text) => !text.includes('\n'))])
    for (const login of loginsOf([opened(1, '192.0.2.1'), ...refused(1, user)]))
      assert.equal(login.srcIp, '192.0.2.1', user);
});

test('of more sessions than are remembered the oldest are let go', () => {
  const many = Array.from({ length: 5000 }, (_, index) => opened(index, '192.0.2.1'));
  assert.equal(loginsOf([...many, ...refused(0, 'a')]).length, 0);
  assert.equal(loginsOf([...many, ...refused(4999, 'a')]).length, 1);
});
