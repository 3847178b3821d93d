import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withAcceptance } from '../../../src/engine/audit/accepted.ts';
import { audit, missingServices } from '../../../src/engine/audit/audit.ts';
import type { Policy } from '../../../src/engine/audit/policy.ts';
import { parseServices } from '../../../src/engine/audit/services.ts';
import { auditSettings } from '../../../src/engine/audit/settings.ts';
import type { Setting } from '../../../src/model/audit/finding.ts';
import { defaultPolicy } from './default-policy.ts';

const policy = defaultPolicy();
const setting = (name: string, value: string, part: Partial<Setting> = {}): Setting => ({
  ...{ owner: 'sshd', name, value, source: '/etc/ssh/sshd_config', line: 4, scope: null },
  ...part,
});

describe('settings of the SSH server', () => {
  for (const [name, value, isWeak] of [
    ['permitrootlogin', 'yes', true],
    ['permitrootlogin', 'no', false],
    ['permitrootlogin', 'prohibit-password', false],
    ['passwordauthentication', 'yes', true],
    ['maxauthtries', '6', false],
    ['maxauthtries', '20', true],
    ['logingracetime', '0', true],
    ['logingracetime', 'soon', true],
    ['loglevel', 'quiet', true],
    ['loglevel', 'VERBOSE', false],
    ['ciphers', 'chacha20-poly1305@openssh.com,aes256-gcm@openssh.com', false],
    ['ciphers', 'aes256-ctr,aes128-cbc', true],
    ['ciphers', '+3des-cbc', true],
    ['ciphers', '-3des-cbc,aes128-cbc', true],
    ['ciphers', '-aes128-cbc', false],
    ['macs', 'hmac-md5-96', true],
    ['bannerx', 'yes', false],
  ] as const) {
    it(`${name} ${value} -> ${isWeak ? 'weak' : 'fine'}`, () => {
      const findings = auditSettings([setting(name, value)], policy);
      assert.deepEqual(
        findings.map(({ kind }) => kind),
        isWeak ? ['weak-setting'] : [],
      );
    });
  }

  it('tells what is wrong, that it is the default, and for whom it holds', () => {
    const [byDefault, scoped] = auditSettings(
      [
        setting('passwordauthentication', 'yes', { line: 0 }),
        setting('passwordauthentication', 'yes', { scope: 'Match User bob' }),
      ],
      policy,
    );
    assert.equal(
      byDefault?.reason,
      'PasswordAuthentication is yes; the policy wants no. Nobody set it: it is the default.',
    );
    assert.equal(
      scoped?.reason,
      'PasswordAuthentication is yes; the policy wants no. Holds for Match User bob.',
    );
    assert.match(byDefault?.policy ?? '', /^default\.yml:\d+$/);
    assert.match(byDefault?.recommendation ?? '', /`PasswordAuthentication no`/);
  });

  it('no text of the configuration gets into commands that are there to be copied', () => {
    const [finding] = auditSettings([setting('permitrootlogin', '$(id)', { scope: '`id`' })], policy);
    assert.doesNotMatch(`${finding?.risk} ${finding?.recommendation}`, /\bid\b/);
  });
});

const services = (text: string) => parseServices(text).entries;
const DAY = Date.UTC(2027, 5, 30);

describe('accepted risks', () => {
  const accepted = {
    service: 'ssh',
    port: 2222,
    kind: null,
    setting: null,
    until: DAY,
    reason: 'vendor',
    at: 'ours.yml:3',
  };
  const accepting: Policy = { ...policy, accepted: [accepted] };
  const found = audit(
    'services.conf',
    services('port: 2222, service: ssh, status: active\nport: 2223, service: ssh, status: active'),
    policy,
  );

  it('hold until their day, for what they name and nothing else', () => {
    assert.deepEqual(
      withAcceptance(found, accepting, DAY - 1).map((finding) => finding.accepted),
      [{ until: DAY, reason: 'vendor' }, null],
    );
  });

  it('count again from then on, and say so', () => {
    const [first] = withAcceptance(found, accepting, DAY);
    assert.equal(first?.accepted, null);
    assert.match(first?.reason ?? '', / It was accepted until 2027-06-29 \(ours\.yml:3\)\.$/);
  });
});

describe('a service that must run', () => {
  const required = {
    ...{ service: 'ntp', aliases: ['chronyd'], ports: [123], at: 'ours.yml:9' },
    ...({ severity: 'low', reason: null, risk: 'r', recommendation: 'start {service}' } as const),
  };
  const requiring: Policy = { ...policy, required: [required] };
  for (const [text, kinds] of [
    ['port: 22, service: ssh, status: active', ['missing']],
    ['port: 123, service: ntp, status: inactive', ['missing']],
    ['port: 123, service: chronyd, status: active', []],
  ] as const) {
    it(`${text} -> ${kinds.join() || 'fine'}`, () => {
      const findings = missingServices('services.conf', services(text), requiring);
      assert.deepEqual(
        findings.map(({ kind }) => kind),
        kinds,
      );
    });
  }
});

it('clear text is told of where others can hear it', () => {
  const kinds = (bind: string) =>
    audit('s', services(`port: 389, service: ldap, status: active${bind}`), policy).map(({ kind }) => kind);
  assert.deepEqual(kinds(''), ['clear-text']);
  assert.deepEqual(kinds(', bind: 10.0.0.1'), ['clear-text']);
  assert.deepEqual(kinds(', bind: 127.0.0.1'), []);
});

describe('why it is a finding, in the words of the policy', () => {
  it('follows what was seen of a setting', () => {
    const settings = policy.settings.map((rule) => ({ ...rule, reason: 'our audit of May asks for it.' }));
    const [finding] = auditSettings([setting('permitrootlogin', 'yes')], { ...policy, settings });
    assert.equal(finding?.reason, 'PermitRootLogin is yes: our audit of May asks for it.');
  });

  it('follows what was seen of a service, with its port filled in', () => {
    const forbidden = policy.forbidden.map((rule) => ({ ...rule, reason: 'nobody decided on {port}.' }));
    const { entries } = parseServices('port: 23, service: telnet, status: active');
    const [finding] = audit('a', entries, { ...policy, forbidden });
    assert.equal(finding?.reason, 'telnet is active on port 23: nobody decided on 23.');
  });
});
