import type { CaptureFormat } from './recognise.ts';

/** Most bytes of one packet that are looked at; what lies behind is skipped. */
export const MOST_BYTES = 65_536;
/** No capture holds longer packets (libpcap's limit for all but a few link types). */
export const LONGEST_PACKET = 262_144;

/** Thrown inside a container, never out of the reader: from `at` on nothing can be read. */
export class Unreadable extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

/** One of the two formats of captures. Reads whole records in place, and says what it needs to go on. */
export type Container = {
  readonly format: CaptureFormat;
  /** Bytes that must be there, from where it stands, before it can go on. */
  readonly need: number;
  /** Bytes to pass over first without a look. Whoever does so sets it back to 0. */
  skip: number;
  /** The name of the record that is being read: for the message when the capture ends there. */
  readonly doing: string;
  /** Reads records from `at` up to `end`; returns the place up to which it read. Throws `Unreadable`. */
  read(bytes: Uint8Array, at: number, end: number): number;
};
