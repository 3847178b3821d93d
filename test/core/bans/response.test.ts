import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { AutomaticPolicy } from '../../../src/core/bans/automatic-bans.ts';
import { Response } from '../../../src/core/bans/response.ts';
import { lastSeen, shareOfTraffic } from '../../../src/core/snapshot/traffic.ts';
import { Engine } from '../../../src/engine/engine.ts';
import type { Action } from '../../../src/model/bans/action.ts';
import type { Decision } from '../../../src/model/bans/decision.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/model/time.ts';
import { ProtectedSet } from '../../../src/responders/protect.ts';
import { engineOptions, shippedRules } from '../../engine/run-engine.ts';
import { FakeFirewall } from '../../responders/fake-firewall.ts';
import { alertOf } from '../record/alert-of.ts';
import { ATTACKER, DRY_RUN, settled } from './bans-setup.ts';

const POLICY: AutomaticPolicy = {
  ...{ mode: 'on', level: 'high', confidence: 2, count: 5, rules: [], maxPerMinute: 10, majority: 0.5 },
};
const HIGH = alertOf({ level: 'high' });

let firewall: FakeFirewall;
let actions: Action[];
let now: number;

beforeEach(() => {
  firewall = new FakeFirewall();
  actions = [];
  now = 10_000;
});

function responseWith(
  policy: Partial<AutomaticPolicy> = {},
  share: (address: string) => number = () => 0,
  proxies: readonly string[] = [],
  onDecided: (decisions: readonly Decision[]) => void = () => {},
): Response {
  return new Response({
    responders: [firewall.responder],
    dryRun: DRY_RUN,
    protection: new ProtectedSet({
      live: () => proxies.map((address) => ({ address, why: 'it is a trusted proxy' })),
      ...{ allowlist: [], privateToo: false },
    }),
    clock: { now: () => now },
    lengths: { first: 10 * MINUTE_MS, longest: 7 * DAY_MS },
    automatic: { ...POLICY, ...policy },
    user: 'root',
    onDecided,
    onAction: (action) => void actions.push(action),
    lastSeen: () => ({ tried: null, gotIn: null }),
    share,
    isOfPackets: () => false,
  });
}

const BAN = { kind: 'ban', address: ATTACKER, duration: MINUTE_MS, alertId: null } as const;

describe('the action log', () => {
  test('is told who, why, exactly what was run, and what came of it', async () => {
    const response = responseWith();
    await response.handle({ ...BAN, actor: 'alice', reason: 'brute force' });
    const [action, ...more] = actions;
    assert.deepEqual(more, []);
    assert.deepEqual(
      [action?.actor, action?.kind, action?.subject, action?.time],
      ['alice', 'ban', ATTACKER, now],
    );
    const { decision, ...detail } = action?.detail ?? {};
    assert.equal(typeof decision, 'string');
    assert.deepEqual(detail, {
      ...{
        reason: 'brute force',
        alertId: null,
        expiresAt: now + MINUTE_MS,
        overridden: null,
        failure: null,
      },
      responder: 'firewall',
      ran: [{ argv: ['firewall', '+', ATTACKER], exitCode: 0, failure: null, output: '' }],
    });
  });

  test('tells a ban that ran out from one that was lifted', async () => {
    const response = responseWith();
    await response.handle(BAN);
    now += MINUTE_MS;
    response.bans.tick(now);
    await settled();
    assert.deepEqual(
      actions.map(({ kind }) => kind),
      ['ban', 'expire'],
    );
  });

  test('counts what a ban stopped soon after it, then once a minute', async () => {
    const response = responseWith();
    const stopped = (): number | null | undefined => response.bans.rows(1, now)[0]?.enforcements[0]?.packets;
    const pass = async (ms: number): Promise<void> => {
      now += ms;
      response.tick(now);
      await settled();
    };
    await pass(0);
    await response.handle({ ...BAN, duration: DAY_MS });
    firewall.bans.set(ATTACKER, { packets: 18, remaining: null });
    await pass(7_000);
    assert.equal(stopped(), 0);
    await pass(1_000);
    assert.equal(stopped(), 18);
    firewall.bans.set(ATTACKER, { packets: 40, remaining: null });
    await pass(8_000);
    assert.equal(stopped(), 18);
    await pass(MINUTE_MS);
    assert.equal(stopped(), 40);
  });

  test('is told once of what fails every minute', async () => {
    const response = responseWith();
    firewall.failure = 'no right';
    await response.handle(BAN);
    await response.bans.reconcile();
    await response.bans.reconcile();
    assert.deepEqual(
      actions.map(({ kind, detail }) => [kind, detail.failure]),
      [['ban', 'no right']],
    );
    firewall.failure = null;
    await response.bans.reconcile();
    assert.deepEqual(actions.at(-1)?.kind, 'restore');
  });

  test('shows what a program printed, and obeys none of it', async () => {
    const response = responseWith();
    firewall.failure = `\x1b]0;owned\x07\x1b[2J\u202e${'x'.repeat(10_000)}`;
    await response.handle(BAN);
    const output = JSON.stringify(actions[0]?.detail.ran);
    assert.doesNotMatch(output, /\\u001b|\u202e/);
    assert.match(output, /x1b/);
    assert.ok(output.length < 3000, `${output.length}`);
  });

  test('holds a restored firewall as one entry', async () => {
    const response = responseWith();
    for (let host = 1; host <= 30; host++) await response.handle({ ...BAN, address: `203.0.113.${host}` });
    actions.length = 0;
    firewall.bans.clear();
    await response.bans.reconcile();
    assert.deepEqual(
      actions.map(({ kind, subject, detail }) => [kind, subject, detail.count]),
      [['restore', '30 addresses', 30]],
    );
  });
});

test('the firewall is looked at every minute, also when the clock was set back', async () => {
  const response = responseWith();
  await response.handle(BAN);
  await response.compare();
  firewall.bans.clear();
  now -= 24 * 60 * MINUTE_MS;
  response.tick(now);
  await settled();
  assert.deepEqual([...firewall.bans.keys()], [ATTACKER]);
});

test('that somebody emptied the firewall is told for ten minutes', async () => {
  const response = responseWith();
  await response.handle({ ...BAN, duration: 60 * MINUTE_MS });
  assert.deepEqual(response.warnings, []);
  firewall.bans.clear();
  await response.bans.reconcile();
  assert.deepEqual(response.warnings, [
    'firewall had lost 1 ban: somebody else changed or emptied it. Seen, and set again, at 1970-01-01T00:00:10.000Z.',
  ]);
  now += 10 * MINUTE_MS;
  assert.deepEqual(response.warnings, []);
});

describe('automatic bans', () => {
  test('are made by the policy, told as such, and cannot be undone by mistake', async () => {
    const response = responseWith();
    response.onAlert(HIGH);
    await settled();
    const [row] = response.bans.rows(1, now);
    assert.deepEqual(
      [row?.value, row?.origin, row?.actor, row?.state, row?.duration, row?.alertId],
      [ATTACKER, 'policy', 'rule rule', 'effective', 10 * MINUTE_MS, 'a1'],
    );
    assert.equal(response.status.undo, null);
  });

  test('are only shown in simulation, and are in the log as that', async () => {
    const response = responseWith({ mode: 'simulate' });
    response.onAlert(HIGH);
    await settled();
    assert.deepEqual([response.bans.rows(1, now)[0]?.state, firewall.orders], ['simulated', []]);
    assert.deepEqual([actions[0]?.kind, actions[0]?.detail.simulated], ['ban', true]);
  });

  test('let in whom a person let in, also after a restart, whatever the alert goes on to', async () => {
    const decided = new Map<string, Decision>();
    const keep = (all: readonly Decision[]): void => {
      for (const one of all) decided.set(one.id, one);
    };
    const response = responseWith({}, undefined, [], keep);
    response.onAlert(HIGH);
    await settled();
    const [ban] = response.bans.rows(1, now);
    now += MINUTE_MS;
    await response.handle({ kind: 'unban', decisionId: ban?.id ?? '' });
    const restarted = responseWith({}, undefined, [], keep);
    restarted.restore([...decided.values()], actions);
    now += MINUTE_MS;
    restarted.onAlert({ ...HIGH, eventCount: HIGH.eventCount + 500, lastSeen: now });
    await settled();
    assert.deepEqual([restarted.bans.active, [...firewall.bans.keys()]], [0, []]);
  });

  test('that were only simulated, and let go, hinder no real ban after a restart', async () => {
    const decided = new Map<string, Decision>();
    const keep = (all: readonly Decision[]): void => {
      for (const one of all) decided.set(one.id, one);
    };
    const rehearsed = responseWith({ mode: 'simulate' }, undefined, [], keep);
    rehearsed.onAlert(HIGH);
    await settled();
    const restarted = responseWith({}, undefined, [], keep);
    restarted.restore([...decided.values()], actions);
    now += MINUTE_MS;
    restarted.onAlert({ ...HIGH, eventCount: HIGH.eventCount + 5, lastSeen: now });
    await settled();
    assert.deepEqual([...firewall.bans.keys()], [ATTACKER]);
  });

  test('that were refused because somebody had just logged in are made when it goes on after that', async () => {
    const live: string[] = [];
    const response = responseWith({}, undefined, live);
    response.onAlert({ ...HIGH, id: 'other', group: { src_ip: '203.0.113.99' } });
    await settled();
    live.push(ATTACKER);
    now += MINUTE_MS;
    // What was looked at a minute ago does not know of the login: the ban itself looks again.
    await new Promise((resume) => setTimeout(resume, 1100));
    response.onAlert(HIGH);
    await settled();
    assert.deepEqual([...firewall.bans.keys()], ['203.0.113.99']);
    live.pop();
    now += MINUTE_MS;
    await response.bans.reconcile();
    response.onAlert({ ...HIGH, eventCount: HIGH.eventCount + 5, lastSeen: now });
    await settled();
    assert.deepEqual([...firewall.bans.keys()], ['203.0.113.99', ATTACKER]);
  });

  test('are halted by the kill switch, also after a restart, until somebody resumes them', async () => {
    const response = responseWith();
    assert.equal(await response.handle({ kind: 'automatic-bans', order: 'halt' }), 'halted');
    const restarted = responseWith();
    restarted.restore([], actions);
    restarted.onAlert(HIGH);
    await settled();
    assert.deepEqual(
      [restarted.status.automatic, restarted.status.heldBack, firewall.orders],
      ['halted', { halted: 1 }, []],
    );
    assert.equal(await restarted.handle({ kind: 'automatic-bans', order: 'resume' }), 'on');
    restarted.onAlert(HIGH);
    await settled();
    assert.deepEqual(firewall.orders, [`+${ATTACKER}`]);
  });
});

describe('lines that name somebody else', () => {
  const REAL = '198.51.100.66';
  const VICTIM = '203.0.113.9';
  const spoofed: readonly string[] = [
    `x from ${VICTIM} port 22 ssh2`,
    `${VICTIM}`,
    `root from ${VICTIM}`,
    `a [preauth] Failed password for root from ${VICTIM} port 22 ssh2`,
    `x rhost=${VICTIM}  user=root`,
    `]: Accepted password for root from ${VICTIM} port 22 ssh2`,
    `message repeated 99 times: [ Failed password for root from ${VICTIM} port 22 ssh2]`,
  ];

  for (const account of spoofed) {
    test(`an account called "${account}" gets nobody banned but who sent it`, async () => {
      const engine = new Engine(engineOptions(await shippedRules()));
      const time = Date.UTC(2026, 10, 20, 8);
      const response = responseWith({}, (address) => shareOfTraffic(engine, address));
      now = time;
      const lines = Array.from({ length: 30 }, (_, index) => {
        const stamp = new Date(time + index * 200).toISOString();
        return `${stamp} bastion sshd[77]: Failed password for invalid user ${account} from ${REAL} port ${5000 + index} ssh2\n`;
      });
      const text = lines.join('');
      const block = {
        source: 'auth.log',
        text,
        firstLine: 1,
        bytes: text.length,
        yearReference: time,
        observedAt: time,
      };
      const inputs = [
        { kind: 'open', source: 'auth.log', format: null },
        { kind: 'block', block },
        { kind: 'end', source: 'auth.log' },
      ] as const;
      for (const input of inputs) for (const { alert } of engine.step(input)) response.onAlert(alert);
      await settled();
      assert.deepEqual([...firewall.bans.keys()], [REAL]);
      assert.notEqual(lastSeen(engine, REAL).tried, null);
    });
  }
});

test('an address is seen when it fails to log in, and when it gets in', async () => {
  const engine = new Engine(engineOptions(await shippedRules()));
  const time = Date.UTC(2026, 10, 20, 8);
  const line = (second: number, what: string): string =>
    `${new Date(time + second * 1000).toISOString()} bastion sshd[77]: ${what} for root from ${ATTACKER} port 5000 ssh2\n`;
  const text = [line(0, 'Failed password'), line(1, 'Accepted password')].join('');
  const block = { source: 'auth.log', text, firstLine: 1, bytes: text.length };
  engine.step({ kind: 'open', source: 'auth.log', format: null });
  engine.step({ kind: 'block', block: { ...block, yearReference: time, observedAt: time } });
  engine.step({ kind: 'end', source: 'auth.log' });
  assert.deepEqual(lastSeen(engine, ATTACKER), { tried: time, gotIn: time + 1000 });
  assert.deepEqual(lastSeen(engine, '203.0.113.99'), { tried: null, gotIn: null });
});

describe('automatic bans behind a reverse proxy', () => {
  const PROXY = '203.0.113.200';
  const REAL = '198.51.100.66';
  const VICTIM = '203.0.113.9';
  const attack = (peer: string, list: string, index: number): string =>
    `${peer} - - [20/Nov/2026:08:00:${String(index).padStart(2, '0')} +0000] "GET /?id=${index}%20UNION%20SELECT%20password%20FROM%20users-- HTTP/1.1" 200 5 "-" "curl" "${list}"\n`;

  /** Who is banned for these lines; a proxy that is trusted is also protected, as in every core. */
  async function banned(believedProxies: readonly string[], line: (index: number) => string) {
    const engine = new Engine({ ...engineOptions(await shippedRules()), believedProxies });
    now = Date.UTC(2026, 10, 20, 8);
    const response = responseWith({}, () => 0, believedProxies);
    const text = Array.from({ length: 30 }, (_, index) => line(index)).join('');
    const block = {
      source: 'web',
      text,
      firstLine: 1,
      bytes: text.length,
      yearReference: now,
      observedAt: now,
    };
    const inputs = [
      { kind: 'open', source: 'web', format: null },
      { kind: 'block', block },
      { kind: 'end', source: 'web' },
    ] as const;
    for (const input of inputs) for (const { alert } of engine.step(input)) response.onAlert(alert);
    await settled();
    return [...firewall.bans.keys()];
  }

  test('are of the client that the trusted proxy names, whatever the client wrote before it', async () => {
    assert.deepEqual(await banned([PROXY], (index) => attack(PROXY, `${VICTIM}, ${REAL}`, index)), [REAL]);
  });

  test('are of the connection when it is no trusted proxy, whomever its header names', async () => {
    assert.deepEqual(await banned([PROXY], (index) => attack(REAL, VICTIM, index)), [REAL]);
  });

  test('are never of the proxy, when it names nobody', async () => {
    assert.deepEqual(await banned([PROXY], (index) => attack(PROXY, '-', index)), []);
  });

  test('are never of a proxy that names another proxy only', async () => {
    assert.deepEqual(await banned([PROXY], (index) => attack(PROXY, `${PROXY}, unknown`, index)), []);
  });
});
