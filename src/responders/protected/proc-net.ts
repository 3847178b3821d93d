/** What Linux tells of its network under /proc/net, as text. */
import { canonicalIp } from '../../model/ip.ts';

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
    const address = destination === '00000000' ? hexAddress(gateway ?? '') : null;
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
  return [hexAddress(address), Number.parseInt(port, 16)];
}

/** The kernel prints 32-bit words as the machine holds them: their bytes are turned round on all that we run on. */
function hexAddress(hex: string): string | null {
  if (!/^(?:[0-9A-Fa-f]{8}){1,4}$/.test(hex)) return null;
  const turned = (hex.match(/.{8}/g) ?? [])
    .map((word) => (word.match(/../g) ?? []).reverse().join(''))
    .join('');
  if (hex.length === 8)
    return canonicalIp((turned.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.'));
  return hex.length === 32 ? groups(turned) : null;
}

function groups(hex: string): string | null {
  return canonicalIp((hex.match(/.{4}/g) ?? []).join(':'));
}
