import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { makeResponders } from '../../src/core/bans/responders.ts';
import { systemRunner } from '../../src/platform/execute.ts';
import { crowdsecResponder } from '../../src/responders/crowdsec.ts';
import { dryRun } from '../../src/responders/dry-run.ts';
import { fail2banResponder } from '../../src/responders/fail2ban.ts';
import { hookResponder } from '../../src/responders/hook.ts';
import { chainResponder } from '../../src/responders/iptables/chain.ts';
import { ipsetResponder } from '../../src/responders/iptables/ipset.ts';
import { iptablesResponder } from '../../src/responders/iptables/iptables.ts';
import { nftablesResponder } from '../../src/responders/nftables/nftables.ts';
import type { Responder } from '../../src/responders/responder.ts';
import { restingWhenSilent } from '../../src/responders/silent-programs.ts';
import { proofOf } from '../../src/responders/verify.ts';
import { eventually } from '../support/eventually.ts';
import { fakeRunner } from './fake-firewall.ts';

/** As in `/proc`: `S`, `Z`; `-` when it is gone. */
function stateOf(pid: string): string {
  try {
    return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '-';
  } catch {
    return '-';
  }
}

const TARGET = { value: '203.0.113.7', duration: 600_000 };
const OTHER = { value: '2001:db8::9', duration: null };
const RANGE = { value: '2001:db8::/64', duration: null };

describe('fail2ban', () => {
  const { run, asked } = fakeRunner((argv) =>
    argv[1] === 'get' ? { stdout: '203.0.113.7 2001:db8::9\n' } : {},
  );
  const responder = fail2banResponder(run, 'sshd');

  test('is told to ban in its jail, several at once, and to let in', async () => {
    await responder.apply([TARGET, OTHER]);
    await responder.revert([TARGET.value]);
    assert.deepEqual(
      asked.map(({ argv }) => argv.join(' ')),
      [
        'fail2ban-client set sshd banip 203.0.113.7 2001:db8::9',
        'fail2ban-client set sshd unbanip 203.0.113.7',
      ],
    );
  });

  test('proves a ban by its own list', async () => {
    const listing = await responder.list();
    assert.equal(proofOf(listing, '2001:db8::9').effective, true);
    assert.equal(proofOf(listing, '203.0.113.8').effective, false);
  });
});

// As fail2ban-client 1.0.2 of Debian 12 writes them.
for (const [stderr, why] of [
  [
    '2026-11-23 10:16:46,622 fail2ban                [15692]: ERROR   Failed to access socket path: /var/run/fail2ban/fail2ban.sock. Is fail2ban running?\n',
    'fail2ban does not run: sudo systemctl start fail2ban',
  ],
  [
    "2026-11-23 10:16:41,303 fail2ban                [15573]: ERROR   NOK: ('nope',)\n",
    'fail2ban has no jail nope: fail2ban-client status',
  ],
] as const) {
  test(`${why}: said of a ban, of the list and by the doctor`, async () => {
    const { run } = fakeRunner(() => ({ exitCode: 255, stderr }));
    const responder = fail2banResponder(run, 'nope');
    assert.equal(await responder.check(), why);
    assert.deepEqual([...(await responder.apply([TARGET])).failures], [[TARGET.value, why]]);
    const listing = await responder.list();
    assert.equal(listing.kind === 'unknown' && listing.why, why);
  });
}

describe('CrowdSec', () => {
  const decisions = [
    { decisions: [{ value: '203.0.113.7', scenario: 'soc-console', duration: '9m59.5s' }] },
    { decisions: [{ value: '203.0.113.8', scenario: 'crowdsecurity/ssh-bf', duration: '4h0m0s' }] },
  ];
  const { run, asked } = fakeRunner((argv) =>
    argv[2] === 'list' ? { stdout: JSON.stringify(decisions) } : {},
  );
  const responder = crowdsecResponder(run);
  const orders = (): string[] =>
    asked
      .splice(0)
      .filter(({ argv }) => argv[2] !== 'list')
      .map(({ argv }) => argv.slice(2).join(' '));

  test('is told of decisions that are known as ours', async () => {
    const others = { ...TARGET, value: '203.0.113.8' };
    await responder.apply([others, RANGE]);
    await responder.revert([RANGE.value]);
    assert.deepEqual(orders(), [
      'add --ip 203.0.113.8 --duration 600s --reason soc-console',
      'add --range 2001:db8::/64 --duration 87600h --reason soc-console',
      'delete --value 2001:db8::/64 --scenario soc-console',
    ]);
  });

  test('is not told twice of one that stands, and gives it another end', async () => {
    assert.deepEqual(await responder.apply([TARGET]), { ran: [], failures: new Map() });
    for (const seconds of [3600, 60]) {
      await responder.apply([{ ...TARGET, duration: 1000 * seconds }]);
      assert.deepEqual(orders(), [
        'delete --value 203.0.113.7 --scenario soc-console',
        `add --ip 203.0.113.7 --duration ${seconds}s --reason soc-console`,
      ]);
    }
  });

  test('proves them by its list, in which those of others do not count', async () => {
    const listing = await responder.list();
    assert.equal(listing.kind, 'listed');
    assert.deepEqual(listing.kind === 'listed' && [...listing.bans], [
      ['203.0.113.7', { packets: null, remaining: 599_000 }],
    ]);
  });

  for (const [said, count] of [
    ['null', 0],
    ['', 0],
    ['[]', 0],
  ] as const) {
    test(`"${said}" is an empty list`, async () => {
      const listing = await crowdsecResponder(fakeRunner(() => ({ stdout: said })).run).list();
      assert.equal(listing.kind === 'listed' && listing.bans.size, count);
    });
  }

  test('with a list of bouncers that is not understood bans all the same', async () => {
    const { run } = fakeRunner(({ 1: what }) => ({
      stdout: what === 'bouncers' ? '{}' : JSON.stringify(decisions),
    }));
    assert.equal(proofOf(await crowdsecResponder(run).list(), TARGET.value).effective, true);
  });
});

/** A user's program that keeps its bans in the environment of nobody: it answers what it was asked. */
const HOOK = `
let text = '';
process.stdin.on('data', (chunk) => (text += chunk)).on('end', () => {
  const order = JSON.parse(text);
  if (order.action === 'list') process.exit(process.argv[1] === 'no-list' ? 64 : (console.log('{"bans":[{"value":"203.0.113.7","packets":3}]}'), 0));
  if (order.action === 'ban' && process.argv[1] === 'fails') { console.error('no such zone: ' + order.bans[0].value); process.exit(1); }
});`;

describe("the user's own program, a real one", () => {
  const run = systemRunner({ timeout: 20_000 });
  const hook = (...args: string[]): Responder => hookResponder(run, [process.execPath, '-e', HOOK, ...args]);

  test('gets the order as JSON and proves it by its list', async () => {
    const responder = hook();
    assert.deepEqual([...(await responder.apply([TARGET])).failures], []);
    assert.deepEqual(proofOf(await responder.list(), TARGET.value), {
      effective: true,
      detail: null,
      packets: 3,
    });
  });

  test('that cannot list is believed, and that is said', async () => {
    const proof = proofOf(await hook('no-list').list(), TARGET.value);
    assert.equal(proof.effective, true);
    assert.match(proof.detail ?? '', /it cannot list its bans/);
  });

  test('that fails says why', async () => {
    const { failures } = await hook('fails').apply([TARGET]);
    assert.match(failures.get(TARGET.value) ?? '', /ended with 1 \(no such zone: 203\.0\.113\.7\)/);
  });

  test('that is not there', async () => {
    const responder = hookResponder(run, ['/nowhere/ban']);
    assert.match((await responder.check()) ?? '', /is not installed: correct its path/);
  });
});

describe('what is shown before it runs', () => {
  const settings = {
    ...{
      nftables: false,
      iptables: false,
      ipset: false,
      fail2ban: [],
      crowdsec: false,
      hooks: [],
      docker: [],
    },
    ...{ sudo: false, doas: false, timeout: 1000, dockerSocket: '/nowhere' },
  };
  const shown = (part: Partial<typeof settings> | object): readonly string[] =>
    makeResponders({ ...settings, ...part }).active.flatMap((responder) =>
      responder.commands(TARGET).map((argv) => argv.join(' ')),
    );

  test('says through what it gets its rights, and in which container it runs', () => {
    const rule = '-w 5 -A SOC-CONSOLE -s 203.0.113.7 -j DROP';
    assert.deepEqual(shown({ sudo: true, iptables: true, fail2ban: ['sshd'] }), [
      `sudo -n -- iptables ${rule}`,
      'sudo -n -- fail2ban-client set sshd banip 203.0.113.7',
    ]);
    const containers = [
      { container: 'web', privileged: false },
      { container: 'db', privileged: true },
    ];
    assert.deepEqual(shown({ docker: containers, sudo: true }), [
      `docker exec -u 0 web iptables ${rule}`,
      `docker exec -u 0 --privileged db iptables ${rule}`,
    ]);
  });
});

describe('programs', () => {
  test('get every word as it is: there is no shell', async () => {
    const words = ['$(id)', '; reboot', '*', "it's", '"', '', '\u202e'];
    const ran = await systemRunner({ timeout: 20_000 })([
      process.execPath,
      '-e',
      'console.log(JSON.stringify(process.argv.slice(1)))',
      ...words,
    ]);
    assert.deepEqual(JSON.parse(ran.stdout), words);
  });

  test('that do not end are killed', async () => {
    const ran = await systemRunner({ timeout: 50 })([process.execPath, '-e', 'setInterval(() => {}, 1000)']);
    assert.deepEqual([ran.exitCode, ran.failure], [null, 'timeout']);
  });

  test('one that hangs is ended with what it started', async () => {
    let started = '';
    // A busy machine may take its time to start a shell.
    for (let timeout = 200; started === ''; timeout *= 2) {
      const script = 'sleep 1000 & echo $!; wait';
      started = (await systemRunner({ timeout })(['sh', '-c', script])).stdout.trim();
    }
    await eventually(() => 'ZX-'.includes(stateOf(started)));
  });

  test('one that is silent is waited for once, not for each thing that is asked of it', async () => {
    let now = 0;
    const { run, asked } = fakeRunner(() => ({ exitCode: null, failure: 'timeout' as const }));
    const resting = restingWhenSilent(run, 10_000, () => now);
    const failures = [];
    for (const argv of [
      ['nft', 'a'],
      ['sudo', '-n', '--', 'nft', 'b'],
      ['ipset', 'c'],
    ])
      failures.push((await resting(argv)).failure);
    assert.deepEqual(failures, ['timeout', 'timeout', 'timeout']);
    assert.deepEqual(
      asked.map(({ argv }) => argv[0]),
      ['nft', 'ipset'],
    );
    now = 10_000;
    await resting(['nft', 'd']);
    assert.equal(asked.length, 3);
  });

  test('that do not read what they are given harm nobody', async () => {
    const ran = await systemRunner({ timeout: 20_000 })([process.execPath, '-e', ''], 'x'.repeat(1 << 20));
    assert.equal(ran.exitCode, 0);
  });
});

/** As nftables 1.0.6, iptables 1.8.9 and ipset 7.17 say it, of which every socket was refused (strace -e inject). */
for (const said of [
  'mnl.c:60: Unable to initialize Netlink socket: Protocol not supported',
  'iptables: Failed to initialize nft: Protocol not supported',
  'ipset v7.17: Cannot open session to kernel.',
  "iptables v1.8.9 (legacy): can't initialize iptables table `filter': iptables who? (do you need to insmod?)\nPerhaps iptables or your kernel needs to be upgraded.",
]) {
  test(`a kernel without a firewall: "${said.split('\n')[0]}"`, async () => {
    const { run } = fakeRunner(() => ({ exitCode: 1, stderr: `${said}\n` }));
    for (const responder of [nftablesResponder(run), iptablesResponder(run), ipsetResponder(run)]) {
      assert.match((await responder.check()) ?? '', /restart the machine if its kernel was updated/);
      assert.equal(proofOf(await responder.list(), TARGET.value).effective, false);
    }
  });
}

/** The same programs, started where a seccomp filter refuses netlink sockets, as systemd's RestrictAddressFamilies= does. */
for (const said of [
  'mnl.c:60: Unable to initialize Netlink socket: Address family not supported by protocol',
  'iptables: Failed to initialize nft: Address family not supported by protocol',
]) {
  test(`a service that may not speak to the kernel: "${said}"`, async () => {
    const { run } = fakeRunner(() => ({ exitCode: 3, stderr: `${said}\n` }));
    for (const responder of [nftablesResponder(run), iptablesResponder(run)])
      assert.match((await responder.check()) ?? '', /add AF_NETLINK to RestrictAddressFamilies=/);
  });
}

describe('what a firewall tool says is turned into what to do', () => {
  const remedies = { missing: 'install it', denied: 'give it the right' };
  const cases: readonly [what: string, answer: Parameters<typeof fakeRunner>[0], why: RegExp][] = [
    [
      'not installed',
      () => ({ exitCode: null, failure: 'missing' }),
      /iptables is not installed: install it/,
    ],
    [
      'no right',
      () => ({ exitCode: 4, stderr: 'Permission denied (you must be root)\n' }),
      /ended with 4 \(Permission denied.*\): give it the right/,
    ],
    [
      'Docker could not start it',
      () => ({
        exitCode: 126,
        stdout: 'OCI runtime exec failed: unable to apply caps: operation not permitted',
      }),
      /ended with 126 .*: give it the right/,
    ],
    ['too slow', () => ({ exitCode: null, failure: 'timeout' }), /iptables did not answer in time/],
    ['killed', () => ({ exitCode: null, failure: 'killed' }), /iptables was killed/],
    [
      'something else',
      () => ({ exitCode: 2, stderr: 'Bad argument\nmore\n' }),
      /ended with 2 \(Bad argument\)$/,
    ],
  ];
  for (const [what, answer, why] of cases) {
    test(what, async () => {
      const responder = chainResponder({
        name: 'x',
        run: fakeRunner(answer).run,
        hooks: [['INPUT']],
        remedies,
      });
      assert.match((await responder.check()) ?? '', why);
      assert.match((await responder.apply([TARGET])).failures.get(TARGET.value) ?? '', why);
      const proof = proofOf(await responder.list(), TARGET.value);
      assert.equal(proof.effective, false);
      assert.match(proof.detail ?? '', why);
    });
  }

  test('an nft that lists what is not understood proves nothing', async () => {
    for (const stdout of ['', 'table inet soc_console', '[1', 'null', '{"nftables": 7}']) {
      const listing = await nftablesResponder(fakeRunner(() => ({ stdout })).run).list();
      assert.equal(proofOf(listing, TARGET.value).effective, false, stdout);
    }
  });
});

test('the dry run shows what would run, and does nothing', async () => {
  const responder = dryRun(({ value }) => [['nft', value]]);
  assert.deepEqual(responder.commands(TARGET), [['nft', TARGET.value]]);
  assert.deepEqual((await responder.apply([TARGET])).ran, []);
});

describe('who else bans an address', () => {
  test('is told within seconds, and by whoever answers, where a program hangs or answers in part', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'others-'));
    const program = (name: string, script: string): void =>
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    program('fail2ban-client', 'exec sleep 60');
    const decision = '{"id":5,"scenario":"ssh-bf","type":"ban","value":"203.0.113.7"}';
    program('cscli', `echo '[null,{"decisions":[null,${decision}]},{"decisions":null}]'`);
    const path = process.env.PATH;
    process.env.PATH = `${folder}:${path}`;
    try {
      const { others } = makeResponders({
        ...{
          nftables: true,
          iptables: false,
          ipset: false,
          fail2ban: [],
          crowdsec: false,
          hooks: [],
          docker: [],
        },
        ...{ sudo: false, doas: false, timeout: 30_000, dockerSocket: '' },
      });
      const began = performance.now();
      const ask = async () =>
        assert.deepEqual(await others?.('203.0.113.7'), [
          'CrowdSec still bans it for ssh-bf (cscli decisions delete --id 5)',
        ]);
      await ask();
      assert.ok(performance.now() - began < 15_000);
      const again = performance.now();
      await ask();
      assert.ok(performance.now() - again < 3_500, 'it is not waited for twice');
    } finally {
      process.env.PATH = path;
      rmSync(folder, { recursive: true });
    }
  });
});
