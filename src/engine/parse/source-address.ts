import { canonicalIp } from '../../model/addresses/ip.ts';
import { retainText } from '../../model/log-event.ts';

/** Who a line says acted: an address, or a host name where the daemon wrote one, or neither. */
export type SourceAddress = { readonly ip: string | null; readonly host: string | null };

const NOBODY: SourceAddress = { ip: null, host: null };

/** Labels of letters, digits, `-` and `_`; the last one not a number, so that a broken address is no host name. */
const HOST_NAME = /^(?:[A-Za-z0-9_-]{1,63}\.){0,126}(?=[0-9-]*[A-Za-z_])[A-Za-z0-9_-]{1,63}\.?$/;

/** What sshd writes for a peer whose address it could not get. */
const UNKNOWN = 'UNKNOWN';

function isHostName(text: string): boolean {
  return text.length <= 253 && text !== UNKNOWN && HOST_NAME.test(text);
}

const CACHE_LIMIT = 1024;
const COLON = ':';

/** Reads addresses as daemons write them. IPv6 addresses and names cost more to read: the latest ones are remembered. */
export class AddressReader {
  private readonly known = new Map<string, SourceAddress>();

  read(text: string | null): SourceAddress {
    if (text === null) return NOBODY;
    const digit = text.charCodeAt(0) - 48;
    if (digit >= 0 && digit <= 9 && !text.includes(COLON)) {
      const ip = canonicalIp(text);
      if (ip !== null) return { ip, host: null };
    }
    let address = this.known.get(text);
    if (address === undefined) {
      if (this.known.size >= CACHE_LIMIT) this.known.clear();
      const own = retainText(text);
      address = sourceAddress(own);
      this.known.set(own, address);
    }
    return address;
  }

  /** The same where a program may add the port: `192.0.2.1:5123`, `[2001:db8::1]:5123`. */
  readPeer(text: string | null): SourceAddress {
    return this.read(text === null ? null : withoutPort(text));
  }
}

const WITH_PORT = /^(?:(\d{1,3}(?:\.\d{1,3}){3})|\[([\da-fA-F:.]{2,45}(?:%[\w.-]{1,32})?)\])(?::\d{1,5})?$/;

/** An IPv6 address without brackets is all address. */
export function withoutPort(peer: string): string {
  const parts = peer.length > 90 ? null : WITH_PORT.exec(peer);
  return parts?.[1] ?? parts?.[2] ?? peer;
}

function sourceAddress(text: string): SourceAddress {
  const ip = canonicalIp(text);
  if (ip !== null) return { ip, host: null };
  return isHostName(text) ? { ip: null, host: text } : NOBODY;
}
