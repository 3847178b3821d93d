/** Connections that share a place are told apart no further: what is counted decides a share, nothing else. */
const PLACES = 65_536;
/** More are not counted: asking without end for one connection is a flood, too. */
const MOST = 7;

/**
 * How often a connection was asked for once more. A capture of several interfaces, or of a mirror port, shows each packet once for
 * every interface that it passed.
 */
export class Repeats {
  private readonly counts = new Uint8Array(PLACES);

  /** `from`, `to`: hashes of the two ends. `isAgain`: the same question once more. */
  asked(from: number, to: number, isAgain: boolean): void {
    const place = placeOf(from, to);
    this.counts[place] = isAgain ? Math.min(MOST, (this.counts[place] as number) + 1) : 0;
  }

  of(from: number, to: number): number {
    return this.counts[placeOf(from, to)] as number;
  }

  /** Takes one of them away, for an answer of its own; false when there is none left. */
  take(from: number, to: number): boolean {
    const place = placeOf(from, to);
    const count = this.counts[place] as number;
    this.counts[place] = Math.max(0, count - 1);
    return count > 0;
  }
}

/** The same for both directions. */
function placeOf(from: number, to: number): number {
  return (from + to) & (PLACES - 1);
}
