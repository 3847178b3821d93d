import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { test } from 'node:test';
import { projectFiles } from './project-files.ts';
import { importsOf } from './source-text.ts';

const sources = new Map(projectFiles(/^src\/.*\.tsx?$/).map(({ path, text }) => [path, text]));

/** What a file loads before its first line runs: itself, files of ours and packages, by static imports. */
function loadedBy(
  path: string,
  loaded: Map<string, readonly string[]> = new Map(),
  via: readonly string[] = [],
) {
  if (loaded.has(path)) return loaded;
  const chain = [...via, path];
  loaded.set(path, chain);
  for (const { specifier, typesOnly, dynamic } of importsOf(sources.get(path) ?? '')) {
    if (typesOnly || dynamic) continue;
    loadedBy(
      specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier,
      loaded,
      chain,
    );
  }
  return loaded;
}

const screen = ['ink', 'ink-table', 'react', 'asciichart'];

for (const path of ['src/main.ts', 'src/commands/scan/scan.ts', 'src/commands/watch/watch.ts']) {
  test(`${path} does not load what only a screen needs`, () => {
    assert.ok(sources.has(path));
    const loaded = loadedBy(path);
    assert.deepEqual(
      screen.flatMap((name) => (loaded.has(name) ? [loaded.get(name)?.join(' -> ')] : [])),
      [],
    );
  });
}

test('the console does load it, so that this would be seen', () => {
  assert.ok(loadedBy('src/views/App.tsx').has('ink'));
});
