import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Runner, systemRunner } from '../../src/platform/execute.ts';

const READY_WITHIN_MS = 60_000;
const PAUSE_MS = 100;

/** A daemon for this test alone, with all its files in a folder of its own. */
type Daemon = {
  /** Runs its client program against it. */
  readonly run: Runner;
  stop(): Promise<void>;
  remove(): Promise<void>;
};

/** fail2ban with one jail, `sshd`, which watches an empty file; its action works in the network of the namespace. */
export async function startFail2ban(namespace: string, ignored: string): Promise<Daemon> {
  const folder = mkdtempSync(join(tmpdir(), 'soc-fail2ban-'));
  const at = (name: string): string => join(folder, name);
  for (const name of ['filter.d', 'action.d', 'jail.d']) mkdirSync(at(name));
  writeFileSync(at('watched.log'), '');
  writeFileSync(at('filter.d/none.conf'), '[Definition]\nfailregex = ^never <HOST>$\n');
  const action = '/etc/fail2ban/action.d/nftables.conf';
  writeFileSync(at('action.d/nftables.conf'), `[INCLUDES]\nbefore = ${action}\n[Definition]\n`);
  const general = ['loglevel = INFO', `logtarget = ${at('log')}`, 'syslogsocket = auto', 'dbfile = None'];
  const files = [`socket = ${at('socket')}`, `pidfile = ${at('pid')}`, 'allowipv6 = yes'];
  writeFileSync(at('fail2ban.conf'), ['[Definition]', ...general, ...files, ''].join('\n'));
  const jail = ['[sshd]', 'enabled = true', 'filter = none', `logpath = ${at('watched.log')}`];
  const how = ['backend = polling', 'usedns = no', 'action = nftables[type=allports, name=sshd]'];
  const limits = [`ignoreip = ${ignored}`, 'bantime = 10m', 'findtime = 10m', 'maxretry = 5'];
  writeFileSync(at('jail.conf'), [...jail, ...how, ...limits, ''].join('\n'));
  const options = ['-c', folder, '-s', at('socket'), '-p', at('pid')];
  const server = started('ip', ['netns', 'exec', namespace, 'fail2ban-server', '-f', ...options, 'start']);
  const run = clientRunner('fail2ban-client', options);
  await ready(async () => (await run(['fail2ban-client', 'status', 'sshd'])).exitCode === 0, server);
  return daemonOf(server, run, folder);
}

/** CrowdSec's local API without its engine, without its makers' service, and without a bouncer; `api` is where it listens. */
export async function startCrowdsec(): Promise<Daemon & { readonly api: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'soc-crowdsec-'));
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('index.json'), '{}');
  writeFileSync(at('profiles.yaml'), 'name: none\nfilters: ["false"]\n');
  const api = `127.0.0.1:${await freePort()}`;
  const config = {
    common: { daemonize: false, log_media: 'stdout', log_level: 'error', working_dir: folder },
    config_paths: {
      ...{ config_dir: folder, data_dir: folder, hub_dir: folder, index_path: at('index.json') },
      ...{ notification_dir: folder, plugin_dir: folder },
    },
    cscli: { output: 'human' },
    db_config: { type: 'sqlite', db_path: at('crowdsec.db'), use_wal: false },
    api: {
      client: { credentials_path: at('credentials.yaml') },
      server: {
        ...{ listen_uri: api, profiles_path: at('profiles.yaml') },
        ...{ console_path: at('console.yaml'), log_level: 'error' },
      },
    },
    prometheus: { enabled: false },
  };
  // YAML reads JSON.
  writeFileSync(at('config.yaml'), JSON.stringify(config));
  const options = ['-c', at('config.yaml')];
  const machine = ['machines', 'add', 'test', '--password', 'test', '-f', at('credentials.yaml'), '--force'];
  spawnSync('cscli', [...options, ...machine]);
  const server = started('crowdsec', [...options, '-no-cs']);
  const run = clientRunner('cscli', options);
  await ready(async () => (await run(['cscli', 'decisions', 'list', '-o', 'json'])).exitCode === 0, server);
  return { ...daemonOf(server, run, folder), api };
}

function started(program: string, args: readonly string[]): ChildProcess {
  return spawn(program, args, { stdio: 'ignore' });
}

/** As the responder calls its client, which then finds this daemon and no other. */
function clientRunner(client: string, options: readonly string[]): Runner {
  const run = systemRunner({ timeout: READY_WITHIN_MS });
  return (argv, input) => run([client, ...options, ...argv.slice(1)], input);
}

async function ready(answers: () => Promise<boolean>, server: ChildProcess): Promise<void> {
  for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end; ) {
    if (await answers()) return;
    if (server.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  server.kill('SIGKILL');
  throw new Error(`${server.spawnfile} did not begin to answer`);
}

function daemonOf(server: ChildProcess, run: Runner, folder: string): Daemon {
  const stop = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  };
  return {
    run,
    stop,
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
