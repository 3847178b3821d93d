import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalIp } from '../../model/addresses/ip.ts';
import type { Protection } from '../protect.ts';
import { type Connection, parseConnections } from './proc-net.ts';
import { parseUtmp } from './utmp.ts';

type SshPeerOptions = {
  readonly proc: string;
  readonly utmp: string;
  /** Number of this process: what its ancestors came from is the operator's own. */
  readonly self: number;
};

const OWN = 'your own session comes from it';
const OTHER = 'somebody is logged in from it over ssh';

/**
 * Where people are logged in from over ssh. No single place tells: sudo drops SSH_CONNECTION, tmux keeps a stale one,
 * not every system has utmp. So: the environment of this process's ancestors; the environment of every process, as far
 * as a living connection fits it (the client of a tmux that was attached again); the sockets of sshd's processes that
 * have let somebody in; utmp. Somebody who is only trying passwords is in none of these.
 */
export function sshPeers({ proc, utmp, self }: SshPeerOptions): Protection[] {
  const connections = ['tcp', 'tcp6'].flatMap((name) => parseConnections(read(join(proc, 'net', name))));
  const found = new Map<string, string>();
  const add = (peer: string | null, why: string): void => {
    if (peer !== null && found.get(peer) !== OWN) found.set(peer, why);
  };
  for (const pid of ancestors(proc, self)) add(sshClient(proc, pid)?.peer ?? null, OWN);
  for (const pid of pids(proc)) {
    const client = sshClient(proc, pid);
    if (client && connections.some((connection) => fits(connection, client))) add(client.peer, OTHER);
    if (isLoggedIn(proc, pid)) for (const peer of socketPeers(proc, pid, connections)) add(peer, OTHER);
  }
  for (const { pid, peer } of parseUtmp(readBytes(utmp))) {
    if (read(join(proc, String(pid), 'stat')) !== '') add(peer, OTHER);
  }
  return [...found].map(([address, why]) => ({ address, why }));
}

type Client = { readonly peer: string; readonly peerPort: number; readonly localPort: number | null };

/** `SSH_CONNECTION=client port server port`, or the older `SSH_CLIENT=client port port`. */
function sshClient(proc: string, pid: number): Client | null {
  const environment = readBytes(join(proc, String(pid), 'environ'));
  if (!environment.includes('SSH_C')) return null;
  const variables = environment.toString('utf8').split('\0');
  const value = (name: string): string | undefined =>
    variables.find((variable) => variable.startsWith(`${name}=`))?.slice(name.length + 1);
  const [client = '', peerPort, ...rest] = (value('SSH_CONNECTION') ?? value('SSH_CLIENT') ?? '').split(' ');
  const peer = canonicalIp(client);
  const localPort = rest.at(-1);
  if (peer === null) return null;
  return { peer, peerPort: Number(peerPort), localPort: localPort === undefined ? null : Number(localPort) };
}

function fits(connection: Connection, { peer, peerPort, localPort }: Client): boolean {
  return connection.peer === peer && connection.peerPort === peerPort && connection.localPort === localPort;
}

/**
 * sshd writes what a process does into its title: `sshd: alice@pts/0`, `sshd: alice` for forwarding only; while somebody
 * is only trying, and in the process that listens, the title ends in brackets (`[accepted]`, `[net]`, `[priv]`).
 */
const LOGGED_IN = /^sshd(?:-session)?: [^ [\]]+$/;

function isLoggedIn(proc: string, pid: number): boolean {
  const title = read(join(proc, String(pid), 'cmdline')).replace(/[\0 ]+$/, '');
  return LOGGED_IN.test(title);
}

/** Only root may read whose sockets these are. */
function socketPeers(proc: string, pid: number, connections: readonly Connection[]): string[] {
  const folder = join(proc, String(pid), 'fd');
  const sockets = new Set(
    names(folder).map((name) => /^socket:\[(\d+)\]$/.exec(link(join(folder, name)))?.[1]),
  );
  return connections.filter(({ inode }) => sockets.has(inode)).map(({ peer }) => peer);
}

const MAX_ANCESTORS = 64;

function ancestors(proc: string, self: number): number[] {
  const found: number[] = [];
  for (let pid = self; pid > 0 && found.length < MAX_ANCESTORS; ) {
    found.push(pid);
    // The name in brackets may hold anything: the parent is the second word after the last one.
    const stat = read(join(proc, String(pid), 'stat'));
    pid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
  }
  return found;
}

function pids(proc: string): number[] {
  return names(proc).map(Number).filter(Number.isInteger);
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** Processes end while we look, and others may not be looked at: both are as if they were not there. */
function read(path: string): string {
  return readBytes(path).toString('utf8');
}

const PIECE = 1 << 14;

/**
 * Two files of each process are read before each ban. For a file that tells no size Node.js clears a buffer of 64 KB each
 * time, which takes longer than all the rest.
 */
function readBytes(path: string): Buffer {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const pieces: Buffer[] = [];
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE);
      const length = readSync(file, piece, 0, PIECE, null);
      if (length === 0) return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
      pieces.push(piece.subarray(0, length));
    }
  } catch {
    return Buffer.alloc(0);
  } finally {
    if (file !== null) closeSync(file);
  }
}
