import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import Database from 'libsql';
import type { Decision } from '../../src/model/bans/decision.ts';
import { UserError } from '../../src/model/user-error.ts';
import { notKept } from '../../src/store/not-kept.ts';
import { MIGRATIONS } from '../../src/store/schema.ts';
import { Store } from '../../src/store/store.ts';
import { alertOf } from '../core/record/alert-of.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soc-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ban: Decision = {
  id: 'd1',
  type: 'ban',
  scope: 'ip',
  value: '203.0.113.7',
  origin: 'analyst',
  alertId: 'a1',
  responder: 'dry-run',
  commands: [['nft', 'add', "it's; DROP TABLE alerts"]],
  createdAt: 1,
  duration: null,
  expiresAt: null,
  state: 'pending',
  detail: null,
  ...{ actor: 'root', reason: null, goal: 'banned', enforcements: [] },
  ...{ overridden: null, confirmBy: null, seenAfter: null },
};

test('alerts and decisions are there again after it was closed, as they stood last', () => {
  const first = Store.open(folder);
  const hostile = alertOf({ id: "a'1", users: ["Robert'); DROP TABLE alerts;--", '\0\u202e'] });
  first.commit({ alerts: [hostile, alertOf({ id: 'a2', lastSeen: 900 })] });
  first.commit({ alerts: [{ ...hostile, eventCount: 99, lastSeen: 5000 }] });
  first.saveDecisions([ban]);
  first.saveDecisions([{ ...ban, state: 'simulated' }]);
  first.close();

  const second = Store.open(folder);
  assert.deepEqual(second.alerts(), [
    alertOf({ id: 'a2', lastSeen: 900 }),
    { ...hostile, eventCount: 99, lastSeen: 5000 },
  ]);
  assert.deepEqual(second.decisions(), [{ ...ban, state: 'simulated' }]);
  second.close();
});

test('without a directory it lives in memory', () => {
  const store = Store.open(null);
  store.commit({ alerts: [alertOf({ id: 'a1' })] });
  assert.equal(store.alerts().length, 1);
  store.close();
});

test('makes the directory, for its owner only; one that others could read is closed to them', () => {
  const made = join(folder, 'deep', 'state');
  Store.open(made).close();
  assert.equal(statSync(made).mode & 0o777, 0o700);
  const open = join(folder, 'open');
  mkdirSync(open, { mode: 0o755 });
  Store.open(open).close();
  assert.equal(statSync(open).mode & 0o777, 0o700);
});

test('refuses what a newer version wrote, and says what to do', () => {
  Store.open(folder).close();
  const database = new Database(join(folder, 'soc-console.db'));
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
  database.close();
  assert.throws(
    () => Store.open(folder),
    (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /written by a newer soc-console/);
      assert.match(error.hint, /Update soc-console, or give another folder with --state DIR/);
      return true;
    },
  );
});

test('a directory that cannot be made is the user to set right', () => {
  writeFileSync(join(folder, 'file'), '');
  assert.throws(
    () => Store.open(join(folder, 'file', 'state')),
    (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /file\/state/);
      assert.match(error.hint, /--state DIR/);
      return true;
    },
  );
});

test('where the core goes on without, what was done waits until the directory can be made', () => {
  const inTheWay = join(folder, 'file');
  writeFileSync(inTheWay, '');
  const directory = join(inTheWay, 'state');
  const store = Store.openOrWait(directory);
  assert.match(store.trouble ?? '', /file\/state: the state cannot be kept there: what should be a folder/);
  const acted = (subject: string) => ({
    time: 1,
    actor: 'analyst',
    kind: 'ban',
    subject,
    detail: { subject },
  });
  store.appendAction(acted('203.0.113.7'));
  store.appendAction(acted('203.0.113.8'));
  assert.throws(() => store.commit({ alerts: [alertOf({ id: 'a1' })] }), { code: 'ENOTDIR' });
  const waiting = store.actions();
  assert.deepEqual(
    waiting.map(({ subject }) => subject),
    ['203.0.113.7', '203.0.113.8'],
  );
  rmSync(inTheWay);
  const other = Store.open(directory);
  assert.throws(() => store.commit({ alerts: [alertOf({ id: 'a1' })] }), /already used/);
  assert.match(store.trouble ?? '', /already used/, 'not what was in the way first');
  other.close();
  store.commit({ alerts: [alertOf({ id: 'a2' })] });
  assert.equal(store.trouble, null);
  assert.throws(() => Store.open(directory), /already used/);
  store.close();
  const again = Store.open(directory);
  assert.deepEqual([again.actions(), again.alerts().length], [waiting, 1]);
  again.close();
});

const PAGE = 4096;

function replaceAll(file: Buffer, text: string, by: Buffer): Buffer {
  const changed = Buffer.from(file);
  for (let at = changed.indexOf(text); at !== -1; at = changed.indexOf(text, at)) by.copy(changed, at);
  return changed;
}

for (const [what, damage] of [
  ['is no database', (file: Buffer) => Buffer.alloc(file.length, 'this is a letter. ')],
  ['is cut short', (file: Buffer) => file.subarray(0, 2 * PAGE)],
  ['has zeros within', (file: Buffer) => Buffer.from(file).fill(0, PAGE, file.length)],
  [
    'holds text that is none',
    (file: Buffer) => replaceAll(file, 'Ban it.', Buffer.from([0xc3, 0x28, 34, 1, 2, 3, 4])),
  ],
] as const) {
  test(`a file that ${what} is kept under another name, and another is begun`, () => {
    const path = join(folder, 'soc-console.db');
    const first = Store.open(folder);
    first.commit({ alerts: Array.from({ length: 50 }, (_, index) => alertOf({ id: `a${index}` })) });
    first.close();
    const damaged = damage(readFileSync(path));
    for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
    writeFileSync(path, damaged);

    const store = Store.open(folder);
    const kept = readdirSync(folder).filter((name) => /\.db\.corrupt-.*Z$/.test(name));
    assert.equal(kept.length, 1);
    assert.deepEqual(readFileSync(join(folder, kept[0] ?? '')), damaged);
    assert.deepEqual([store.alerts(), store.notes.length], [[], 1]);
    assert.match(
      store.notes[0] ?? '',
      /The store was damaged: it is kept as .*corrupt-.*, and a new one was begun/,
    );
    store.commit({ alerts: [alertOf({ id: 'a1' })] });
    assert.equal(store.alerts().length, 1);
    store.close();
  });
}

test('a checkpoint, and what was read since, come back as they were; the next checkpoint takes their place', () => {
  const first = Store.open(folder);
  const checkpoint = (...parts: string[]) => ({
    takenAt: 7,
    madeBy: 'test',
    parts: parts.map((part) => Buffer.from(part)),
    cursors: new Map([['a.log', `{"offset":${parts.length}}`]]),
  });
  first.commit({ journal: 'before' });
  first.commit({ checkpoint: checkpoint('one', 'two') });
  first.commit({ journal: 'first' });
  first.commit({ journal: 'second', alerts: [alertOf({ id: 'a1' })] });
  first.close();

  const second = Store.open(folder);
  const progress = second.progress();
  assert.deepEqual(
    progress?.parts.map((part) => Buffer.from(part).toString()),
    ['one', 'two'],
  );
  assert.deepEqual(
    { ...progress, parts: null },
    {
      madeBy: 'test',
      parts: null,
      cursors: new Map([['a.log', '{"offset":2}']]),
      journal: ['first', 'second'],
    },
  );
  second.commit({ checkpoint: checkpoint('three') });
  assert.deepEqual([second.progress()?.parts.length, second.progress()?.journal], [1, []]);
  second.close();
});

test('a checkpoint that is written in pieces counts when it is whole; what one that never was has left goes', () => {
  const parts = (...texts: string[]) => texts.map((text) => Buffer.from(text));
  const rest = { takenAt: 7, madeBy: 'test', cursors: new Map() };
  const found = (store: Store) => (store.progress()?.parts ?? []).map((part) => Buffer.from(part).toString());
  const first = Store.open(folder);
  first.commit({ piece: { parts: parts('never', 'whole'), isFirst: true } });
  assert.deepEqual(found(first), []);
  first.commit({ piece: { parts: parts('one'), isFirst: true } });
  first.commit({ piece: { parts: parts('two'), isFirst: false } });
  first.commit({ checkpoint: { ...rest, parts: parts('three'), partsBefore: 2 } });
  assert.deepEqual(found(first), ['one', 'two', 'three']);
  first.commit({ piece: { parts: parts('lost', 'with', 'the run'), isFirst: true } });
  assert.deepEqual(found(first), ['one', 'two', 'three']);
  first.close();

  const second = Store.open(folder);
  assert.deepEqual(found(second), ['one', 'two', 'three']);
  assert.throws(
    () => second.commit({ checkpoint: { ...rest, parts: parts('end'), partsBefore: 1 } }),
    /of 1 parts of a checkpoint there are 3/,
    'another file, or another run',
  );
  assert.deepEqual(found(second), ['one', 'two', 'three']);
  second.commit({ piece: { parts: parts('four'), isFirst: true } });
  second.commit({ checkpoint: { ...rest, parts: parts('five'), partsBefore: 1 } });
  assert.deepEqual(found(second), ['four', 'five']);
  second.commit({ piece: { parts: parts('lost'), isFirst: true } });
  second.commit({ checkpoint: { ...rest, parts: parts('six') } });
  assert.deepEqual(found(second), ['six']);
  second.close();
});

test('what fails half way leaves nothing of it', () => {
  const store = Store.open(folder);
  const broken = { ...alertOf({ id: 'a2' }), firstSeen: 'never' as unknown as number };
  assert.throws(() => store.commit({ alerts: [alertOf({ id: 'a1' }), broken] }));
  assert.deepEqual(store.alerts(), []);
  store.commit({ alerts: [alertOf({ id: 'a1' })] });
  assert.equal(store.alerts().length, 1);
  store.close();
});

test('a store that is taken away under the program is begun anew, where it was, and locked', () => {
  const store = Store.open(join(folder, 'state'));
  store.commit({ alerts: [alertOf({ id: 'a1' })] });
  rmSync(join(folder, 'state'), { recursive: true });
  const { generation } = store;
  store.commit({ alerts: [alertOf({ id: 'a2' })] });
  assert.equal(store.generation, generation + 1, 'what was in the old one is to be written again');
  assert.match(store.notes.join(), /removed while the program ran/);
  assert.throws(() => Store.open(join(folder, 'state')), /already used by process/);
  store.close();
  const next = Store.open(join(folder, 'state'));
  assert.deepEqual(
    next.alerts().map(({ id }) => id),
    ['a2'],
  );
  next.close();
});

test('a directory that another has taken meanwhile is left to it', () => {
  const store = Store.open(join(folder, 'state'));
  rmSync(join(folder, 'state'), { recursive: true });
  const other = Store.open(join(folder, 'state'));
  for (let time = 0; time < 2; time++)
    assert.throws(() => store.commit({ alerts: [alertOf({ id: 'a1' })] }), /already used by process/);
  other.close();
  store.commit({ alerts: [alertOf({ id: 'a1' })] });
  store.close();
});

test('a database that another program holds is said to be held: room is no remedy', () => {
  const store = Store.open(folder);
  const other = new Database(join(folder, 'soc-console.db'));
  other.exec('BEGIN IMMEDIATE');
  assert.throws(
    () => store.commit({ alerts: [alertOf({ id: 'a1' })] }),
    (error) => {
      const { message, hint } = notKept(folder, error) ?? {};
      assert.match(
        `${message}. ${hint}`,
        /database is locked\. Wait until the program that holds it has ended, or/,
      );
      return true;
    },
  );
  other.close();
  store.close();
});
