import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { copyEvidence, run, temporaryFolder } from './cli-program.ts';

const folder = temporaryFolder();
const log = copyEvidence('auth.log', folder);

it('tries what the configuration names: each result says what was seen; exit code 0 when nothing failed', async () => {
  const config = join(folder, 'good.yaml');
  writeFileSync(config, `state: state\nsources: [{path: ${log}}]\n`);
  const { code, stdout } = await run(['doctor', '-c', config, '--format', 'json']);
  const { counts, results } = JSON.parse(stdout);
  assert.equal(code, 0, stdout);
  assert.equal(counts.failed, 0);
  const parts = [...new Set(results.map(({ part }: { part: string }) => part))];
  assert.deepEqual(parts, ['configuration', 'state', 'sources', 'captures', 'bans', 'time', 'terminal']);
  const source = results.find(({ part }: { part: string }) => part === 'sources');
  assert.equal(source.what, log);
});

it('a test mail that cannot be sent, for none is configured, is told: exit code 1', async () => {
  const config = join(folder, 'good.yaml');
  const { code, stdout } = await run(['doctor', '-c', config, '--test-mail']);
  assert.equal(code, 1, stdout);
  assert.match(
    stdout,
    /^MAIL\n {2}FAILED {3}test mail: no mail is configured, so none was sent\n {11}Write notify\.mail/m,
  );
});

it('what fails is told with what to do: exit code 1', async () => {
  const config = join(folder, 'bad.yaml');
  const hook = join(folder, 'gone');
  writeFileSync(config, `sources: [{path: ${log}}]\nresponse: {hooks: [[${hook}]]}\n`);
  const { code, stdout } = await run(['doctor', '-c', config, '--state', join(folder, 'state')]);
  assert.equal(code, 1);
  assert.match(stdout, /FAILED .*not installed/);
  assert.match(stdout, /1 failed/);
});
