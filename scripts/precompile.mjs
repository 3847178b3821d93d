/** Lets the built program run as people use it, so that it starts with what V8 compiled then. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const evidence = join(root, 'config/demo');
const keeping = ['--import', new URL('keep-compiled.mjs', import.meta.url).href, join(dist, 'main.js')];
const LOOK_MS = 1000;
/** A busy machine takes more than ten seconds to open the console; without its run it starts at twice the time. */
const STUCK_MS = 60_000;

/** Runs one after the other: each begins with what the ones before compiled. */
const RUNS = [
  ['scan', evidence, '--format', 'json'],
  ['audit', join(evidence, 'services.conf')],
];

/** What no run loaded is compiled without having run. A run that fails costs speed, and nothing else. */
export async function precompile() {
  const home = await mkdtemp(join(tmpdir(), 'soc-build-'));
  const env = { PATH: process.env.PATH, HOME: home, TZ: process.env.TZ ?? '' };
  try {
    for (const args of RUNS)
      await ended(spawn(process.execPath, [...keeping, ...args], { env, stdio: 'ignore' }));
    await watch(env);
    await openConsole(env);
  } finally {
    await rm(home, { recursive: true });
  }
  const { COMPILED, compile, keep } = await import('../dist/program-loader.js');
  const known = await readdir(COMPILED).catch(() => []);
  for (const name of await readdir(dist))
    if (name.endsWith('.cjs') && !known.includes(`${name}.bin`)) keep(name, compile(name));
}

function ended(child) {
  return new Promise((resolve) => child.on('error', resolve).on('exit', resolve));
}

/** Reading on, storing, and going on from there are of `watch` alone. */
async function watch(env) {
  const args = [...keeping, 'watch', evidence, '--state', join(env.HOME, 'state')];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const stuck = setTimeout(() => child.kill('SIGKILL'), STUCK_MS);
  child.stdout.once('data', () => setTimeout(() => child.kill(), LOOK_MS)).resume();
  await ended(child);
  clearTimeout(stuck);
}

/** The console on the demo, until it knows something. */
async function openConsole(env) {
  const pty = await import('@lydell/node-pty').catch(() => null);
  if (pty === null) return;
  const args = [...keeping, 'demo'];
  const child = pty.spawn(process.execPath, args, {
    cols: 120,
    rows: 36,
    env: { ...env, TERM: 'xterm-256color' },
  });
  const stuck = setTimeout(() => child.kill(), STUCK_MS);
  let shown = '';
  const looking = child.onData((data) => {
    shown += data;
    if (!shown.includes('DEMO')) return;
    looking.dispose();
    setTimeout(() => child.write('q'), LOOK_MS);
  });
  await new Promise((resolve) => child.onExit(resolve));
  clearTimeout(stuck);
}
