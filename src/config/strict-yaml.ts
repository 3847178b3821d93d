import type { z } from 'zod';
import { nearest } from '../model/nearest.ts';
import { allowedWords, choicesOf, keysOf, schemaAt } from './allowed.ts';
import type { Checked, ConfigIssue } from './issues.ts';
import { type Path, type Place, type PlacedYaml, readPlacedYaml } from './placed-yaml.ts';

/**
 * Reads one YAML document against a schema: the value, or all issues, each with its place.
 * A key with nothing after it is as if it were not there: it keeps its default.
 */
export function readStrictYaml<S extends z.ZodType>(
  text: string,
  file: string,
  schema: S,
): Checked<z.output<S>> {
  const checked = readStrictDocument(text, file, schema);
  return checked.ok ? { ok: true, value: checked.value.content } : checked;
}

/** A value, and where its parts stand in its file. */
export type StrictDocument<T> = { readonly content: T; placeOf(path: Path): Place };

/** Reads and checks a document, and keeps the places of its values. */
export function readStrictDocument<S extends z.ZodType>(
  text: string,
  file: string,
  schema: S,
): Checked<StrictDocument<z.output<S>>> {
  const yaml = readPlacedYaml(text);
  const issues: ConfigIssue[] = yaml.faults.map(({ line, column, path, message }) => {
    const words = message.replace(/\.$/, '');
    return { file, line, column, path: pathText(path), message: words, allowed: null, nearest: null };
  });
  if (!yaml.sound) return { ok: false, issues };

  const result = schema.safeParse(yaml.value ?? {});
  if (result.success && issues.length === 0)
    return { ok: true, value: { content: result.data, placeOf: yaml.placeOf } };
  for (const issue of result.error?.issues ?? []) issues.push(...schemaIssues(issue, file, yaml, schema));
  return { ok: false, issues: issues.sort((a, b) => a.line - b.line || a.column - b.column) };
}

function schemaIssues(
  issue: z.core.$ZodIssue,
  file: string,
  yaml: PlacedYaml,
  schema: z.ZodType,
): readonly ConfigIssue[] {
  const expected = schemaAt(schema, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(expected);
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return {
        file,
        ...yaml.keyPlaceOf(path),
        path: pathText(path),
        message: 'unknown key',
        allowed: known.join(', '),
        nearest: nearest(key, known),
      };
    });
  }
  const written = valueAt(yaml.value, issue.path);
  const allowed = allowedBy(issue, expected);
  const absence = absenceOf(issue, written);
  return [
    {
      file,
      ...yaml.placeOf(issue.path),
      path: pathText(issue.path),
      message: absence ?? `${shown(written)} is not ${allowed ?? 'allowed here'}`,
      allowed: absence === null ? null : allowed,
      nearest:
        nearestBy(issue) ?? (typeof written === 'string' ? nearest(written, choicesOf(expected)) : null),
    },
  ];
}

function absenceOf(issue: z.core.$ZodIssue, written: unknown): string | null {
  if (written === undefined) return 'is missing';
  const isEmpty = issue.code === 'too_small' && (issue.origin === 'string' || issue.origin === 'array');
  return isEmpty ? 'is empty' : null;
}

/** A check of the schema's own says in its message what it accepts; for the rest the schema tells. */
function allowedBy(issue: z.core.$ZodIssue, expected: z.core.$ZodType | null): string | null {
  if (issue.code === 'custom' || issue.code === 'invalid_format') return issue.message;
  const words = allowedWords(expected);
  return words === 'a list' ? 'a list: begin each item with "- "' : words;
}

/** What a check of the schema's own says was meant. */
function nearestBy(issue: z.core.$ZodIssue): string | null {
  const meant: unknown = issue.code === 'custom' ? issue.params?.nearest : null;
  return typeof meant === 'string' ? meant : null;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => (isKeyed(inner) ? inner[step] : undefined), value);
}

function isKeyed(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isKeyed(value)) return 'a section';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** `sources[0].path` */
function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}
