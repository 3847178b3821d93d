import { procAddress } from '../../model/addresses/proc-address.ts';

/** A socket that waits for others to come. */
export type ListeningSocket = {
  readonly transport: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  /** As in `socket:[12345]` below /proc/PID/fd. */
  readonly inode: string;
};

/** TCP_LISTEN; a UDP socket that is connected to nobody is in TCP_CLOSE. */
const WAITING = { tcp: '0A', udp: '07' } as const;

/** Listening sockets of /proc/net/tcp, tcp6, udp or udp6. */
export function parseListening(text: string, transport: 'tcp' | 'udp'): ListeningSocket[] {
  return text.split('\n').flatMap((line) => {
    const [, local = '', remote = '', state, , , , , , inode = ''] = line.trim().split(/ +/);
    if (state !== WAITING[transport] || !/:0000$/.test(remote)) return [];
    const [hex = '', port = ''] = local.split(':');
    const address = procAddress(hex);
    return address === null ? [] : [{ transport, address, port: Number.parseInt(port, 16), inode }];
  });
}
