import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { configCandidates, findConfig, stateFolder } from '../../src/config/locate.ts';
import { defaultConfig } from '../../src/config/schema.ts';
import type { UserError } from '../../src/model/user-error.ts';

describe('where the configuration is looked for', () => {
  for (const [title, environment, expected] of [
    [
      'the XDG folder first',
      { XDG_CONFIG_HOME: '/xdg', HOME: '/home/ann' },
      '/xdg/soc-console/soc-console.yaml',
    ],
    ['without it, ~/.config', { HOME: '/home/ann' }, '/home/ann/.config/soc-console/soc-console.yaml'],
    [
      'a relative XDG folder is ignored',
      { XDG_CONFIG_HOME: 'xdg', HOME: '/home/ann' },
      '/home/ann/.config/soc-console/soc-console.yaml',
    ],
    ['without a home, only /etc', {}, '/etc/soc-console/soc-console.yaml'],
  ] as const) {
    it(title, () => {
      const candidates = configCandidates(environment);
      assert.equal(candidates[0], expected);
      assert.equal(candidates.at(-1), '/etc/soc-console/soc-console.yaml');
    });
  }
});

describe('which configuration is taken', () => {
  let folder = '';
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
    return join(folder, path);
  };
  const find = (explicit: string | null) =>
    findConfig(explicit, { HOME: join(folder, 'home') }, join(folder, 'etc'));
  const found = async (explicit: string | null) => {
    const { file, checked } = await find(explicit);
    return [file, checked.ok ? checked.value.level : null];
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'soc-console-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("the one given wins over the user's, which wins over the system's", async () => {
    const system = write('etc/soc-console/soc-console.yaml', 'level: high');
    assert.deepEqual(await found(null), [system, 'high']);
    const user = write('home/.config/soc-console/soc-console.yaml', 'level: medium');
    assert.deepEqual(await found(null), [user, 'medium']);
    const given = write('mine.yaml', 'level: critical');
    assert.deepEqual(await found(given), [given, 'critical']);
  });

  it('without any file, the defaults', async () => {
    assert.deepEqual(await find(null), {
      file: null,
      checked: { ok: true, value: defaultConfig() },
      isForbidden: false,
    });
  });

  it('one whose name is not looked for is told, unless another holds', async () => {
    const other = write('home/.config/soc-console/config.yaml', 'level: high');
    await assert.rejects(find(null), (error: UserError) => {
      assert.equal(error.message, `${other} is not read: the configuration is called soc-console.yaml`);
      return error.hint === `Rename it: mv ${other} ${join(other, '../soc-console.yaml')}`;
    });
    write('etc/soc-console/soc-console.yaml', 'level: low');
    assert.deepEqual((await found(null))[1], 'low');
  });

  it('the one given must be there', async () => {
    assert.equal((await find(join(folder, 'none.yaml'))).checked.ok, false);
  });

  it('one that was found and is not for this user is told apart from one that is wrong', async () => {
    const system = write('etc/soc-console/soc-console.yaml', 'level: high');
    await withoutRight(folder, system, async () => {
      assert.equal((await find(null)).isForbidden, true);
      assert.equal((await find(null)).checked.ok, false);
      assert.equal((await find(system)).isForbidden, false, 'whoever names it wants it');
    });
    assert.equal((await find(null)).isForbidden, false);
  });

  it('a broken file is an error; the next one is not tried', async () => {
    write('etc/soc-console/soc-console.yaml', 'level: high');
    write('home/.config/soc-console/soc-console.yaml', 'level: loud');
    assert.equal((await find(null)).checked.ok, false);
  });
});

const NOBODY = 65534;

/** Runs `use` as somebody who may not read `file`: root, who may read everything, becomes nobody for as long. */
async function withoutRight(folder: string, file: string, use: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  chmodSync(folder, 0o755);
  chmodSync(file, 0o000);
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    await use();
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(file, 0o600);
  }
}

describe('where state goes without --state', () => {
  for (const [title, environment, expected] of [
    [
      'the folder of the systemd unit',
      { STATE_DIRECTORY: '/var/lib/soc-console:/var/lib/b', HOME: '/root' },
      '/var/lib/soc-console',
    ],
    ['the XDG state folder', { XDG_STATE_HOME: '/xdg', HOME: '/root' }, '/xdg/soc-console'],
    ['~/.local/state', { HOME: '/root' }, '/root/.local/state/soc-console'],
    ['nowhere without a home', {}, null],
  ] as const) {
    it(title, () => assert.equal(stateFolder(environment), expected));
  }
});
