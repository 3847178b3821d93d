import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../src/model/user-error.ts';
import { lockDirectory } from '../../src/store/lock.ts';

const LOCK = fileURLToPath(new URL('../../src/store/lock.ts', import.meta.url));

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'soc-lock-'));
  after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Another process that holds the directory until it is killed. */
async function holder(directory: string) {
  const script = `import(${JSON.stringify(LOCK)}).then(({ lockDirectory }) => {
    globalThis.unlock = lockDirectory(${JSON.stringify(directory)});
    setInterval(() => {}, 1000);
    console.log('held');
  })`;
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('a directory in use is refused with the process that uses it and what to do', async () => {
  const directory = folder();
  const child = await holder(directory);
  assert.throws(
    () => lockDirectory(directory),
    (error) =>
      error instanceof UserError &&
      error.exitCode === 2 &&
      error.message === `${directory} is already used by process ${child.pid}` &&
      error.hint.includes('--state DIR'),
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
});

test('a process that was killed holds nothing any more', async () => {
  const directory = folder();
  const child = await holder(directory);
  child.kill('SIGKILL');
  await once(child, 'exit');
  lockDirectory(directory)();
});

test('another start that just writes its number is waited for', async () => {
  const directory = folder();
  const script = `import('libsql').then(({ default: Database }) => {
    const database = new Database(${JSON.stringify(join(directory, 'soc-console.lock'))});
    database.exec('PRAGMA user_version = 1; BEGIN EXCLUSIVE');
    console.log('writing');
    setTimeout(() => database.exec('COMMIT'), 50);
  })`;
  const child = spawn(process.execPath, ['-e', script], {
    cwd: dirname(LOCK),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  lockDirectory(directory)();
  await exited;
});

test('what was given back can be taken again', () => {
  const directory = folder();
  lockDirectory(directory)();
  const unlock = lockDirectory(directory);
  assert.throws(() => lockDirectory(directory), UserError);
  unlock();
});

test('two directories do not disturb each other', () => {
  const [first, second] = [lockDirectory(folder()), lockDirectory(folder())];
  first();
  second();
});
