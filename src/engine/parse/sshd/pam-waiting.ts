import { ipv4Bits, NOT_IPV4 } from '../../address/ipv4.ts';
import { type Connection, isPam } from './connection.ts';
import type { SshdMessage } from './message.ts';

/** Entries of one address that are looked at: it has few logins at the same time. */
const LOOK_LIMIT = 64;

/**
 * Processes whose PAM line waits for sshd's, by the peer that PAM names. For keyboard-interactive logins sshd runs PAM in
 * a child: PAM's line then has another process number than sshd's.
 */
export class PamWaiting {
  private readonly byAddress = new Map<string | number, Connection[]>();

  add(message: SshdMessage, connection: Connection): void {
    const key = peerOf(message);
    const waiting = this.byAddress.get(key);
    if (waiting === undefined) this.byAddress.set(key, [connection]);
    else waiting.push(connection);
  }

  remove(message: SshdMessage, connection: Connection): void {
    const key = peerOf(message);
    const waiting = this.byAddress.get(key);
    if (waiting === undefined) return;
    if (waiting.length > 1) waiting.splice(waiting.indexOf(connection), 1);
    else this.byAddress.delete(key);
  }

  /** The process that has waited longest for a line such as this one of its parent. */
  childFor(message: SshdMessage): Connection | null {
    let looked = 0;
    for (const child of this.byAddress.get(peerOf(message)) ?? []) {
      const pam = child.held.find(isPam);
      const user = pam?.message.user ?? null;
      if (user === null || user === message.user) return child;
      if (++looked === LOOK_LIMIT) return null;
    }
    return null;
  }
}

function peerOf({ ipv4, address }: SshdMessage): string | number {
  if (ipv4 !== undefined) return ipv4;
  const text = address ?? '';
  const bits = ipv4Bits(text);
  return bits === NOT_IPV4 ? text : bits;
}
