import { type Alias, type Document, isAlias, isScalar, type Node, visit } from 'yaml';
import type { YamlProblem } from './yaml-problem.ts';

export type Aliases = {
  /** What each alias stands for: looked up once, not at each of the places that nested ones lead to. */
  readonly meant: ReadonlyMap<Alias, Node>;
  readonly problem: YamlProblem | null;
};

export const NO_ALIASES: Aliases = { meant: new Map(), problem: null };

/** `user: *admin`: YAML looks for an `&admin` above, and whoever wrote it meant a wildcard. `user: &admin` likewise. */
export function aliasesOf(document: Document.Parsed, text: string): Aliases {
  const anchors = new Map<string, Node>();
  const meant = new Map<Alias, Node>();
  let problem: YamlProblem | null = null;
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target) meant.set(node, target);
        else problem ??= { at: node.range?.[0] ?? 0, message: told(`*${node.source}`, 'an alias') };
        return;
      }
      const { anchor } = node;
      if (anchor === undefined) return;
      anchors.set(anchor, node);
      // Of nothing there is nothing to repeat.
      if (isScalar(node) && node.source === '')
        problem ??= { at: anchorAt(text, node), message: told(`&${anchor}`, 'an anchor') };
    },
  });
  return { meant, problem };
}

/** Whether a file may have any: most rules have none, as their values stand in quotes. */
export function mayHaveAliases(text: string): boolean {
  return /[\s[,:][*&]\S/.test(text);
}

function told(written: string, kind: string): string {
  return `'${written}' begins with ${written[0]}, by which YAML means ${kind}: put the value in quotes`;
}

/** A node begins behind its anchor. */
function anchorAt(text: string, { range, anchor }: Node & { anchor?: string }): number {
  const end = range?.[0] ?? 0;
  const at = text.lastIndexOf(`&${anchor}`, end);
  return at === -1 ? end : at;
}
