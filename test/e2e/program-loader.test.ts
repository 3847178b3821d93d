/** What V8 compiled during the build makes the program start sooner, and never changes what it does. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run, temporaryFolder } from './cli-program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIST = join(ROOT, 'dist');

type Loader = {
  /** A folder. */
  readonly COMPILED: string;
  readonly compile: (chunk: string) => { readonly cachedDataRejected?: boolean };
  /** What a chunk exports. */
  readonly load: (chunk: string) => Readonly<Record<string, unknown>>;
};
const { COMPILED, compile, load } = (await import(join(DIST, 'program-loader.js'))) as Loader;

const chunks = readdirSync(DIST).filter((name) => name.endsWith('.cjs'));

test('every chunk of the build is there as V8 compiled it, and V8 takes it', () => {
  const refused = chunks.filter((name) => compile(name).cachedDataRejected !== false);
  assert.ok(chunks.some((name) => name.startsWith('main-')));
  assert.deepEqual(refused, []);
});

test('whatever a chunk exports can be had of it, what it only hands on from another as well', () => {
  const parts = chunks.filter((name) => !/^(?:main|worker)-/.test(name));
  const handedOn = parts.flatMap((chunk) =>
    Object.entries(load(chunk)).filter(([, value]) => value === undefined),
  );
  assert.deepEqual(handedOn, []);
});

test('a chunk that is gone was replaced while the program ran: that is said, and what to do', () => {
  assert.throws(
    () => load('report-GONE.cjs'),
    /replaced since it was started .*report-GONE\.cjs\): start it again/,
  );
});

test('a package that is a chunk of its own is had whole: Docker is spoken to', async (context) => {
  const socket = join(temporaryFolder(), 'docker.sock');
  const asked: string[] = [];
  const daemon = createServer(({ url }, response) => {
    asked.push(url ?? '');
    response.setHeader('content-type', 'application/json').end('[]');
  }).listen(socket);
  context.after(() => daemon.close());
  await once(daemon, 'listening');
  const env = { DOCKER_HOST: `unix://${socket}` };
  const { stdout, stderr } = await run(['audit', '--format', 'json'], { env });
  assert.equal(stderr, '');
  assert.doesNotMatch(stdout, /Docker does not answer/);
  assert.match(asked.join(' '), /\/containers\/json/);
});

const damages: readonly (readonly [string, (file: string) => void])[] = [
  ['is missing', (file) => rmSync(file)],
  ['is empty', (file) => truncateSync(file, 0)],
  ['was cut off', (file) => truncateSync(file, 900)],
  ['holds other bytes', flipMiddle],
];
for (const [what, damage] of damages) {
  test(`the program runs all the same when what was compiled ${what}`, async () => {
    const folder = temporaryFolder();
    for (const part of ['dist', 'package.json'])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    for (const part of ['config', 'node_modules']) symlinkSync(join(ROOT, part), join(folder, part));
    const compiled = join(folder, COMPILED.slice(ROOT.length));
    for (const name of readdirSync(compiled)) damage(join(compiled, name));
    const program = join(folder, 'dist/main.js');
    const { code, stdout } = await run(['scan', '-', '--format', 'json'], { program, input: 'hello\n' });
    assert.equal(code, 3, 'a line of no known format');
    assert.equal(JSON.parse(stdout).schema_version, 1);
  });
}

function flipMiddle(file: string): void {
  const bytes = readFileSync(file);
  const middle = bytes.length >> 1;
  for (let at = middle; at < middle + 16; at++) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(file, bytes);
}
