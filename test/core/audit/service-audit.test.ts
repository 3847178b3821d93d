import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ServiceAudit } from '../../../src/core/audit/service-audit.ts';
import { defaultPolicy } from '../../engine/audit/default-policy.ts';

const policy = defaultPolicy();
const block = (text: string) => ({
  ...{ source: 'services.conf', text, firstLine: 1, bytes: text.length, yearReference: 0, observedAt: 0 },
});

it('a policy that was read again judges the files that are there', () => {
  const audit = new ServiceAudit(policy);
  audit.read(block('port: 23, service: telnet, status: active\n'));
  assert.deepEqual(
    audit.findings().map(({ kind }) => kind),
    ['forbidden'],
  );
  audit.takePolicy({ ...policy, forbidden: [] }, 0);
  assert.deepEqual(
    audit.findings().map(({ kind }) => kind),
    ['unexpected'],
  );
});

it('an accepted risk stands below all others', () => {
  const risk = {
    service: 'telnet',
    port: null,
    kind: null,
    setting: null,
    until: 10,
    reason: 'lab',
    at: 'p.yml:1',
  };
  const audit = new ServiceAudit({ ...policy, accepted: [risk] });
  audit.read(block('port: 23, service: telnet, status: active\nport: 8081, service: http, status: active\n'));
  assert.deepEqual(
    audit.findings().map(({ service, severity }) => `${service} ${severity}`),
    ['http medium', 'telnet informational'],
  );
});

it("another machine's sockets, as ss lists them, are judged as a list of services is", () => {
  const audit = new ServiceAudit(policy);
  audit.read(block('tcp LISTEN 0 511 *:6379 *:* users:(("redis-server",pid=1300,fd=6))\n'));
  assert.deepEqual(
    audit.findings().map(({ service, kind, line }) => `${service} ${kind} line ${line}`),
    ['redis exposed line 1'],
  );
  audit.read(block('Netid State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n'));
  assert.deepEqual([audit.findings(), audit.notes('services.conf')], [[], []]);
});
