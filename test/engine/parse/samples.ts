import { readdirSync, readFileSync } from 'node:fs';
import type { FormatName } from '../../../src/engine/parse/parser.ts';
import type { Outcome, UnparsedReason } from '../../../src/model/log-event.ts';

/**
 * What the comment above a sample line says of it: `# {"form":"failed","login":true,"src_ip":"192.0.2.1"}`.
 * What is not named is not compared.
 */
export type Annotation = {
  /** Why the line is here. */
  readonly desc?: string;
  /** The form that tells the line. */
  readonly form?: string;
  /** The line looks like this form and is none. */
  readonly near?: string;
  /** The line is an attempt to mislead this form, or the form's line holds an attacker's text. */
  readonly hostile?: string;
  /** Texts of the client's that end in no field: hostile.test.ts tries them as it does fields. */
  readonly free?: readonly string[];
  readonly unparsed?: UnparsedReason;
  /** The line is read and tells of no event. */
  readonly silent?: true;
  readonly time?: string;
  readonly login?: boolean;
  readonly outcome?: Outcome;
  readonly count?: number;
  readonly user?: string | null;
  readonly src_ip?: string | null;
  readonly src_host?: string | null;
  readonly fields?: Readonly<Record<string, string | number | boolean | null>>;
};

export type Sample = {
  readonly annotation: Annotation;
  readonly text: string;
  /** Number within the lines that the parser is given, from 1. */
  readonly line: number;
  /** `sshd-pam.log:12`, of the comment. */
  readonly place: string;
};

/** Samples of one file, in order: one parser reads them one after the other. */
export type SampleFile = { readonly name: string; readonly samples: readonly Sample[] };

const KEYS = [
  'desc',
  'form',
  'near',
  'hostile',
  'free',
  'unparsed',
  'silent',
  'time',
  'login',
  'outcome',
  'count',
  'user',
  'src_ip',
  'src_host',
  'fields',
];

const SAMPLES = new URL('../../samples/', import.meta.url);

export function sampleFiles(format: FormatName): readonly SampleFile[] {
  const folder = new URL(`${format}/`, SAMPLES);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => ({ name, samples: readSamples(name, readFileSync(new URL(name, folder), 'utf8')) }));
}

/** Comments that are no annotation begin with `##`. */
function readSamples(name: string, text: string): readonly Sample[] {
  const samples: Sample[] = [];
  let annotation: Annotation | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    const place = `${name}:${index + 1}`;
    if (line.startsWith('# {')) annotation = readAnnotation(line.slice(2), place);
    else if (line !== '' && !line.startsWith('##')) {
      if (annotation === null) throw new Error(`${place}: a sample line without an annotation above it`);
      samples.push({ annotation, text: line, line: samples.length + 1, place });
      annotation = null;
    }
  }
  return samples;
}

function readAnnotation(json: string, place: string): Annotation {
  const annotation = JSON.parse(json) as Annotation;
  const unknown = Object.keys(annotation).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new Error(`${place}: no such key in an annotation: ${unknown}`);
  return annotation;
}
