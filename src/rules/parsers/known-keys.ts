import type { YamlNode } from '../yaml-node.ts';
import type { ParserReport } from './report.ts';

/** Reports every key of the map that none of `known` is. */
export function knownKeys(node: YamlNode, known: readonly string[], report: ParserReport): void {
  if (node.kind !== 'map' && node.kind !== 'missing')
    report.error(`has to be a map of ${known.join(', ')}`, node.at);
  for (const { key, keyAt } of node.entries()) {
    if (!known.includes(key)) report.error(`unknown key '${key}': ${known.join(', ')}`, keyAt);
  }
}
