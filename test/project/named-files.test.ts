/** What the documents name is there: files of the project, and the pages and headings that they link to. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { projectFiles, projectRoot } from './project-files.ts';

// The changelog names what is no longer there.
const documents = projectFiles(/^(?!test\/|CHANGELOG).*\.md$/);
const ROOMS = readdirSync(join(projectRoot, 'src')).filter((name) => !name.includes('.'));
const NAMED = new RegExp(
  `(?<![\\w./~$-])(?:src|test|config|docs|bench|scripts|${ROOMS.join('|')})/[\\w./*-]*\\w`,
  'g',
);

/** `engine/limits.ts` stands in `src`; `core/protocol` is a module; `*` is any part of a name. */
function isThere(name: string): boolean {
  return [name, `src/${name}`, `src/${name}.ts`].some((path) => {
    const [folder, pattern] = [join(projectRoot, dirname(path)), basename(path)];
    if (!existsSync(folder)) return false;
    const parts = pattern.split('*');
    return readdirSync(folder).some((each) =>
      parts.length === 1
        ? each === pattern
        : each.startsWith(parts[0] as string) && each.endsWith(parts.at(-1) as string),
    );
  });
}

test('files that are named in code spans and commands', () => {
  const missing = documents.flatMap(({ path, text }) =>
    (text.match(/`[^`\n]+`/g) ?? []).flatMap((span) =>
      (span.match(NAMED) ?? []).filter((name) => !isThere(name)).map((name) => `${path}: ${name}`),
    ),
  );
  assert.deepEqual(missing, []);
});

/** As GitHub makes anchors of headings. */
function anchorsOf(text: string): string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('pages and headings that are linked to', () => {
  const broken = documents.flatMap(({ path, text }) =>
    Array.from(text.matchAll(/\]\((?!\w+:)([^)#\s]*)#?([^)\s]*)\)/g)).flatMap(
      ([link, page = '', anchor = '']) => {
        const target = page === '' ? path : join(dirname(path), page);
        const found = existsSync(join(projectRoot, target));
        const isWhole =
          found &&
          (anchor === '' || anchorsOf(readFileSync(join(projectRoot, target), 'utf8')).includes(anchor));
        return isWhole ? [] : [`${path}: ${link}`];
      },
    ),
  );
  assert.deepEqual(broken, []);
});
