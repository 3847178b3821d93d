import { canonicalIp } from '../../model/ip.ts';
import { retainText } from '../../model/log-event.ts';

/** Who a line says acted: an address, or a host name where the daemon wrote one, or neither. */
export type SourceAddress = { readonly ip: string | null; readonly host: string | null };

const NOBODY: SourceAddress = { ip: null, host: null };

/** Labels of letters, digits, `-` and `_`; the last one not a number, so that a broken address is no host name. */
const HOST_NAME = /^(?:[A-Za-z0-9_-]{1,63}\.){0,126}(?=[0-9-]*[A-Za-z_])[A-Za-z0-9_-]{1,63}\.?$/;

/** What sshd writes for a peer whose address it could not get. */
const UNKNOWN = 'UNKNOWN';

export function isHostName(text: string): boolean {
  return text.length <= 253 && text !== UNKNOWN && HOST_NAME.test(text);
}

const CACHE_LIMIT = 1024;

/** Reads addresses as daemons write them. An address is usually followed by itself: the latest ones are remembered. */
export class AddressReader {
  private readonly known = new Map<string, SourceAddress>();
  private lastText = '';
  private last = NOBODY;

  read(text: string | null): SourceAddress {
    if (text === null || text === '') return NOBODY;
    if (text === this.lastText) return this.last;
    let address = this.known.get(text);
    if (address === undefined) {
      address = sourceAddress(text);
      if (this.known.size >= CACHE_LIMIT) this.known.clear();
      this.known.set(retainText(text), address);
    }
    this.lastText = retainText(text);
    this.last = address;
    return address;
  }
}

function sourceAddress(text: string): SourceAddress {
  const ip = canonicalIp(text);
  if (ip !== null) return { ip: retainText(ip), host: null };
  return isHostName(text) ? { ip: null, host: retainText(text) } : NOBODY;
}
