import { stringify } from 'yaml';

/** What a machine has, for a file that is written for it. */
export type MachineFacts = {
  /** The sources as they would be given as PATH on the command line. */
  readonly sources: readonly string[];
  readonly timeZone: string;
  /** Addresses that another program here never bans. */
  readonly allowlist: readonly string[];
  /** How long its bans last, as the file writes it; null: the default. */
  readonly banTime: string | null;
  /** How long one that grew lasts at most; null: the default. */
  readonly longestBan: string | null;
  /** Remarks that stand above an option, by its path (`response.nftables`). */
  readonly remarks: Readonly<Record<string, string>>;
};

/**
 * The documented file with what this machine has in place of the defaults. `documentedFile` is the shipped one: every
 * option with its words stays.
 */
export function machineConfig(documentedFile: string, facts: MachineFacts): string {
  const { remarks } = facts;
  const values = valuesOf(facts);
  const section: string[] = [];
  const lines = documentedFile.split('\n').flatMap((line) => {
    const [, indent = '', key] = /^( *)(\w+):/.exec(line) ?? [];
    if (key === undefined) return [line];
    section.length = indent.length / 2;
    section.push(key);
    const path = section.join('.');
    const remark = remarks[path];
    return [...(remark === undefined ? [] : [`${indent}# Here: ${remark}`]), values[path] ?? line];
  });
  return lines.join('\n');
}

/** Values that this machine has of its own, by the path of their option. */
function valuesOf({
  timeZone,
  sources,
  allowlist,
  banTime,
  longestBan,
}: MachineFacts): Readonly<Record<string, string>> {
  const listed = allowlist.map((range) => `\n    - ${yamlText(range)}`);
  return {
    timezone: `timezone: ${timeZone}`,
    ...(sources.length > 0 && {
      sources: `sources:\n${sources.map((path) => `  - path: ${yamlText(path)}`).join('\n')}`,
    }),
    ...(banTime !== null && { 'bans.default_duration': `  default_duration: ${banTime}` }),
    ...(longestBan !== null && { 'response.longest_ban': `  longest_ban: ${longestBan}` }),
    ...(listed.length > 0 && { 'bans.allowlist': `  allowlist:${listed.join('')}` }),
  };
}

/** In quotes where YAML would read something else (`journal:` is a key). */
function yamlText(path: string): string {
  return stringify(path).trimEnd();
}
