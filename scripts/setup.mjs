/**
 * What `npm start` and `npm test` need before they can begin: packages and a build. Both do nothing when they are there.
 * Everything said here goes to stderr: stdout belongs to the program.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const program = join(root, 'dist', 'main.js');

/** Installs the packages of the lock file, those for building included, unless exactly they are there. */
export function install() {
  if (packagesAreInstalled()) return;
  console.error('Installing packages (npm ci) …');
  // Not one of the packages needs its install script, so none gets to run one.
  // npm would wait over a minute before it admits that the registry is not there.
  const retries = ['--fetch-retries=3', '--fetch-retry-mintimeout=1000', '--fetch-retry-factor=4'];
  const flags = ['--include=dev', '--include=optional', '--ignore-scripts', '--loglevel=error', ...retries];
  if (run(...npm('ci', ...flags)) === 0) return;
  console.error(
    '\nThe packages could not be installed; npm says why above.\n' +
      '  Registry not reached: check the network and the proxy (npm config get registry; npm config get https-proxy).\n' +
      '  No network here: copy node_modules/ from a machine of the same kind where it is installed.\n' +
      '  Anything else: delete node_modules/ and try again.',
  );
  process.exit(1);
}

/** Builds dist/ unless it is newer than everything it is made of. */
export function buildIfStale() {
  const scripts = ['build.mjs', 'keep-compiled.mjs', 'precompile.mjs', 'program-loader.cjs'].map(
    (name) => `scripts/${name}`,
  );
  const parts = ['src', 'config', ...scripts, 'package.json', 'package-lock.json'];
  if (newestChange(parts) <= builtAt()) return;
  console.error('Building …');
  if (run(process.execPath, ['scripts/build.mjs']) !== 0) process.exit(1);
}

/** Runs a command in the project, its output on stderr unless `output` says otherwise; its exit code. */
export function run(command, args, output = 2) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', output, 2] });
  if (error) console.error(`${command}: ${error.message}`);
  return status ?? 1;
}

/** The npm that started us, if one did: the one on the PATH may be another, and is a script on Windows. */
export function npm(...args) {
  const cli = process.env.npm_execpath ?? '';
  return /\bnpm-cli\.[cm]?js$/.test(cli) ? [process.execPath, [cli, ...args]] : ['npm', args];
}

function packagesAreInstalled() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(record);
  const same = (path) => present[path]?.integrity === wanted[path]?.integrity;
  return (
    Object.keys(present).every((path) => path in wanted) &&
    Object.keys(wanted).every(
      (path) => same(path) || (!(path in present) && isForAnotherMachine(wanted[path])),
    )
  );
}

function packagesOf(lockFile) {
  const { '': _project, ...packages } = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  return packages;
}

function isForAnotherMachine({ optional, os, cpu, libc }) {
  const foreign = (allowed, own) => allowed !== undefined && !allowed.includes(own);
  return Boolean(optional && (libc || foreign(os, process.platform) || foreign(cpu, process.arch)));
}

function builtAt() {
  return existsSync(program) ? statSync(program).mtimeMs : 0;
}

/** Folders count too: a deleted or renamed file changes only its folder's time. */
function newestChange(paths) {
  const times = paths.map((path) => {
    const { mtimeMs } = statSync(join(root, path));
    const inside = statSync(join(root, path)).isDirectory() ? readdirSync(join(root, path)) : [];
    return Math.max(mtimeMs, newestChange(inside.map((name) => join(path, name))));
  });
  return Math.max(0, ...times);
}
