/** Connections that share a place are told apart no further: what is counted decides a share, nothing else. */
const PLACES = 65_536;
/** More do not count: nobody makes a flood look answered with one connection. */
const MOST = 8;

/**
 * How many packets asked for a connection. A capture of several interfaces, or of a mirror port, shows each packet once for every
 * interface that it passed, and a server that is busy is asked again: one handshake answers them all.
 */
export class Repeats {
  private readonly counts = new Uint8Array(PLACES);

  /** `from`, `to`: hashes of the two ends. `isAgain`: the same question once more. */
  asked(from: number, to: number, isAgain: boolean): void {
    const place = placeOf(from, to);
    const count = isAgain ? (this.counts[place] as number) + 1 : 1;
    this.counts[place] = Math.min(MOST, count);
  }

  /** The packets that asked for this connection, at least one. */
  of(from: number, to: number): number {
    return Math.max(1, this.counts[placeOf(from, to)] as number);
  }
}

/** The same for both directions. */
function placeOf(from: number, to: number): number {
  return (from + to) & (PLACES - 1);
}
