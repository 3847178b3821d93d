/** A disk that is really full. Where no file system may be mounted, the page limit of the database stands for it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Store } from '../../src/store/store.ts';
import { alertOf } from '../core/record/alert-of.ts';
import { type SmallDisk, smallDisk } from '../support/small-disk.ts';

const STORE = fileURLToPath(new URL('../../src/store/store.ts', import.meta.url));
const LONG = 'x'.repeat(3000);
const why = 'may not mount a file system';

function ids(store: Store): string[] {
  return store
    .alerts()
    .map(({ id }) => id)
    .sort();
}

/** A disk, or the reason to skip. */
function diskOr(skip: (reason: string) => void): SmallDisk | null {
  const disk = smallDisk(2 << 20);
  if (disk === null) skip(why);
  return disk;
}

test('a write that finds no room is refused whole, and the next one is taken when there is room again', (t) => {
  const disk = diskOr((reason) => t.skip(reason));
  if (disk === null) return;
  const store = Store.open(join(disk.path, 'state'));
  store.commit({ alerts: [alertOf({ id: 'a1' })] });
  disk.fill();
  const many = Array.from({ length: 2000 }, (_, index) => alertOf({ id: `b${index}`, recommendation: LONG }));
  assert.throws(() => store.commit({ alerts: many }), /full/);
  assert.deepEqual(ids(store), ['a1']);
  store.appendAction({
    time: 1,
    actor: 'analyst',
    kind: 'ban',
    subject: 'a',
    detail: { LONG: LONG.repeat(99) },
  });
  disk.free();
  store.commit({ alerts: [alertOf({ id: 'a2' })] });
  assert.deepEqual(ids(store), ['a1', 'a2']);
  assert.equal(store.actions().length, 1);
  store.close();
});

test('on a full disk the state of an earlier run is read, and written to when there is room again', (t) => {
  const disk = diskOr((reason) => t.skip(reason));
  if (disk === null) return;
  const directory = join(disk.path, 'state');
  // Another process: killed, it leaves its log unmerged, as a crash on a full disk would.
  const script = `import(${JSON.stringify(STORE)}).then(({ Store }) => {
    Store.open(${JSON.stringify(directory)}).commit({ alerts: [${JSON.stringify(alertOf({ id: 'a1' }))}] });
    process.kill(process.pid, 'SIGKILL');
  })`;
  assert.throws(() => execFileSync(process.execPath, ['--import', 'tsx', '-e', script], { stdio: 'ignore' }));
  disk.fill();
  const store = Store.open(directory);
  assert.deepEqual(ids(store), ['a1']);
  assert.throws(() => store.commit({ alerts: [alertOf({ id: 'a2' })] }));
  disk.free();
  store.commit({ alerts: [alertOf({ id: 'a2' })] });
  assert.deepEqual(ids(store), ['a1', 'a2']);
  store.close();
});

test('a full disk without any state is no reason not to start', (t) => {
  const disk = diskOr((reason) => t.skip(reason));
  if (disk === null) return;
  disk.fill();
  const store = Store.open(join(disk.path, 'state'));
  assert.deepEqual([store.alerts(), store.decisions(), store.progress()], [[], [], null]);
  assert.throws(() => store.commit({ alerts: [alertOf({ id: 'a1' })] }));
  disk.free();
  store.commit({ alerts: [alertOf({ id: 'a1' })] });
  assert.equal(store.generation, 1);
  assert.deepEqual(ids(store), ['a1']);
  store.close();
});

test('nor is one with just room enough to begin it', (t) => {
  const disk = diskOr((reason) => t.skip(reason));
  if (disk === null) return;
  for (const room of [16, 40, 88]) {
    disk.fill(room * 1024);
    const store = Store.open(join(disk.path, `state-${room}`));
    assert.throws(() => store.commit({ alerts: [alertOf({ id: 'a1' })] }), `${room} KiB`);
    disk.free();
    store.commit({ alerts: [alertOf({ id: 'a1' })] });
    assert.deepEqual(ids(store), ['a1']);
    store.close();
  }
});
