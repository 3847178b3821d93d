import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { looksLikeServices, parseServices } from '../../../src/engine/audit/services.ts';

const sample = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

describe('one line of a service list', () => {
  const entry = { line: 1, port: 22, service: 'ssh', status: 'active', access: null, bind: null };
  for (const [raw, expected] of [
    ['port: 22, service: ssh, status: active', entry],
    ['  PORT:22,Service :  SSH ,status: Active,', entry],
    ['status: active, service: ssh, port: 22', entry],
    [`port: "22", service: 'ssh', status: active`, entry],
    ['port: 22, service: ssh, status: active\r', entry],
    ['port: 22, service: ssh, status: active # as agreed', entry],
    [
      'port: 22, service: ssh, status: active, access: admin, bind: ::1',
      { ...entry, access: 'admin', bind: '::1' },
    ],
    ['port: 22, service: ssh, status: active, bind: [::]:22', { ...entry, bind: '[::]:22' }],
    ['port: 22, service: c#, status: active', { ...entry, service: 'c#' }],
    ['port: 00022, service: ssh, status: active', entry],
  ] as const) {
    it(JSON.stringify(raw), () => {
      const { entries, badTotal } = parseServices(raw);
      assert.deepEqual(entries, [{ ...expected, raw: raw.trimEnd() }]);
      assert.equal(badTotal, 0);
    });
  }
});

describe('a line that is no service is named with its number and the reason', () => {
  for (const [raw, reason] of [
    ['port: 0, service: ssh, status: active', 'port "0" is not a whole number from 1 to 65535'],
    ['port: 65536, service: ssh, status: active', 'port "65536" is not a whole number from 1 to 65535'],
    [
      'port: 99999999999, service: ssh, status: active',
      'port "99999999999" is not a whole number from 1 to 65535',
    ],
    [
      'port: 8000-8010, service: http, status: active',
      'port "8000-8010" is not a whole number from 1 to 65535',
    ],
    ['port: 0x16, service: ssh, status: active', 'port "0x16" is not a whole number from 1 to 65535'],
    ['port: 22, port: 23, service: ssh, status: active', 'port is given twice'],
    ['port: 22, service: ssh', 'no status'],
    ['port: 22, service: , status: active', 'no service'],
    ['service: ssh, status: active', 'no port'],
    ['just some words', '"just some words" is not "key: value"'],
    [': 22, service: ssh, status: active', '": 22" has no key'],
    [`port: 22, service: ${'x'.repeat(5000)}, status: active`, 'longer than 4096 characters'],
  ] as const) {
    it(raw.slice(0, 60), () => {
      const { entries, bad, badTotal } = parseServices(`# first\n${raw}\n`);
      assert.deepEqual(entries, []);
      assert.deepEqual(bad, [{ line: 2, reason, raw: raw.slice(0, 4096) }]);
      assert.equal(badTotal, 1);
    });
  }
});

describe('a whole list', () => {
  it('the seed: twelve services, nothing odd', () => {
    const list = parseServices(sample('seed.conf'));
    assert.equal(list.entries.length, 12);
    assert.deepEqual({ ...list, entries: [] }, { entries: [], bad: [], badTotal: 0, unknownKeys: [] });
  });

  it('comments, blank lines and a byte order mark count as lines, not as services', () => {
    const { entries } = parseServices(
      '\uFEFFport: 1, service: a, status: on\n\n# no\n  \t\nport: 2, service: b, status: on',
    );
    assert.deepEqual(
      entries.map(({ line, port }) => [line, port]),
      [
        [1, 1],
        [5, 2],
      ],
    );
  });

  it('keys that mean nothing to us are named once, where they first stand', () => {
    const { entries, unknownKeys } = parseServices(
      'port: 1, service: a, status: on, owner: x\nport: 2, service: b, status: on, acess: admin, owner: y',
    );
    assert.equal(entries.length, 2);
    assert.deepEqual(unknownKeys, [
      { key: 'owner', line: 1 },
      { key: 'acess', line: 2 },
    ]);
  });

  it('what is kept is bounded, what is not kept is counted', () => {
    const services = 'port: 1, service: a, status: on\n'.repeat(10_500);
    const many = parseServices(`${services}${'nonsense\n'.repeat(500)}`);
    assert.equal(many.entries.length, 10_000);
    assert.equal(many.bad.length, 100);
    assert.equal(many.badTotal, 1000);
    const keys = Array.from({ length: 500 }, (_, index) => `port: 1, service: a, status: on, k${index}: v`);
    assert.equal(parseServices(keys.join('\n')).unknownKeys.length, 100);
  });
});

describe('recognising a service list by its first lines', () => {
  for (const [title, lines, expected] of [
    ['the seed', sample('seed.conf').split('\n'), true],
    ['one with bad lines and comments', sample('hostile.conf').split('\n'), true],
    ['keys in another order', ['service: ssh, port: 22'], true],
    ['nothing', [], false],
    ['only comments', ['# port: 22, service: ssh, status: active'], false],
    ['a login log', ['2023-06-25 14:22:01, john_doe, 192.168.1.1, login_attempt, FAILED'], false],
    ['sshd', ['Jun 25 14:22:01 h sshd[1]: Failed password for root from 192.0.2.1 port 22 ssh2'], false],
    ['a log with one such line', ['a: b', 'c: d', 'port: 22, service: ssh, status: active'], false],
    ['YAML of another kind', ['services:', '  web:', '    port: 22'], false],
    ['one endless line', ['port: 1, service: '.repeat(100_000)], false],
  ] as const) {
    it(title, () => assert.equal(looksLikeServices(lines), expected));
  }
});
