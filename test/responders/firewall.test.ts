import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DAY_MS } from '../../src/model/time.ts';
import type { Runner } from '../../src/platform/execute.ts';
import { ipsetResponder } from '../../src/responders/iptables/ipset.ts';
import { iptablesResponder } from '../../src/responders/iptables/iptables.ts';
import { nftablesResponder } from '../../src/responders/nftables/nftables.ts';
import type { ListedBan, Listing, Responder } from '../../src/responders/responder.ts';
import { proofOf } from '../../src/responders/verify.ts';
import { without } from './needs.ts';
import { HOSTS, Network } from './network.ts';

/** `expires`: the firewall ends bans by itself, also when nothing of ours runs. */
const RESPONDERS: readonly [
  programs: readonly string[],
  make: (run: Runner) => Responder,
  expires: boolean,
][] = [
  [['nft'], nftablesResponder, true],
  [['iptables', 'ip6tables'], iptablesResponder, false],
  [['ipset', 'iptables'], ipsetResponder, true],
];

const MINUTES = 600_000;
const MANY = 10_000;

for (const [programs, make, expires] of RESPONDERS) {
  const skip = without('ip', ...programs) || Network.skipReason();
  describe(`${programs[0]} in networks of its own`, { skip }, () => {
    let network: Network;
    let responder: Responder;

    before(async () => {
      network = await Network.make();
      responder = make(network.runner());
      await network.listen();
    });
    after(() => network.remove());

    test('can work, and has changed nothing yet', async () => {
      assert.equal(await responder.check(), null);
      assert.deepEqual([...(await listed(responder)).bans], []);
      assert.ok(await network.isOpen('attacker', 'ipv4'));
    });

    for (const family of ['ipv4', 'ipv6'] as const) {
      test(`shuts one host out over ${family}, proves it, and lets it in again`, async () => {
        const value = HOSTS.attacker[family];
        const { failures } = await responder.apply([{ value, duration: MINUTES }]);
        assert.deepEqual([...failures], []);
        assert.equal(proofOf(await responder.list(), value).effective, true);

        assert.equal(await network.connects('attacker', family), false);
        assert.ok(await network.isOpen('neighbour', family), 'others still get in');
        assert.ok((proofOf(await responder.list(), value).packets ?? 0) > 0, 'the counter has moved');

        assert.deepEqual([...(await responder.revert([value])).failures], []);
        assert.ok(await network.isOpen('attacker', family));
        assert.deepEqual(proofOf(await responder.list(), value), {
          effective: false,
          detail: 'the rule is not there',
          packets: null,
        });
      });

      test(`cuts a range off over ${family}`, async () => {
        const value = family === 'ipv4' ? '198.51.100.0/24' : '2001:db8:66::/64';
        await responder.apply([{ value, duration: MINUTES }]);
        assert.equal(proofOf(await responder.list(), value).effective, true);
        assert.equal(await network.connects('neighbour', family), false);
        await responder.revert([value]);
        assert.ok(await network.isOpen('neighbour', family));
      });
    }

    test('twice is as once, in both directions', async () => {
      const target = { value: HOSTS.attacker.ipv4, duration: null };
      for (const work of [() => responder.apply([target]), () => responder.revert([target.value])]) {
        const outcomes = [await work(), await work()];
        assert.deepEqual(
          outcomes.flatMap(({ failures }) => [...failures]),
          [],
        );
      }
      assert.equal((await listed(responder)).bans.size, 0);
    });

    test('an address and the range around it stand side by side', async () => {
      const values = ['203.0.113.7', '203.0.113.0/24', '2001:db8::7', '2001:db8::/64'];
      await responder.apply(values.map((value) => ({ value, duration: MINUTES })));
      assert.deepEqual([...(await listed(responder)).bans.keys()].sort(), [...values].sort());
      await responder.revert(['203.0.113.0/24', '2001:db8::/64']);
      assert.deepEqual([...(await listed(responder)).bans.keys()].sort(), ['2001:db8::7', '203.0.113.7']);
      await responder.revert(values);
    });

    test('the firewall ends by itself what it can end', async () => {
      await responder.apply([
        { value: '203.0.113.7', duration: MINUTES },
        { value: '203.0.113.8', duration: null },
      ]);
      const { bans } = await listed(responder);
      assert.equal(bans.get('203.0.113.8')?.remaining, null);
      const remaining = bans.get('203.0.113.7')?.remaining ?? null;
      assert.equal(remaining !== null && remaining > 0 && remaining <= MINUTES, expires);
      await responder.revert(['203.0.113.7', '203.0.113.8']);
    });

    test('a ban longer than the firewall can count is one, and those in one piece with it', async () => {
      const values = ['203.0.113.7', '203.0.113.8', '203.0.113.9'];
      const targets = values.map((value, index) => ({
        value,
        duration: [MINUTES, 90 * DAY_MS, 9000 * DAY_MS][index] ?? null,
      }));
      assert.deepEqual([...(await responder.apply(targets)).failures], []);
      assert.deepEqual([...(await responder.apply(targets)).failures], []);
      const { bans } = await listed(responder);
      assert.deepEqual([[...bans.keys()].sort(), bans.get('203.0.113.9')?.remaining], [values, null]);
      await responder.revert(values);
    });

    test('what stands gets the end that it is given', async () => {
      const values = ['203.0.113.7', '198.51.100.0/24', '203.0.113.9'];
      const ends = async (): Promise<unknown[]> => {
        const { bans } = await listed(responder);
        return values.map((value) => {
          const remaining = bans.get(value)?.remaining ?? null;
          return remaining !== null && Math.round(remaining / MINUTES);
        });
      };
      const last = (times: number) => values.map((value) => ({ value, duration: times * MINUTES }));
      await responder.apply(last(1));
      for (const target of last(3)) assert.deepEqual([...(await responder.apply([target])).failures], []);
      assert.deepEqual(await ends(), expires ? [3, 3, 3] : [false, false, false]);
      assert.deepEqual([...(await responder.apply(last(6))).failures], []);
      assert.deepEqual(await ends(), expires ? [6, 6, 6] : [false, false, false]);
      for (const value of values) await responder.apply([{ value, duration: null }]);
      assert.deepEqual(await ends(), [false, false, false]);
      assert.deepEqual([...(await responder.apply(last(3))).failures], []);
      assert.deepEqual(await ends(), expires ? [3, 3, 3] : [false, false, false]);
      for (const target of last(1)) assert.deepEqual([...(await responder.apply([target])).failures], []);
      assert.deepEqual(await ends(), expires ? [1, 1, 1] : [false, false, false]);
      assert.equal((await listed(responder)).bans.size, 3);
      await responder.revert(values);
    });

    test(`${MANY} bans go in as one, and are all there`, async () => {
      const values = Array.from({ length: MANY }, (_, index) => `10.${index >> 8}.${index & 255}.9`);
      const { ran, failures } = await responder.apply(values.map((value) => ({ value, duration: MINUTES })));
      assert.deepEqual([failures.size, ran.filter(({ input }) => input !== null).length], [0, 1]);
      assert.equal((await listed(responder)).bans.size, MANY);
      await responder.revert(values);
      assert.equal((await listed(responder)).bans.size, 0);
    });
  });
}

describe('ipset without the right to raw sockets', {
  skip: without('ip', 'iptables', 'ipset', 'setpriv') || Network.skipReason(),
}, () => {
  let network: Network;

  before(async () => {
    network = await Network.make();
  });
  after(() => network.remove());

  function asNobodyWith(...capabilities: readonly string[]): Responder {
    const run = network.runner();
    const given = capabilities.map((name) => `+${name}`).join(',');
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    // As with legacy iptables, whose lock is a file that only root may write.
    const lock = ['env', 'XTABLES_LOCKFILE=/dev/null'];
    return ipsetResponder((argv, input) =>
      run([...nobody, `--inh-caps=${given}`, `--ambient-caps=${given}`, ...lock, ...argv], input),
    );
  }

  test('cannot ban, and its check says so before anybody is banned', async () => {
    const target = { value: HOSTS.attacker.ipv4, duration: MINUTES };
    const bare = asNobodyWith('net_admin');
    assert.match((await bare.check()) ?? '', /open socket to ipset.*CAP_NET_ADMIN and CAP_NET_RAW/);
    assert.match([...(await bare.apply([target])).failures.values()].join(), /CAP_NET_RAW/);
    const full = asNobodyWith('net_admin', 'net_raw');
    assert.equal(await full.check(), null);
    assert.equal((await full.apply([target])).failures.size, 0);
    assert.equal(proofOf(await full.list(), target.value).effective, true);
    assert.equal(await full.check(), null);
  });
});

describe('what others do to the firewall is seen', {
  skip: without('ip', 'iptables', 'ipset', 'nft') || Network.skipReason(),
}, () => {
  let network: Network;
  let run: Runner;

  before(async () => {
    network = await Network.make();
    run = network.runner();
  });
  after(() => network.remove());

  const target = { value: HOSTS.attacker.ipv4, duration: MINUTES };

  test('nft: one that has ended since we looked keeps none of the others in', async () => {
    const values = ['203.0.113.21', '203.0.113.22', '203.0.113.23'];
    await nftablesResponder(run).apply(values.map((value) => ({ value, duration: MINUTES })));
    const late: Runner = async (argv, input) => {
      if (input?.startsWith('delete'))
        await run(['nft', 'delete', 'element', 'inet', 'soc_console', 'banned4', '{ 203.0.113.22 }']);
      return run(argv, input);
    };
    await nftablesResponder(late).revert(values);
    assert.deepEqual([...(await listed(nftablesResponder(run))).bans.keys()], []);
  });

  for (const [programs, make] of RESPONDERS.slice(1)) {
    test(`${programs[0]}: a rule that lets everybody in before ours, and is overtaken`, async () => {
      const responder = make(run);
      await responder.apply([target]);
      await run(['iptables', '-I', 'INPUT', '1', '-p', 'tcp', '-j', 'ACCEPT']);
      const proof = proofOf(await responder.list(), target.value);
      assert.equal(proof.effective, false);
      assert.match(proof.detail ?? '', /a rule before ours in INPUT lets packets through: -p tcp -j ACCEPT/);
      await responder.apply([target]);
      assert.equal(proofOf(await responder.list(), target.value).effective, true);
      await run(['iptables', '-F', 'INPUT']);
      await responder.revert([target.value]);
    });

    test(`${programs[0]}: a hook that was emptied leads to us again`, async () => {
      const responder = make(run);
      await responder.apply([target]);
      await run(['iptables', '-F', 'INPUT']);
      assert.match(
        proofOf(await responder.list(), target.value).detail ?? '',
        /INPUT does not lead to our rules/,
      );
      await responder.apply([target]);
      assert.equal(proofOf(await responder.list(), target.value).effective, true);
      await responder.revert([target.value]);
      await run(['iptables', '-F', 'INPUT']);
    });
  }

  for (const [programs, make] of RESPONDERS.slice(1)) {
    test(`${programs[0]}: Docker's chain is used as long as FORWARD leads there, and nothing is let through before`, async () => {
      const responder = make(run);
      const ours = programs[0] === 'ipset' ? '-m set --match-set soc-console4 src -j DROP' : '-j SOC-CONSOLE';
      const rulesOf = async (chain: string): Promise<readonly string[]> => {
        const { stdout } = await run(['iptables', '-S', chain]);
        return stdout.split('\n').flatMap((line) => line.split(`-A ${chain} `)[1] ?? []);
      };
      await run(['iptables', '-F', 'FORWARD']);
      await run(['iptables', '-N', 'DOCKER-USER']);
      await run(['iptables', '-A', 'DOCKER-USER', '-j', 'RETURN']);
      await run(['iptables', '-A', 'FORWARD', '-j', 'DOCKER-USER']);
      await responder.apply([target]);
      assert.deepEqual(await rulesOf('DOCKER-USER'), [ours, '-j RETURN']);
      assert.deepEqual(await rulesOf('FORWARD'), ['-j DOCKER-USER']);
      assert.equal(proofOf(await responder.list(), target.value).effective, true);
      // As a VPN does that puts its own rules first, and who flushes all rules, which leaves the chains.
      for (const change of [
        ['-I', 'FORWARD', '1', '-o', 'tailscale0', '-j', 'ACCEPT'],
        ['-F', 'FORWARD'],
      ]) {
        await run(['iptables', ...change]);
        const { effective, detail } = proofOf(await responder.list(), target.value);
        assert.deepEqual(
          [effective, detail],
          [false, 'FORWARD does not lead to our rules'],
          change.join(' '),
        );
        await responder.apply([target]);
        assert.equal((await rulesOf('FORWARD'))[0], ours);
        assert.equal(proofOf(await responder.list(), target.value).effective, true);
      }
      // As Docker does that starts after us: its chain only goes back to FORWARD, where our rule is.
      for (const change of [
        ['-F', 'DOCKER-USER'],
        ['-A', 'DOCKER-USER', '-j', 'RETURN'],
        ['-I', 'FORWARD', '1', '-j', 'DOCKER-USER'],
      ])
        await run(['iptables', ...change]);
      assert.equal(proofOf(await responder.list(), target.value).effective, true);
      await responder.apply([target]);
      assert.deepEqual(
        [await rulesOf('FORWARD'), await rulesOf('DOCKER-USER')],
        [['-j DOCKER-USER', ours], ['-j RETURN']],
      );
      // Who is let through there does not come to ours any more.
      await run(['iptables', '-I', 'DOCKER-USER', '1', '-p', 'tcp', '-j', 'ACCEPT']);
      assert.equal(proofOf(await responder.list(), target.value).effective, false);
      await responder.apply([target]);
      assert.equal((await rulesOf('DOCKER-USER'))[0], ours);
      assert.equal(proofOf(await responder.list(), target.value).effective, true);
      await responder.revert([target.value]);
      await run(['iptables', '-F', 'DOCKER-USER']);
      await run(['iptables', '-X', 'DOCKER-USER']);
    });
  }

  test('nftables: a table that was deleted, or lost its rules', async () => {
    const responder = nftablesResponder(run);
    const spoilings: readonly [argv: readonly string[], why: RegExp][] = [
      [['nft', 'delete', 'table', 'inet', 'soc_console'], /there is no table soc_console/],
      [['nft', 'flush', 'chain', 'inet', 'soc_console', 'prerouting'], /the rule for banned4.* is missing/],
    ];
    for (const [argv, why] of spoilings) {
      await responder.apply([target]);
      assert.equal(proofOf(await responder.list(), target.value).effective, true);
      assert.equal((await run(argv)).exitCode, 0);
      assert.match(proofOf(await responder.list(), target.value).detail ?? '', why);
    }
  });

  test('nftables: who is new is shut out before anything else is looked at, and a table that was spoilt since is mended', async () => {
    const programs: string[] = [];
    const responder = nftablesResponder((argv, input) => {
      programs.push(argv.slice(0, 3).join(' '));
      return run(argv, input);
    });
    await responder.apply([target]);
    await responder.list();
    programs.length = 0;
    await responder.apply([{ ...target, value: '203.0.113.61' }]);
    assert.equal(programs[0], 'nft add element');
    const spoilings = [
      ['nft', 'delete', 'table', 'inet', 'soc_console'],
      ['nft', 'flush', 'chain', 'inet', 'soc_console', 'prerouting'],
    ];
    for (const [index, argv] of spoilings.entries()) {
      await responder.list();
      assert.equal((await run(argv)).exitCode, 0);
      const value = `203.0.113.${70 + index}`;
      assert.equal((await responder.apply([{ ...target, value }])).failures.size, 0);
      assert.equal(proofOf(await responder.list(), value).effective, true, argv.join(' '));
    }
  });
});

async function listed(responder: Responder): Promise<{ readonly bans: ReadonlyMap<string, ListedBan> }> {
  const listing: Listing = await responder.list();
  assert.equal(listing.kind, 'listed');
  return listing.kind === 'listed' ? listing : { bans: new Map() };
}
