import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type Ran, type Runner, systemRunner } from '../../src/platform/execute.ts';

/** Long enough for a network inside one machine. */
const PROBE_MS = 300;
/** What is open answers at once, when the machine has time for it. */
const PATIENT_PROBE_MS = 5000;
const OPEN_WITHIN_MS = 30_000;
/** Without the user's start-up files, which may take longer than a probe. */
const BASH = ['env', '-i', 'bash', '--norc'] as const;
const PORT = 8022;

/** Addresses of the hosts; the ranges are for documentation (RFC 5737, 3849) and for private use in no network here. */
export const HOSTS = {
  attacker: { ipv4: '198.51.100.66', ipv6: '2001:db8:66::66' },
  neighbour: { ipv4: '198.51.100.77', ipv6: '2001:db8:66::77' },
} as const;
const SERVER = { ipv4: '198.51.100.1', ipv6: '2001:db8:66::1' } as const;

type Host = keyof typeof HOSTS;
type Family = 'ipv4' | 'ipv6';

const LISTENER = `require('node:net').createServer((socket) => socket.end()).listen(${PORT}, '::', () => console.log('listening'));`;

/** A server and two hosts in network namespaces of their own: nothing of this machine is touched. */
export class Network {
  private listener: ChildProcess | null = null;

  private constructor(private readonly name: string) {}

  /** Why it cannot be made here; false when it can. */
  static skipReason(): string | false {
    if (process.getuid?.() !== 0) return 'network namespaces need root';
    const probe = spawnSync('unshare', ['--net', 'true']);
    return probe.status === 0 ? false : 'this machine allows no network namespaces';
  }

  /** `pid`: the server is the network of that process, such as a container's. */
  static async make(pid?: number): Promise<Network> {
    const network = new Network(`soc-${process.pid}-${Math.random().toString(36).slice(2, 6)}`);
    await network.build(pid);
    return network;
  }

  get server(): string {
    return `${this.name}-s`;
  }

  /** Runs programs in the server's network. */
  runner(): Runner {
    const run = systemRunner({ timeout: 20_000 });
    return async (argv, input): Promise<Ran> => {
      return { ...(await run(['ip', 'netns', 'exec', this.server, ...argv], input)), argv };
    };
  }

  /** Listens on both families in the server's network. */
  async listen(): Promise<void> {
    const argv = ['netns', 'exec', this.server, process.execPath, '-e', LISTENER];
    this.listener = spawn('ip', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    if (this.listener.stdout) await once(this.listener.stdout, 'data');
  }

  /** A connection from the host succeeds, sooner or later. */
  async isOpen(host: Host, family: Family): Promise<boolean> {
    for (const end = Date.now() + OPEN_WITHIN_MS; Date.now() < end; ) {
      if (await this.connects(host, family, PATIENT_PROBE_MS)) return true;
    }
    return false;
  }

  /** A connection from the host fails, sooner or later. */
  async isShut(host: Host, family: Family): Promise<boolean> {
    for (const end = Date.now() + OPEN_WITHIN_MS; Date.now() < end; ) {
      if (!(await this.connects(host, family))) return true;
    }
    return false;
  }

  /** One connection from the host; false when nothing answers. */
  async connects(host: Host, family: Family, within = PROBE_MS): Promise<boolean> {
    const script = `exec 3<>/dev/tcp/${SERVER[family]}/${PORT}`;
    const seconds = String(within / 1000);
    const argv = [
      'ip',
      'netns',
      'exec',
      `${this.name}-${host[0]}`,
      'timeout',
      seconds,
      ...BASH,
      '-c',
      script,
    ];
    const { exitCode } = await systemRunner({ timeout: OPEN_WITHIN_MS })(argv);
    return exitCode === 0;
  }

  async remove(): Promise<void> {
    if (this.listener) {
      const ended = once(this.listener, 'exit');
      this.listener.kill('SIGKILL');
      await ended;
    }
    for (const part of ['s', 'a', 'n', 'b']) spawnSync('ip', ['netns', 'del', `${this.name}-${part}`]);
  }

  private async build(pid: number | undefined): Promise<void> {
    const bridge = `${this.name}-b`;
    if (pid === undefined) await must('ip', 'netns', 'add', this.server);
    else await must('ip', 'netns', 'attach', this.server, String(pid));
    await must('ip', 'netns', 'add', bridge);
    const inBridge = ['ip', 'netns', 'exec', bridge] as const;
    await must(
      ...inBridge,
      'ip',
      'link',
      'add',
      'br0',
      'type',
      'bridge',
      'forward_delay',
      '0',
      'mcast_snooping',
      '0',
    );
    await must(...inBridge, 'ip', 'link', 'set', 'br0', 'up');
    await this.plug(bridge, this.server, SERVER);
    for (const host of ['attacker', 'neighbour'] as const) {
      const namespace = `${this.name}-${host[0]}`;
      await must('ip', 'netns', 'add', namespace);
      await this.plug(bridge, namespace, HOSTS[host]);
    }
  }

  private async plug(
    bridge: string,
    namespace: string,
    { ipv4, ipv6 }: typeof SERVER | (typeof HOSTS)[Host],
  ): Promise<void> {
    const end = `port-${namespace.at(-1)}`;
    const inside = ['ip', '-n', namespace] as const;
    await must(
      'ip',
      '-n',
      bridge,
      'link',
      'add',
      end,
      'type',
      'veth',
      'peer',
      'name',
      'soc0',
      'netns',
      namespace,
    );
    await must('ip', '-n', bridge, 'link', 'set', end, 'master', 'br0', 'up');
    await must(...inside, 'addr', 'add', `${ipv4}/24`, 'dev', 'soc0');
    // Without "nodad" an address may not be used for its first seconds.
    await must(...inside, '-6', 'addr', 'add', `${ipv6}/64`, 'dev', 'soc0', 'nodad');
    await must(...inside, 'link', 'set', 'soc0', 'up');
    await must(...inside, 'link', 'set', 'lo', 'up');
  }
}

async function must(...argv: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await systemRunner({ timeout: 20_000 })(argv);
  if (exitCode !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
}
