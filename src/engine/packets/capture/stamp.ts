/** Turns the 64-bit stamps of a pcapng interface into milliseconds and what is left in nanoseconds, exactly. */
export class Stamps {
  ms = 0;
  nanos = 0;
  private readonly offsetMs: number;
  /** Decimal digits of the resolution, or -1 where plain numbers do not reach. */
  private readonly digits: number;
  private readonly perSecond: bigint;

  /**
   * `resolution`: the option `if_tsresol`: digits after the decimal point, with the top bit set: binary ones.
   * `offsetSeconds`: the option `if_tsoffset`.
   */
  constructor(resolution: number, offsetSeconds: number) {
    const power = resolution & 0x7f;
    const isBinary = (resolution & 0x80) !== 0;
    this.perSecond = isBinary ? 2n ** BigInt(power) : 10n ** BigInt(power);
    this.digits = !isBinary && power >= 3 && power <= 9 ? power : -1;
    this.offsetMs = offsetSeconds * 1000;
  }

  /** The stamp as two halves, unsigned. */
  set(high: number, low: number): void {
    if (this.digits === -1) this.setSlowly(high, low);
    else this.setDecimal(high, low);
  }

  private setDecimal(high: number, low: number): void {
    const perMs = 10 ** (this.digits - 3);
    // Doubles hold 53 bits; high * 2^32 is exact, and so is the remainder of a double.
    const top = high * 4294967296;
    const rest = (top % perMs) + low;
    this.ms = Math.round((top - (top % perMs)) / perMs) + Math.floor(rest / perMs) + this.offsetMs;
    this.nanos = (rest % perMs) * 10 ** (9 - this.digits);
  }

  private setSlowly(high: number, low: number): void {
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    const nanos = (ticks * 1_000_000_000n) / this.perSecond;
    this.ms = Number(nanos / 1_000_000n) + this.offsetMs;
    this.nanos = Number(nanos % 1_000_000n);
  }
}
