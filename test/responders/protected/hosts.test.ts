import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NeededHosts } from '../../../src/responders/protected/hosts.ts';

test('what this program needs is protected under all its addresses, also while names do not resolve', async () => {
  let names: Readonly<Record<string, readonly string[]>> = {
    'loki.example.net': ['203.0.113.10', '2001:db8::10'],
    'mail.example.net': ['203.0.113.25'],
  };
  const hosts = new NeededHosts(
    [
      { host: 'loki.example.net', why: 'it is your Loki' },
      { host: 'mail.example.net', why: 'it is your mail server' },
      { host: 'nowhere.example.net', why: 'it is nothing' },
    ],
    async (host) => names[host] ?? Promise.reject(new Error('ENOTFOUND')),
  );
  const addresses = (): readonly string[] => hosts.protections.map(({ address }) => address);
  assert.deepEqual(addresses(), []);
  await hosts.refresh();
  assert.deepEqual(addresses(), ['203.0.113.10', '2001:db8::10', '203.0.113.25']);
  names = { 'loki.example.net': ['203.0.113.11'] };
  await hosts.refresh();
  assert.deepEqual(addresses(), ['203.0.113.11', '203.0.113.25']);
  assert.equal(hosts.protections[0]?.why, 'it is your Loki');
});

test('an address needs no name server', async () => {
  const hosts = new NeededHosts([{ host: '203.0.113.10', why: 'it is your Loki' }]);
  await hosts.refresh();
  assert.deepEqual(hosts.protections, [{ address: '203.0.113.10', why: 'it is your Loki' }]);
});
