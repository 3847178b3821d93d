/**
 * Loads the chunks of a build. It stands beside them in `dist/`, and `main.js` and `worker.js` begin here.
 *
 * Chunks are CommonJS, because Node 20 keeps the compiled form of nothing and `vm.Script` takes one that V8 wrote
 * before: half of the time to start was compiling. V8 refuses what another version of it, or other flags, wrote; then,
 * and where there is none, the chunk is compiled as ever. Only what the build wrote is read, from the folder of the
 * program itself: whoever may write there may change the program anyway.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import zlib from 'node:zlib';

/** Where the compiled chunks are: bytecode belongs to a machine, a version of Node, and how that one was built. */
export const COMPILED = new URL(
  `compiled/${process.version}-${process.platform}-${process.arch}-${buildOfNode()}/`,
  import.meta.url,
);

/** As paths: a URL for each of sixty chunks takes longer than reading them. */
const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const COMPILED_FOLDER = fileURLToPath(COMPILED);

/** Chunks that were loaded, by name. */
export const scripts = new Map();

const CHECK_BYTES = 4;
const modules = new Map();
const requireElse = createRequire(import.meta.url);
const importMeta = { url: import.meta.url };

/** Runs a chunk, if it has not run yet; what it exports. */
export function load(name) {
  const loaded = modules.get(name);
  if (loaded) return loaded.exports;
  const module = { exports: {} };
  modules.set(name, module);
  try {
    compile(name).runInThisContext()(module, module.exports, requireFrom, importMeta);
  } catch (error) {
    modules.delete(name);
    throw error;
  }
  return module.exports;
}

/** Compiles a chunk, from what the build compiled if that fits, without running it. */
export function compile(name) {
  const filename = FOLDER + name;
  // On one line with the first of the chunk: lines in stack traces are those of the file.
  const code = `(function (module, exports, require, importMeta) {${readFileSync(filename, 'utf8')}\n})`;
  const script = new Script(code, { filename, cachedData: compiled(name) });
  scripts.set(name, script);
  return script;
}

/** Keeps what V8 compiled of a chunk for the runs to come. For the build only. */
export function keep(name, script) {
  const data = script.createCachedData();
  const check = checkOf(data);
  if (check === null) return;
  mkdirSync(COMPILED, { recursive: true });
  writeFileSync(new URL(`${name}.bin`, COMPILED), Buffer.concat([data, check]));
}

function requireFrom(request) {
  return request.startsWith('./') ? load(request.slice(2)) : requireElse(request);
}

function compiled(name) {
  let bytes;
  try {
    bytes = readFileSync(`${COMPILED_FOLDER}${name}.bin`);
  } catch {
    return undefined;
  }
  const data = bytes.subarray(0, Math.max(0, bytes.length - CHECK_BYTES));
  return checkOf(data)?.equals(bytes.subarray(data.length)) ? data : undefined;
}

/** V8 tells versions apart, not builds of one version: a distribution's has other parts inside. */
function buildOfNode() {
  const build = JSON.stringify([process.versions, process.config]);
  return zlib.crc32?.(build).toString(16) ?? 'unknown';
}

/** Null where Node cannot tell (before 20.15). V8 checks lengths and versions, and crashes on bytes that were damaged. */
function checkOf(data) {
  if (zlib.crc32 === undefined) return null;
  const check = Buffer.alloc(CHECK_BYTES);
  check.writeUInt32LE(zlib.crc32(data));
  return check;
}
