import { stringify } from 'yaml';

/** What a machine has, for a file that is written for it. */
export type MachineFacts = {
  /** As PATHs. */
  readonly sources: readonly string[];
  readonly timeZone: string;
  /** Remarks that stand above an option, by its path (`response.nftables`). */
  readonly remarks: Readonly<Record<string, string>>;
};

/**
 * The documented file with what this machine has in place of the defaults. `documentedFile` is the shipped one: every
 * option with its words stays.
 */
export function machineConfig(documentedFile: string, { sources, timeZone, remarks }: MachineFacts): string {
  const values: Readonly<Record<string, string>> = {
    timezone: `timezone: ${timeZone}`,
    sources: `sources:\n${sources.map((path) => `  - path: ${yamlText(path)}`).join('\n')}`,
  };
  const section: string[] = [];
  const lines = documentedFile.split('\n').flatMap((line) => {
    const [, indent = '', key] = /^( *)(\w+):/.exec(line) ?? [];
    if (key === undefined) return [line];
    section.length = indent.length / 2;
    section.push(key);
    const path = section.join('.');
    const remark = remarks[path];
    const value = path === 'sources' && sources.length === 0 ? line : (values[path] ?? line);
    return [...(remark === undefined ? [] : [`${indent}# Here: ${remark}`]), value];
  });
  return lines.join('\n');
}

/** In quotes where YAML would read something else (`journal:` is a key). */
function yamlText(path: string): string {
  return stringify(path).trimEnd();
}
