import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { lokiSettings } from '../../../src/clients/loki/settings.ts';
import { makeResponders } from '../../../src/core/bans/responders.ts';
import { banChecks } from '../../../src/core/doctor/bans.ts';
import { captureCheck } from '../../../src/core/doctor/capture.ts';
import type { Check } from '../../../src/core/doctor/check.ts';
import { lokiCheck } from '../../../src/core/doctor/loki.ts';
import { settingsCheck } from '../../../src/core/doctor/settings.ts';
import { sourceChecks } from '../../../src/core/doctor/sources.ts';
import { stateCheck } from '../../../src/core/doctor/state.ts';
import { terminalCheck } from '../../../src/core/doctor/terminal.ts';
import { timeCheck } from '../../../src/core/doctor/time.ts';
import { NO_RESPONDERS } from '../../../src/core/settings.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { Runner } from '../../../src/platform/execute.ts';
import { lockDirectory } from '../../../src/store/lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'soc-doctor-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const SHIPPED = new URL('../../../config', import.meta.url).pathname;

const resultsOf = (check: Check) => check.run(AbortSignal.timeout(20_000));
const inShort = async (check: Check) => (await resultsOf(check)).map(({ what, state }) => `${what} ${state}`);

describe('sources, each read as it would be', () => {
  const path = (name: string) => join(folder, name);
  const check = (...names: readonly string[]) =>
    sourceChecks({
      paths: names.map((name) => ({ path: name, format: null, label: null })),
      areFound: false,
      loki: null,
      clock: systemClock,
    });
  const only = async (name: string) => {
    const [result] = await resultsOf(check(name));
    assert.ok(result);
    return result;
  };

  it('a log with lines is well', async () => {
    writeFileSync(
      path('good.log'),
      'Jun 25 14:22:01 h sshd[1]: Failed password for root from 192.0.2.1 port 22 ssh2\n',
    );
    assert.equal((await only(path('good.log'))).state, 'ok');
  });

  for (const [title, name, prepare, expected] of [
    ['empty', 'empty.log', () => writeFileSync(path('empty.log'), ''), /is empty/],
    [
      'not written to for weeks',
      'old.log',
      () => {
        writeFileSync(path('old.log'), 'a line\n');
        utimesSync(path('old.log'), 1_600_000_000, 1_600_000_000);
      },
      /nobody wrote to it for \d+ days/,
    ],
    [
      'of the future',
      'future.log',
      () => {
        writeFileSync(path('future.log'), 'a line\n');
        utimesSync(path('future.log'), 4_000_000_000, 4_000_000_000);
      },
      /in the future/,
    ],
  ] as const) {
    it(`one that is ${title} is worth a look`, async () => {
      prepare();
      const { state, why, remedy } = await only(path(name));
      assert.equal(state, 'warning');
      assert.match(why, expected);
      assert.ok(remedy);
    });
  }

  it('one that is not there may come, where others are', async () => {
    const results = await resultsOf(check(path('good.log'), path('absent.log')));
    assert.deepEqual(
      results.map(({ state }) => state),
      ['ok', 'warning'],
    );
  });

  it('what cannot be opened fails with what to do, and the others are tried all the same', async () => {
    const results = await resultsOf(
      check('syslog:udp://203.0.113.1:5514', path('good.log'), 'journal:/nowhere/at-all'),
    );
    const failed = results.filter(({ state }) => state === 'failed');
    assert.equal(failed.length, 2);
    assert.ok(failed.every(({ remedy }) => remedy !== null));
    assert.deepEqual(
      results.filter(({ state }) => state === 'ok').map(({ what }) => what),
      [path('good.log')],
    );
  });

  it('nothing to read is a failure', async () => {
    assert.deepEqual(await inShort(check()), ['sources failed']);
  });
});

describe('the state directory', () => {
  it('that is not there can be made, and is gone again; what was there stays', async () => {
    mkdirSync(join(folder, 'parent'));
    const directory = join(folder, 'parent/a/b');
    assert.deepEqual(await inShort(stateCheck(directory)), [`${directory} ok`, 'space ok']);
    assert.deepEqual(readdirSync(join(folder, 'parent')), []);
    assert.ok(existsSync(join(folder, 'parent')));
  });

  it('that is a file fails', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    assert.deepEqual(await inShort(stateCheck(join(file, 'x'))), [`${join(file, 'x')} failed`]);
  });

  it('others may look into: a warning; a core runs on it: well, and said', async (context) => {
    const directory = join(folder, 'open');
    mkdirSync(directory);
    chmodSync(directory, 0o755);
    context.after(lockDirectory(directory));
    const results = await resultsOf(stateCheck(directory));
    assert.deepEqual(
      results.map(({ what, state }) => `${what} ${state}`),
      [`${directory} ok`, `${directory} warning`, 'space ok', 'core ok'],
    );
    assert.deepEqual(
      readdirSync(directory).filter((name) => name.includes('trial')),
      [],
    );
  });
});

describe('bans', () => {
  const responders = (part: object) =>
    makeResponders({
      ...NO_RESPONDERS,
      sudo: false,
      doas: false,
      timeout: 2000,
      dockerSocket: join(folder, 'no.sock'),
      ...part,
    }).active;

  it('that are only simulated are worth a look', async () => {
    const check = banChecks({ responders: responders({}), protectedNow: () => [{ address: '::1' }] });
    assert.deepEqual(await inShort(check), ['bans warning', 'protected ok']);
  });

  it('each responder is asked; what it says is divided into why and what to do', async () => {
    const check = banChecks({
      responders: responders({
        docker: [{ container: 'web', privileged: false }],
        hooks: [[join(folder, 'no-such-program')]],
      }),
      protectedNow: () => [],
    });
    const results = await resultsOf(check);
    assert.deepEqual(
      results.map(({ state }) => state),
      ['failed', 'failed', 'warning'],
    );
    assert.match(results[0]?.why ?? '', /Docker daemon does not answer/);
    assert.match(results[0]?.remedy ?? '', /start it/);
  });
});

describe('time', () => {
  const answering =
    (program: string, stdout: string): Runner =>
    async (argv) => {
      const isIt = argv[0] === program;
      return {
        argv,
        input: null,
        stdout: isIt ? stdout : '',
        stderr: '',
        exitCode: isIt ? 0 : null,
        failure: isIt ? null : 'missing',
      };
    };
  const timesyncd = join(folder, 'never-synchronized');
  const now = () => Date.UTC(2026, 10, 21);
  for (const [title, run, states] of [
    ['set by systemd', answering('timedatectl', 'yes\n'), ['ok', 'ok', 'ok']],
    ['set by chrony', answering('chronyc', 'Leap status     : Normal\n'), ['ok', 'ok', 'ok']],
    ['set by nobody', answering('timedatectl', 'no\n'), ['ok', 'warning', 'ok']],
    ['nobody knows', answering('nothing', ''), ['ok', 'ok', 'ok']],
  ] as const) {
    it(title, async () => {
      const results = await resultsOf(timeCheck({ now, timeZone: 'UTC', run, timesyncd }));
      assert.deepEqual(
        results.map(({ state }) => state),
        states,
      );
    });
  }

  it('a clock that stands in the past is seen', async () => {
    const [clock] = await resultsOf(
      timeCheck({ now: () => 0, timeZone: 'UTC', run: answering('', ''), timesyncd }),
    );
    assert.equal(clock?.state, 'warning');
  });
});

describe('terminal', () => {
  const facts = { isTerminal: true, columns: 80, rows: 24, env: { TERM: 'xterm-256color', LANG: 'C.UTF-8' } };
  for (const [title, part, expected] of [
    ['an ordinary one', {}, []],
    ['too small', { columns: 50 }, ['size']],
    ['without a kind', { env: { LANG: 'C.UTF-8' } }, ['kind']],
    ['dumb, without UTF-8', { env: { TERM: 'dumb', LANG: 'C' } }, ['kind', 'characters']],
    ['none at all', { isTerminal: false, env: {} }, []],
  ] as const) {
    it(title, async () => {
      const results = await resultsOf(terminalCheck({ ...facts, ...part }));
      assert.deepEqual(
        results.filter(({ state }) => state === 'warning').map(({ what }) => what),
        expected,
      );
    });
  }
});

describe('configuration', () => {
  it('the shipped policy and rules are well', async () => {
    const check = settingsCheck({ file: null, policy: null, rules: [], parsers: [], shipped: SHIPPED });
    assert.deepEqual(await inShort(check), ['file ok', 'policy ok', 'rules ok']);
  });

  it('a policy with a mistake and a folder that is not there fail with their places', async () => {
    const policy = join(folder, 'policy.yml');
    writeFileSync(policy, 'extends: default\nallowd: []\n');
    const check = settingsCheck({
      file: '/etc/x.yaml',
      policy,
      rules: [join(folder, 'no-rules')],
      parsers: [join(folder, 'no-parsers')],
      shipped: SHIPPED,
    });
    const [, second, third, fourth] = await resultsOf(check);
    assert.deepEqual([second?.state, third?.state, fourth?.state], ['failed', 'failed', 'failed']);
    assert.match(second?.why ?? '', /policy\.yml:2:1: allowd/);
  });
});

describe('Loki', () => {
  const at = (port: number) =>
    lokiCheck(lokiSettings({ LOKI_ADDR: `http://127.0.0.1:${port}` }), systemClock);

  it('that is ready and has lines is well', async (context) => {
    const server = createServer((request, response) => {
      response.end(request.url === '/ready' ? 'ready\n' : '{"status":"success","data":["container"]}');
    }).listen(0, '127.0.0.1');
    context.after(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    assert.deepEqual(await inShort(at(port)), [`http://127.0.0.1:${port} ok`, 'answers ok']);
  });

  it('that wants a login says so once, with what to set', async (context) => {
    const server = createServer((_, response) => {
      response.writeHead(401).end('no org id');
    }).listen(0, '127.0.0.1');
    context.after(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const results = await resultsOf(at(port));
    assert.deepEqual(
      results.map(({ state, remedy }) => [state, remedy]),
      [['failed', 'This Loki has tenants: set LOKI_ORG_ID.']],
    );
  });

  it('that is not there fails, and says what to do', async () => {
    const port = await freePort();
    const results = await resultsOf(at(port));
    assert.equal(results.at(-1)?.state, 'failed');
    assert.match(results.at(-1)?.remedy ?? '', /LOKI_ADDR/);
  });
});

/** A port that nobody listens on: one that was just given back. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await new Promise((resolve) => connect(port, '127.0.0.1').on('error', resolve));
  return port;
}

describe('live capture', () => {
  const runner =
    (codes: Readonly<Record<string, number>>): Runner =>
    async (argv) => {
      const exitCode = codes[argv[0] ?? ''] ?? null;
      const failure = exitCode === null ? 'missing' : null;
      return { argv, input: null, exitCode, stdout: '', stderr: '', failure };
    };
  const only = async (codes: Readonly<Record<string, number>>) => {
    const [result] = await resultsOf(captureCheck(runner(codes), false));
    assert.ok(result);
    return result;
  };

  it('is possible with either program', async () => {
    assert.match(
      (await only({ dumpcap: 0, tcpdump: 0 })).why,
      /^dumpcap may capture: dumpcap .*soc-console -$/,
    );
    assert.match((await only({ dumpcap: 2, tcpdump: 0 })).why, /^tcpdump may capture/);
  });

  it('is not with programs that may not, and it says what to give them', async () => {
    const { state, remedy } = await only({ dumpcap: 2, tcpdump: 1 });
    assert.equal(state, 'warning');
    assert.match(remedy ?? '', /setcap cap_net_raw,cap_net_admin=eip "\$\(command -v dumpcap\)"/);
  });

  it('is nothing to worry about without any program', async () => {
    assert.equal((await only({})).state, 'ok');
  });
});
