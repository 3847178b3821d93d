import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { projectFiles, projectRoot } from './project-files.ts';

/** Spelled apart, so that this file does not name them itself. */
const registries = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['deb', 'debian', 'org'],
  ['security', 'debian', 'org'],
].map((parts) => parts.join('.'));

/** Where the project was written: nobody else has such a folder. */
const workplace = ['', 'work', ''].join('/');

/** Paths of the workplace, and of the clone at `root` (one too short to be told from an address of a page excepted). */
function placesIn(text: string, root: string): readonly string[] {
  const own = root.replace(/\/$/, '');
  const places = own.split('/').length > 3 ? [workplace, own] : [workplace];
  return places.filter((place) => new RegExp(`(?<![\\w.])${place.replace(/\W/g, '\\$&')}`).test(text));
}

function registriesIn(text: string, configured: string): readonly string[] {
  return [...new Set([...registries, configured])].filter((host) => host !== '' && text.includes(host));
}

function configuredRegistry(): string {
  const address = execFileSync('npm', ['config', 'get', 'registry'], {
    cwd: projectRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  return URL.canParse(address) ? new URL(address).host : '';
}

test('no file names a path of the machine it was written on', () => {
  const found = projectFiles(/./).flatMap(({ path, text }) =>
    placesIn(text, projectRoot).map((place) => `${path}: ${place}`),
  );
  assert.deepEqual(found, []);
});

test('no file names the host of a package registry', () => {
  const configured = configuredRegistry();
  const found = projectFiles(/./).flatMap(({ path, text }) =>
    registriesIn(text, configured).map((host) => `${path}: ${host}`),
  );
  assert.deepEqual(found, []);
});

test('no symbolic link is tracked: where it leads is only on the machine it was made on', () => {
  const tracked = execFileSync('git', ['ls-files', '--stage'], { cwd: projectRoot, encoding: 'utf8' }).split(
    '\n',
  );
  assert.deepEqual(
    tracked.filter((entry) => entry.startsWith('120000 ')),
    [],
  );
});

describe('would be found:', () => {
  for (const text of ['cd /srv/clones/it/src', `'${workplace}notes.md'`, `see ${workplace}notes.md`]) {
    test(text, () => assert.equal(placesIn(text, '/srv/clones/it/').length, 1));
  }
  test('a registry', () => {
    assert.deepEqual(registriesIn('see https://npm.example/x', 'npm.example'), ['npm.example']);
  });
});

describe('is no path of this machine:', () => {
  for (const text of ['https://example.org/work/life', '/var/log/auth.log', './work/x', 'GET /app/login']) {
    test(text, () => assert.deepEqual(placesIn(text, '/app/'), []));
  }
});
