import { customFormat } from '../../engine/parse/custom/parser.ts';
import type { CustomSpec } from '../../engine/parse/custom/spec.ts';
import { type Formats, formatsWith } from '../../engine/parse/formats.ts';
import type { RuleIssue } from '../../engine/sigma/spec.ts';
import { readText, yamlFiles } from '../load.ts';

type LoadedParsers = {
  readonly formats: Formats;
  readonly names: readonly string[];
  readonly issues: readonly RuleIssue[];
};

const ADVICE = 'Name a folder of parsers: docs/formats.md says how they are written.';

/**
 * Reads the users' parsers (`.yml`, `.yaml`) in folders, or in files. A parser with anything wrong in it is left out,
 * the others stand. Rejects with `UserError` only when a path itself cannot be read.
 */
export async function loadParsers(paths: readonly string[]): Promise<LoadedParsers> {
  const specs = new Map<string, CustomSpec>();
  const issues: RuleIssue[] = [];
  for (const path of paths) {
    for (const file of yamlFiles(path, 'parsers', ADVICE)) {
      const read = await readFile(file);
      for (const issue of read.issues) issues.push(issue);
      for (const { spec, at } of read.parsers) {
        if (specs.has(spec.name))
          issues.push({ severity: 'error', message: `there is another parser called '${spec.name}'`, at });
        else specs.set(spec.name, spec);
      }
    }
  }
  const formats = formatsWith([...specs.values()].map(customFormat));
  return { formats, names: [...specs.keys()], issues };
}

type FileRead = {
  readonly parsers: readonly { readonly spec: CustomSpec; readonly at: RuleIssue['at'] }[];
  readonly issues: readonly RuleIssue[];
};

async function readFile(file: string): Promise<FileRead> {
  const start = { file, line: 1, column: 1 };
  const { text, problem } = readText(file);
  if (problem !== null) return { parsers: [], issues: [{ severity: 'error', message: problem, at: start }] };
  // YAML is loaded for those who need it.
  const [{ parseYaml, TooDeepError }, { readParser }] = await Promise.all([
    import('../yaml-node.ts'),
    import('./read-parser.ts'),
  ]);
  const { roots, issues } = parseYaml(file, text);
  const parsers: { spec: CustomSpec; at: RuleIssue['at'] }[] = [];
  const found: RuleIssue[] = [...issues];
  for (const root of roots) {
    try {
      const read = await readParser(root);
      found.push(...read.issues);
      if (read.spec !== null) parsers.push({ spec: read.spec, at: root.at });
    } catch (error) {
      if (!(error instanceof TooDeepError)) throw error;
      found.push({ severity: 'error', message: error.message, at: root.at });
    }
  }
  return { parsers, issues: found };
}
