import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, normalize, relative, sep } from 'node:path';
import type { DetectionRule, FilterRule, Place, RuleIssue, SigmaRule } from '../engine/sigma/spec.ts';
import { UserError } from '../model/user-error.ts';
import { filesUnder } from '../platform/files/files-under.ts';
import { reasonOf } from '../platform/system-reason.ts';
import { readyRules } from './ready-rules.ts';
import type { RuleOutline } from './sigma-file.ts';

export type LoadedRules = {
  readonly rules: readonly SigmaRule[];
  readonly filters: readonly FilterRule[];
  readonly wrong: readonly (DetectionRule | FilterRule)[];
  readonly placeholders: ReadonlyMap<string, readonly string[]>;
  readonly outlines: readonly RuleOutline[];
  readonly issues: readonly RuleIssue[];
  readonly files: number;
};

/** All of SigmaHQ in one file is a quarter of it. */
const MAX_BYTES = 16 << 20;

/** A file of rules as it stands; `problem` when it could not be read. */
export type RuleText = { readonly file: string } & ReadText;

type ReadText = {
  readonly text: string;
  readonly problem: string | null;
  /** Where the first byte stands that is no UTF-8. */
  readonly foreignAt?: Omit<Place, 'file'>;
};

const INCOMPLETE = 'The installation is incomplete: install soc-console again.';

/** The same of the shipped rules, which the build may have read already. */
export async function loadShippedRules(folder: string): Promise<LoadedRules> {
  const files = ruleTexts(folder, INCOMPLETE);
  // Without rules nothing would ever be found, and nobody would know why.
  if (files.length === 0) throw new UserError(`${folder}: there are no rules`, INCOMPLETE);
  return readyRules(folder, files) ?? readRules(files);
}

/** All Sigma files (`.yml`, `.yaml`) under a folder, or one file. Throws `UserError` only when `path` itself cannot be read. */
export function ruleTexts(path: string, advice?: string): RuleText[] {
  return yamlFiles(path, 'rules', advice).map((file) => ({ file, ...readText(file) }));
}

/** Whatever is wrong is an issue with its place; the other rules stand. */
export async function readRules(files: readonly RuleText[]): Promise<LoadedRules> {
  // YAML is loaded for those who need it.
  const { readSigmaFile } = await import('./sigma-file.ts');
  const rules: SigmaRule[] = [];
  const filters: FilterRule[] = [];
  const wrong: (DetectionRule | FilterRule)[] = [];
  const placeholders = new Map<string, readonly string[]>();
  const outlines: RuleOutline[] = [];
  const issues: RuleIssue[] = [];
  for (const { file, text, problem, foreignAt } of files) {
    if (foreignAt !== undefined)
      issues.push({ severity: 'warning', message: FOREIGN, at: { file, ...foreignAt } });
    if (problem !== null) {
      issues.push({ severity: 'error', message: problem, at: { file, line: 1, column: 1 } });
      continue;
    }
    const found = readSigmaFile(file, text);
    // One by one: a file may hold more documents than a call may have arguments.
    for (const rule of found.rules) rules.push(rule);
    for (const filter of found.filters) filters.push(filter);
    for (const rule of found.wrong) wrong.push(rule);
    for (const outline of found.outlines) outlines.push(outline);
    for (const issue of found.issues) issues.push(issue);
    for (const [name, values] of found.placeholders) placeholders.set(name, values);
  }
  return { rules, filters, wrong, placeholders, outlines, issues, files: files.length };
}

const FOREIGN = 'is not UTF-8: read as Windows-1252, save the file as UTF-8';

/** Rules that come over a pipe, as those of one file. */
export async function ruleTextOf(file: string, stream: AsyncIterable<Uint8Array>): Promise<RuleText> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_BYTES) return { file, text: '', problem: TOO_LARGE };
    chunks.push(chunk);
  }
  return { file, ...decode(Buffer.concat(chunks)), problem: null };
}

const TOO_LARGE = 'is larger than 16 MiB: no rule is';

/** One after the other and at once: thousands of small files take a tenth of the time that promises would. */
export function readText(file: string): ReadText {
  const wrong = (problem: string) => ({ text: '', problem });
  try {
    const stats = statSync(file);
    // A pipe would be waited for until somebody writes into it.
    if (!stats.isFile()) return wrong('is no file: left out');
    if (stats.size > MAX_BYTES) return wrong(TOO_LARGE);
    return { ...decode(readFileSync(file)), problem: null };
  } catch (error) {
    return wrong(`cannot be read: ${reasonOf(error)}`);
  }
}

/** UTF-8, or what its first bytes say: PowerShell and Windows' editors write UTF-16, older ones one byte for each character. */
function decode(bytes: Buffer): Pick<ReadText, 'text' | 'foreignAt'> {
  const as = (encoding: string): string => withLineEnds(new TextDecoder(encoding).decode(bytes));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: as('utf-16le') };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: as('utf-16be') };
  if (isUtf8(bytes)) return { text: withLineEnds(bytes.toString('utf8')) };
  const before = withLineEnds(bytes.toString('utf8')).split('\ufffd', 1)[0] ?? '';
  const line = before.split('\n').length;
  return { text: as('windows-1252'), foreignAt: { line, column: before.length - before.lastIndexOf('\n') } };
}

/** Old Macs ended lines with CR alone, which YAML takes for a line end and its parser does not. */
function withLineEnds(text: string): string {
  return text.includes('\r') && !text.includes('\n') ? text.replaceAll('\r', '\n') : text;
}

/** What `rules test` reads beside a rule is no rule. */
const SAMPLES = /(?:^|[/\\])(?:[^/\\]*\.)?samples\.ya?ml$/i;

/** All YAML files under a folder, or the one file that `path` is. `what`: what they hold, for whoever named it. */
export function yamlFiles(path: string, what = 'rules', advice = 'Name a folder of Sigma rules.'): string[] {
  try {
    // `./rules/a.yml` is the same file as `rules/a.yml`, wherever they are compared.
    const stats = statSync(path);
    if (stats.isFile()) return [normalize(path)];
    if (!stats.isDirectory()) throw new UserError(`${path}: is neither a file nor a folder`, advice);
    const names = filesUnder(path).filter((name) => /\.ya?ml$/i.test(name) && !SAMPLES.test(name));
    return names.map((name) => join(path, name));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path}: the ${what} cannot be read: ${reasonOf(error)}`, advice);
  }
}

/** Whether a file that was read is `path`, or stands under it, however that is written: `.`, `./rules/`. */
export function isWithin(file: string, path: string): boolean {
  const way = relative(path, file);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}
