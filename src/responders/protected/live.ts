import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { fail2banFolder } from '../../platform/fail2ban-folder.ts';
import type { Protection } from '../protect.ts';
import { fail2banIgnored } from './fail2ban-ignored.ts';
import { parseGateways4, parseGateways6, parseResolvers } from './proc-net.ts';
import { sshPeers } from './ssh-peers.ts';

/** Whom banning would cut this machine or its operator off, at this moment. */
export function liveProtections(): Protection[] {
  const because = (addresses: readonly string[], why: string): Protection[] =>
    addresses.map((address) => ({ address, why }));
  const own = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
  const gateways = [
    ...parseGateways4(read('/proc/net/route')),
    ...parseGateways6(read('/proc/net/ipv6_route')),
  ];
  const resolvers = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'].flatMap((path) =>
    parseResolvers(read(path)),
  );
  return [
    ...because(own, 'it is an address of this machine'),
    ...sshPeers({ proc: '/proc', utmp: '/var/run/utmp', self: process.pid }),
    ...because(gateways, 'it is the gateway of this machine'),
    ...because(resolvers, 'it is the DNS server of this machine'),
    ...fail2banIgnored(fail2banFolder()),
  ];
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
