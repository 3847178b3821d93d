import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { BadLine } from '../engine/audit/services.ts';

/** A service of the file, what it merges included. */
type ComposeService = {
  readonly name: string;
  readonly map: YAMLMap;
  readonly items: ReadonlyMap<string, Pair>;
};

/** Of all maps, what they merge included: a few lines of merges within merges stand for billions. */
const MOST_ENTRIES = 200_000;
const MOST_BAD = 20;

/** Its aliases multiply to more than anybody could look at. */
export class ComposeTooLargeError extends Error {}

/** A compose file as it was written, its anchors and merges followed. */
export class ComposeFile {
  readonly bad: readonly BadLine[];
  readonly badTotal: number;
  private readonly lines = new LineCounter();
  private readonly document: Document;
  /** What each alias (`*ports`) stands for: the last anchor of that name before it. */
  private readonly targets = new Map<Alias, Node>();
  private readonly entries = new Map<YAMLMap, readonly (readonly [string, Pair])[]>();
  private entriesTotal = 0;

  constructor(private readonly text: string) {
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    const { errors } = this.document;
    this.badTotal = errors.length;
    this.bad = errors.slice(0, MOST_BAD).map(({ message, pos }) => {
      const line = this.lineAt(pos[0]);
      return { line, reason: reasonIn(message), raw: this.lineText(line) };
    });
    const anchors = new Map<string, Node>();
    visit(this.document, {
      Node: (_, node) => {
        if (isAlias(node)) {
          const target = anchors.get(node.source);
          if (target) this.targets.set(node, target);
        } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
  }

  services(): readonly ComposeService[] {
    const services = this.resolved(this.document.get('services', true));
    if (!isMap(services)) return [];
    return this.entriesOf(services).flatMap(([name, { value }]) => {
      const map = this.resolved(value);
      return isMap(map) ? [{ name, map, items: new Map(this.entriesOf(map)) }] : [];
    });
  }

  resolved(value: unknown): Node | null {
    return isAlias(value) ? (this.targets.get(value) ?? null) : (value as Node | null);
  }

  /** As plain values. */
  plain(value: unknown): unknown {
    return this.resolved(value)?.toJS(this.document);
  }

  lineAt(offset: number): number {
    return this.lines.linePos(offset).line;
  }

  lineText(line: number): string {
    const start = this.lines.lineStarts[line - 1] ?? 0;
    return this.text.slice(start, this.lines.lineStarts[line] ?? this.text.length).trim();
  }

  /** The entries of a map, those that it merges (`<<: *common`) after its own: what stands there first counts. */
  private entriesOf(map: YAMLMap): readonly (readonly [string, Pair])[] {
    const known = this.entries.get(map);
    if (known) return known;
    // A map that merges itself adds nothing.
    this.entries.set(map, []);
    const entries = new Map<string, Pair>();
    const add = (key: string, pair: Pair): void => {
      if (++this.entriesTotal > MOST_ENTRIES) throw new ComposeTooLargeError();
      if (key !== '<<' && !entries.has(key)) entries.set(key, pair);
    };
    for (const pair of map.items) add(keyOf(pair), pair);
    for (const pair of map.items) {
      if (keyOf(pair) !== '<<') continue;
      const target = this.resolved(pair.value);
      for (const item of isSeq(target) ? target.items : [target]) {
        const merged = this.resolved(item);
        if (isMap(merged)) for (const [key, each] of this.entriesOf(merged)) add(key, each);
      }
    }
    const found = [...entries];
    this.entries.set(map, found);
    return found;
  }
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

/** The first line of what the YAML reader says; of a stack that is exhausted, why. */
function reasonIn(message: string): string {
  return /call stack/.test(message) ? 'nested too deeply' : (message.split('\n')[0] ?? message);
}
