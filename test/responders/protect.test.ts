import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fail2banFolder } from '../../src/platform/fail2ban-folder.ts';
import { ProtectedSet } from '../../src/responders/protect.ts';
import { liveProtections } from '../../src/responders/protected/live.ts';

const PRIVATE = ['10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.9', '169.254.7.7', 'fd00::7', 'fe80::7'];

describe('private addresses', () => {
  const closed = new ProtectedSet({ live: () => [], allowlist: [], privateToo: false });
  const open = new ProtectedSet({ live: () => [], allowlist: [], privateToo: true });
  for (const address of PRIVATE) {
    test(`${address}: not by the policy unless the configuration says so, by a person at any time`, () => {
      assert.equal(closed.refusal(address, 'policy')?.why, 'it is a private address');
      assert.equal(open.refusal(address, 'policy'), null);
      assert.equal(closed.refusal(address, 'analyst'), null);
    });
  }
  test('others may be banned by the policy', () => {
    for (const address of ['203.0.113.7', '172.32.0.1', '2001:db8::7']) {
      assert.equal(closed.refusal(address, 'policy'), null);
    }
  });
});

test('what holds is asked when somebody is to be banned, and anew only when told', () => {
  let live = ['203.0.113.9'];
  const set = new ProtectedSet({
    live: () => live.map((address) => ({ address, why: 'somebody is there' })),
    allowlist: [],
    privateToo: false,
  });
  live = ['203.0.113.7'];
  assert.equal(set.refusal('203.0.113.9', 'analyst'), null);
  live = ['203.0.113.8'];
  assert.equal(set.refusal('203.0.113.7', 'analyst')?.why, 'somebody is there');
  set.refresh();
  assert.equal(set.refusal('203.0.113.7', 'analyst'), null);
  assert.equal(set.refusal('203.0.113.8', 'analyst')?.why, 'somebody is there');
});

test('what was looked at a moment ago is good enough for who says so', () => {
  let now = 0;
  let looks = 0;
  const live = () => {
    looks++;
    return [];
  };
  const set = new ProtectedSet({ live, allowlist: [], privateToo: false, stopwatch: () => now });
  const ask = (unlessWithin?: number): number => {
    set.refresh(unlessWithin);
    set.refusal('203.0.113.9', 'policy');
    return looks;
  };
  assert.deepEqual([ask(1000), ask(1000), ask()], [1, 1, 2]);
  now = 1000;
  assert.deepEqual([ask(1000), ask(1000)], [3, 3]);
});

test('whom fail2ban ignores is protected, where the environment says that its configuration is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'soc-fail2ban-'));
  const before = process.env.FAIL2BAN_CONFIG_DIR;
  try {
    writeFileSync(join(folder, 'jail.local'), '[DEFAULT]\nignoreip = 203.0.113.0/24\n');
    process.env.FAIL2BAN_CONFIG_DIR = folder;
    const found = liveProtections().find(({ address }) => address === '203.0.113.0/24');
    assert.match(found?.why ?? '', /^fail2ban is told to ignore it .*jail\.local/);
  } finally {
    if (before === undefined) delete process.env.FAIL2BAN_CONFIG_DIR;
    else process.env.FAIL2BAN_CONFIG_DIR = before;
    rmSync(folder, { recursive: true });
  }
  assert.equal(fail2banFolder({}), '/etc/fail2ban');
  assert.equal(fail2banFolder({ FAIL2BAN_CONFIG_DIR: 'here' }), '/etc/fail2ban');
});

test('of this very machine: its own addresses are protected, and each says why', () => {
  const live = liveProtections();
  assert.ok(
    live.some(({ address, why }) => address === '127.0.0.1' && why === 'it is an address of this machine'),
  );
  assert.ok(live.every(({ why }) => why.length > 0));
});

describe('an IPv4 host is the same host where IPv6 carries it', () => {
  const set = new ProtectedSet({ live: () => [], allowlist: ['203.0.113.0/28'], privateToo: false });
  const why = (address: string, by: 'analyst' | 'policy' = 'analyst'): string | undefined =>
    set.refusal(address, by)?.why;

  test('of the allowlist: behind NAT64, and every address of its 6to4 network', () => {
    const nat64 = 'it is in your allowlist (203.0.113.0/28), by way of NAT64';
    const sixToFour = 'it is in your allowlist (203.0.113.0/28), by way of 6to4';
    for (const address of ['64:ff9b::203.0.113.7', '64:FF9B:0:0:0:0:CB00:7107', '64:ff9b::cb00:710f%eth0']) {
      assert.equal(why(address), nat64, address);
    }
    for (const address of ['2002:cb00:7107::1', '2002:cb00:710f:ffff:ffff:ffff:ffff:ffff']) {
      assert.equal(why(address), sixToFour, address);
    }
    assert.equal(why('2002:cb00:7107:9::/64'), `of an address in it: ${sixToFour}`);
    assert.equal(set.refusal('64:ff9b::203.0.113.7', 'analyst')?.overridable, true);
    assert.equal(set.refusal('64:ff9b::203.0.113.7', 'policy')?.overridable, false);
  });
  test('its neighbours may be banned, and what only looks alike', () => {
    for (const address of [
      ...['64:ff9b::203.0.113.16', '64:ff9b::203.0.112.255', '2002:cb00:7110::1', '2002:cb00:70ff:ffff::1'],
      ...['64:ff9b:1::203.0.113.7', '2001:db8::203.0.113.7', '2003:cb00:7107::1'],
    ]) {
      assert.equal(why(address, 'policy'), undefined, address);
    }
  });
  test('this machine and private addresses too, and nobody bans all of IPv4 as one network', () => {
    assert.equal(why('64:ff9b::127.0.0.1'), 'it is this machine (loopback), by way of NAT64');
    assert.equal(why('2002:7f00:1::1'), 'it is this machine (loopback), by way of 6to4');
    assert.equal(why('64:ff9b::10.1.2.3', 'policy'), 'it is a private address, by way of NAT64');
    assert.equal(why('64:ff9b::10.1.2.3'), undefined);
    assert.equal(why('64:ff9b::/64'), 'of an address in it: it is this machine (loopback), by way of NAT64');
    assert.equal(set.refusal('64:ff9b::/64', 'analyst')?.overridable, false);
  });
});
