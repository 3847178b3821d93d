import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const RUNNING_WITHIN_MS = 20_000;
const NAMESPACES = ['--mount', '--pid', '--uts', '--ipc', '--net', '--cgroup'] as const;

/**
 * A root of its own: the programs of this machine, and nothing else of it; our unit with its user, as docs/watch.md has
 * them installed. Of units there are only ours and empty targets, so that systemd changes nothing in the kernel.
 */
const MAKE_ROOT = `
mount --make-rprivate /
mount -t tmpfs tmpfs "$ROOT"
cd "$ROOT"
mkdir -p usr etc/systemd/system etc/soc-console proc sys dev run tmp root home boot old opt/soc var/log var/lib var/tmp
for link in bin sbin lib lib64; do if [ -L /$link ]; then cp -a /$link .; fi; done
if [ -d /etc/alternatives ]; then cp -a /etc/alternatives etc/; fi
mount --bind /usr usr
mount -t tmpfs tmpfs usr/local/sbin
mount -t proc proc proc
mount --rbind /sys sys
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs dev
for device in null zero full random urandom tty; do touch dev/$device; mount --bind /dev/$device dev/$device; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
touch opt/node
mount --bind "$NODE" opt/node
for part in dist config node_modules; do mkdir opt/soc/$part; mount --bind "$(readlink -f "$PROJECT/$part")" opt/soc/$part; done
cp "$PROJECT/package.json" opt/soc/
printf '#!/bin/sh\\nexec /opt/node /opt/soc/dist/main.js "$@"\\n' >usr/local/sbin/soc-console
chmod 755 usr/local/sbin/soc-console
echo 'root:x:0:0:root:/root:/bin/sh' >etc/passwd
printf 'root:x:0:\\nadm:x:4:\\nsystemd-journal:x:101:\\n' >etc/group
cp "$PROJECT/config/systemd/soc-console.service" etc/systemd/system/
mkdir etc/sysusers.d
cp "$PROJECT/config/systemd/soc-console.sysusers" etc/sysusers.d/soc-console.conf
systemd-sysusers --root="$ROOT" "$ROOT/etc/sysusers.d/soc-console.conf"
for target in sysinit basic shutdown network nss-lookup multi-user test; do
  printf '[Unit]\\nDescription=%s\\nDefaultDependencies=no\\n' $target >etc/systemd/system/$target.target
done
pivot_root . old
cd /
umount -l old
exec env -i container=soc-test SYSTEMD_UNIT_PATH=/etc/systemd/system \\
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \\
  "$(command -v /usr/lib/systemd/systemd || echo /lib/systemd/systemd)" --system --unit=test.target --show-status=no
`;

/** systemd as the first process of namespaces of its own: nothing of this machine is touched. */
export class Systemd {
  private constructor(
    private readonly unshare: ChildProcess,
    private readonly folder: string,
    private readonly pid: number,
  ) {}

  /** Null where it does not run: not root, no namespaces, no systemd. */
  static async start(): Promise<Systemd | null> {
    const folder = mkdtempSync(join(tmpdir(), 'soc-systemd-'));
    const unshare = spawn('unshare', [...NAMESPACES, '--fork', '--kill-child', 'sh', '-euc', MAKE_ROOT], {
      stdio: 'ignore',
      env: { PATH: process.env.PATH, ROOT: folder, PROJECT, NODE: process.execPath },
    });
    unshare.on('error', () => {});
    for (const end = Date.now() + RUNNING_WITHIN_MS; Date.now() < end && unshare.exitCode === null; ) {
      const systemd = new Systemd(unshare, folder, childOf(unshare.pid));
      const state = systemd.pid === 0 ? '' : (await systemd.run('systemctl', 'is-system-running')).stdout;
      if (/^(?:running|degraded)/.test(state)) return systemd;
      await sleep(100);
    }
    await new Systemd(unshare, folder, 0).end();
    return null;
  }

  /** A program inside. */
  async run(...argv: readonly string[]): Promise<{ readonly code: number; readonly stdout: string }> {
    const enter = ['--target', String(this.pid), ...NAMESPACES, '--', ...argv];
    return promisify(execFile)('nsenter', enter).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }) => ({ code: Number(code), stdout: String(stdout) }),
    );
  }

  /** What systemd says of our unit. */
  async show(...properties: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const { stdout } = await this.run('systemctl', 'show', 'soc-console', `--property=${properties.join()}`);
    const lines = stdout.split('\n').filter((line) => line.includes('='));
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  }

  /** A file inside, as it is found from outside. */
  path(inside: string): string {
    return `/proc/${this.pid}/root${inside}`;
  }

  async end(): Promise<void> {
    if (
      this.unshare.pid !== undefined &&
      this.unshare.exitCode === null &&
      this.unshare.signalCode === null
    ) {
      const ended = once(this.unshare, 'exit');
      this.unshare.kill('SIGKILL');
      await ended;
    }
    // What ran inside may not be gone yet.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20 });
  }
}

/** 0 when there is none yet. */
function childOf(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
  } catch {
    return 0;
  }
}
