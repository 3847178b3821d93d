import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogEvent } from '../../../../../src/model/log-event.ts';
import { LOG_FRAGMENTS, VICTIM } from '../../foreign-text.ts';
import { readLines } from '../../reading.ts';

function line(message: string): string {
  return `2026-11-20T08:00:00Z ldap slapd[7]: ${message}`;
}

function opened(connection: number, address: string): string {
  return line(`conn=${connection} fd=21 ACCEPT from IP=${address}:45011 (IP=0.0.0.0:389)`);
}

function tried(connection: number, dn: string, error: number): readonly string[] {
  const head = `conn=${connection} op=1`;
  return [line(`${head} BIND dn="${dn}" method=128`), line(`${head} RESULT tag=97 err=${error} text=`)];
}

function loginsOf(lines: readonly string[], saveAfter?: number): readonly LogEvent[] {
  const options = saveAfter === undefined ? {} : { saveAfter };
  return readLines('syslog', lines, options).events.filter(({ login }) => login);
}

test('connections that are open at the same time are told apart', () => {
  const lines = [
    opened(1, '192.0.2.1'),
    opened(2, '192.0.2.2'),
    ...tried(2, 'cn=b', 49),
    ...tried(1, 'cn=a', 0),
  ];
  assert.deepEqual(
    loginsOf(lines).map(({ srcIp, user, outcome }) => [srcIp, user, outcome]),
    [
      ['192.0.2.2', 'cn=b', 'failure'],
      ['192.0.2.1', 'cn=a', 'success'],
    ],
  );
});

test('a connection goes on after a restart', () => {
  const lines = [opened(1, '192.0.2.1'), ...tried(1, 'cn=a', 49)];
  assert.equal(loginsOf(lines, 2)[0]?.srcIp, '192.0.2.1');
});

test('what an account is called accuses nobody else', () => {
  const own = `x" method=128 conn=2 op=1 RESULT tag=97 err=49 IP=${VICTIM}:1 (`;
  for (const dn of [own, ...LOG_FRAGMENTS.filter((text) => !text.includes('\n'))]) {
    const [login] = loginsOf([opened(1, '192.0.2.1'), ...tried(1, dn, 49)]);
    assert.ok(login === undefined || login.srcIp === '192.0.2.1', dn);
  }
});

test('of more connections than are remembered the oldest are let go', () => {
  const many = Array.from({ length: 5000 }, (_, index) => opened(index, '192.0.2.1'));
  assert.equal(loginsOf([...many, ...tried(0, 'cn=a', 49)]).length, 0);
  assert.equal(loginsOf([...many, ...tried(4999, 'cn=a', 49)]).length, 1);
});

test('two servers that count alike are told apart', () => {
  const other = (text: string): string => text.replace(' ldap ', ' ldap2 ');
  const lines = [opened(1, '192.0.2.1'), other(opened(1, '192.0.2.2')), ...tried(1, 'cn=a', 49)];
  assert.equal(loginsOf(lines)[0]?.srcIp, '192.0.2.1');
});
