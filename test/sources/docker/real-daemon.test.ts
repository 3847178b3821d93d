import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { dockerSocket } from '../../../src/platform/docker-client.ts';
import { dockerSource } from '../../../src/sources/docker/source.ts';
import { without } from '../../responders/needs.ts';
import { DockerDaemon } from '../../support/docker-daemon.ts';
import { RecordingSink } from '../recording-sink.ts';

const LINES = 6000;
/** In bursts, as programs write; then it stays. */
const WRITER = `i=$from; while [ $i -lt $to ]; do
  j=0; while [ $j -lt 50 ]; do echo "line $i of a container"; i=$((i+1)); j=$((j+1)); done
  usleep 5000
done; sleep 1000000`;

function writer(from: number, to: number): string {
  return `from=${from}; to=${to}; ${WRITER}`;
}

function numbersIn(text: string): number[] {
  return Array.from(text.matchAll(/^line (\d+) of a container$/gm), ([, number]) => Number(number));
}

/** The first number that does not follow its predecessor; each run of the writer counts from 0. */
function gapIn(numbers: readonly number[]): string {
  const at = numbers.findIndex((number, index) => number !== index % LINES);
  const where = at === -1 ? 'no gap' : `at ${at} comes ${numbers[at]} instead of ${at % LINES}`;
  return `${numbers.length} lines, ${where}`;
}

const LIMIT_MS = 30_000;

/** Fails with what is there when it takes too long. */
async function within(promise: Promise<void>, found: () => string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${LIMIT_MS / 1000} s: ${found()}`)), LIMIT_MS);
  });
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

const skip = without('dockerd', 'busybox', 'tar');

describe('the log of a container of a real Docker daemon', { skip }, () => {
  let daemon: DockerDaemon;
  const stop = new AbortController();

  before(async () => {
    daemon = await DockerDaemon.start();
    await daemon.makeBareImage();
  });
  after(async () => {
    stop.abort();
    await daemon.remove();
  });

  test('is read to the last line, none twice, while it is rotated, stopped, started, and made anew', async () => {
    const sink = new RecordingSink();
    const source = dockerSource({
      id: 'docker:web',
      containers: { by: 'name', name: 'web' },
      follow: true,
      clock: { now: () => Date.now() },
      socket: daemon.socket,
    });
    const reading = source.read(sink, stop.signal);
    await within(
      sink.until(() => sink.timesMissing === 1),
      () => 'it is not told that there is no such container',
    );
    const all = (times: number): string => `${LINES * times} lines, no gap`;
    const readAll = (times: number): Promise<void> =>
      within(
        sink.until(() => numbersIn(sink.text).length >= LINES * times),
        () => gapIn(numbersIn(sink.text)),
      );

    // 80 bytes a line as Docker keeps it: rotated a dozen times.
    const container = await daemon.runShell('web', writer(0, LINES), '40k');
    await readAll(1);
    assert.equal(gapIn(numbersIn(sink.text)), all(1));
    await container.stop();
    await container.start();
    await readAll(2);
    assert.equal(gapIn(numbersIn(sink.text)), all(2));
    await container.remove({ force: true });
    await daemon.runShell('web', writer(0, LINES), '10m');
    await readAll(3);
    assert.equal(gapIn(numbersIn(sink.text)), all(3));
    stop.abort();
    await reading;
  });
});

test('the daemon is where DOCKER_HOST says, when that is a socket of this machine', () => {
  const rootless = 'unix:///run/user/1000/podman/podman.sock';
  assert.equal(dockerSocket({ DOCKER_HOST: rootless }), '/run/user/1000/podman/podman.sock');
  assert.equal(dockerSocket({ DOCKER_HOST: 'tcp://192.0.2.1:2376' }), '/var/run/docker.sock');
  assert.equal(dockerSocket({}), '/var/run/docker.sock');
});
