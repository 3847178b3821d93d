import { ipv4Bits, NOT_IPV4 } from '../../address/ipv4.ts';
import { type Connection, isNumbered, isPam } from './connection.ts';
import type { SshdMessage } from './message.ts';

/** Entries of one address that are looked at: it has few logins at the same time. */
const LOOK_LIMIT = 64;

/**
 * Processes whose PAM line waits for sshd's, by the peer that PAM names. For keyboard-interactive logins sshd runs PAM in
 * a child: PAM's line then has another process number than sshd's. A line without one is no child's: where sshd writes
 * into a file (`-E`) PAM's lines are in syslog alone and have none, and those of a whole address would be one process.
 */
export class PamWaiting {
  private readonly byAddress = new Map<string | number, Connection[]>();

  add(message: SshdMessage, connection: Connection): void {
    if (!isNumbered(connection)) return;
    const key = peerOf(message);
    const waiting = this.byAddress.get(key);
    if (waiting === undefined) this.byAddress.set(key, [connection]);
    else waiting.push(connection);
  }

  remove(message: SshdMessage, connection: Connection): void {
    if (!isNumbered(connection)) return;
    const key = peerOf(message);
    const waiting = this.byAddress.get(key);
    if (waiting === undefined) return;
    if (waiting.length > 1) waiting.splice(waiting.indexOf(connection), 1);
    else this.byAddress.delete(key);
  }

  /**
   * The process that has waited longest for a line such as this one of its parent: of those with the same account, else of
   * those for whose account PAM had no name.
   */
  childFor(message: SshdMessage): Connection | null {
    let looked = 0;
    let nameless: Connection | null = null;
    for (const child of this.byAddress.get(peerOf(message)) ?? []) {
      const user = child.held.find(isPam)?.message.user ?? null;
      if (user === message.user) return child;
      if (user === null) nameless ??= child;
      if (++looked === LOOK_LIMIT) break;
    }
    return nameless;
  }
}

function peerOf({ ipv4, address }: SshdMessage): string | number {
  if (ipv4 !== undefined) return ipv4;
  const text = address ?? '';
  const bits = ipv4Bits(text);
  return bits === NOT_IPV4 ? text : bits;
}
