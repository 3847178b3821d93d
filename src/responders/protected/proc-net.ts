/** What Linux tells of its network under /proc/net, as text. */
import { canonicalIp } from '../../model/addresses/ip.ts';
import { procAddress } from '../../model/addresses/proc-address.ts';

export type Connection = {
  readonly localPort: number;
  readonly peer: string;
  readonly peerPort: number;
  /** Number of the socket, as in `socket:[12345]` below /proc/PID/fd. */
  readonly inode: string;
};

const ESTABLISHED = '01';

/** Established connections of /proc/net/tcp or /proc/net/tcp6. */
export function parseConnections(text: string): Connection[] {
  return text.split('\n').flatMap((line) => {
    const [, local, remote, state, , , , , , inode = ''] = line.trim().split(/ +/);
    if (state !== ESTABLISHED) return [];
    const [, localPort] = endpoint(local);
    const [peer, peerPort] = endpoint(remote);
    return peer === null ? [] : [{ localPort, peer, peerPort, inode }];
  });
}

/** Gateways of /proc/net/route. */
export function parseGateways4(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [, destination, gateway] = line.split('\t');
    const address = destination === '00000000' ? procAddress(gateway ?? '') : null;
    return address === null || address === '0.0.0.0' ? [] : [address];
  });
}

/** Gateways of /proc/net/ipv6_route, which writes addresses in the order of the network. */
export function parseGateways6(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [destination, length, , , gateway = ''] = line.trim().split(/ +/);
    const isDefault = destination === '0'.repeat(32) && length === '00';
    const address = isDefault && /^[0-9a-f]{32}$/.test(gateway) ? groups(gateway) : null;
    return address === null || address === '::' ? [] : [address];
  });
}

/** Servers of /etc/resolv.conf. */
export function parseResolvers(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [key, server = ''] = line.trim().split(/\s+/);
    const address = key === 'nameserver' ? canonicalIp(server) : null;
    return address === null ? [] : [address];
  });
}

function endpoint(text = ''): readonly [address: string | null, port: number] {
  const [address = '', port = ''] = text.split(':');
  return [procAddress(address), Number.parseInt(port, 16)];
}

function groups(hex: string): string | null {
  return canonicalIp((hex.match(/.{4}/g) ?? []).join(':'));
}
