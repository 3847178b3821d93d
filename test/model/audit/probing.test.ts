import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import type { Finding } from '../../../src/model/audit/finding.ts';
import { findingsTried, Probed } from '../../../src/model/audit/probing.ts';
import { alertOf } from '../../core/record/alert-of.ts';

const finding = (service: string, port: number | null, part: Partial<Finding> = {}): Finding => ({
  ...{ source: 'sockets', line: 0, port, service, status: 'listening', kind: 'exposed', setting: null },
  ...{ severity: 'high', reason: '', risk: '', recommendation: '', policy: '', accepted: null },
  ...part,
});
const named = (name: string, part: Partial<Alert> = {}): Alert =>
  alertOf({ id: name, ...part, rule: { ...alertOf({}).rule, name } });

const SSH = named('sshd_bruteforce');
const WEB = named('web_sql_injection', { class: 'sqli', group: { src_ip: '203.0.113.8' } });
const SWEEP = named('firewall_host_sweep', {
  class: 'scan',
  group: { src_ip: '203.0.113.9', dst_port: '3306' },
});
const SCAN = named('capture_port_scan', {
  class: 'scan',
  group: { src_ip: '203.0.113.9', dst_ip: '192.0.2.1' },
});
const FTP = named('login_bruteforce', {
  evidence: [{ source: 'a', line: 1, time: 0, raw: 'Nov 21 00:00:00 h vsftpd[1]: FAIL LOGIN' }],
});
const ALL = [SSH, WEB, SWEEP, FTP];

describe('who tries what a finding is about', () => {
  for (const [what, found, ids] of [
    ['an SSH server on any port', finding('ssh', 2222), ['sshd_bruteforce']],
    ['a setting of sshd', finding('sshd', null, { setting: 'PermitRootLogin' }), ['sshd_bruteforce']],
    ['a web server', finding('https', 443), ['web_sql_injection']],
    ['a setting of nginx', finding('nginx', null, { setting: 'autoindex' }), ['web_sql_injection']],
    ['a port that is swept for', finding('mysql', 3306), ['firewall_host_sweep']],
    ['a service whose program says who failed', finding('ftp', 21), ['login_bruteforce']],
    ['a service that nobody tries', finding('redis', 6379), undefined],
    ['one that does not run', finding('ssh', 22, { kind: 'missing' }), undefined],
    [
      'one for this machine only',
      finding('ssh', 22, { kind: 'unexpected', severity: 'informational' }),
      undefined,
    ],
  ] as const) {
    it(what, () => assert.deepEqual(new Probed(ALL).of(found)?.alerts, ids));
  }

  it('what a firewall logged of the port counts, alert or not', () => {
    const logged = { packets: 7, sources: ['203.0.113.1', '203.0.113.9'], last: 5000 };
    const probed = new Probed([SWEEP], (port) => (port === 3306 ? logged : null));
    const { packets, attackers, attackersTotal, last } = probed.of(finding('mysql', 3306)) ?? {};
    assert.deepEqual(
      [packets, attackers, attackersTotal, last],
      [7, ['203.0.113.9', '203.0.113.1'], 2, 5000],
    );
    assert.equal(probed.of(finding('redis', 6379)), null);
  });

  it('a scan over many ports is told as that, of ports and not of settings', () => {
    const probed = new Probed([SCAN]);
    assert.deepEqual(probed.of(finding('redis', 6379))?.scans, 1);
    assert.deepEqual(probed.of(finding('redis', 6379))?.level, null);
    assert.equal(probed.of(finding('sshd', null)), null);
  });

  it('alerts that a stronger one covers, and those about the configuration, are not counted', () => {
    const probed = new Probed([{ ...SSH, status: 'covered' }, named('machine_finding', { class: 'config' })]);
    assert.equal(probed.of(finding('ssh', 22)), null);
  });

  it('of many attackers the first are named', () => {
    const many = Array.from({ length: 9 }, (_, n) =>
      named('sshd_x', { id: `${n}`, group: { src_ip: `192.0.2.${n}` } }),
    );
    const { attackers = [], attackersTotal } = new Probed(many).of(finding('ssh', 22)) ?? {};
    assert.deepEqual([attackers.length, attackersTotal], [5, 9]);
  });
});

it('an alert names the findings that are open to it', () => {
  const findings = [finding('ssh', 22), finding('mysql', 3306), finding('http', 80)];
  const ports = (alert: Alert) => findingsTried(alert, findings).map(({ port }) => port);
  assert.deepEqual(ports(SSH), [22]);
  assert.deepEqual(ports(SWEEP), [3306]);
  assert.deepEqual(ports(WEB), [80]);
  assert.deepEqual(ports(SCAN), []);
});
