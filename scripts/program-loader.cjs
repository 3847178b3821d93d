/**
 * Loads the chunks of a build. It stands beside them in `dist/`, and `main.js` and `worker.js` begin here.
 *
 * Chunks are CommonJS, because Node 20 keeps the compiled form of nothing and `vm.Script` takes one that V8 wrote
 * before: half of the time to start was compiling. V8 refuses what another version of it, or other flags, wrote; then,
 * and where there is none, the chunk is compiled as ever. Only what the build wrote is read, from the folder of the
 * program itself: whoever may write there may change the program anyway. This file is CommonJS as well: Node starts
 * sooner when it needs no loader of ES modules.
 */
const { isAscii } = require('node:buffer');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');
const { threadId } = require('node:worker_threads');
const zlib = require('node:zlib');

/** Where the compiled chunks are: bytecode belongs to a machine, a version of Node, and how that one was built. */
const COMPILED = join(
  __dirname,
  'compiled',
  `${process.version}-${process.platform}-${process.arch}-${buildOfNode()}`,
);

/** Chunks that were loaded, by name. */
const scripts = new Map();

const CHECK_BYTES = 4;
const modules = new Map();
const importMeta = { url: pathToFileURL(__filename).href };

/** Runs a chunk, if it has not run yet; what it exports. */
function load(name) {
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
function compile(name) {
  const filename = join(__dirname, name);
  const script = new Script(sourceOf(filename), { filename, cachedData: compiled(name) });
  scripts.set(name, script);
  return script;
}

/** A third of the time that decoding takes: nearly all chunks are ASCII. */
function sourceOf(filename) {
  const bytes = readChunk(filename);
  return isAscii(bytes) ? bytes.latin1Slice() : bytes.toString();
}

/** A chunk that is first needed hours after the start may be gone: the program was updated meanwhile. */
function readChunk(filename) {
  try {
    return readFileSync(filename);
  } catch (cause) {
    if (cause.code !== 'ENOENT') throw cause;
    const message = `soc-console was replaced since it was started (no ${filename}): start it again`;
    throw new Error(message, { cause });
  }
}

/**
 * Keeps what V8 compiled of a chunk for the runs to come. For the build only. The threads of a run end at the same time and keep
 * the same chunks: each writes a file of its own, and the last one stays.
 */
function keep(name, script) {
  const data = script.createCachedData();
  const check = checkOf(data);
  if (check === null) return;
  mkdirSync(COMPILED, { recursive: true });
  const file = join(COMPILED, `${name}.bin`);
  const written = `${file}.${process.pid}.${threadId}`;
  writeFileSync(written, Buffer.concat([data, check]));
  renameSync(written, file);
}

function requireFrom(request) {
  return request.startsWith('./') ? load(request.slice(2)) : require(request);
}

function compiled(name) {
  let bytes;
  try {
    bytes = readFileSync(join(COMPILED, `${name}.bin`));
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

module.exports = { COMPILED, scripts, load, compile, keep };
