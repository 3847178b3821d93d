import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fail2banSettings } from '../../src/config/fail2ban.ts';
import { readBefore } from '../../src/config/fail2ban-file.ts';

const SHIPPED = `
# Comments with ignoreip = 192.0.2.99 say nothing.
[DEFAULT]
#ignoreip = 127.0.0.1/8 ::1
bantime  = 10m
findtime = 10m
[sshd]
port = ssh
`;

const NOTHING = {
  ...{ ignored: [], banTime: null, longestBan: null, jails: [], logs: [], mailedTo: null, leftOut: [] },
} as const;

test('what is said in a later file holds', () => {
  const local = '[DEFAULT]\nbantime = 1h\nignoreip = 127.0.0.1/8 ::1 192.0.2.0/24 2001:db8::1\n';
  assert.deepEqual(fail2banSettings([SHIPPED, local]), {
    ...NOTHING,
    ignored: ['192.0.2.0/24', '2001:db8::1'],
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
enabled = true
ignoreip = %(admins)s 192.0.2.1 ; who looks after it
[off]
enabled = false
ignoreip = 0.0.0.0/0
`;
  const { ignored, leftOut } = fail2banSettings([SHIPPED, local.replace('office', 'fe80::1%eth0 office')]);
  assert.deepEqual(ignored, ['192.0.2.1', '192.0.2.2', '198.51.100.7']);
  assert.deepEqual(
    leftOut,
    ['fe80::1%eth0', 'office.example'].map(
      (name) => `ignoreip ${name}: bans.allowlist takes addresses and ranges only`,
    ),
  );
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
    ...NOTHING,
  });
  const round = '[DEFAULT]\nignoreip = %(a)s\na = %(b)s %(b)s\nb = %(ignoreip)s 192.0.2.1';
  assert.deepEqual(fail2banSettings([round]).ignored, ['192.0.2.1']);
});

/** As Debian's paths-common.conf and jail.conf have it, shortened. */
const PATHS = `[INCLUDES]
after = paths-overrides.local
[DEFAULT]
syslog_authpriv = /var/log/auth.log
sshd_log = %(syslog_authpriv)s
nginx_error_log = /var/log/nginx/*error.log
`;
const JAILS = `[INCLUDES]
before = paths-debian.conf
[DEFAULT]
maxretry = 5
enabled = false
filter = %(__name__)s[mode=%(mode)s]
destemail = root@localhost
action_mwl = %(banaction)s[port="%(port)s"] %(mta)s-whois-lines[dest="%(destemail)s"]
action = %(action_)s
[sshd]
port = ssh
logpath = %(sshd_log)s
[nginx-http-auth]
port = http,https
logpath = %(nginx_error_log)s
[recidive]
logpath = /var/log/fail2ban.log
bantime = 1w
`;

test('a file of years: what can be taken over is, and the rest is named', () => {
  const local = `[DEFAULT]
bantime.increment = true
bantime.maxtime = 5w
bantime = 1h
maxretry = 3
destemail = ops@example.org
action = %(action_mwl)s
[sshd]
enabled = true
mode = aggressive
[nginx-http-auth]
enabled = true
[recidive]
enabled = yes
[my-app]
enabled = true
filter = my-app
ignorecommand = /usr/local/bin/ours <ip>
logpath = /var/log/my-app/*.log
          /srv/www/*/logs/access.log
[unused]
enabled = false
logpath = /var/log/unused.log
[in-the-journal]
enabled = true
backend = systemd
logpath = /var/log/never.log
`;
  assert.equal(readBefore(JAILS), 'paths-debian.conf');
  const told = fail2banSettings([PATHS, JAILS, local]);
  assert.deepEqual(told.jails, ['sshd', 'nginx-http-auth', 'recidive', 'my-app', 'in-the-journal']);
  assert.deepEqual(told.logs, [
    '/var/log/nginx/*error.log',
    '/var/log/my-app/*.log',
    '/srv/www/*/logs/access.log',
  ]);
  assert.deepEqual([told.banTime, told.longestBan, told.mailedTo], ['1h', '35d', 'ops@example.org']);
  assert.deepEqual(
    told.leftOut.map((what) => what.split(':')[0]),
    [
      'maxretry and findtime',
      'the filter of my-app',
      'the filter of in-the-journal',
      'ignorecommand',
      'mail to ops@example.org',
    ],
  );
});

for (const [written, longestBan] of [
  ['bantime = 1h', null],
  ['bantime = 30d', '30d'],
  ['bantime = -1', null],
  ['bantime = 1h\nbantime.maxtime = 2d', '2d'],
  ['bantime = 4w\nbantime.maxtime = 2d', '28d'],
] as const) {
  test(`${JSON.stringify(written)}: the longest ban is ${longestBan ?? 'ours'}`, () => {
    assert.equal(fail2banSettings([`[DEFAULT]\n${written}\n`]).longestBan, longestBan);
  });
}

test('no name of a jail or receiver of mail brings anything along', () => {
  const hostile =
    '[a b\x1b[2J]\nenabled = true\n[DEFAULT]\naction = %(action_mwl)s\ndestemail = a@b; rm -rf /\n';
  const { jails, mailedTo } = fail2banSettings([hostile]);
  assert.deepEqual([jails, mailedTo], [[], null]);
});

test('the ban time of one jail alone is named, not taken over', () => {
  const jails = '[sshd]\nenabled = true\nbantime = 1w\n[nginx-http-auth]\nenabled = true\nbantime = 600\n';
  const { banTime, leftOut } = fail2banSettings([
    SHIPPED,
    `${jails}[recidive]\nenabled = true\nbantime = 4w\n`,
  ]);
  assert.equal(banTime, '10m');
  assert.deepEqual(leftOut, ['bantime of sshd: all first bans are as long (bans.default_duration)']);
});
