import type { Known } from '../../model/known.ts';
import { NOTHING_KNOWN, type RangeTable } from './range-table.ts';

export type NamedTable = { readonly name: string; readonly table: RangeTable };

export type IntelligenceParts = {
  readonly countries: RangeTable | null;
  /** By the values of `countries`. */
  readonly codes: readonly string[];
  readonly lists: readonly NamedTable[];
  readonly crawlers: readonly NamedTable[];
};

/** Answers kept: an attacker comes many times. */
const MOST_KEPT = 10_000;

/** What the user's files say of addresses. */
export class Intelligence {
  private readonly kept = new Map<string, Known | null>();

  constructor(private parts: IntelligenceParts) {}

  /** Of a canonical address; null when no file says anything. */
  of(address: string): Known | null {
    const kept = this.kept.get(address);
    if (kept !== undefined) return kept;
    const known = this.lookUp(address);
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(address, known);
    return known;
  }

  /** The files were read again. */
  take(parts: IntelligenceParts): void {
    this.parts = parts;
    this.kept.clear();
  }

  private lookUp(address: string): Known | null {
    const { countries, codes, lists, crawlers } = this.parts;
    const isIn = ({ table }: NamedTable): boolean => table.find(address) !== NOTHING_KNOWN;
    const country = codes[countries?.find(address) ?? NOTHING_KNOWN] ?? null;
    const found = lists.filter(isIn).map(({ name }) => name);
    const crawler = crawlers.find(isIn)?.name ?? null;
    return country === null && crawler === null && found.length === 0
      ? null
      : { country, lists: found, crawler };
  }
}
