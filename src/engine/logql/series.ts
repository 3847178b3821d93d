import { labelKey } from './labels.ts';

/** Labels of one series, in order of name. One object for each set of labels, so that they are compared by identity. */
export type Series = {
  readonly key: string;
  readonly pairs: readonly (readonly [name: string, value: string])[];
};

export type Sample = { readonly series: Series; readonly value: number };

/** What an expression is at one moment: a number, or a value for each of some series. */
export type Value = number | readonly Sample[];

/** Hands out the one object of a set of labels. */
export class SeriesTable {
  private readonly known = new Map<string, Series>();

  get size(): number {
    return this.known.size;
  }

  /** `pairs` in order of name. */
  of(pairs: readonly (readonly [string, string])[]): Series {
    const key = labelKey(pairs);
    const found = this.known.get(key);
    if (found) return found;
    const series = { key, pairs };
    this.known.set(key, series);
    return series;
  }

  only(series: Series, names: ReadonlySet<string>): Series {
    return this.of(series.pairs.filter(([name]) => names.has(name)));
  }

  without(series: Series, names: ReadonlySet<string>): Series {
    return this.of(series.pairs.filter(([name]) => !names.has(name)));
  }

  /** With this label set to the value; without it, when the value is empty. */
  with(series: Series, name: string, value: string): Series {
    const pairs: (readonly [string, string])[] = series.pairs.filter((pair) => pair[0] !== name);
    if (value !== '') pairs.push([name, value]);
    return this.of(pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  }
}

export function labelOf(series: Series, name: string): string {
  for (const pair of series.pairs) if (pair[0] === name) return pair[1];
  return '';
}
