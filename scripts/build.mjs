/**
 * Bundles src/ into dist/: Ink starts in a third of the time, and a global install needs no packages but libsql.
 *
 * Every file lands directly in dist/, shared chunks too, so that `new URL('./worker.js', import.meta.url)` and
 * `new URL('../config/', import.meta.url)` mean the same from whichever chunk a module ends up in. Chunks are
 * split at dynamic imports: what `scan` does not import, it does not load.
 */
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { tsImport } from 'tsx/esm/api';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** What packages bring along and the product never uses. */
const leftOut = {
  name: 'left-out',
  setup({ onLoad }) {
    // Ink connects to the React developer tools when DEV=true.
    onLoad({ filter: /[\\/]ink[\\/]build[\\/]devtools\.js$/ }, () => ({ contents: '' }));
    // Node loads its whole HTTP client to fetch what already is in this file.
    onLoad({ filter: /[\\/]yoga-layout[\\/].*wasm-base64-esm\.js$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      const changed = code.replaceAll('typeof fetch', 'typeof undefined');
      if (changed === code) throw new Error('yoga-layout loads itself in another way: look at this again');
      return { contents: changed };
    });
    // Messages in fifty languages: a quarter of the time to `--version`.
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
    // meow repairs a package.json as npm does, with the names of all licences; ours needs no repair.
    onLoad({ filter: /[\\/]meow[\\/]build[\\/]dependencies\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const repair = 'var normalizeExports = requireNormalize();';
      if (!text.includes(repair)) throw new Error(`${path}: no longer has ${repair}`);
      return { contents: text.replace(repair, 'var normalizeExports = () => {};'), loader: 'js' };
    });
    // Docker is spoken to over its socket, and builds no images here: no SSH, no gRPC, no archives.
    onLoad(
      {
        filter:
          /[\\/](?:docker-modem[\\/]lib[\\/]ssh|dockerode[\\/]lib[\\/](?:session|buildkit)|tar-fs[\\/]index|@balena[\\/]dockerignore[\\/].*)\.js$/,
      },
      () => ({
        contents: "module.exports = () => { throw new Error('left out of the bundle'); };",
        loader: 'js',
      }),
    );
  },
};

const bundle = build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts', 'src/core/worker.ts'],
  outdir: dist,
  entryNames: '[name]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  jsx: 'automatic',
  // React's development build leaks an entry per update into the performance timeline.
  define: { 'process.env.NODE_ENV': '"production"' },
  // Native, so it stays a package of its own: the one runtime dependency.
  external: ['libsql'],
  plugins: [leftOut],
  // CommonJS packages call require() for Node's own modules, and ES modules have none.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
  // main.ts sets NODE_ENV for a run from source.
  logOverride: { 'assign-to-define': 'silent' },
});
// esbuild has said what is wrong.
const { outputFiles, metafile } = await bundle.catch(() => process.exit(1));

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), await licences(Object.keys(metafile.inputs)));
await writeFile(join(dist, 'shipped-rules.json'), await shippedRules());
// main.js last: a dist without it is unfinished, and `npm start` builds again.
const main = join(dist, 'main.js');
for (const file of outputFiles.filter(({ path }) => path !== main)) await writeFile(file.path, file.contents);
const program = outputFiles.find(({ path }) => path === main)?.text ?? '';
await writeFile(main, program.startsWith('#!') ? program : `#!/usr/bin/env node\n${program}`);
await chmod(main, 0o755);

const kilobytes = Math.round(outputFiles.reduce((sum, { contents }) => sum + contents.length, 0) / 1024);
console.error(`built ${relative(process.cwd(), dist) || dist}: ${outputFiles.length} files, ${kilobytes} kB`);

/** The shipped rules as our own reader makes them of their YAML: `src/rules/ready-rules.ts` takes them from there. */
async function shippedRules() {
  const { readRules, ruleTexts } = await tsImport('../src/rules/load.ts', import.meta.url);
  const { writeReady } = await tsImport('../src/rules/ready-rules.ts', import.meta.url);
  const folder = join(root, 'config/rules');
  const files = await ruleTexts(folder);
  return writeReady(folder, files, await readRules(files));
}

/** The licence of every bundled package: their text must travel with copies of their code. */
async function licences(inputs) {
  const folders = inputs.map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  const sections = [];
  for (const folder of [...new Set(folders)].filter(Boolean).sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    const file = (await readdir(join(root, folder))).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(join(root, folder, file), 'utf8') : '';
    sections.push([`${name} ${version} (${license})`, text.trim()].filter(Boolean).join('\n\n'));
  }
  return `${sections.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
