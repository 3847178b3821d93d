import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, test } from 'node:test';
import { RuleWatch } from '../../src/core/rule-watch.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rules-'));
});
after(() => rm(folder, { recursive: true }));

/** Each reload is a byte to wait for. */
function watching(): { readonly watch: RuleWatch; reloaded(): Promise<unknown> } {
  const reloads = new PassThrough();
  const watch = new RuleWatch({
    folders: [folder],
    settleMs: 5,
    pollMs: 20,
    reload: async () => void reloads.write('x'),
  });
  const reloaded = async (): Promise<unknown> => {
    if (reloads.readableLength === 0) await once(reloads, 'readable');
    return reloads.read();
  };
  return { watch, reloaded };
}

test('a rule that comes, changes or goes, in any folder, is a reason to read them again', async () => {
  const { watch, reloaded } = watching();
  try {
    await writeFile(join(folder, 'a.yml'), 'title: a');
    await reloaded();
    await writeFile(join(folder, 'a.yml'), 'title: longer');
    await reloaded();
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'deep', 'b.yaml'), 'title: b');
    await reloaded();
    await rm(join(folder, 'a.yml'));
    await reloaded();
  } finally {
    watch.close();
  }
});

test('a folder that is not there yet is noticed when it comes', async () => {
  const later = join(folder, 'later');
  let reloads = 0;
  const watch = new RuleWatch({
    folders: [later],
    settleMs: 1,
    pollMs: 10,
    reload: async () => void reloads++,
  });
  try {
    await mkdir(later);
    await writeFile(join(later, 'a.yml'), 'title: a');
    const deadline = Date.now() + 20_000;
    while (reloads === 0 && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
    assert.ok(reloads > 0);
  } finally {
    watch.close();
  }
});
