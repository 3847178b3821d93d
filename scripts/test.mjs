/** `npm test`: all that a change must pass, from a fresh clone on; what fails fastest comes first. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireNode } from './require-node.mjs';

/** Rooms of `test/` whose files share processes: none leaves anything there that another meets, and most end sooner than one starts. */
const SHARING = [
  'audit',
  'clients',
  'config',
  'engine',
  'hunt',
  'model',
  'notify',
  'report',
  'rules',
  'views',
];
const FILES_A_PROCESS = 16;

requireNode();
import('./setup.mjs').then(({ install, npm, run, root }) => {
  const section = (title) => console.log(`\n=== ${title} ===`);
  const must = ([command, args]) => {
    const code = run(command, args, 'inherit');
    if (code === 0) return;
    console.log(`\nnpm test: ended with code ${code} at: ${command} ${args.join(' ').slice(0, 200)}`);
    process.exit(code);
  };

  section('Install');
  install();
  section('Build');
  must(npm('run', '--silent', 'build'));
  section('Lint');
  must(npm('run', '--silent', 'lint'));
  section('Types');
  must(npm('run', '--silent', 'typecheck'));
  section('Tests');
  // Ink draws nothing but its last frame when it believes itself in CI, and frames are what is tested.
  delete process.env.CI;
  // As many files at once as there are cores (Node's own number is one less): some only wait, none measures time.
  const files = `--test-concurrency=${Math.max(2, availableParallelism())}`;
  const runner = ['--import', 'tsx', '--test', files, '--test-reporter=./scripts/test-reporter.mjs'];
  const folder = mkdtempSync(join(tmpdir(), 'soc-test-'));
  const list = join(folder, 'unstarted');
  process.env.SOC_UNSTARTED = list;
  const test = (paths) => run(process.execPath, [...runner, '--test-timeout=240000', ...paths], 'inherit');
  let code = test(inProcesses(root, folder));
  // One process in some ten thousand hangs in Node's or tsx's loader before it reads a line of ours.
  if (existsSync(list)) {
    section('Tests that did not start, once more');
    code = test(readFileSync(list, 'utf8').split('\n'));
  }
  // Exits without a word of its own: Node's closing lines are the last.
  process.exit(code);
});

/** What Node is to run: for each process a file of it in `folder` that imports several test files, or one test file. */
function inProcesses(root, folder) {
  const alone = testFiles(root);
  const shared = SHARING.flatMap((room) => {
    const files = alone.filter((path) => path.startsWith(join('test', room) + sep));
    const processes = Math.ceil(files.length / FILES_A_PROCESS);
    return Array.from({ length: processes }, (_, i) => {
      const path = join(folder, `${room}-${i + 1}.mjs`);
      // One of each part of the alphabet: what takes long stands side by side.
      const own = files.filter((_, place) => place % processes === i);
      const imports = own.map((file) => `await import('${pathToFileURL(join(root, file))}');\n`);
      writeFileSync(path, imports.join(''));
      return path;
    });
  });
  return [...shared, ...alone.filter((path) => !SHARING.includes(path.split(sep)[1]))];
}

/** Every test file: Node 20 takes paths, not patterns, and its first version lists one folder at a time. */
function testFiles(root, folder = 'test') {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const inside = entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return testFiles(root, path);
    return /\.test\.tsx?$/.test(path) ? [path] : [];
  });
  return inside.sort();
}
