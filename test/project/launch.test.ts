import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { projectRoot } from './project-files.ts';

const main = join(projectRoot, 'dist/main.js');

describe('the program as a shell starts it', () => {
  let folder: string;
  let linked: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'soc-launch-'));
    linked = join(folder, 'soc console');
    symlinkSync(main, linked);
  });

  after(() => rmSync(folder, { recursive: true }));

  it('takes arguments as they are, through a link whose name has a blank', () => {
    const paths = ['a  b', '$HOME', "it's", 'two\nlines', '"'].map((name) => join(folder, name));
    const { stdout } = spawnSync(linked, ['scan', ...paths, '--format', 'json'], { encoding: 'utf8' });
    const { sources } = JSON.parse(stdout) as { sources: readonly { id: string }[] };
    assert.deepEqual(sources.map(({ id }) => id).sort(), paths.sort());
  });

  it('is one process, in which all threads share an arena unless the user says otherwise', async () => {
    assert.equal(await arenas({}), '1');
    assert.equal(await arenas({ MALLOC_ARENA_MAX: '3' }), '3');
  });

  /** What the process that was started has in its environment once it is the program. */
  async function arenas(more: Readonly<Record<string, string>>): Promise<string | undefined> {
    const child = spawn(linked, ['watch', '-', '--state', join(folder, 'state')], {
      env: { PATH: process.env.PATH ?? '', HOME: folder, ...more },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const [first] = await once(child.stdout, 'data');
    assert.match(String(first), /"type":"ready"/);
    const environment = readFileSync(`/proc/${child.pid}/environ`, 'latin1').split('\0');
    child.kill('SIGTERM');
    await once(child, 'exit');
    return environment.find((pair) => pair.startsWith('MALLOC_ARENA_MAX='))?.split('=')[1];
  }
});
