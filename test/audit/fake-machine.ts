import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

export type FakeProcess = {
  readonly comm: string;
  readonly argv: readonly string[];
  readonly cgroup?: string;
  readonly inodes: readonly number[];
};

export const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
export const tcpLine = (local: string, inode: number, state = '0A') =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0\n`;

/** A machine as /proc, /etc and systemd's folders tell of it. */
export function machine(
  context: TestContext,
  {
    tcp = '',
    udp = '',
    processes = {},
    files = {},
  }: {
    readonly tcp?: string;
    readonly udp?: string;
    readonly processes?: Readonly<Record<number, FakeProcess>>;
    readonly files?: Readonly<Record<string, string>>;
  },
): string {
  const root = mkdtempSync(join(tmpdir(), 'soc-machine-'));
  context.after(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('proc/net/tcp', HEAD + tcp);
  write('proc/net/udp', HEAD + udp);
  for (const [pid, { comm, argv, cgroup = '', inodes }] of Object.entries(processes)) {
    write(`proc/${pid}/comm`, `${comm}\n`);
    write(`proc/${pid}/cmdline`, `${argv.join('\0')}\0`);
    write(`proc/${pid}/cgroup`, cgroup);
    mkdirSync(join(root, `proc/${pid}/fd`));
    for (const [fd, inode] of inodes.entries())
      symlinkSync(`socket:[${inode}]`, join(root, `proc/${pid}/fd/${fd}`));
  }
  for (const [path, text] of Object.entries(files)) write(path, text);
  return root;
}
