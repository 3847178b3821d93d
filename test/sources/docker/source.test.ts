import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { ContainerChoice } from '../../../src/model/sources/source-address.ts';
import { dockerSource } from '../../../src/sources/docker/source.ts';
import { RecordingSink } from '../recording-sink.ts';
import { RecordedDaemon } from './recorded-daemon.ts';

let folder: string;
let daemon: RecordedDaemon;
let sink: RecordingSink;
let stop: AbortController;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soc-docker-'));
  daemon = new RecordedDaemon(folder);
  await daemon.start();
  sink = new RecordingSink();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await daemon.stop();
  await rm(folder, { recursive: true, force: true });
});

const WEB: ContainerChoice = { by: 'name', name: 'web' };

/** A follower is given up soon. */
const QUICK = { interval: 10, silence: 50, longestSilence: 100 };

function source(follow: boolean, containers: ContainerChoice = WEB) {
  return dockerSource({
    id: 'docker:web',
    containers,
    follow,
    clock: { now: () => 7 },
    pace: QUICK,
    socket: daemon.socket,
  });
}

test('a scan reads what a container has said, without the stamps of Docker', async () => {
  daemon.run('web');
  daemon.write('web', 'one', 'two');
  await source(false).read(sink, stop.signal);
  assert.equal(sink.text, 'one\ntwo\n');
});

test('how much is to come is told by the time that is left', async () => {
  daemon.step = 100_000_000;
  daemon.run('web');
  daemon.write('web', 'one', 'two', 'six');
  // A second after the first line, two tenths of which have been read.
  const clock = { now: () => Date.UTC(2026, 10, 21, 0, 51, 52) };
  const options = { id: 'docker:web', containers: WEB, follow: false, clock, socket: daemon.socket };
  await dockerSource(options).read(sink, stop.signal);
  assert.equal(sink.behinds.at(-1), 4 * sink.text.length);
});

test('what a container says is read as it comes, over its end and its new start', async () => {
  daemon.run('web');
  daemon.write('web', 'one');
  const reading = source(true).read(sink, stop.signal);
  await sink.until(() => sink.idles >= 1);
  daemon.write('web', 'two');
  await sink.untilText('one\ntwo\n');
  const idles = sink.idles;
  daemon.exit('web');
  await sink.until(() => sink.idles > idles);
  daemon.run('web');
  daemon.write('web', 'three');
  await sink.untilText('one\ntwo\nthree\n');
  assert.deepEqual(
    sink.blocks.map(({ firstLine }) => firstLine),
    [1, 2, 3],
  );
  stop.abort();
  await reading;
});

for (const rotates of [true, false]) {
  test(`the last line of a container that stops is read without its end, once${rotates ? ', of a log that is rotated' : ''}`, async () => {
    daemon.rotates = rotates;
    daemon.run('web');
    daemon.write('web', 'one');
    const reading = source(true).read(sink, stop.signal);
    await sink.untilText('one\n');
    daemon.writeWithoutEnd('web', 'panic');
    daemon.exit('web');
    await sink.untilText('one\npanic\n');
    daemon.run('web');
    daemon.writeWithoutEnd('web', 'again');
    daemon.exit('web');
    await sink.untilText('one\npanic\nagain\n');
    stop.abort();
    await reading;

    stop = new AbortController();
    daemon.run('web');
    daemon.write('web', ' and on', 'two');
    const anew = source(true).read(sink, stop.signal, sink.blocks.at(-1)?.cursor);
    await sink.untilText('one\npanic\nagain\n and on\ntwo\n');
    assert.deepEqual(sink.blocks.map(({ firstLine }) => firstLine).slice(0, 4), [1, 2, 3, 4]);
    stop.abort();
    await anew;
  });
}

test('a scan reads the last line of a container that has stopped, and leaves one that is being written', async () => {
  daemon.run('web');
  daemon.write('web', 'one');
  daemon.writeWithoutEnd('web', 'a part');
  await source(false).read(sink, stop.signal);
  assert.equal(sink.text, 'one\n');
  daemon.exit('web');
  await source(false).read(sink, stop.signal, sink.blocks.at(-1)?.cursor);
  assert.equal(sink.text, 'one\na part\n');
});

test('a container that is not there yet is waited for, and one made anew under its name is read from its start', async () => {
  const reading = source(true).read(sink, stop.signal);
  await sink.until(() => sink.timesMissing === 1);
  daemon.run('web', 'first');
  daemon.write('web', 'one');
  await sink.untilText('one\n');
  daemon.exit('web');
  daemon.run('web', 'second');
  daemon.write('web', 'two');
  await sink.untilText('one\ntwo\n');
  stop.abort();
  await reading;
});

test('when the daemon goes away it fails, and goes on at its cursor when the daemon is back', async () => {
  daemon.run('web');
  daemon.write('web', 'one', 'two');
  const reading = source(true).read(sink, stop.signal);
  await sink.untilText('one\ntwo\n');
  const failed = assert.rejects(reading, { outlook: 'passing' });
  await daemon.stop();
  await failed;
  await assert.rejects(source(true).read(sink, stop.signal), {
    message: 'docker:web: Docker is not running',
    outlook: 'missing',
  });
  await daemon.start();
  daemon.write('web', 'three');
  const again = source(true).read(sink, stop.signal, sink.blocks.at(-1)?.cursor);
  await sink.untilText('one\ntwo\nthree\n');
  stop.abort();
  await again;
});

describe('a follower that stays with an old file when the log is rotated loses nothing', () => {
  beforeEach(() => {
    daemon.rotates = true;
    daemon.deafNext = 1;
    daemon.run('web');
    daemon.write('web', 'one');
  });

  /** Reads until the log is followed, by one that hears nothing of what is written next. */
  async function begin(): Promise<{ readonly done: Promise<void> }> {
    const done = source(true).read(sink, stop.signal);
    await daemon.until(() => daemon.followersOf('web') === 1);
    return { done };
  }

  test('what was written as it began, and what comes later', async () => {
    const { done } = await begin();
    daemon.write('web', 'two');
    await sink.untilText('one\ntwo\n');
    daemon.write('web', 'three');
    await sink.untilText('one\ntwo\nthree\n');
    stop.abort();
    await done;
  });

  test('a file that it has left out comes before what it tells after the next rotation', async () => {
    const { done } = await begin();
    daemon.write('web', 'two', 'three');
    daemon.rotate('web');
    daemon.write('web', 'four');
    await sink.untilText('one\ntwo\nthree\nfour\n');
    daemon.write('web', 'five');
    await sink.untilText('one\ntwo\nthree\nfour\nfive\n');
    assert.deepEqual(
      sink.blocks.map(({ firstLine, text }) => [firstLine, text.split('\n').length - 1]).at(-1),
      [5, 1],
    );
    stop.abort();
    await done;
  });

  test('the container is stopped meanwhile, started, and removed', async () => {
    const { done } = await begin();
    daemon.write('web', 'two');
    daemon.exit('web');
    await sink.untilText('one\ntwo\n');
    daemon.deafNext = 1;
    daemon.run('web');
    daemon.write('web', 'three');
    await sink.untilText('one\ntwo\nthree\n');
    daemon.remove('web');
    daemon.run('web', 'another');
    daemon.write('web', 'four');
    await sink.untilText('one\ntwo\nthree\nfour\n');
    assert.deepEqual(sink.blocks.map(({ firstLine }) => firstLine).at(-1), 4);
    stop.abort();
    await done;
  });

  test('it becomes deaf later: it is found by its silence, also of a log that should not be rotated', async () => {
    daemon.rotates = false;
    daemon.deafNext = 0;
    const { done } = await begin();
    daemon.write('web', 'two');
    await sink.untilText('one\ntwo\n');
    daemon.deafen('web');
    daemon.write('web', 'three');
    await sink.untilText('one\ntwo\nthree\n');
    daemon.write('web', 'four');
    await sink.untilText('one\ntwo\nthree\nfour\n');
    stop.abort();
    await done;
  });

  test('the cursor of each block is exact', async () => {
    const { done } = await begin();
    daemon.write('web', 'two');
    await sink.untilText('one\ntwo\n');
    daemon.write('web', 'three');
    await sink.untilText('one\ntwo\nthree\n');
    stop.abort();
    await done;
    const whole = sink.text.split('\n');
    for (const { cursor, firstLine } of sink.blocks) {
      const rest = new RecordingSink();
      await source(false).read(rest, new AbortController().signal, cursor);
      assert.equal(rest.text, whole.slice(firstLine).join('\n'), `after line ${firstLine}`);
    }
  });
});

test('containers of a kind are found as they start, each a source of its own', async () => {
  daemon.run('web');
  const reading = source(true, { by: 'label', label: 'app=shop' }).read(sink, stop.signal);
  await sink.until(() => sink.idles === 1);
  daemon.run('job');
  await sink.until(() => sink.sources.length === 2);
  assert.deepEqual(
    sink.sources.map(({ id }) => id),
    ['docker:web', 'docker:job'],
  );
  daemon.write('job', 'done');
  daemon.exit('job');
  const job = new RecordingSink();
  await sink.sources[1]?.read(job, stop.signal);
  assert.equal(job.text, 'done\n');
  stop.abort();
  await reading;
});

test('a container that is not there is named, with what to do', async () => {
  await assert.rejects(source(false).read(sink, stop.signal), {
    message: 'docker:web: there is no such container',
    hint: 'docker ps -a lists them.',
  });
});
