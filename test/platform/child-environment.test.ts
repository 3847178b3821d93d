import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { childEnvironment, withhold } from '../../src/platform/child-environment.ts';
import { systemRunner } from '../../src/platform/execute.ts';

const SYSTEM = '/usr/local/sbin:/usr/sbin:/sbin';

describe('what a program that we start is given', () => {
  for (const [title, path, expected] of [
    ['folders named in full', '/opt/bin:/usr/bin', `/opt/bin:/usr/bin:${SYSTEM}`],
    ['never the folder somebody stands in', '.:/usr/bin:', `/usr/bin:${SYSTEM}`],
    ['nor one below or beside it', 'bin:../x:/bin', `/bin:${SYSTEM}`],
    ['none at all', '', SYSTEM],
    ['no PATH', undefined, `/usr/bin:/bin:${SYSTEM}`],
  ] as const) {
    it(title, () => assert.equal(childEnvironment({ PATH: path }).PATH, expected));
  }

  it('no password for Loki', async () => {
    const env = { PATH: '/usr/bin:/bin', LOKI_PASSWORD: 'geheim', LOKI_BEARER_TOKEN: 'geheim', OTHER: 'x' };
    const words = `JSON.stringify([process.env.LOKI_PASSWORD, process.env.LOKI_BEARER_TOKEN, process.env.OTHER])`;
    const { stdout } = await systemRunner({ timeout: 20_000, env })([process.execPath, '-p', words]);
    assert.equal(stdout.trim(), '[null,null,"x"]');
  });

  it('nor what the configuration names as a secret', () => {
    const env = { PATH: '/bin', SMTP_PASS: 'geheim', TOKEN: 'x' };
    withhold(['SMTP_PASS']);
    assert.deepEqual(childEnvironment(env), { PATH: `/bin:${SYSTEM}`, TOKEN: 'x' });
  });
});
