import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type Dockerode from 'dockerode';
import { dockerClient } from '../../src/platform/docker-client.ts';

const READY_WITHIN_MS = 60_000;
const XTABLES = '/usr/lib/x86_64-linux-gnu/xtables';
const APPLETS = ['sh', 'sleep', 'cat', 'usleep'];
const TOOLS = ['iptables', 'ip6tables', 'iptables-restore', 'ip6tables-restore'];

/** A Docker daemon for this test alone, in a folder of its own; it touches no firewall and no bridge of this machine. */
export class DockerDaemon {
  private constructor(
    private readonly folder: string,
    private process: ChildProcess,
  ) {}

  static async start(): Promise<DockerDaemon> {
    const folder = mkdtempSync(join(tmpdir(), 'soc-docker-'));
    const daemon = new DockerDaemon(folder, startIn(folder));
    await daemon.ready();
    return daemon;
  }

  get socket(): string {
    return join(this.folder, 'docker.sock');
  }

  client(): Promise<Dockerode> {
    return dockerClient(this.socket);
  }

  /** Two images made here, for there is no registry: `tools` has iptables, `bare` has not. */
  async makeImages(): Promise<void> {
    const bare = await this.makeBareImage();
    const tools = join(this.folder, 'root-tools');
    cpSync(bare, tools, { recursive: true, verbatimSymlinks: true });
    copyProgram(realpathSync('/usr/sbin/iptables'), tools, 'usr/sbin/xtables-nft-multi');
    for (const tool of TOOLS) symlinkSync('xtables-nft-multi', join(tools, 'usr/sbin', tool));
    cpSync(XTABLES, join(tools, XTABLES), { recursive: true, dereference: true });
    await this.import(tools, 'tools');
  }

  /** That one alone; returns the folder that it was made of. */
  async makeBareImage(): Promise<string> {
    const bare = join(this.folder, 'root-bare');
    for (const folder of ['bin', 'usr/sbin', 'etc', 'proc', 'run', 'tmp', 'lib64']) {
      mkdirSync(join(bare, folder), { recursive: true });
    }
    const busybox = spawnSync('which', ['busybox'], { encoding: 'utf8' }).stdout.trim();
    cpSync(realpathSync(busybox), join(bare, 'bin/busybox'));
    for (const applet of APPLETS) symlinkSync('busybox', join(bare, 'bin', applet));
    await this.import(bare, 'bare');
    return bare;
  }

  /** A running container without any network; `mayFilter`: with NET_ADMIN. Returns the number of its first process. */
  async run(name: string, image: 'bare' | 'tools', mayFilter: boolean): Promise<number> {
    const container = await (await this.client()).createContainer({
      name,
      Image: `soc-test/${image}`,
      Cmd: ['sleep', '1000000'],
      StopTimeout: 0,
      HostConfig: {
        NetworkMode: 'none',
        Sysctls: { 'net.ipv6.conf.all.disable_ipv6': '0' },
        ...(mayFilter && { CapAdd: ['NET_ADMIN'] }),
      },
    });
    await container.start();
    return (await container.inspect()).State.Pid;
  }

  /** A container that runs these words of the shell; its log is kept whole, in files of `logSize`. */
  async runShell(name: string, script: string, logSize: string): Promise<Dockerode.Container> {
    const container = await (await this.client()).createContainer({
      name,
      Image: 'soc-test/bare',
      Cmd: ['sh', '-c', script],
      StopTimeout: 0,
      HostConfig: {
        NetworkMode: 'none',
        LogConfig: { Type: 'json-file', Config: { 'max-size': logSize, 'max-file': '40' } },
      },
    });
    await container.start();
    return container;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await ended;
  }

  async remove(): Promise<void> {
    const client = await this.client();
    const all = await client.listContainers({ all: true }).catch(() => []);
    // One that goes by itself just now is refused.
    for (const { Id } of all)
      await client
        .getContainer(Id)
        .remove({ force: true })
        .catch(() => {});
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20 });
  }

  private async ready(): Promise<void> {
    for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end; ) {
      const client = await this.client();
      if (await client.ping().catch(() => false)) return;
      if (this.process.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const said = readFileSync(join(this.folder, 'log'), 'utf8').split('\n').slice(-6).join('\n');
    await this.stop();
    throw new Error(`dockerd does not start: ${said}`);
  }

  private async import(root: string, tag: string): Promise<void> {
    const tar = spawn('tar', ['-C', root, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const client = await this.client();
    const progress = await client.importImage(tar.stdout, { repo: `soc-test/${tag}`, tag: 'latest' });
    await new Promise((resolve, reject) => {
      client.modem.followProgress(progress, (error) => (error ? reject(error) : resolve(null)));
    });
  }
}

function startIn(folder: string): ChildProcess {
  const log = openSync(join(folder, 'log'), 'w');
  const child = spawn(
    'dockerd',
    [
      ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
      ...['--pidfile', join(folder, 'pid'), '--host', `unix://${join(folder, 'docker.sock')}`],
      ...['--storage-driver', 'vfs', '--bridge', 'none', '--iptables=false', '--ip6tables=false'],
    ],
    { stdio: ['ignore', log, log] },
  );
  closeSync(log);
  return child;
}

/** With the libraries that it loads. */
function copyProgram(program: string, root: string, path: string): void {
  cpSync(program, join(root, path));
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' });
  for (const [library] of stdout.matchAll(/\/[^ ]+/g)) {
    mkdirSync(dirname(join(root, library)), { recursive: true });
    cpSync(realpathSync(library), join(root, library));
  }
}
