import type { EpochMs } from '../../../model/time.ts';

/** The packet that is being read: one object for all of them, valid only during the call. */
export class RawPacket {
  /** From 1, in the order of the capture. */
  number = 0;
  bytes: Uint8Array = new Uint8Array(0);
  /** Place of its first byte, and after its last captured one. */
  start = 0;
  end = 0;
  /** Bytes on the wire. */
  length = 0;
  time: EpochMs = 0.5;
  /** Nanoseconds within the millisecond. */
  nanos = 0;
  /** LINKTYPE number of its interface. */
  link = 0;

  constructor() {
    // Starts as no small integer: V8 then keeps the field as a double, and never has to change that.
    this.time = 0;
  }
}

export type PacketSink = { packet(packet: RawPacket): void };

/** What is wrong with a capture, and at which byte of it (as unpacked). */
export type CaptureProblem = {
  readonly offset: number;
  readonly message: string;
};
