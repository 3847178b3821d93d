import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseAllDocuments } from 'yaml';
import type { Place, RuleIssue } from '../engine/sigma/spec.ts';
import { type Aliases, aliasesOf, mayHaveAliases, NO_ALIASES } from './yaml-aliases.ts';
import { yamlProblems } from './yaml-problem.ts';

type YamlFile = {
  readonly file: string;
  readonly lines: LineCounter;
  readonly aliases: Aliases;
  /** Nodes that were looked at: an alias may stand for many more than are written. */
  visited: number;
};

const MAX_DEPTH = 40;
const MAX_VISITED = 500_000;

/** Aliases within aliases, or a document that holds itself. */
export class TooDeepError extends Error {}

/** A YAML value that knows where it stands, so that every complaint has file, line and column. */
export class YamlNode {
  constructor(
    private readonly node: Node | null,
    /** Where a value that is missing would stand: its parent. */
    private readonly parent: YamlNode | null,
    private readonly within: YamlFile,
    private readonly depth = 0,
    /** Another map, for the keys that this one does not have; `hidden` keys are not taken from it. */
    private readonly base: YamlNode | null = null,
    private readonly hidden: readonly string[] = [],
  ) {}

  get at(): Place {
    const offset = this.node?.range?.[0];
    if (offset === undefined) return this.parent?.at ?? { file: this.within.file, line: 1, column: 1 };
    const { line, col } = this.within.lines.linePos(offset);
    return { file: this.within.file, line, column: col };
  }

  get kind(): 'map' | 'list' | 'scalar' | 'missing' {
    if (this.node === null) return 'missing';
    if (isMap(this.node)) return 'map';
    return isSeq(this.node) ? 'list' : 'scalar';
  }

  /** The scalar's value; undefined for anything else. Dates and big numbers stay text. */
  get value(): string | number | boolean | null | undefined {
    if (!isScalar(this.node)) return undefined;
    const { value } = this.node;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    return value === null ? null : (this.node.source ?? String(value));
  }

  /** The scalar as it is written, whatever YAML takes it for. */
  get source(): string | undefined {
    if (!isScalar(this.node) || this.node.value === null) return undefined;
    const { value, source } = this.node;
    return typeof value === 'string' ? value : (source ?? String(value));
  }

  /** Whether nothing stands there but a comment: `user: #root`. */
  get isCommentOnly(): boolean {
    return isScalar(this.node) && this.node.source === '' && this.node.comment !== undefined;
  }

  /** Whether it is a text without quotes. */
  get isPlain(): boolean {
    return isScalar(this.node) && this.node.type === 'PLAIN' && typeof this.node.value === 'string';
  }

  get text(): string | undefined {
    const { value } = this;
    return value === undefined || value === null ? undefined : String(value);
  }

  get(key: string): YamlNode {
    const own = this.pairs().find((item) => keyText(item) === key);
    const below = this.hidden.includes(key) ? null : (this.base?.get(key) ?? null);
    if (own) return this.child(own.value ?? null).over(below);
    return below ?? this.child(null);
  }

  has(key: string): boolean {
    return this.get(key).kind !== 'missing';
  }

  entries(): { readonly key: string; readonly keyAt: Place; readonly value: YamlNode }[] {
    const own = this.pairs().map((item) => ({
      key: keyText(item),
      keyAt: this.child(item.key).at,
      value: this.child(item.value ?? null).over(this.base?.get(keyText(item)) ?? null),
    }));
    if (this.base === null) return own;
    const keys = new Set([...own.map(({ key }) => key), ...this.hidden]);
    return [...own, ...this.base.entries().filter(({ key }) => !keys.has(key))];
  }

  /** This map, completed by `base`; maps that both contain likewise. Any other value of this one replaces that of `base`. */
  over(base: YamlNode | null, hidden: readonly string[] = []): YamlNode {
    if (base?.kind !== 'map' || this.kind !== 'map') return this;
    return new YamlNode(this.node, this.parent, this.within, this.depth, base, hidden);
  }

  items(): YamlNode[] {
    if (!isSeq(this.node)) return [];
    return (this.node.items as Node[]).map((item) => this.child(item));
  }

  /** The items of a list, or the value itself when it is no list: Sigma allows both nearly everywhere. */
  each(): YamlNode[] {
    if (this.kind === 'list') return this.items();
    return this.kind === 'missing' ? [] : [this];
  }

  /** The map's own pairs, and those of the maps under `<<` whose keys it has not: as PyYAML reads them, for which Sigma is written. */
  private pairs(): readonly Pair<Node, Node>[] {
    if (!isMap(this.node)) return [];
    const all = this.node.items as Pair<Node, Node>[];
    const merged = all.filter(isMerge).flatMap(({ value }) => {
      const maps = this.child(value);
      return maps.each().flatMap((map) => map.pairs());
    });
    if (merged.length === 0) return all;
    const pairs = new Map<string, Pair<Node, Node>>();
    for (const pair of [...all.filter((item) => !isMerge(item)), ...merged])
      if (!pairs.has(keyText(pair))) pairs.set(keyText(pair), pair);
    return [...pairs.values()];
  }

  private child(node: Node | null): YamlNode {
    const resolved = isAlias(node) ? (this.within.aliases.meant.get(node) ?? null) : node;
    if (this.depth > MAX_DEPTH || this.within.visited++ > MAX_VISITED)
      throw new TooDeepError('its YAML is nested too deeply, or its aliases stand for too much');
    return new YamlNode(resolved, this, this.within, this.depth + 1);
  }
}

/** `<<: *other`; a quoted `<<` is a name. */
function isMerge({ key, value }: Pair<Node, Node>): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<' && value !== null;
}

function keyText(pair: Pair<Node, Node>): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

/** All documents of a file, and what is wrong with its YAML. A document with errors is left out, the others stand. */
export function parseYaml(
  file: string,
  text: string,
): { readonly roots: YamlNode[]; readonly issues: RuleIssue[] } {
  const lines = new LineCounter();
  const issues: RuleIssue[] = [];
  const roots: YamlNode[] = [];
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const hasAliases = mayHaveAliases(text);
  for (const document of Array.isArray(documents) ? documents : []) {
    const wrong = yamlProblems(document, text);
    const aliases = hasAliases ? aliasesOf(document, text) : NO_ALIASES;
    const problems = wrong.length === 0 && aliases.problem !== null ? [aliases.problem] : wrong;
    for (const { at, message } of problems) {
      const { line, col } = lines.linePos(at);
      issues.push({ severity: 'error', message, at: { file, line, column: col } });
    }
    // Behind a last `---` stands nothing.
    const isEmpty = isScalar(document.contents) && document.contents.source === '';
    if (problems.length === 0 && document.contents !== null && !isEmpty) {
      const within = { file, lines, aliases, visited: 0 };
      roots.push(new YamlNode(document.contents as Node, null, within));
    }
  }
  return { roots, issues };
}
