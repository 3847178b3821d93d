import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

export type Path = readonly PropertyKey[];
export type Place = { readonly line: number; readonly column: number };
type YamlFault = Place & { readonly path: Path; readonly message: string };

/** A document as plain values, and where each of them stands. */
export type PlacedYaml = {
  readonly value: unknown;
  readonly faults: readonly YamlFault[];
  /** False when the text could not be read as YAML: then `value` is a guess. */
  readonly sound: boolean;
  /** Place of the value; where there is none, of its key, or of the section that it is missing from. */
  placeOf(path: Path): Place;
  /** Place of the key that a path ends with. */
  keyPlaceOf(path: Path): Place;
};

/**
 * Reads one YAML document. Stricter than YAML: no aliases (so no alias bombs), no duplicate keys, no tags, keys are
 * text. A key with nothing after it becomes `undefined`. All faults are found, in time linear in the text.
 */
export function readPlacedYaml(text: string): PlacedYaml {
  const lines = new LineCounter();
  // The library's own check for duplicate keys takes quadratic time; ours is in `Builder`.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line, column: col };
  };
  const builder = new Builder(place);
  const syntaxFaults = [...document.errors, ...document.warnings].map((error) => ({
    ...place(error.pos[0]),
    path: [],
    message: SYNTAX[error.code] ?? error.message,
  }));
  const sound = syntaxFaults.length === 0;
  // What follows a syntax error was guessed: its values would only send the reader astray.
  const value = sound ? builder.valueOf(document.contents, []) : undefined;
  const placeOf = (path: Path): Place => {
    for (let length = path.length; length > 0; length--) {
      const part = keyFor(path.slice(0, length));
      const offset = builder.values.get(part) ?? builder.keys.get(part);
      if (offset !== undefined) return place(offset);
    }
    return place(builder.values.get(keyFor([])) ?? 0);
  };
  return {
    value,
    faults: sound ? builder.faults : firstOfEachLine(syntaxFaults),
    sound,
    placeOf,
    keyPlaceOf(path) {
      const offset = builder.keys.get(keyFor(path));
      return offset === undefined ? placeOf(path) : place(offset);
    },
  };
}

/** Where the library speaks to programmers, our words for who wrote the file. */
const SYNTAX: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab stands in the indentation; use spaces',
  MULTIPLE_DOCS: 'a second document begins here; one is allowed',
  TAG_RESOLVE_FAILED: 'tags (!name) are not allowed',
  RESOURCE_EXHAUSTION: 'sections are nested too deeply',
};

class Builder {
  readonly faults: YamlFault[] = [];
  /** Offset in the text by path. */
  readonly values = new Map<string, number>();
  readonly keys = new Map<string, number>();

  constructor(private readonly place: (offset: number) => Place) {}

  valueOf(node: unknown, path: Path): unknown {
    if (isAlias(node)) {
      this.fault(node, path, `*${node.source} is an alias; write the value itself`);
      return undefined;
    }
    const isEmpty = isScalar(node) && node.value === null;
    if (!isEmpty) this.values.set(keyFor(path), startOf(node));
    if (isSeq(node)) return node.items.map((item, index) => this.valueOf(item, [...path, index]));
    if (!isMap(node)) return isScalar(node) ? (node.value ?? undefined) : undefined;
    const entries: [string, unknown][] = [];
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      if (!isScalar(key) || typeof key.value !== 'string') {
        this.fault(key, path, 'a key must be text');
        continue;
      }
      const keyPath = [...path, key.value];
      if (seen.has(key.value)) {
        this.fault(key, keyPath, 'the key is given twice');
        continue;
      }
      seen.add(key.value);
      this.keys.set(keyFor(keyPath), startOf(key));
      entries.push([key.value, this.valueOf(value, keyPath)]);
    }
    return Object.fromEntries(entries);
  }

  private fault(node: unknown, path: Path, message: string): void {
    this.faults.push({ ...this.place(startOf(node)), path, message });
  }
}

function startOf(node: unknown): number {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? 0) : 0;
}

function keyFor(path: Path): string {
  return JSON.stringify(path);
}

/** One mistake makes the library complain several times about its line. */
function firstOfEachLine(faults: readonly YamlFault[]): readonly YamlFault[] {
  const seen = new Set<number>();
  return faults
    .toSorted((a, b) => a.line - b.line)
    .filter(({ line }) => {
      const isFirst = !seen.has(line);
      seen.add(line);
      return isFirst;
    });
}
