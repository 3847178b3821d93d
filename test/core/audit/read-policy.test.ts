import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readPolicy } from '../../../src/core/audit/read-policy.ts';
import { UserError } from '../../../src/model/user-error.ts';

const SHIPPED = new URL('../../../config', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'soc-policy-'));
after(() => rmSync(folder, { recursive: true }));

function load(text: string, others: Readonly<Record<string, string>> = {}) {
  for (const [name, content] of Object.entries({ ...others, 'ours.yml': text }))
    writeFileSync(join(folder, name), content);
  return readPolicy(join(folder, 'ours.yml'), SHIPPED);
}

const shipped = readPolicy(null, SHIPPED);
const REST = 'severity: low, risk: r, recommendation: do';

describe('a policy that extends the shipped one', () => {
  it('adds, and replaces what has the same name', () => {
    const policy = load(
      'extends: default\nallowed:\n  - {service: ssh, ports: [2222]}\n  - {service: app, ports: [9000]}\n',
    );
    assert.equal(policy.title, shipped.title);
    assert.equal(policy.allowed.length, shipped.allowed.length + 1);
    const ssh = policy.allowed.filter(({ service }) => service === 'ssh');
    assert.deepEqual(
      ssh.map(({ ports, at }) => [ports, at]),
      [[[2222], 'ours.yml:3']],
    );
  });

  it('what it allows is no longer forbidden, and the other way round, by any name', () => {
    const policy = load(
      `extends: default\nallowed: [{service: vsftpd, ports: [21]}]\nforbidden: [{service: nginx, ${REST}}]\n`,
    );
    assert.ok(!policy.forbidden.some(({ service }) => service === 'ftp'));
    assert.ok(!policy.allowed.some(({ aliases }) => aliases.includes('nginx')));
  });

  it('replaces advice part by part, and settings by their name', () => {
    const policy = load(
      `extends: default\nadvice: {unexpected: {severity: critical}}\nsettings:\n  - {of: sshd, setting: permitrootlogin, allowed: [yes], ${REST}}\n`,
    );
    assert.equal(policy.unexpected.severity, 'critical');
    assert.equal(policy.unexpected.risk, shipped.unexpected.risk);
    assert.equal(policy.settings.length, shipped.settings.length);
    const root = policy.settings.find(({ name }) => name === 'permitrootlogin');
    assert.deepEqual(root?.test, { kind: 'allowed', values: ['yes'] });
  });

  it('several files deep', () => {
    const policy = load('extends: house.yml\ntitle: ours\n', {
      'house.yml': 'extends: default\ntitle: house\nallowed: [{service: app, ports: [1]}]\n',
    });
    assert.equal(policy.title, 'ours');
    assert.ok(policy.allowed.some(({ service, at }) => service === 'app' && at === 'house.yml:3'));
  });
});

describe('a policy that cannot be used', () => {
  for (const [title, text, others, expected] of [
    [
      'extends itself',
      'extends: ours.yml\n',
      {},
      /ours\.yml:1:10: extends: extends a policy that extends this one/,
    ],
    ['extends what is not there', 'extends: gone.yml\n', {}, /gone\.yml: there is no such file/],
    ['stands alone and lacks advice', 'title: x\n', {}, /advice\.unexpected\.severity: is missing/],
    [
      'has a mistake in a file that it extends',
      'extends: b.yml\n',
      { 'b.yml': 'alowed: []' },
      /b\.yml:1:1: alowed: unknown key.*Did you mean allowed/,
    ],
  ] as const) {
    it(title, () => {
      assert.throws(
        () => load(text, others),
        (error) => error instanceof UserError && expected.test(error.message),
      );
    });
  }
});
