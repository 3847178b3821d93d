import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { DAY_MS, MINUTE_MS } from '../../../src/model/time.ts';
import { FakeFirewall } from '../../responders/fake-firewall.ts';
import { ATTACKER, BansSetup, order, settled } from './bans-setup.ts';

let firewall: FakeFirewall;
let setup: BansSetup;

beforeEach(() => {
  firewall = new FakeFirewall();
  setup = new BansSetup([firewall.responder]);
});

test('the undo of an unban bans by whom it was banned, and blocks nobody who was not blocked', async () => {
  const other = new FakeFirewall('other');
  setup = new BansSetup([firewall.responder, other.responder]);
  for (const [how, state] of [
    [{ simulate: true }, 'simulated'],
    [{ responder: 'other' }, 'effective'],
  ] as const) {
    const { id } = await setup.bans.ban(order(how));
    await setup.bans.unban(id);
    const again = await setup.bans.undo();
    assert.equal(again.state, state);
    await setup.bans.unban(again.id);
  }
  assert.deepEqual([firewall.orders, other.orders.length], [[], 4]);
});

describe('undo', () => {
  test('takes back a ban', async () => {
    await setup.bans.ban(order());
    assert.equal((await setup.bans.undo()).state, 'lifted');
    assert.equal(firewall.bans.size, 0);
    await assert.rejects(setup.bans.undo(), /nothing of the last 10 minutes/);
  });

  test('takes back an unban, for what is left of its time', async () => {
    const { id } = await setup.bans.ban(order());
    await setup.bans.unban(id);
    setup.now += 5 * MINUTE_MS;
    const again = await setup.bans.undo();
    assert.deepEqual([again.state, again.duration], ['effective', 55 * MINUTE_MS]);
  });

  test('takes back that a ban was made longer, and then the ban', async () => {
    const { id, expiresAt } = await setup.bans.ban(order());
    await setup.bans.ban(order({ duration: DAY_MS, reason: 'ticket 4711' }));
    const shorter = await setup.bans.undo();
    assert.deepEqual(
      [shorter.id, shorter.state, shorter.expiresAt, shorter.reason],
      [id, 'effective', expiresAt, order().reason],
    );
    assert.equal((await setup.bans.undo()).state, 'lifted');
  });

  test('takes back that another responder was added, and then the ban', async () => {
    const other = new FakeFirewall('other');
    setup = new BansSetup([firewall.responder, other.responder]);
    const { expiresAt } = await setup.bans.ban(order({ responder: 'firewall' }));
    const both = await setup.bans.ban(order({ responder: 'other', duration: MINUTE_MS }));
    assert.equal(setup.bans.undoing().at(-1)?.kind, 'added responder');
    const one = await setup.bans.undo();
    assert.deepEqual(
      [one.id, one.responder, one.state, one.expiresAt, one.enforcements.length],
      [both.id, 'firewall', 'effective', expiresAt, 1],
    );
    assert.deepEqual([firewall.bans.size, other.bans.size], [1, 0]);
    assert.equal((await setup.bans.undo()).state, 'lifted');
    assert.equal(firewall.bans.size, 0);
  });

  test('of a responder that was added with a longer end takes both back', async () => {
    const other = new FakeFirewall('other');
    setup = new BansSetup([firewall.responder, other.responder]);
    const { expiresAt } = await setup.bans.ban(order({ responder: 'firewall' }));
    await setup.bans.ban(order({ responder: 'other', duration: DAY_MS }));
    const one = await setup.bans.undo();
    assert.deepEqual([one.responder, one.expiresAt, other.bans.size], ['firewall', expiresAt, 0]);
  });

  test('of a responder that keeps the ban says so, and the ban stays as it is', async () => {
    const other = new FakeFirewall('other');
    setup = new BansSetup([firewall.responder, other.responder]);
    await setup.bans.ban(order({ responder: 'firewall' }));
    const { id } = await setup.bans.ban(order({ responder: 'other', duration: MINUTE_MS }));
    other.failure = 'busy';
    await assert.rejects(setup.bans.undo(), /other keeps the ban of .*busy/);
    assert.equal(setup.bans.get(id)?.enforcements.length, 2);
  });

  test('lifts a ban that would be over had nobody made it longer', async () => {
    const { id } = await setup.bans.ban(order({ duration: MINUTE_MS }));
    await setup.bans.ban(order({ duration: DAY_MS }));
    setup.now += 2 * MINUTE_MS;
    const { id: lifted, state } = await setup.bans.undo();
    assert.deepEqual([lifted, state, firewall.bans.size], [id, 'lifted', 0]);
  });

  test('of a longer ban is nothing once it was lifted', async () => {
    const { id } = await setup.bans.ban(order());
    await setup.bans.ban(order({ duration: DAY_MS }));
    await setup.bans.unban(id);
    assert.equal(setup.bans.undoing().at(-1)?.kind, 'unban');
  });

  test('of a ban that is over is nothing: what was done before it is', async () => {
    await setup.bans.ban(order({ address: '203.0.113.9' }));
    await setup.bans.ban(order({ duration: MINUTE_MS }));
    await setup.bans.ban(order({ duration: 2 * MINUTE_MS }));
    setup.now += 3 * MINUTE_MS;
    setup.bans.tick(setup.now);
    await settled();
    await setup.bans.ban(order({ origin: 'policy' }));
    assert.equal((await setup.bans.undo()).value, '203.0.113.9');
    assert.deepEqual([...firewall.bans.keys()], [ATTACKER]);
  });

  test('takes back together what was ordered together, each once, and leaves what was before', async () => {
    await setup.bans.ban(order({ address: '203.0.113.9' }));
    const orderedAt = setup.now;
    const one = await setup.bans.ban(order({ orderedAt }));
    const two = await setup.bans.ban(order({ address: '203.0.113.8', orderedAt }));
    assert.deepEqual(
      setup.bans.undoing().map(({ id }) => id),
      [one.id, two.id],
    );
    for (const { id } of [one, two]) assert.equal((await setup.bans.undo(id)).state, 'lifted');
    await assert.rejects(setup.bans.undo(one.id), /nothing/);
    assert.deepEqual([...firewall.bans.keys()], ['203.0.113.9']);
    assert.equal((await setup.bans.undo()).value, '203.0.113.9');
  });

  test('of unbans that were ordered together bans them all again', async () => {
    const values = ['203.0.113.8', '203.0.113.9'];
    const bans = await Promise.all(values.map((address) => setup.bans.ban(order({ address }))));
    for (const { id } of bans) await setup.bans.unban(id, setup.now);
    for (const { id } of setup.bans.undoing()) await setup.bans.undo(id);
    assert.deepEqual([...firewall.bans.keys()], values);
    assert.deepEqual(setup.bans.undoing(), []);
  });

  test('is over after 10 minutes', async () => {
    await setup.bans.ban(order());
    setup.now += 10 * MINUTE_MS;
    assert.deepEqual(setup.bans.undoing(), []);
    await assert.rejects(setup.bans.undo(), /nothing/);
  });

  test('never takes back what the policy did', async () => {
    await setup.bans.ban(order({ origin: 'policy' }));
    await assert.rejects(setup.bans.undo(), /nothing/);
  });
});
