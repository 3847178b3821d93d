import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parserFor } from '../../../../src/engine/parse/detect.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';
import { RECORDED_AT } from '../../../evidence/truth.ts';
import { readLines } from '../reading.ts';
import { sampleFiles } from '../samples.ts';

const KEY = 'ssh2: ED25519 SHA256:pgCbmy551ArGo9IHF4yc/WZBNrpORMVeO5MNlRYSRNM';

function line(clock: string, pid: number | string, message: string, host = 'bastion'): string {
  return `Nov 20 ${clock} ${host} sshd[${pid}]: ${message}`;
}

function pam(clock: string, pid: number | string, address = '192.0.2.1', host?: string): string {
  const text = `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${address}  user=root`;
  return line(clock, pid, text, host);
}

function offered(clock: string, pid: number): string {
  return line(clock, pid, `Failed publickey for root from 192.0.2.1 port 50000 ${KEY}`);
}

function failed(clock: string, pid: number): string {
  return line(clock, pid, `Failed password for root from 192.0.2.1 port 50000 ssh2`);
}

/** `line number: failures` of each login event, in the order in which they come. */
function counted(lines: readonly string[]): string[] {
  const { events } = readLines('syslog', lines);
  return events
    .filter(({ login }) => login)
    .map(({ ref, count, outcome }) => `${ref.line}: ${count} ${outcome}`);
}

function clock(second: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
}

describe('a failure that only PAM has told', () => {
  test('counts once 30 s have passed in the log, before the line that shows it', () => {
    const other = line('10:00:30', 900, 'Server listening on 0.0.0.0 port 22.');
    const { events } = readLines('syslog', [pam('10:00:00', 1), other, pam('10:00:31', 2)]);
    assert.deepEqual(
      events.map(({ ref, login }) => [ref.line, login]),
      [
        [1, true],
        [2, false],
        [3, true],
      ],
    );
  });

  test('does not wait for another line of sshd', () => {
    const cron = 'Nov 20 10:00:30 bastion CRON[7]: (root) CMD (true)';
    const { events } = readLines('syslog', [pam('10:00:00', 1), cron]);
    assert.deepEqual(
      events.map(({ ref }) => ref.line),
      [1, 2],
    );
  });

  test('is held for 29 s', () => {
    const other = line('10:00:29', 900, 'Server listening on 0.0.0.0 port 22.');
    const { events } = readLines('syslog', [pam('10:00:00', 1), other]);
    assert.deepEqual(
      events.map(({ ref }) => ref.line),
      [2, 1],
    );
  });

  test('does not wait for the clock of another host', () => {
    const other = line('23:00:00', 900, 'Server listening on 0.0.0.0 port 22.', 'elsewhere');
    assert.deepEqual(counted([pam('10:00:00', 1), other, failed('10:00:02', 1)]), ['3: 1 failure']);
  });

  test('counts when the clock is set back', () => {
    const other = line('09:00:00', 900, 'Server listening on 0.0.0.0 port 22.');
    const { events } = readLines('syslog', [pam('10:00:00', 1), other]);
    assert.deepEqual(
      events.map(({ ref }) => ref.line),
      [1, 2],
    );
  });

  test('is one failure in a process that PAM tells of twice', () => {
    assert.deepEqual(counted([pam('10:00:00', 1), pam('10:00:04', 1), failed('10:00:06', 1)]), [
      '3: 1 failure',
    ]);
  });
});

describe('of two PAM modules', () => {
  const sss = (at: string) => pam(at, 1).replace('pam_unix', 'pam_sss');
  const more = line(
    '10:00:09',
    1,
    'PAM 1 more authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root',
  );

  test('the first one counts, when it sums up', () => {
    const lines = [pam('10:00:00', 1), sss('10:00:00'), sss('10:00:04'), more];
    assert.deepEqual(counted(lines), ['1: 1 failure', '4: 1 failure']);
  });

  test('the first one counts, when the second one sums up', () => {
    const lines = [sss('10:00:00'), pam('10:00:00', 1), sss('10:00:04'), more];
    assert.deepEqual(counted(lines), ['1: 1 failure', '3: 1 failure']);
  });
});

describe('keyboard-interactive, for which sshd may ask PAM in a child', () => {
  const refused = (at: string, pid: number) =>
    line(at, pid, 'error: PAM: Authentication failure for root from 192.0.2.1');

  test('takes no line of another login for the one of its child when it has its own', () => {
    const lines = [pam('10:00:00', 2), pam('10:00:00', 1), refused('10:00:02', 1)];
    assert.deepEqual(counted(lines), ['3: 1 failure', '1: 1 failure']);
  });

  test('takes no line about another peer or account for the one of its child', () => {
    const other = pam('10:00:00', 3).replace('user=root', 'user=alice');
    const lines = [pam('10:00:00', 2, '192.0.2.2'), other, refused('10:00:02', 1)];
    assert.deepEqual(counted(lines), ['3: 1 failure', '1: 1 failure', '2: 1 failure']);
  });

  test('takes the line with the account before one in which PAM had no name for it', () => {
    const nameless = pam('10:00:00', 2).replace('  user=root', '');
    const lines = [nameless, pam('10:00:00', 3), refused('10:00:02', 1)];
    assert.deepEqual(counted(lines), ['3: 1 failure', '1: 1 failure']);
  });

  test('gives the line back of a login that tells itself that it failed', () => {
    const lines = [pam('10:00:00', 2), pam('10:00:00', 3), refused('10:00:02', 1), failed('10:00:02', 2)];
    assert.deepEqual(counted(lines), ['3: 1 failure', '4: 1 failure']);
  });

  test('takes no line without a process number: no child writes such a one', () => {
    const own = pam('10:00:00', 2).replace('[2]', '');
    const lines = [own, own, pam('10:00:01', 3), refused('10:00:02', 1)];
    assert.deepEqual(counted(lines), ['4: 1 failure', '1: 1 failure', '2: 1 failure']);
  });

  test('leaves the number of the child free for another login', () => {
    const lines = [pam('10:00:00', 2), refused('10:00:02', 1), pam('10:00:05', 2)];
    assert.deepEqual(counted(lines), ['2: 1 failure', '3: 1 failure']);
  });
});

describe('a key that was refused', () => {
  test('counts when the process goes on with another connection', () => {
    const next = line('10:00:05', 1, 'Connection from 192.0.2.2 port 50001 on 198.51.100.1 port 22');
    assert.deepEqual(counted([offered('10:00:00', 1), next]), ['1: 1 failure']);
  });

  test('does not count when a login follows within the grace time of 120 s', () => {
    const accepted = line('10:01:59', 1, 'Accepted password for root from 192.0.2.1 port 50000 ssh2');
    assert.deepEqual(
      counted([offered('10:00:00', 1), failed('10:00:40', 1), failed('10:01:20', 1), accepted]),
      ['2: 1 failure', '3: 1 failure', '4: 1 success'],
    );
  });

  test('counts when 120 s have passed', () => {
    const accepted = line('10:02:01', 1, 'Accepted password for root from 192.0.2.1 port 50000 ssh2');
    assert.deepEqual(counted([offered('10:00:00', 1), accepted]), ['1: 1 failure', '2: 1 success']);
  });

  test('counts each time it is repeated', () => {
    const repeated = line(
      '10:00:01',
      1,
      `message repeated 4 times: [ Failed publickey for root from 192.0.2.1 port 50000 ${KEY}]`,
    );
    assert.deepEqual(counted([offered('10:00:00', 1), repeated]), ['1: 1 failure', '2: 4 failure']);
  });

  test('does not hide what PAM tells of passwords', () => {
    const closed = line(
      '10:00:09',
      1,
      'Connection closed by authenticating user root 192.0.2.1 port 50000 [preauth]',
    );
    assert.deepEqual(counted([offered('10:00:00', 1), pam('10:00:03', 1), closed]), [
      '2: 1 failure',
      '1: 1 failure',
    ]);
  });
});

describe('a process number that comes again', () => {
  test('is another connection after the end of the first', () => {
    const closed = line(
      '10:00:03',
      1,
      'Connection closed by authenticating user root 192.0.2.1 port 50000 [preauth]',
    );
    const lines = [
      failed('10:00:02', 1),
      closed,
      pam('10:00:10', 1),
      line('10:00:11', 1, 'Connection closed by 192.0.2.1 port 50001 [preauth]'),
    ];
    assert.deepEqual(counted(lines), ['1: 1 failure', '3: 1 failure']);
  });

  test('is another connection after an opening', () => {
    const opened = line('10:00:02', 1, 'Connection from 192.0.2.1 port 50000 on 198.51.100.1 port 22');
    assert.deepEqual(counted([pam('10:00:00', 1), opened, failed('10:00:04', 1)]), [
      '1: 1 failure',
      '3: 1 failure',
    ]);
  });

  test('is free again when the process has died', () => {
    const fatal = line('10:00:02', 1, 'fatal: Read from socket failed: Connection reset by peer [preauth]');
    const { events } = readLines('syslog', [offered('10:00:00', 1), fatal]);
    assert.deepEqual(
      events.map(({ ref, login }) => [ref.line, login]),
      [
        [1, true],
        [2, false],
      ],
    );
  });

  test('is the same connection when the port is the same, whatever the order of the lines', () => {
    const closed = line(
      '10:00:02',
      1,
      'Connection closed by authenticating user root 192.0.2.1 port 50000 [preauth]',
    );
    assert.deepEqual(counted([pam('10:00:00', 1), closed, failed('10:00:02', 1)]), ['1: 1 failure']);
  });
});

describe('what is remembered is bounded', () => {
  /** Processes and held lines in the saved state. */
  function remembered(lines: Iterable<string>): {
    hosts: number;
    connections: number;
    held: number;
    failures: number;
  } {
    const parser = parserFor('syslog');
    parser.begin({ source: 'test', timeZone: 'UTC', yearReference: RECORDED_AT });
    let failures = 0;
    const emit = (event: LogEvent): void => {
      if (event.outcome === 'failure') failures += event.count;
    };
    let number = 0;
    for (const each of lines) assert.equal(parser.parse(each, ++number, emit), null);
    const saved = parser.save?.() as { sshd: [string, { connections: { held: unknown[] }[] }][] };
    const connections = saved.sshd.flatMap(([, attempts]) => attempts.connections);
    const held = connections.reduce((sum, connection) => sum + connection.held.length, 0);
    parser.end?.(emit);
    return { hosts: saved.sshd.length, connections: connections.length, held, failures };
  }

  function* times(count: number, make: (index: number) => string): Iterable<string> {
    for (let index = 0; index < count; index++) yield make(index);
  }

  test('in processes, and each failure still counts once', () => {
    const { connections, failures } = remembered(times(20_000, (index) => failed('10:00:00', index)));
    assert.equal(failures, 20_000);
    assert.equal(connections, 8192);
  });

  test('in lines held back, and each failure still counts once', () => {
    const { held, failures } = remembered(times(20_000, (index) => pam('10:00:00', index)));
    assert.equal(failures, 20_000);
    assert.ok(held <= 1024, `${held} held`);
  });

  test('in lines held back of one process', () => {
    const { held, failures } = remembered(times(1000, () => offered('10:00:00', 1)));
    assert.equal(failures, 1000);
    assert.ok(held <= 32, `${held} held`);
  });

  test('in hosts', () => {
    const { hosts, failures } = remembered(
      times(1000, (index) => pam('10:00:00', 1, '192.0.2.1', `host${index}`)),
    );
    assert.equal(failures, 1000);
    assert.equal(hosts, 32);
  });

  test('in time: a day of connections leaves only the latest', () => {
    const { connections, failures } = remembered(times(86_400, (second) => failed(clock(second), second)));
    assert.equal(failures, 86_400);
    assert.ok(connections <= 150, `${connections} remembered`);
  });
});

test('a parser that is saved and revived after any line of a story tells it alike', () => {
  const stories = sampleFiles('syslog').filter(({ name }) => name === 'sshd-folding.log');
  const lines = stories.flatMap(({ samples }) => samples.map(({ text }) => text));
  const whole = readLines('syslog', lines).events;
  for (let saveAfter = 0; saveAfter < lines.length; saveAfter++) {
    assert.deepEqual(
      readLines('syslog', lines, { saveAfter }).events,
      whole,
      `saved after ${saveAfter} lines`,
    );
  }
  assert.ok(lines.length > 40);
});
