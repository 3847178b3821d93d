import { readFileSync, statSync } from 'node:fs';
import { Intelligence, type IntelligenceParts, type NamedTable } from '../engine/intel/intelligence.ts';
import { RangeTable } from '../engine/intel/range-table.ts';
import { type RangesRead, readCountries, readRanges } from '../engine/intel/read-ranges.ts';

/** Files of the user that say something of addresses. Paths are absolute. */
export type IntelligenceSettings = {
  readonly block_lists: readonly { readonly name: string; readonly path: string }[];
  readonly countries: readonly string[];
  readonly crawlers: readonly { readonly name: string; readonly path: string }[];
};

const MAX_BYTES = 256 << 20;

/** Reads the files; null when none is named. What cannot be read is left out and told of: the console goes on without. */
export function loadIntelligence(settings: IntelligenceSettings | undefined): {
  readonly intelligence: Intelligence | null;
  readonly warnings: readonly string[];
} {
  if (settings === undefined || filesOf(settings).length === 0) return { intelligence: null, warnings: [] };
  const { parts, warnings } = readIntelligence(settings);
  return { intelligence: new Intelligence(parts), warnings };
}

/** All files that the settings name. */
export function filesOf({ block_lists, countries, crawlers }: IntelligenceSettings): readonly string[] {
  return [...block_lists, ...crawlers].map(({ path }) => path).concat(countries);
}

/** Reads all lists. What cannot be read or understood is a warning; the rest counts. */
export function readIntelligence({ block_lists, countries, crawlers }: IntelligenceSettings): {
  readonly parts: IntelligenceParts;
  readonly warnings: readonly string[];
} {
  const warnings: string[] = [];
  const read = <Item>(path: string, reader: (text: string) => RangesRead<Item>): readonly Item[] => {
    try {
      const { size } = statSync(path);
      if (size > MAX_BYTES) throw new Error('it is larger than 256 MiB');
      const { items, bad } = reader(readFileSync(path, 'utf8'));
      if (bad !== null)
        warnings.push(
          `${path}:${bad.line}: no address: "${bad.text}" (${bad.count} such lines were left out)`,
        );
      return items;
    } catch (error) {
      warnings.push(`${path} cannot be read, what it says of addresses is not known: ${reasonOf(error)}`);
      return [];
    }
  };
  const tables = (files: IntelligenceSettings['crawlers']): NamedTable[] =>
    files.map(({ name, path }) => {
      const ranges = read(path, readRanges).map((range) => ({ range, value: 0 }));
      return { name, table: new RangeTable(ranges) };
    });
  const codes: string[] = [];
  const numbers = new Map<string, number>();
  const ofCountries = countries.flatMap((path) =>
    read(path, readCountries).map(({ range, country }) => {
      const value = numbers.get(country) ?? codes.push(country) - 1;
      numbers.set(country, value);
      return { range, value };
    }),
  );
  return {
    parts: {
      countries: ofCountries.length === 0 ? null : new RangeTable(ofCountries),
      codes,
      lists: tables(block_lists),
      crawlers: tables(crawlers),
    },
    warnings,
  };
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EACCES' ? 'permission denied' : message;
}
