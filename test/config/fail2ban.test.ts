import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fail2banSettings } from '../../src/config/fail2ban.ts';

const SHIPPED = `
# Comments with ignoreip = 192.0.2.99 say nothing.
[DEFAULT]
#ignoreip = 127.0.0.1/8 ::1
bantime  = 10m
findtime = 10m
[sshd]
port = ssh
`;

test('what is said in a later file holds', () => {
  const local = '[DEFAULT]\nbantime = 1h\nignoreip = 127.0.0.1/8 ::1 192.0.2.0/24 2001:db8::1\n';
  assert.deepEqual(fail2banSettings([SHIPPED, local]), {
    ignored: ['192.0.2.0/24', '2001:db8::1'],
    names: [],
    banTime: '1h',
  });
});

test('an address that one jail never bans is never banned here; a value goes on in lines that begin with a blank', () => {
  const local = `[DEFAULT]
admins = 198.51.100.7
ignoreip = 127.0.0.1/8
           192.0.2.1, 192.0.2.2
  # among them a comment
           office.example
[nginx-http-auth]
ignoreip = %(admins)s 192.0.2.1 ; who looks after it
`;
  const { ignored, names } = fail2banSettings([SHIPPED, local]);
  assert.deepEqual(ignored, ['192.0.2.1', '192.0.2.2', '198.51.100.7']);
  assert.deepEqual(names, ['office.example']);
});

for (const [written, banTime] of [
  ['600', '10m'],
  ['48h', '2d'],
  ['1w', '7d'],
  ['1d 12h', '36h'],
  ['90s', '90s'],
  ['5 minutes', '5m'],
  ['-1', 'forever'],
  ['0', null],
  ['soon', null],
  ['10m # or longer', null],
] as const) {
  test(`bantime = ${written} is ${banTime ?? 'not taken over'}`, () => {
    assert.equal(fail2banSettings([`[DEFAULT]\nbantime = ${written}`]).banTime, banTime);
  });
}

test('what is no such file says nothing, and values that name each other end', () => {
  assert.deepEqual(fail2banSettings(['\0\0=\n[', 'ignoreip = 192.0.2.1']), {
    ...{ ignored: [], names: [], banTime: null },
  });
  const round = '[DEFAULT]\nignoreip = %(a)s\na = %(b)s %(b)s\nb = %(ignoreip)s 192.0.2.1';
  assert.deepEqual(fail2banSettings([round]).ignored, ['192.0.2.1']);
});
