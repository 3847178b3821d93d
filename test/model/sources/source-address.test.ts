import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseSourceAddress } from '../../../src/model/sources/source-address.ts';

describe('a PATH names', () => {
  for (const [path, address] of [
    ['journal:', { kind: 'journald', names: [], path: null }],
    ['journal:sshd', { kind: 'journald', names: ['sshd'], path: null }],
    [
      'journal:ssh.service,user@1000.service',
      { kind: 'journald', names: ['ssh.service', 'user@1000.service'], path: null },
    ],
    ['journal:/evidence/journal', { kind: 'journald', names: [], path: '/evidence/journal' }],
    ['journal:./system.journal', { kind: 'journald', names: [], path: './system.journal' }],
    ['docker:', { kind: 'docker', containers: { by: 'all' } }],
    ['docker:*', { kind: 'docker', containers: { by: 'all' } }],
    ['docker:web_server-1', { kind: 'docker', containers: { by: 'name', name: 'web_server-1' } }],
    ['docker:label=app=shop', { kind: 'docker', containers: { by: 'label', label: 'app=shop' } }],
    ['syslog:', { kind: 'syslog', transport: 'udp', host: '127.0.0.1', port: 5514 }],
    ['syslog:tcp://', { kind: 'syslog', transport: 'tcp', host: '127.0.0.1', port: 5514 }],
    ['syslog:udp://127.0.0.1:5140', { kind: 'syslog', transport: 'udp', host: '127.0.0.1', port: 5140 }],
    ['syslog:tcp://[::1]:601', { kind: 'syslog', transport: 'tcp', host: '::1', port: 601 }],
    ['syslog:udp://:514', { kind: 'syslog', transport: 'udp', host: '127.0.0.1', port: 514 }],
    ['loki:', { kind: 'loki', query: null }],
    ['loki:{job="sshd"} |= "x"', { kind: 'loki', query: '{job="sshd"} |= "x"' }],
  ] as const) {
    test(path, () => assert.deepEqual(parseSourceAddress(path), address));
  }
});

describe('a PATH is a file when it begins as none of these do', () => {
  for (const path of ['/var/log/auth.log', '-', './journal:sshd', 'journal', 'C:syslog:', 'journald:x']) {
    test(path, () => assert.equal(parseSourceAddress(path), null));
  }
});

describe("an address that is none is the user's to correct", () => {
  for (const path of [
    'journal:--flush',
    'journal:sshd,',
    'journal:a b',
    'docker:--help',
    'docker:a/b',
    'docker:label=',
    'syslog:5514',
    'loki:sshd',
    'loki:http://localhost:3100',
    'syslog:http://127.0.0.1:80',
    'syslog:udp://127.0.0.1:70000',
    'syslog:tcp://[::1:601',
  ]) {
    test(path, () => assert.throws(() => parseSourceAddress(path), /: not an? /));
  }
});
