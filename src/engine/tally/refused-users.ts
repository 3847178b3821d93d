import { int32s, int32sOf, longerInt32s } from '../arrays/large-arrays.ts';
import { SavedList } from '../saved-list.ts';
import { NAMELESS, type NameId, type UserNames } from './user-names.ts';

const MAX_USERS_PER_SOURCE = 200;

/** A source is a row: how many accounts, the first two of them, and the number of the block with further ones (0: none). */
const STRIDE = 4;
const FIRST = 1;
const FEW = 2;
const BLOCK = 3;
/** A block: how many accounts are in it, then those. */
const BLOCK_STRIDE = 16;
const BLOCK_HOLDS = BLOCK_STRIDE - 1;

/** Total, then names in order of their first refusal; null for none. */
type SavedUsers = Iterable<null | readonly [total: number, ...names: string[]]>;

/**
 * Accounts refused to each source, in order of their first refusal; `total` tells the truth as far as they could be
 * told apart. All in rows of numbers: what each failure of an attack asks is whether the account is known.
 */
export class RefusedUsers {
  private rows = int32s(STRIDE * 256);
  private blocks = int32s(BLOCK_STRIDE * 64);
  private blocksUsed = 1;
  /** The accounts that the block of a source has no room for, by source. */
  private readonly many = new Map<number, Set<NameId>>();
  private size = 0;

  constructor(private readonly users: UserNames) {}

  start(source: number): void {
    if (STRIDE * source >= this.rows.length) this.rows = longerInt32s(this.rows, 2 * this.rows.length);
    this.rows.fill(0, STRIDE * source, STRIDE * (source + 1));
    this.size = Math.max(this.size, source + 1);
  }

  add(source: number, name: string, ofPackets = false): void {
    const id = this.users.idOf(name, ofPackets);
    if (id !== NAMELESS && this.isKnown(source, id)) return;
    const row = STRIDE * source;
    const total = this.rows[row] as number;
    this.rows[row] = total + 1;
    if (id !== NAMELESS && total < MAX_USERS_PER_SOURCE) this.keep(source, id);
  }

  total(source: number): number {
    return this.rows[STRIDE * source] ?? 0;
  }

  names(source: number): string[] {
    const row = STRIDE * source;
    const ids: NameId[] = [];
    for (let at = row + FIRST; at < row + FIRST + FEW; at++) {
      const id = this.rows[at] ?? NAMELESS;
      if (id !== NAMELESS) ids.push(id);
    }
    const block = BLOCK_STRIDE * (this.rows[row + BLOCK] ?? 0);
    if (block > 0) ids.push(...this.blocks.subarray(block + 1, block + 1 + (this.blocks[block] as number)));
    return [...ids, ...(this.many.get(source) ?? [])].map((id) => this.users.name(id));
  }

  /** The accounts as they stand now. */
  save(): SavedUsers {
    const { rows, blocks, many, size } = this;
    // A number stands for the same name for ever.
    const copy = new RefusedUsers(this.users);
    Object.assign(copy, {
      rows: int32sOf(rows, STRIDE * size),
      blocks: int32sOf(blocks),
      size,
    });
    for (const [source, ids] of many) copy.many.set(source, new Set(ids));
    return new SavedList(() => copy.each());
  }

  private *each(): SavedUsers {
    for (let source = 0; source < this.size; source++) {
      const total = this.total(source);
      yield total === 0 ? null : ([total, ...this.names(source)] as const);
    }
  }

  restore(saved: SavedUsers): void {
    let source = -1;
    for (const row of saved) {
      this.start(++source);
      if (row === null) continue;
      const [total, ...names] = row;
      for (const name of names) this.add(source, name);
      this.rows[STRIDE * source] = total;
    }
  }

  private isKnown(source: number, id: NameId): boolean {
    const { rows, blocks } = this;
    const row = STRIDE * source;
    if (rows[row + FIRST] === id || rows[row + FIRST + 1] === id) return true;
    const block = BLOCK_STRIDE * (rows[row + BLOCK] as number);
    if (block === 0) return false;
    const held = blocks[block] as number;
    for (let at = block + 1; at <= block + held; at++) if (blocks[at] === id) return true;
    return held === BLOCK_HOLDS && this.many.get(source)?.has(id) === true;
  }

  private keep(source: number, id: NameId): void {
    const { rows } = this;
    const row = STRIDE * source;
    for (let at = row + FIRST; at < row + FIRST + FEW; at++) {
      if (rows[at] !== NAMELESS) continue;
      rows[at] = id;
      return;
    }
    if (rows[row + BLOCK] === 0) rows[row + BLOCK] = this.takeBlock();
    const block = BLOCK_STRIDE * (rows[row + BLOCK] as number);
    const held = this.blocks[block] as number;
    if (held < BLOCK_HOLDS) {
      this.blocks[block] = held + 1;
      this.blocks[block + 1 + held] = id;
      return;
    }
    const many = this.many.get(source) ?? new Set();
    this.many.set(source, many.add(id));
  }

  private takeBlock(): number {
    if (BLOCK_STRIDE * this.blocksUsed === this.blocks.length)
      this.blocks = longerInt32s(this.blocks, 2 * this.blocks.length);
    return this.blocksUsed++;
  }
}
