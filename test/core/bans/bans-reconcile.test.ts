import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { Decision } from '../../../src/model/bans/decision.ts';
import { HOUR_MS, SECOND_MS } from '../../../src/model/time.ts';
import { FakeFirewall } from '../../responders/fake-firewall.ts';
import { ATTACKER, BansSetup, order, settled } from './bans-setup.ts';

let firewall: FakeFirewall;
let setup: BansSetup;

beforeEach(() => {
  firewall = new FakeFirewall();
  setup = new BansSetup([firewall.responder]);
});

test('a rule that somebody took away is restored', async () => {
  const { id } = await setup.bans.ban(order());
  firewall.bans.clear();
  await setup.bans.reconcile();
  assert.ok(firewall.bans.has(ATTACKER));
  assert.equal(setup.bans.get(id)?.state, 'effective');
  assert.deepEqual(setup.bans.responders[0]?.lost, { bans: 1, at: setup.now });
});

test('who is seen while somebody else had taken the rule away is no proof against it', async () => {
  const { id } = await setup.bans.ban(order());
  await setup.bans.reconcile();
  setup.bans.tick(setup.now);
  firewall.bans.clear();
  setup.now += 12 * SECOND_MS;
  setup.seen.set(ATTACKER, setup.now);
  assert.equal(setup.bans.tick(setup.now), true, 'the firewall is to be looked at');
  await setup.bans.reconcile();
  assert.deepEqual([setup.bans.get(id)?.state, setup.bans.get(id)?.seenAfter], ['effective', null]);
  assert.equal(setup.bans.responders[0]?.lost?.bans, 1);
  setup.bans.tick(setup.now);
  for (let times = 0; times < 2; times++) {
    setup.now += 12 * SECOND_MS;
    setup.seen.set(ATTACKER, setup.now);
    setup.bans.tick(setup.now);
  }
  assert.equal(setup.bans.get(id)?.state, 'not-effective', 'though the rule stands again');
});

test('what ends by itself, or went while this program did not run, was not taken away by anybody', async () => {
  await setup.bans.ban(order());
  setup.now += HOUR_MS - 2000;
  firewall.bans.clear();
  await setup.bans.reconcile();
  assert.equal(setup.bans.responders[0]?.lost, null);
  firewall.bans.clear();
  const again = setup.restarted([firewall.responder]);
  await again.reconcile();
  assert.equal(firewall.bans.size, 1);
  assert.equal(again.responders[0]?.lost, null);
});

test('what stands as it should is only looked at', async () => {
  await setup.bans.ban(order());
  firewall.orders.length = 0;
  firewall.bans.set(ATTACKER, { packets: 41, remaining: null });
  await setup.bans.reconcile();
  assert.deepEqual(firewall.orders, []);
  assert.equal(setup.bans.rows(1, setup.now)[0]?.enforcements[0]?.packets, 41);
});

test('the rule of a ban that is over is taken away', async () => {
  const { id } = await setup.bans.ban(order());
  await setup.bans.unban(id);
  firewall.bans.set(ATTACKER, { packets: 0, remaining: null });
  await setup.bans.reconcile();
  assert.equal(firewall.bans.size, 0);
});

test('a rule that is none of ours is reported and left alone', async () => {
  firewall.bans.set('192.0.2.99', { packets: 0, remaining: null });
  await setup.bans.reconcile();
  assert.deepEqual([setup.bans.unknown, firewall.bans.size], [1, 1]);
});

test('a firewall that cannot be asked makes its bans not effective, and effective again when it answers', async () => {
  const { id } = await setup.bans.ban(order());
  firewall.unreachable = 'the daemon does not answer';
  await setup.bans.reconcile();
  assert.deepEqual(
    [setup.bans.get(id)?.state, setup.bans.responders[0]?.trouble],
    ['not-effective', 'the daemon does not answer'],
  );
  firewall.unreachable = null;
  firewall.bans.clear();
  await setup.bans.reconcile();
  assert.deepEqual([setup.bans.get(id)?.state, setup.bans.responders[0]?.trouble], ['effective', null]);
});

test('who has become protected since is let in: a restart must not throw the operator out', async () => {
  const { id } = await setup.bans.ban(order());
  setup.live = [{ address: ATTACKER, why: 'your own session comes from it' }];
  const bans = setup.restarted([firewall.responder]);
  await bans.reconcile();
  assert.deepEqual([bans.get(id)?.state, firewall.bans.size], ['lifted', 0]);
  assert.match(bans.get(id)?.detail ?? '', /protected now: your own session/);
});

test('a ban over what is protected, by typing it, stays', async () => {
  setup.live = [{ address: ATTACKER, why: 'it is the gateway of this machine' }];
  const { id } = await setup.bans.ban(order({ override: ATTACKER }));
  await setup.bans.reconcile();
  assert.equal(setup.bans.get(id)?.state, 'effective');
});

describe('killed, and started again', () => {
  /** The firewall obeys or not, but the program is dead before it hears of it. */
  async function killedWhile(work: () => Promise<unknown>, isDone: boolean): Promise<FakeFirewall> {
    firewall.hold();
    void work();
    await settled();
    const left = new FakeFirewall();
    if (!isDone) for (const [value, ban] of firewall.bans) left.bans.set(value, ban);
    else
      for (const entry of firewall.orders) {
        if (entry.startsWith('+')) left.bans.set(entry.slice(1), { packets: 0, remaining: null });
        else left.bans.delete(entry.slice(1));
      }
    return left;
  }

  for (const isDone of [false, true]) {
    const when = isDone ? 'after' : 'before';

    test(`${when} the rule was made: the ban is finished, once`, async () => {
      const left = await killedWhile(() => setup.bans.ban(order()), isDone);
      const bans = setup.restarted([left.responder]);
      await bans.reconcile();
      assert.deepEqual(
        bans.rows(9, setup.now).map(({ value, state }) => [value, state]),
        [[ATTACKER, 'effective']],
      );
      assert.deepEqual([...left.bans.keys()], [ATTACKER]);
    });

    test(`${when} the rule was taken away: the unban is finished`, async () => {
      const { id } = await setup.bans.ban(order());
      const left = await killedWhile(() => setup.bans.unban(id), isDone);
      const bans = setup.restarted([left.responder]);
      await bans.reconcile();
      assert.deepEqual([bans.get(id)?.state, left.bans.size], ['lifted', 0]);
    });
  }

  test('a ban that ran out meanwhile is ended, not made again', async () => {
    const { id } = await setup.bans.ban(order());
    setup.now += HOUR_MS;
    const bans = setup.restarted([firewall.responder]);
    bans.tick(setup.now);
    await bans.reconcile();
    assert.deepEqual([bans.get(id)?.state, firewall.bans.size], ['expired', 0]);
  });

  test('a firewall that lost everything is filled in one order', async () => {
    for (let host = 1; host <= 50; host++) await setup.bans.ban(order({ address: `203.0.113.${host}` }));
    firewall.bans.clear();
    setup.deeds.length = 0;
    const bans = setup.restarted([firewall.responder]);
    await bans.reconcile();
    assert.equal(firewall.bans.size, 50);
    assert.equal(setup.deeds.length, 1);
  });

  test('decisions of the first version are taken over as the simulations that they were', async () => {
    const { id, value, state, ...first } = await setup.bans.ban(order());
    const { actor, reason, goal, enforcements, overridden, confirmBy, seenAfter, ...old } = first;
    setup.stored.set(id, { ...old, id, value, state: 'simulated', responder: 'dry-run' } as Decision);
    firewall.bans.clear();
    const bans = setup.restarted([firewall.responder]);
    await bans.reconcile();
    assert.deepEqual(
      [bans.get(id)?.state, bans.isBanned(ATTACKER), firewall.bans.size],
      ['simulated', true, 0],
    );
  });
});

test('a ban by a responder that the configuration has no more is not effective, and gives way', async () => {
  const [old, kept, other] = ['old', 'kept', 'new'].map((name) => new FakeFirewall(name)) as [
    FakeFirewall,
    FakeFirewall,
    FakeFirewall,
  ];
  setup = new BansSetup([old.responder, kept.responder]);
  const both = await setup.bans.ban(order({ address: '203.0.113.8' }));
  const alone = await setup.bans.ban(order({ responder: 'old' }));
  const bans = setup.restarted([kept.responder, other.responder]);
  await bans.reconcile();
  const why = 'the configuration has no responder old any more';
  for (const [id, detail] of [
    [both.id, `old: ${why}`],
    [alone.id, why],
  ] as const) {
    const { state, detail: told } = bans.get(id) ?? {};
    assert.deepEqual([state, told], ['not-effective', detail]);
  }
  assert.equal(setup.stored.get(alone.id)?.state, 'not-effective');
  const lifted = await bans.unban(alone.id);
  assert.deepEqual([lifted.state, lifted.detail], ['lifted', `${why}: its rule may still be there`]);
  const anew = await bans.ban(order({ address: '203.0.113.8' }));
  assert.deepEqual([anew.state, bans.get(both.id)?.state], ['effective', 'lifted']);
  assert.deepEqual([...kept.bans.keys(), ...other.bans.keys()], ['203.0.113.8', '203.0.113.8']);
});

test('a ban of several, of which one is left, ends with that one', async () => {
  const [old, kept] = [new FakeFirewall('old'), new FakeFirewall('kept')];
  setup = new BansSetup([old.responder, kept.responder]);
  const { id } = await setup.bans.ban(order());
  const bans = setup.restarted([kept.responder]);
  await bans.reconcile();
  assert.equal((await bans.unban(id)).state, 'lifted');
  assert.equal(kept.bans.size, 0);
});
