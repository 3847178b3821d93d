import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowedWords, schemaAt } from '../../src/config/allowed.ts';
import { type DocumentedOption, documentedOptions } from '../../src/config/documented.ts';
import { configSchema } from '../../src/config/schema.ts';
import { projectRoot } from './project-files.ts';

const HEAD = `# Configuration

Made from \`config/soc-console.yaml\` and the schema in \`src/config/\`.

Without a file the defaults hold, and what is found on the machine is read. \`soc-console config init\` writes a file for this
machine, with every option and its words; it never touches one that is there. It is looked for as \`-c FILE\`, then as
\`$XDG_CONFIG_HOME/soc-console/soc-console.yaml\` (\`~/.config/...\`), then as \`/etc/soc-console/soc-console.yaml\`. Flags win
over the file. Files and folders that do not start with \`/\` are looked for beside it. A key with nothing after it keeps
its default.

\`\`\`
soc-console config check            every mistake: file:line:column, the key, what is allowed, the nearest valid name
soc-console config check FILE       before it is put in place, - for what is piped; exit code 2 when something is wrong
soc-console config show             what holds: the file over the defaults; secrets are left out
soc-console config schema           JSON Schema
soc-console doctor                  whether what it names works here
\`\`\`

## In an editor
Editors that know YAML schemas complete and check as you type: \`soc-console config schema -o ~/soc-console.schema.json\`, and
as the first line of the file \`# yaml-language-server: $schema=/home/you/soc-console.schema.json\`. What a schema cannot
say (addresses, durations, time zones) is left to \`config check\`.
`;

/** docs/configuration.md: a table for each section. */
export function configurationDocument(): string {
  const options = documentedOptions(readFileSync(join(projectRoot, 'config/soc-console.yaml'), 'utf8'));
  const sections = new Map<string, DocumentedOption[]>();
  for (const option of options) {
    const parent = option.path.split('.').slice(0, -1).join('.');
    if (!isSection(option, options)) sections.set(parent, [...(sections.get(parent) ?? []), option]);
  }
  const tables = [...sections].map(([name, own]) => {
    const rows = own.map(
      (option) =>
        `| \`${option.path}\` | ${typeOf(option)} | ${defaultOf(option)} | ${cell(option.description)} |`,
    );
    const title = name === '' ? 'At the top' : `\`${name}\``;
    return [`## ${title}`, '', '| option | what it is | default | |', '|---|---|---|---|', ...rows, ''].join(
      '\n',
    );
  });
  return `${HEAD}\n${tables.join('\n')}`;
}

/** Its keys are options of their own, in a table of their own. */
function isSection({ path }: DocumentedOption, all: readonly DocumentedOption[]): boolean {
  return all.some((option) => option.path.startsWith(`${path}.`));
}

function typeOf({ path }: DocumentedOption): string {
  return cell(allowedWords(schemaAt(configSchema, path.split('.'))) ?? 'names and values');
}

function defaultOf({ written }: DocumentedOption): string {
  return written === '' ? '' : `\`${cell(written)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
