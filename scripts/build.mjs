/**
 * Bundles src/ into dist/: Ink starts in a third of the time, and a global install needs no packages but libsql.
 *
 * Every file lands directly in dist/, shared chunks too, so that `new URL('./worker.js', import.meta.url)` and
 * `new URL('../config/', import.meta.url)` mean the same from whichever chunk a module ends up in. Chunks are
 * split at dynamic imports: what `scan` does not import, it does not load. `program-loader.js` loads them, with what
 * V8 compiled of them while `precompile.mjs` let them run.
 */
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { tsImport } from 'tsx/esm/api';

/**
 * The first lines of `main.js`, which are a shell's and JavaScript's: libc reads its environment before our first line, and an
 * arena for each of V8's threads costs 16 MB in a flood. `exec` leaves no shell behind that signals would have to reach; `node
 * main.js` works as ever. What libc makes of it: docs/decisions/2026-11-memory-of-the-screen.md.
 */
const LAUNCH = `#!/bin/sh
":" //; exec env MALLOC_ARENA_MAX="\${MALLOC_ARENA_MAX:-1}" node "$0" "$@"
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** What packages bring along and the product never uses. */
const leftOut = {
  name: 'left-out',
  setup({ onLoad }) {
    // Ink connects to the React developer tools when DEV=true, and tells them its version.
    onLoad({ filter: /[\\/]ink[\\/]build[\\/]reconciler\.js$/ }, ({ path }) =>
      changed(path, ["await import('./devtools.js')", ''], ['await loadPackageJson()', '{}']),
    );
    // Chunks are functions, which cannot wait: WebAssembly is made at once, not while an import waits for it.
    onLoad({ filter: /[\\/]yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/ }, ({ path }) =>
      changed(path, ['wrapAssembly(await loadYoga())', YOGA_AT_ONCE]),
    );
    onLoad({ filter: /[\\/]yoga-layout[\\/].*wasm-base64-esm\.js$/ }, ({ path }) =>
      changed(path, ['h.instantiateWasm(d,\na)', 'h.instantiateWasm(d,a,H)']),
    );
    // Messages in fifty languages: a quarter of the time to `--version`.
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
    // meow repairs a package.json as npm does, with the names of all licences; ours needs no repair.
    onLoad({ filter: /[\\/]meow[\\/]build[\\/]dependencies\.js$/ }, ({ path }) =>
      changed(path, ['requireNormalize();', '() => {};']),
    );
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

const YOGA_AT_ONCE = `(() => {
  const assembly = {
    instantiateWasm(imports, receive, uri) {
      const bytes = Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64');
      const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
      receive(instance);
      return instance.exports;
    },
  };
  loadYoga(assembly);
  return wrapAssembly(assembly);
})()`;

/** A module of a package with some places in it changed; it must still have them. */
async function changed(path, ...changes) {
  let contents = await readFile(path, 'utf8');
  for (const [from, to] of changes) {
    if (!contents.includes(from)) throw new Error(`${path}: no longer has ${from}`);
    contents = contents.replace(from, () => to);
  }
  return { contents, loader: 'js' };
}

const bundle = build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts', 'src/core/worker.ts'],
  outdir: dist,
  entryNames: '[name]-[hash]',
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
  outExtension: { '.js': '.cjs' },
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
await writeFile(join(dist, 'shipped-policy.json'), await shippedPolicy());
await writeFile(join(dist, 'default-config.json'), await defaultConfig());
const chunks = await Promise.all(outputFiles.map(asFunction));
for (const { name, code } of chunks) await writeFile(join(dist, name), code);
await copyFile(join(root, 'scripts/program-loader.cjs'), join(dist, 'program-loader.js'));
// Beside them, files called `.js` are CommonJS as well.
await writeFile(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
await writeFile(join(dist, 'worker.js'), entry('worker'));
// main.js last: a dist without it is unfinished, and `npm start` builds again.
const main = join(dist, 'main.js');
await writeFile(main, `${LAUNCH}${entry('main')}`);
await chmod(main, 0o755);

const kilobytes = Math.round(chunks.reduce((sum, { code }) => sum + code.length, 0) / 1024);
const { precompile } = await import('./precompile.mjs');
await precompile();
console.error(`built ${relative(process.cwd(), dist) || dist}: ${chunks.length} chunks, ${kilobytes} kB`);

/**
 * A chunk as the function of CommonJS that the loader calls: esbuild splits only ES modules, and only a script can be loaded
 * as V8 compiled it. Its first words stand on one line with the chunk's: lines in stack traces are those of the file.
 */
async function asFunction({ path, text }) {
  const { code } = await transform(withExports(text), {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    define: { 'import.meta': 'importMeta' },
    supported: { 'dynamic-import': false },
    minifyWhitespace: true,
    lineLimit: 160,
  });
  const begins = 'module.exports = $asked();';
  const ends = 'module.exports = $settled();';
  return {
    name: basename(path),
    code: `(function (module, exports, require, importMeta) {${begins}${await ascii(withoutCopies(code))}${ends}\n})`,
  };
}

/**
 * Each thread keeps the text of what it runs, and V8 takes two bytes a character when a single one needs them. esbuild has written
 * all but regular expressions so that none does, and templates with a tag, which would be given the escapes as their text.
 */
async function ascii(code) {
  if (/\\[^\0-\x7f]/.test(code)) throw new Error('a regular expression escapes what needs none');
  const escaped = withEscapes(code);
  if (escaped === code || (await asStrings(code)) === (await asStrings(escaped))) return escaped;
  throw new Error('a template with a tag, like String.raw, has more than ASCII: write a string');
}

function withEscapes(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Templates as the strings that they are made of; regular expressions with escapes. */
async function asStrings(text) {
  const { code } = await transform(text, {
    supported: { 'template-literal': false },
    minifyWhitespace: true,
  });
  return withEscapes(code);
}

/** Imports as they are: esbuild makes getters for all that a module has, for those of Node and of our chunks as well. */
function withoutCopies(code) {
  return code.replace(/__toESM\(require\("([^"]+)"\)\)/g, (copied, name) => {
    if (name.startsWith('./')) return `require("${name}")`;
    const inherited = `((own) => Object.create(own, { default: { value: own } }))(require("${name}"))`;
    return isBuiltin(name) ? inherited : copied;
  });
}

/**
 * What a chunk exports: names that nothing assigns to any more as plain values once it has run, until then, and for others,
 * as they are asked for. esbuild makes each a getter of a getter; where every line of a log calls them, they took a tenth of
 * a scan. As functions of the chunk: what it only hands on from another is called something else there.
 */
function withExports(chunk) {
  // A package of CommonJS that is a chunk of its own.
  const text = chunk.replace(
    /\nexport default (.+);\s*$/,
    '\nvar $whole = $1;\nexport { $whole as default };\n',
  );
  const list = /\nexport \{([^}]*)\};\s*$/.exec(text);
  const exported = (list?.[1] ?? '')
    .split(',')
    .map((each) => each.trim().split(' as '))
    .filter(([own]) => own !== '');
  const later = (own, name) => `get ${name}() { return ${own}; }`;
  const settled = (own, name) => (isSettled(own, text) ? `${name}: ${own}` : later(own, name));
  const made = (property) =>
    `{ return { __esModule: true, ${exported.map(([own, name = own]) => property(own, name)).join(', ')} }; }`;
  const body = text.slice(0, list?.index);
  if (/^export\b/m.test(body)) throw new Error('a chunk exports in a way that it would lose');
  return `${body}\nfunction $asked() ${made(later)}\nfunction $settled() ${made(settled)}\n`;
}

/** Whether its declaration, at the top of the chunk, is the only place that gives it a value. */
function isSettled(name, text) {
  const word = name.replaceAll('$', '\\$');
  const declared = new RegExp(
    `^(?:(?:async )?function\\*? ${word}\\(|class ${word} |(var|let|const) ${word} = )`,
    'm',
  ).exec(text);
  if (declared === null) return false;
  const given = new RegExp(
    `(?<![\\w$.])${word}\\s*(?:=(?![=>])|\\+\\+|--|[-+*/%&|^?<>]+=(?!=))|(?:\\+\\+|--)${word}(?![\\w$])`,
    'g',
  );
  return text.match(given)?.length === (declared[1] === undefined ? undefined : 1);
}

/** What starts an entry point: `main.ts`, or the core's thread. */
function entry(name) {
  const chunk = chunks.find((each) => each.name.startsWith(`${name}-`));
  return `require('./program-loader.js').load('${chunk.name}');\n`;
}

/** The shipped rules as our own reader makes them of their YAML: `src/rules/ready-rules.ts` takes them from there. */
async function shippedRules() {
  const { readRules, ruleTexts } = await tsImport('../src/rules/load.ts', import.meta.url);
  const { writeReady } = await tsImport('../src/rules/ready-rules.ts', import.meta.url);
  const folder = join(root, 'config/rules');
  const files = ruleTexts(folder);
  return writeReady(folder, files, await readRules(files));
}

/** The shipped policy in both languages: `src/rules/ready-policy.ts` takes it from there. */
async function shippedPolicy() {
  const { readPolicy } = await tsImport('../src/core/audit/read-policy.ts', import.meta.url);
  const { writeReadyPolicy } = await tsImport('../src/rules/ready-policy.ts', import.meta.url);
  const config = join(root, 'config');
  const [en, fr] = [readPolicy(null, config, 'en'), readPolicy(null, config, 'fr')];
  return writeReadyPolicy(join(config, 'policy'), { en, fr });
}

/** What holds without a configuration: `src/config/defaults.ts` takes it from there. */
async function defaultConfig() {
  const { defaultConfig: made } = await tsImport('../src/config/schema.ts', import.meta.url);
  return JSON.stringify(made());
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
