import assert from 'node:assert/strict';
import { test } from 'node:test';
import { responseSettings } from '../../../src/commands/settings/settings.ts';
import { defaults } from '../../../src/config/defaults.ts';
import { parseConfig } from '../../../src/config/load.ts';

const ROOTLESS = '/run/user/1000/docker.sock';

test('bans go to the Docker that containers are read from, unless the configuration names another', async (t) => {
  const before = process.env.DOCKER_HOST;
  t.after(() => {
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
  });
  const usual = await defaults();
  process.env.DOCKER_HOST = `unix://${ROOTLESS}`;
  assert.equal(responseSettings(usual).dockerSocket, ROOTLESS);
  const named = parseConfig('response: {docker_socket: /run/other.sock}\n', 'soc-console.yaml');
  assert.ok(named.ok);
  assert.equal(responseSettings(named.value).dockerSocket, '/run/other.sock');
  delete process.env.DOCKER_HOST;
  assert.equal(responseSettings(usual).dockerSocket, '/var/run/docker.sock');
});
