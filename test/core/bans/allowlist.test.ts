import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { ALLOW, DISALLOW } from '../../../src/core/bans/allowlist.ts';
import { Response } from '../../../src/core/bans/response.ts';
import type { Decision } from '../../../src/model/bans/decision.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/model/time.ts';
import { ProtectedSet } from '../../../src/responders/protect.ts';
import { Store } from '../../../src/store/store.ts';
import { FakeFirewall } from '../../responders/fake-firewall.ts';
import { ATTACKER, DRY_RUN } from './bans-setup.ts';

const BAN = { kind: 'ban', address: ATTACKER, duration: MINUTE_MS, alertId: null } as const;

let firewall: FakeFirewall;
let store: Store;
let now: number;

beforeEach(() => {
  firewall = new FakeFirewall();
  store = Store.open(null);
  now = 10_000;
});

/** As a start of the program makes it, on what is stored. */
function started(): Response {
  const response = new Response({
    responders: [firewall.responder],
    dryRun: DRY_RUN,
    protection: new ProtectedSet({ live: () => [], allowlist: [], privateToo: false }),
    clock: { now: () => now },
    lengths: { first: 10 * MINUTE_MS, longest: 7 * DAY_MS },
    automatic: {
      ...{ mode: 'off', level: 'high', confidence: 2, count: 5, rules: [], maxPerMinute: 10, majority: 0.5 },
    },
    user: 'root',
    onDecided: () => {},
    onAction: (action) => store.appendAction(action),
    lastSeen: () => ({ tried: null, gotIn: null }),
    share: () => 0,
    isOfPackets: () => false,
  });
  response.restore([], store.actions(), store.subjects(ALLOW, DISALLOW));
  return response;
}

const ask = (response: Response, address: string, order: 'ask' | 'add' | 'remove') =>
  response.handle({ kind: 'allow', address, order }, 'anna');

test('who is allowed is banned by nobody any more, also after a restart, until that is taken back', async () => {
  const first = started();
  assert.deepEqual(ask(first, `::ffff:${ATTACKER}`, 'ask'), { address: ATTACKER, isAllowed: false });
  assert.deepEqual(ask(first, `::ffff:${ATTACKER}`, 'add'), { address: ATTACKER, isAllowed: true });
  await assert.rejects(async () => first.handle(BAN), /an operator allowed it/);
  const second = started();
  await assert.rejects(async () => second.handle(BAN), /an operator allowed it/);
  assert.deepEqual(ask(second, ATTACKER, 'remove'), { address: ATTACKER, isAllowed: false });
  assert.equal(((await second.handle(BAN)) as Decision).state, 'effective');
  assert.deepEqual(ask(started(), ATTACKER, 'ask'), { address: ATTACKER, isAllowed: false });
});

test('who is banned when it is allowed is let in at the next look, a second later', async () => {
  const response = started();
  const { id } = (await response.handle(BAN)) as Decision;
  ask(response, ATTACKER, 'add');
  now += 1000;
  response.tick(now);
  while (response.bans.get(id)?.state !== 'lifted') await new Promise((resolve) => setImmediate(resolve));
  assert.match(response.bans.get(id)?.detail ?? '', /protected now: an operator allowed it/);
});

test('each change is in the action log once, in the name of who made it', () => {
  const response = started();
  for (const order of ['add', 'add', 'ask', 'remove', 'remove'] as const) ask(response, ATTACKER, order);
  assert.deepEqual(
    store.actions().map(({ actor, kind, subject }) => [actor, kind, subject]),
    [
      ['anna', 'allow', ATTACKER],
      ['anna', 'disallow', ATTACKER],
    ],
  );
});

test('what is no address is not taken, and no more than a person would type', () => {
  const response = started();
  for (const text of ['root', '', '203.0.113.7; rm -rf /', '0.0.0.0/0'])
    assert.throws(() => ask(response, text, 'add'), /is not an IP address/);
  for (let host = 0; host < 1000; host++) ask(response, `10.0.${host >> 8}.${host & 255}`, 'add');
  assert.throws(() => ask(response, ATTACKER, 'add'), /there are 1000 already/);
});

test('the list is what the log of a stored state says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'soc-allow-'));
  const lasting = Store.open(folder);
  const act = (kind: string, subject: string): void =>
    lasting.appendAction({ time: 1, actor: 'anna', kind, subject, detail: {} });
  act(ALLOW, 'a');
  act(ALLOW, 'b');
  act('ban', 'a');
  act(DISALLOW, 'b');
  act(ALLOW, 'c');
  lasting.close();
  const again = Store.open(folder);
  assert.deepEqual(again.subjects(ALLOW, DISALLOW), ['a', 'c']);
  again.close();
  rmSync(folder, { recursive: true });
});
