/** The stages that read labels out of a line. */
import { type Extraction, LogqlError } from './ast.ts';
import { JsonError, JsonScanner, parseJsonPath, unescapeJson } from './json.ts';
import { type LineLabels, labelName } from './labels.ts';
import { readLogfmt } from './logfmt.ts';
import { compilePattern } from './pattern.ts';
import type { CompileRegex } from './regex.ts';

/** Sets what it finds; only `unpack` gives another line back. */
export type Extractor = (line: string, labels: LineLabels) => string;

/** `wanted`: only these, and no further than the last of them; null: all. */
export function jsonExtractor(wanted: ReadonlySet<string> | null): Extractor {
  return (line, labels) => {
    const reading: Reading = { labels, wanted, left: new Set(wanted) };
    try {
      readObject(line, '', reading);
    } catch (error) {
      if (error instanceof JsonError) labels.fail('JSONParserErr', error.message);
      else if (!(error instanceof FoundAll)) throw error;
    }
    return line;
  };
}

type Reading = {
  readonly labels: LineLabels;
  readonly wanted: ReadonlySet<string> | null;
  readonly left: Set<string>;
};

class FoundAll extends Error {}

/** Members become labels, those of inner objects with all names joined by `_`; lists and nulls are left out. */
function readObject(text: string, prefix: string, reading: Reading): void {
  const { labels, wanted, left } = reading;
  new JsonScanner().eachMember(text, (key, kind, raw) => {
    const name = joined(prefix, key);
    if (kind === 'object') readObject(raw, name, reading);
    else if (kind !== 'null' && kind !== 'array' && (wanted === null || wanted.has(name))) {
      put(name, kind === 'string' ? unescapeJson(raw) : raw, labels);
      if (wanted !== null && left.delete(name) && left.size === 0) throw new FoundAll();
    }
  });
}

function put(name: string, value: string, labels: LineLabels): void {
  if (name !== '') labels.extract(name, value);
}

function joined(prefix: string, key: string): string {
  return prefix === '' ? labelName(key) : `${prefix}_${key.trim().replace(/[^A-Za-z0-9_]/g, '_')}`;
}

/** `json a="b.c[0]"`: a label for each path, empty when it leads to nothing. */
export function jsonPathExtractor(extractions: readonly Extraction[]): Extractor {
  const paths = extractions.map(({ name, path }) => ({ name, steps: parseJsonPath(path) }));
  return (line, labels) => {
    if (line === '') return line;
    if (!/^["{[]/.test(line)) {
      labels.fail('JSONParserErr', '');
      return line;
    }
    for (const { name, steps } of paths) {
      const found = follow(line, steps);
      if (found !== null) labels.extract(name, found);
      else if (labels.get(name) === undefined) labels.set(name, '');
    }
    return line;
  };
}

function follow(text: string, steps: readonly (string | number)[]): string | null {
  let raw = text;
  let kind: string = raw.startsWith('[') ? 'array' : 'object';
  for (const step of steps) {
    const next = stepInto(raw, kind, step);
    if (next === null) return null;
    ({ raw, kind } = next);
  }
  if (kind === 'null') return '';
  return kind === 'string' ? unescapeJson(raw) : raw;
}

function stepInto(
  raw: string,
  kind: string,
  step: string | number,
): { readonly raw: string; readonly kind: string } | null {
  let found: { readonly raw: string; readonly kind: string } | null = null;
  let index = 0;
  try {
    if (kind === 'array' && typeof step === 'number')
      new JsonScanner().eachElement(raw, (inner, value) => {
        if (index++ === step) found = { raw: value, kind: inner };
      });
    else if (kind === 'object' && typeof step === 'string')
      new JsonScanner().eachMember(raw, (key, inner, value) => {
        if (key === step) found ??= { raw: value, kind: inner };
      });
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
  }
  return found;
}

export function logfmtExtractor(strict: boolean, keepEmpty: boolean): Extractor {
  return (line, labels) => {
    const { pairs, error } = readLogfmt(line, strict);
    for (const { key, value } of pairs) {
      const name = labelName(key);
      if (name === '' || (value === '' && !keepEmpty)) continue;
      labels.extract(name, value.includes('\ufffd') ? '' : value);
    }
    if (strict && error !== null) labels.fail('LogfmtParserErr', error);
    return line;
  };
}

export function logfmtPathExtractor(
  extractions: readonly Extraction[],
  strict: boolean,
  keepEmpty: boolean,
): Extractor {
  return (line, labels) => {
    const { pairs, error } = readLogfmt(line, strict);
    const values = new Map(pairs.map(({ key, value }) => [key, value]));
    for (const { name, path } of extractions) {
      const value = values.get(path);
      if (value !== undefined && (value !== '' || keepEmpty)) labels.extract(name, value);
      else if (!labels.streamHas(name)) labels.set(name, '');
    }
    if (strict && error !== null) labels.fail('LogfmtParserErr', error);
    return line;
  };
}

export function regexpExtractor(source: string, compile: CompileRegex): Extractor {
  const regex = compile(source);
  const named = regex.names.flatMap((name, group) => (name === null ? [] : [{ name, group }]));
  if (named.length === 0)
    throw new LogqlError(`regexp ${source}: at least one named capture must be supplied: (?P<name>…)`);
  return (line, labels) => {
    const match = regex.match(line);
    if (match !== null) for (const { name, group } of named) labels.extract(name, match[group] ?? '');
    return line;
  };
}

export function patternExtractor(source: string): Extractor {
  const read = compilePattern(source);
  return (line, labels) => {
    for (const [name, value] of read(line)) labels.extract(name, value);
    return line;
  };
}

/** Promtail's packed lines: members are labels, `_entry` is the line. */
export function unpackExtractor(): Extractor {
  return (line, labels) => {
    if (line === '') return line;
    let entry: string | null = null;
    const found: [string, string][] = [];
    try {
      if (!line.trimStart().startsWith('{')) throw new JsonError('expecting json object(6), but it is not');
      new JsonScanner().eachMember(line, (key, kind, raw) => {
        if (kind !== 'string') return;
        if (key === '_entry') entry = unescapeJson(raw);
        else found.push([labelName(key), unescapeJson(raw)]);
      });
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      labels.fail('JSONParserErr', error.message);
      return line;
    }
    // Without an entry it was not packed: nothing is taken from it.
    if (entry === null) return line;
    for (const [name, value] of found) put(name, value, labels);
    return entry;
  };
}
