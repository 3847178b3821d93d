import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { projectRoot } from './project-files.ts';

type Dependencies = Readonly<Record<string, string>>;
type Manifest = { readonly dependencies?: Dependencies; readonly devDependencies?: Dependencies };
type Locked = { readonly version: string; readonly integrity?: string; readonly resolved?: string };

const manifest: Manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync(join(projectRoot, 'package-lock.json'), 'utf8'),
);

/** `1.2.3`, also behind an alias (`npm:@scope/name@1.2.3`): npm is given nothing to choose. */
const exact = /^(?:npm:(?:@[\w.-]+\/)?[\w.-]+@)?(\d+\.\d+\.\d+(?:-[\w.]+)?)$/;

function locked(): readonly (readonly [path: string, entry: Locked])[] {
  return Object.entries(lock.packages).filter(([path]) => path !== '');
}

function isInexact([, version]: readonly [string, string]): boolean {
  return !exact.test(version);
}

test('every package that is asked for has an exact version, and the lock file has that one', () => {
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  assert.ok(wanted.length > 0);
  assert.deepEqual(wanted.filter(isInexact), []);
  for (const [name, version] of wanted) {
    assert.equal(lock.packages[`node_modules/${name}`]?.version, exact.exec(version)?.[1], name);
  }
});

describe('a version that leaves a choice is refused', () => {
  for (const version of ['^1.2.3', '~1.2.3', '1.x', '*', 'latest', '>=1.0.0', 'npm:@scope/name@^1.2.3']) {
    test(version, () => assert.ok(isInexact(['name', version])));
  }
});

test('the lock file names no download address', () => {
  assert.deepEqual(
    locked().filter(([, { resolved }]) => resolved !== undefined),
    [],
  );
});

test('the lock file has the checksum of every package', () => {
  assert.deepEqual(
    locked().filter(([, { integrity }]) => integrity === undefined || !integrity.startsWith('sha512-')),
    [],
  );
});

test('only what cannot be bundled is installed with the product', () => {
  assert.deepEqual(Object.keys(manifest.dependencies ?? {}), ['libsql']);
});
