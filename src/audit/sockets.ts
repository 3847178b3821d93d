import { readFileSync } from 'node:fs';
import { holderOf, serviceName } from '../engine/audit/name-service.ts';
import type { Policy } from '../engine/audit/policy.ts';
import { type ListeningSocket, parseListening } from '../engine/audit/sockets.ts';
import type { ServiceEntry } from '../model/audit/finding.ts';
import { plural } from '../model/plural.ts';
import { type SocketHolder, socketHolders } from './processes.ts';

type SocketReading = {
  readonly services: readonly ServiceEntry[];
  /** What could not be seen, in words. */
  readonly notes: readonly string[];
};

const FILES = [
  ['tcp', 'tcp'],
  ['tcp6', 'tcp'],
  ['udp', 'udp'],
  ['udp6', 'udp'],
] as const;

/** Ports that the system gives to clients: a UDP socket there mostly waits for an answer. */
export const USUAL_CLIENT_PORTS: readonly [first: number, last: number] = [32_768, 60_999];

/** What listens on this machine (Linux), in the order in which the kernel tells it. */
export function listeningSockets(root: string): ListeningSocket[] {
  return FILES.flatMap(([file, transport]) =>
    parseListening(textOf(`${root}/proc/net/${file}`) ?? '', transport),
  );
}

/** The listening sockets of this machine (Linux), each with its process. `root` stands before every path. */
export function readSockets(policy: Policy, root = ''): SocketReading {
  const proc = `${root}/proc`;
  const sockets = listeningSockets(root);
  if (textOf(`${proc}/net/tcp`) === null) {
    return {
      services: [],
      notes: ['listening sockets cannot be seen: there is no /proc/net/tcp (Linux only)'],
    };
  }
  const { byInode, closed } = socketHolders(proc, new Set(sockets.map(({ inode }) => inode)));
  const names = portNames(textOf(`${root}/etc/services`) ?? '');
  const [first, last] = clientPorts(textOf(`${proc}/sys/net/ipv4/ip_local_port_range`));
  const services = merged(
    sockets.map((socket): ServiceEntry => {
      const { transport, address, port, inode } = socket;
      const process = chosen(byInode.get(inode) ?? []);
      const portName = names.get(`${port}/${transport}`) ?? null;
      const isClient = transport === 'udp' && port >= first && port <= last;
      return {
        line: 0,
        port,
        service: serviceName(socket, process, policy, portName),
        status: isClient ? 'client' : 'listening',
        access: null,
        bind: address,
        raw: '',
        transport,
        holder: process && holderOf(process, process.pid, process.unit, process.container),
      };
    }),
  );
  const unknown = services.filter(({ holder }) => holder === null).length;
  return { services, notes: unknown === 0 ? [] : [blindness(unknown, closed)] };
}

function blindness(unknown: number, closed: number): string {
  const what = `the process of ${plural(unknown, 'socket')} is not known`;
  if (closed === 0) return `${what}: the kernel holds it, or a process outside this container`;
  return `${what}: ${closed} processes may not be looked into; run it as root to see them`;
}

/** Of several that share a socket the oldest; systemd only keeps it for another. */
function chosen(holders: readonly SocketHolder[]): SocketHolder | null {
  return holders.find(({ pid }) => pid !== 1) ?? holders[0] ?? null;
}

/** One entry for the same service on several addresses: IPv4 and IPv6 of one process. */
export function merged(entries: readonly ServiceEntry[]): ServiceEntry[] {
  const services = new Map<string, { readonly entry: ServiceEntry; readonly binds: Set<string> }>();
  for (const entry of entries) {
    const key = `${entry.transport} ${entry.port} ${entry.service} ${entry.holder?.pid}`;
    const binds = services.get(key)?.binds ?? new Set();
    for (const bind of entry.bind?.split(' ') ?? []) binds.add(bind);
    services.set(key, { entry, binds });
  }
  return [...services.values()]
    .map(({ entry, binds }) => ({ ...entry, bind: [...binds].join(' ') }))
    .sort((a, b) => a.port - b.port);
}

/** services(5): `ssh 22/tcp`. */
function portNames(text: string): ReadonlyMap<string, string> {
  const lines = text.matchAll(/^([\w.+-]+)[ \t]+(\d{1,5}\/(?:tcp|udp))\b/gm);
  return new Map([...lines].map(([, name = '', port = '']) => [port, name]));
}

function clientPorts(text: string | null): readonly [number, number] {
  const [first, last] = (text ?? '').trim().split(/\s+/).map(Number);
  return first && last ? [first, last] : USUAL_CLIENT_PORTS;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
