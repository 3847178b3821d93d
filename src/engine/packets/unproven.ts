import type { Handle } from './table/addresses.ts';

/** Clients told of whose connections were not seen to be made: a capture that begins in the middle has thousands. */
const MOST_UNPROVEN = 4096;

/**
 * Whose requests and logins are told of. Anybody can write any address into a packet that claims to carry a request, and
 * each address costs memory for the rest of the run; who was seen to make the connection has the address, or can at
 * least see what is sent to it.
 */
export class Unproven {
  /** Requests and logins that were not told of. */
  refused = 0;
  private readonly clients = new Set<Handle>();

  /** `isProven`: the connection was seen to be made. */
  admits(client: Handle, isProven: boolean): boolean {
    if (isProven || this.clients.has(client)) return true;
    if (this.clients.size >= MOST_UNPROVEN) {
      this.refused++;
      return false;
    }
    this.clients.add(client);
    return true;
  }
}
