import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { projectRoot } from './project-files.ts';

let project: string;

/** A project as small as can be: a program that tells how it was started, an npm and a build that leave a trace. */
beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'soc-start-')));
  cpSync(join(projectRoot, 'scripts'), join(project, 'scripts'), { recursive: true });
  write('package.json', '{"type": "module"}');
  write(
    'package-lock.json',
    lock({ ink: 'sha512-a', 'native-for-others': { integrity: 'sha512-b', optional: true, os: ['none'] } }),
  );
  write('node_modules/.package-lock.json', lock({ ink: 'sha512-a' }));
  write('src/main.ts', '');
  write('config/soc-console.yaml', '');
  write('scripts/build.mjs', "console.log('build ran');");
  write('npm/npm-cli.js', "console.log('npm ran', process.argv.slice(2).join(' '));");
  // Last: a build is stale when anything that it is made from is younger.
  write(
    'dist/main.js',
    'console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd() })); process.exitCode = 7;',
  );
});

afterEach(() => rmSync(project, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

function lock(packages: Readonly<Record<string, string | object>>): string {
  const entries = Object.entries(packages).map(([name, entry]) => [
    `node_modules/${name}`,
    typeof entry === 'string' ? { integrity: entry } : entry,
  ]);
  return JSON.stringify({ packages: { '': {}, ...Object.fromEntries(entries) } });
}

/** `npm start -- ARGS`, from the folder `from` of the project. */
function start(args: readonly string[] = [], from = '.', script = 'scripts/start.mjs') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: project,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      npm_execpath: join(project, 'npm/npm-cli.js'),
      npm_lifecycle_event: 'start',
      INIT_CWD: join(project, from),
    },
  });
  return { status, stdout, stderr };
}

describe('npm start', () => {
  test("opens the demo; output and exit code are the program's, and nothing is set up that is there", () => {
    const { status, stdout, stderr } = start();
    assert.deepEqual(JSON.parse(stdout), { args: ['demo'], cwd: project });
    assert.deepEqual({ status, stderr }, { status: 7, stderr: '' });
  });

  const handedOn: readonly (readonly [asked: string, args: readonly string[]])[] = [
    ['scan auth.log', ['scan', 'auth.log']],
    ['-', ['-']],
    ['--loop', ['demo', '--loop']],
  ];
  for (const [asked, args] of handedOn) {
    test(`-- ${asked}: soc-console ${args.join(' ')}`, () => {
      assert.deepEqual(JSON.parse(start(asked.split(' ')).stdout).args, args);
    });
  }

  test('means a relative path as it was typed', () => {
    assert.equal(JSON.parse(start(['scan', 'auth.log'], 'config').stdout).cwd, join(project, 'config'));
  });
});

describe('packages', () => {
  const differences: readonly (readonly [title: string, record: string | null])[] = [
    ['none is installed', null],
    ['one is missing', lock({})],
    ['one is another', lock({ ink: 'sha512-old' })],
    ['one is too many', lock({ ink: 'sha512-a', gone: 'sha512-c' })],
  ];
  for (const [title, record] of differences) {
    test(`are installed when ${title}, those for building too, and stdout stays the program's`, () => {
      if (record === null) rmSync(join(project, 'node_modules'), { recursive: true });
      else write('node_modules/.package-lock.json', record);
      const { stdout, stderr } = start();
      assert.match(stderr, /^Installing packages .*\nnpm ran ci --include=dev/);
      assert.deepEqual(JSON.parse(stdout).args, ['demo']);
    });
  }

  test('that cannot be installed end the start with what to do', () => {
    rmSync(join(project, 'node_modules'), { recursive: true });
    write('npm/npm-cli.js', "console.error('npm error code ENOTFOUND'); process.exitCode = 1;");
    const { status, stdout, stderr } = start();
    assert.deepEqual({ status, stdout }, { status: 1, stdout: '' });
    assert.match(stderr, /ENOTFOUND[\s\S]*Registry not reached: check the network and the proxy/);
  });
});

describe('npm pack', () => {
  const prepack = () => start([], '.', 'scripts/prepack.mjs');

  test('in a fresh clone installs and builds first, and leaves standard output to npm', () => {
    rmSync(join(project, 'node_modules'), { recursive: true });
    const { status, stdout, stderr } = prepack();
    assert.deepEqual({ status, stdout }, { status: 0, stdout: '' });
    assert.match(stderr, /^Installing packages \(npm ci\) …\nnpm ran ci .*\nbuild ran\n$/);
  });

  test('builds anew where all is installed, and fails with its build', () => {
    assert.deepEqual(prepack(), { status: 0, stdout: '', stderr: 'build ran\n' });
    write('scripts/build.mjs', 'process.exitCode = 3;');
    assert.equal(prepack().status, 3);
  });

  test('is told to, by package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    assert.equal(scripts.prepack, 'node scripts/prepack.mjs');
  });
});

describe('the build', () => {
  const future = new Date('2999-01-01');
  for (const path of [
    'src/main.ts',
    'src',
    'config/soc-console.yaml',
    'package-lock.json',
    'scripts/build.mjs',
  ]) {
    test(`runs when ${path} is newer`, () => {
      utimesSync(join(project, path), future, future);
      const { stdout, stderr } = start();
      assert.equal(stderr, 'Building …\nbuild ran\n');
      assert.deepEqual(JSON.parse(stdout).args, ['demo']);
    });
  }

  test('runs when there is none', () => {
    rmSync(join(project, 'dist'), { recursive: true });
    write(
      'scripts/build.mjs',
      "import { cpSync } from 'node:fs'; cpSync('src', 'dist', { recursive: true });",
    );
    write('src/main.js', "console.log('built');");
    const { status, stdout } = start();
    assert.deepEqual({ status, stdout }, { status: 0, stdout: 'built\n' });
    assert.ok(existsSync(join(project, 'dist/main.js')));
  });

  test('that fails ends the start', () => {
    utimesSync(join(project, 'src'), future, future);
    write('scripts/build.mjs', 'process.exitCode = 1;');
    const { status, stdout } = start();
    assert.deepEqual({ status, stdout }, { status: 1, stdout: '' });
  });
});
