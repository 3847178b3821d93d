import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';

/** Merges within merges: more is a file that goes in circles. */
const MOST_MERGES = 20;

/** The entries of a map, those that it merges (`<<: *common`) after its own: what stands there first counts. */
export function entriesOf(map: YAMLMap, document: Document, depth = 0): readonly (readonly [string, Pair])[] {
  const own = map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair] as const);
  const merged = own.flatMap(([key, { value }]) => {
    if (key !== '<<' || depth >= MOST_MERGES) return [];
    const target = resolved(value, document);
    const maps = isSeq(target) ? target.items.map((item) => resolved(item, document)) : [target];
    return maps.filter(isMap).flatMap((each) => entriesOf(each, document, depth + 1));
  });
  const seen = new Map<string, Pair>();
  for (const [key, pair] of [...own, ...merged]) if (key !== '<<' && !seen.has(key)) seen.set(key, pair);
  return [...seen];
}

/** What an alias (`*ports`) stands for. */
export function resolved(value: unknown, document: Document): Node | null {
  if (isAlias(value)) return value.resolve(document) ?? null;
  return value as Node | null;
}
