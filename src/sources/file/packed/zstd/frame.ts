import { DamagedError } from '../../open-file.ts';
import { Damage } from './damage.ts';
import { Literals, MOST_BLOCK } from './literals.ts';
import { Sequences } from './sequences.ts';
import { Window } from './window.ts';

export const LARGEST_BLOCK = MOST_BLOCK;
const RAW = 0;
const REPEATED = 1;
/** Bits are read in words: what lies in front of a block and behind it is read and not used. */
const MARGIN = 8;

/** Unpacks the blocks of one frame, one at a time. */
export class FrameUnpacker {
  private readonly window: Window;
  private readonly literals = new Literals();
  private readonly sequences = new Sequences();
  private readonly block = new Uint8Array(MOST_BLOCK + 2 * MARGIN);

  /** `size`: how far back copies may reach. */
  constructor(size: number) {
    this.window = new Window(Math.max(size, MOST_BLOCK));
  }

  /** `size`: as the block's header says. What comes is valid until the next block is unpacked. */
  unpack(kind: number, size: number, block: Uint8Array): Iterable<Buffer> {
    const { window } = this;
    const { place } = window;
    if (kind === RAW) window.put(block, 0, size);
    else if (kind === REPEATED) window.fill(block[0] as number, size);
    else return window.since(place, this.unpackCompressed(block));
    return window.since(place, size);
  }

  private unpackCompressed(packed: Uint8Array): number {
    const { block, literals } = this;
    block.set(packed, MARGIN);
    const limit = MARGIN + packed.length;
    block.fill(0, limit, limit + MARGIN);
    try {
      const at = literals.read(block, MARGIN, limit);
      return this.sequences.run(block, at, limit, literals, this.window);
    } catch (error) {
      throw error instanceof Damage ? new DamagedError('damaged zstd file') : error;
    }
  }
}
