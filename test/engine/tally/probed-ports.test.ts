import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ProbedPorts } from '../../../src/engine/tally/probed-ports.ts';
import type { Fields, LogEvent } from '../../../src/model/log-event.ts';

const LOGSOURCE = { category: 'firewall', product: 'linux', service: 'syslog' };
const packet = (srcIp: string, part: Fields = {}): LogEvent => ({
  ...{ time: 1000, logsource: LOGSOURCE, category: 'network', outcome: null, count: 1, srcIp, srcHost: null },
  ...{ user: null, login: false, raw: '', ref: { source: 'a', line: 1 } },
  fields: { dst_port: 3306, protocol: 'tcp', tcp_flags: 'SYN', in_interface: 'eth0', ...part },
});

it('counts who tried a port, and keeps it through a checkpoint', () => {
  const ports = new ProbedPorts();
  for (const source of ['203.0.113.7', '203.0.113.8', '203.0.113.7']) ports.add(packet(source));
  const again = new ProbedPorts();
  again.restore(JSON.parse(JSON.stringify(ports.save())));
  const probed = { packets: 3, sources: ['203.0.113.7', '203.0.113.8'], last: 1000 };
  assert.deepEqual(ports.find(3306), probed);
  assert.deepEqual(again.find(3306), probed);
  assert.equal(ports.find(22), null);
});

for (const [what, part, isCounted] of [
  ['a datagram', { protocol: 'udp', tcp_flags: undefined }, true],
  ['a packet for a container', { out_interface: 'docker0' }, true],
  ['a packet that is only passed on', { out_interface: 'eth1' }, false],
  ['a late answer', { tcp_flags: 'ACK RST' }, false],
  ['what the firewall let through', { action: 'allowed' }, false],
  ['a packet of our own', { in_interface: undefined }, false],
] as const) {
  it(`${what} is ${isCounted ? '' : 'not '}counted`, () => {
    const ports = new ProbedPorts();
    ports.add(packet('203.0.113.7', part));
    assert.equal(ports.find(3306) !== null, isCounted);
  });
}

it('a scan of every port by a million addresses is bounded, and what is left out is counted', () => {
  const ports = new ProbedPorts();
  for (let port = 1; port <= 5000; port++) ports.add(packet('203.0.113.7', { dst_port: port }));
  for (let host = 0; host < 100; host++) ports.add(packet(`192.0.2.${host}`, { dst_port: 1 }));
  assert.equal(ports.uncounted, 5000 - 4096);
  assert.equal(ports.find(1)?.sources.length, 20);
  assert.equal(ports.find(1)?.packets, 101);
});
