import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { Bans } from '../../src/core/bans.ts';
import { RefusedError } from '../../src/core/refused-error.ts';
import type { Decision } from '../../src/model/decision.ts';
import { HOUR_MS } from '../../src/model/time.ts';
import { dryRunResponder } from '../../src/responders/dry-run.ts';
import { ProtectedSet } from '../../src/responders/protect.ts';
import type { ResponderResult } from '../../src/responders/responder.ts';

const ATTACKER = '203.0.113.7';
const PROTECTED = new ProtectedSet(
  [
    { address: '198.51.100.1', why: 'it is an address of this machine' },
    { address: '2001:db8::1', why: 'your own session comes from it' },
  ],
  ['192.0.2.0/24', '2001:db8:1::/48', '198.51.100.99'],
);

let now: number;
let stored: Decision[];
let bans: Bans;

function bansWith(result: ResponderResult): Bans {
  const responder = { ...dryRunResponder, apply: async () => result, revert: async () => result };
  const onChange = (decision: Decision): void => void stored.push(decision);
  return new Bans({
    responder,
    protection: PROTECTED,
    clock: { now: () => now },
    defaultBan: HOUR_MS,
    onChange,
  });
}

beforeEach(() => {
  now = 1_000_000;
  stored = [];
  bans = bansWith({ state: 'simulated' });
});

describe('who is never banned, though a person asks for it', () => {
  const cases: readonly [what: string, address: string, why: RegExp][] = [
    ['loopback', '127.0.0.1', /this machine \(loopback\)/],
    ['all of loopback', '127.8.9.10', /this machine \(loopback\)/],
    ['loopback in IPv6', '::1', /this machine \(loopback\)/],
    ['loopback written as IPv6', '::ffff:127.0.0.1', /this machine \(loopback\)/],
    ['an address of this machine', '198.51.100.1', /an address of this machine/],
    ['the same, written as IPv6', '::ffff:198.51.100.1', /an address of this machine/],
    ['the same, in hexadecimal', '::FFFF:C633:6401', /an address of this machine/],
    ['where the operator sits', '2001:0DB8:0:0:0:0:0:1', /your own session comes from it/],
    ['a range of the allowlist', '192.0.2.77', /in your allowlist \(192\.0\.2\.0\/24\)/],
    ['a range of the allowlist in IPv6', '2001:db8:1:2::3', /in your allowlist \(2001:db8:1::\/48\)/],
    ['one address of the allowlist', '198.51.100.99', /in your allowlist \(198\.51\.100\.99\)/],
    ['no host', '0.0.0.0', /no address of a host/],
    ['multicast', '224.0.0.1', /multicast/],
    ['multicast in IPv6', 'ff02::1', /multicast/],
    ['broadcast', '255.255.255.255', /broadcast/],
    ['a host name', 'scanner.example.net', /not an IP address/],
    ['a range', '203.0.113.0/24', /not an IP address/],
    ['a command', '203.0.113.7; reboot', /not an IP address/],
    ['nothing', '', /not an IP address/],
  ];
  for (const [what, address, why] of cases) {
    test(what, async () => {
      assert.match(bans.plan(address).refused ?? '', why);
      await assert.rejects(bans.ban(address, null, null), (error) => {
        return error instanceof RefusedError && why.test(error.message);
      });
      assert.deepEqual(stored, []);
    });
  }
});

test('the plan shows exactly what would run, for each choice, the configured one first', () => {
  const plan = bans.plan('::ffff:203.0.113.7');
  assert.deepEqual([plan.value, plan.refused, plan.active, plan.simulated], [ATTACKER, null, null, true]);
  assert.equal(plan.choices[0]?.duration, HOUR_MS);
  assert.equal(new Set(plan.choices.map(({ duration }) => duration)).size, plan.choices.length);
  assert.deepEqual(plan.choices[0]?.commands, [
    ['nft', 'add', 'element', 'inet', 'soc_console', 'banned4', '{ 203.0.113.7 timeout 3600s }'],
  ]);
  assert.deepEqual(stored, []);
});

test('a ban is stored before it is carried out and when it has been', async () => {
  const decision = await bans.ban(ATTACKER, HOUR_MS, 'a1');
  assert.deepEqual(
    stored.map(({ id, state }) => [id === decision.id, state]),
    [
      [true, 'pending'],
      [true, 'simulated'],
    ],
  );
  assert.deepEqual([decision.value, decision.alertId, decision.expiresAt], [ATTACKER, 'a1', now + HOUR_MS]);
  assert.ok(bans.isBanned(ATTACKER));
});

test('nobody is banned twice, however the address is written', async () => {
  await bans.ban(ATTACKER, HOUR_MS, null);
  await assert.rejects(bans.ban('::ffff:203.0.113.7', HOUR_MS, null), /is banned already/);
  assert.equal(bans.plan(ATTACKER).active?.value, ATTACKER);
});

test('a ban ends when its time is over; one without end does not', async () => {
  await bans.ban(ATTACKER, HOUR_MS, null);
  await bans.ban('203.0.113.8', null, null);
  now += HOUR_MS - 1;
  bans.expire(now);
  assert.deepEqual([bans.isBanned(ATTACKER), bans.rows(9, now)[1]?.remaining], [true, 1]);
  now += 1;
  bans.expire(now);
  assert.deepEqual([bans.isBanned(ATTACKER), bans.isBanned('203.0.113.8'), bans.active], [false, true, 1]);
  assert.equal(stored.at(-1)?.state, 'expired');
  await bans.ban(ATTACKER, HOUR_MS, null);
  assert.equal(bans.total, 3);
});

test('a ban that is lifted may be made again; lifting it twice is refused', async () => {
  const { id } = await bans.ban(ATTACKER, null, null);
  assert.equal((await bans.unban(id)).state, 'lifted');
  assert.equal(bans.isBanned(ATTACKER), false);
  await assert.rejects(bans.unban(id), /is not in force \(lifted\)/);
  await assert.rejects(bans.unban('nobody'), /no such ban/);
  await bans.ban(ATTACKER, null, null);
});

test('a ban that did not work says why and is not in force', async () => {
  bans = bansWith({ state: 'not-effective', detail: 'nft: not found' });
  const decision = await bans.ban(ATTACKER, null, null);
  assert.deepEqual(
    [decision.state, decision.detail, bans.isBanned(ATTACKER)],
    ['not-effective', 'nft: not found', false],
  );
});

test('the bans of an earlier run are in force, those in force stand first', async () => {
  const old = await bans.ban(ATTACKER, null, null);
  const later = bansWith({ state: 'simulated' });
  later.restore([old, { ...old, id: 'over', value: '203.0.113.9', state: 'lifted' }]);
  await assert.rejects(later.ban(ATTACKER, null, null), /is banned already/);
  assert.deepEqual(
    later.rows(1, now).map(({ value }) => value),
    [ATTACKER],
  );
});
