import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { sshPeers } from '../../../src/responders/protected/ssh-peers.ts';

const HERE = '192.0.2.10';
const OPERATOR = '198.51.100.20';
const COLLEAGUE = '198.51.100.21';
const ATTACKER = '203.0.113.7';

type Process = {
  readonly parent?: number;
  readonly name?: string;
  readonly title?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sockets it holds. */
  readonly sockets?: readonly number[];
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soc-proc-'));
  mkdirSync(join(folder, 'net'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A /proc as Linux shows it, as far as it is looked at. */
function machine(
  processes: Readonly<Record<number, Process>>,
  connections: readonly (readonly [peer: string, port: number, inode: number])[],
): void {
  const rows = connections.map(([peer, port, inode], index) => {
    const ends = `${hex(HERE)}:0016 ${hex(peer)}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
    return `   ${index}: ${ends} 01 00000000:00000000 02:000A7214 00000000     0        0 ${inode} 2 0000000000000000 20 4 30 10 -1`;
  });
  writeFileSync(join(folder, 'net/tcp'), `  sl  local_address rem_address   st\n${rows.join('\n')}\n`);
  for (const [pid, { parent = 1, name = 'bash', title = name, env = {}, sockets = [] }] of Object.entries(
    processes,
  )) {
    const own = join(folder, pid);
    mkdirSync(join(own, 'fd'), { recursive: true });
    writeFileSync(join(own, 'stat'), `${pid} (${name}) S ${parent} ${pid} ${pid} 0 -1`);
    writeFileSync(join(own, 'cmdline'), `${title}\0`);
    writeFileSync(
      join(own, 'environ'),
      Object.entries(env)
        .map(([key, value]) => `${key}=${value}\0`)
        .join(''),
    );
    sockets.forEach((inode, index) => {
      symlinkSync(`socket:[${inode}]`, join(own, 'fd', String(index)));
    });
  }
}

/** The kernel prints the four bytes as one little-endian word. */
function hex(address: string): string {
  return address
    .split('.')
    .reverse()
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

function session(peer: string, port: number): Readonly<Record<string, string>> {
  return { SSH_CONNECTION: `${peer} ${port} ${HERE} 22` };
}

function peers(self: number, utmp = join(folder, 'no-utmp')): Readonly<Record<string, string>> {
  return Object.fromEntries(sshPeers({ proc: folder, utmp, self }).map(({ address, why }) => [address, why]));
}

const OWN = 'your own session comes from it';
const OTHER = 'somebody is logged in from it over ssh';

describe('where people are logged in from', () => {
  test('the session that this was started in', () => {
    machine({ 10: { env: session(OPERATOR, 50000) }, 11: { parent: 10, name: 'node' } }, [
      [OPERATOR, 50000, 1],
    ]);
    assert.deepEqual(peers(11), { [OPERATOR]: OWN });
  });

  test('under sudo, which passes no SSH_CONNECTION on', () => {
    machine(
      {
        10: { env: session(OPERATOR, 50000) },
        11: { parent: 10, name: 'sudo', env: { SUDO_USER: 'alice' } },
        12: { parent: 11, name: 'node (x) 1 ', env: { SUDO_USER: 'alice' } },
      },
      [[OPERATOR, 50000, 1]],
    );
    assert.deepEqual(peers(12), { [OPERATOR]: OWN });
  });

  test('in a tmux that was attached again from elsewhere: what it was started from and what looks at it now', () => {
    machine(
      {
        // The server lives on after the session that started it.
        20: { name: 'tmux: server', env: session(COLLEAGUE, 40000) },
        21: { parent: 20, name: 'bash', env: session(COLLEAGUE, 40000) },
        22: { parent: 21, name: 'node' },
        30: { parent: 2, name: 'tmux: client', env: session(OPERATOR, 51000) },
      },
      [[OPERATOR, 51000, 1]],
    );
    assert.deepEqual(peers(22), { [COLLEAGUE]: OWN, [OPERATOR]: OTHER });
  });

  test('others, in shells of their own', () => {
    machine({ 1: {}, 10: {}, 40: { env: session(COLLEAGUE, 42000) } }, [[COLLEAGUE, 42000, 1]]);
    assert.deepEqual(peers(10), { [COLLEAGUE]: OTHER });
  });

  test('others without a shell: forwarding, file transfer', () => {
    for (const [pid, title] of [
      [50, 'sshd: alice'],
      [51, 'sshd: alice@notty'],
      [52, 'sshd-session: alice@internal-sftp'],
    ] as const) {
      machine({ 10: {}, [pid]: { name: 'sshd', title, sockets: [7] } }, [[COLLEAGUE, 43000, 7]]);
      assert.deepEqual(peers(10), { [COLLEAGUE]: OTHER }, title);
      rmSync(join(folder, String(pid)), { recursive: true });
    }
  });

  test('utmp, as long as its process lives', () => {
    const utmp = join(folder, 'utmp');
    writeFileSync(utmp, Buffer.concat([login(60, COLLEAGUE), login(61, '198.51.100.99')]));
    machine({ 10: {}, 60: { name: 'sshd' } }, []);
    assert.deepEqual(peers(10, utmp), { [COLLEAGUE]: OTHER });
  });
});

describe('who is only trying is not protected by it', () => {
  for (const title of [
    'sshd: [accepted]',
    'sshd: alice [priv]',
    'sshd: unknown [net]',
    'sshd: root [preauth]',
    'sshd-session: alice [net]',
    'sshd: /usr/sbin/sshd -D [listener] 1 of 10-100 startups',
    'sshd: alice@203.0.113.7 [net]',
  ]) {
    test(title, () => {
      machine({ 10: {}, 50: { name: 'sshd', title, sockets: [7] } }, [[ATTACKER, 43000, 7]]);
      assert.deepEqual(peers(10), {});
    });
  }

  test('a stale SSH_CONNECTION, when somebody else has the address now', () => {
    machine({ 10: {}, 40: { env: session(ATTACKER, 42000) } }, [[ATTACKER, 42001, 1]]);
    assert.deepEqual(peers(10), {});
  });

  test('a variable that holds no address', () => {
    machine({ 10: { env: { SSH_CONNECTION: 'everybody 1 2 3', SSH_CLIENT: '0.0.0.0/0 1 2' } } }, []);
    assert.deepEqual(peers(10), {});
  });
});

/** One record of utmp(5): a user's process. */
function login(pid: number, host: string): Buffer {
  const record = Buffer.alloc(384);
  record.writeInt16LE(7, 0);
  record.writeInt32LE(pid, 4);
  record.write('alice', 44, 'latin1');
  record.write(host, 76, 'latin1');
  return record;
}
