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
    await sink.until(() => sink.timesMissing === 1);
    const numbers = Array.from({ length: LINES }, (_, index) => index);
    const written = (times: number): number[] => Array.from({ length: times }, () => numbers).flat();
    const readAll = (times: number): Promise<void> =>
      sink.until(() => numbersIn(sink.text).length >= LINES * times);

    // 80 bytes a line as Docker keeps it: rotated a dozen times.
    const container = await daemon.runShell('web', writer(0, LINES), '40k');
    await readAll(1);
    assert.deepEqual(numbersIn(sink.text), written(1));
    await container.stop();
    await container.start();
    await readAll(2);
    assert.deepEqual(numbersIn(sink.text), written(2));
    await container.remove({ force: true });
    await daemon.runShell('web', writer(0, LINES), '10m');
    await readAll(3);
    assert.deepEqual(numbersIn(sink.text), written(3));
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
