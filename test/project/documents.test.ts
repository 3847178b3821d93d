/** Documents that are made from the code: `UPDATE_DOCS=1` writes them, the tests find them stale. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { GROUPS } from '../../src/views/keymap/command.ts';
import { COMMANDS } from '../../src/views/keymap.ts';
import { keyName } from '../../src/views/presentation/key-name.ts';
import { projectRoot } from './project-files.ts';

const update = process.env.UPDATE_DOCS === '1';

function check(file: string, expected: string): void {
  const path = join(projectRoot, file);
  if (update) writeFileSync(path, expected);
  assert.equal(readFileSync(path, 'utf8'), expected, `${file} is stale: run it with UPDATE_DOCS=1`);
}

test('docs/keybindings.md lists every key', () => {
  const sections = GROUPS.map((group) => {
    const rows = COMMANDS.filter((command) => command.group === group).map(({ keys, description }) => {
      return `| ${keys.map((key) => `\`${keyName(key)}\``).join(' ')} | ${description} |`;
    });
    return [`## ${group}`, '', '| key | what it does |', '|---|---|', ...rows, ''].join('\n');
  });
  check('docs/keybindings.md', `# Keys\n\nMade from \`src/views/keymap.ts\`.\n\n${sections.join('\n')}`);
});

test('the picture in the README is a golden frame', () => {
  const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
  const pictured = readme.replace(
    /(<!-- picture: (\S+) -->\n)[\s\S]*?(<!-- end of picture -->)/g,
    (_, start: string, frame: string, end: string) => {
      const rows = readFileSync(join(projectRoot, frame), 'utf8').trimEnd();
      return `${start}\`\`\`\n${rows}\n\`\`\`\n${end}`;
    },
  );
  check('README.md', pictured);
});
