import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { run, temporaryFolder } from './cli-program.ts';

const folder = temporaryFolder();

describe('config init', () => {
  it('writes a file that check finds right, for its owner only, and never over another', async () => {
    const env = { XDG_CONFIG_HOME: join(folder, 'xdg') };
    const file = join(folder, 'xdg/soc-console/soc-console.yaml');
    const first = await run(['config', 'init'], { env });
    assert.equal(first.code, 0, first.stderr);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const checked = await run(['config', 'check'], { env });
    assert.deepEqual([checked.code, checked.stdout], [0, `${file}: it is right.\n`]);
    writeFileSync(file, 'level: high\n');
    const again = await run(['config', 'init'], { env });
    assert.equal(again.code, 2);
    assert.match(again.stderr, /is there already/);
    assert.equal(readFileSync(file, 'utf8'), 'level: high\n');
  });
});

describe('config check', () => {
  const file = join(folder, 'wrong.yaml');

  it('names every mistake with its place, the key, what is allowed and the nearest name', async () => {
    writeFileSync(file, 'ui:\n  fsp: 3\nlevel: hgih\n');
    const { code, stdout } = await run(['config', 'check', file]);
    assert.equal(code, 2);
    assert.match(stdout, /wrong\.yaml:2:3: ui\.fsp: unknown key\. Did you mean fps\?/);
    assert.match(stdout, /wrong\.yaml:3:8: level: "hgih" is not one of .* Did you mean high\?/);
    const { issues } = JSON.parse((await run(['config', 'check', file, '--format', 'json'])).stdout);
    assert.deepEqual(
      issues.map(({ line, column, key, nearest }: Record<string, unknown>) => [line, column, key, nearest]),
      [
        [2, 3, 'ui.fsp', 'fps'],
        [3, 8, 'level', 'high'],
      ],
    );
  });

  it('takes what is piped to it', async () => {
    const { code, stdout } = await run(['config', 'check', '-'], { input: 'level: hgih\n' });
    assert.deepEqual([code, /^\/dev\/stdin:1:8: level: /.test(stdout)], [2, true], stdout);
    const shown = await run(['config', 'show']);
    assert.equal((await run(['config', 'check', '-'], { input: shown.stdout })).code, 0);
  });

  it('looks into the policy as well', async () => {
    writeFileSync(join(folder, 'p.yml'), 'extends: default\nallowd: []\n');
    writeFileSync(file, 'policy: p.yml\n');
    const { code, stdout } = await run(['config', 'check', file]);
    assert.equal(code, 2);
    assert.match(stdout, /p\.yml:2:1: allowd: unknown key\. Did you mean allowed\?/);
  });

  it('says where it looked when there is no file', async () => {
    const { code, stdout } = await run(['config', 'check'], { env: { XDG_CONFIG_HOME: '/nowhere' } });
    assert.equal(code, 0);
    if (!existsSync('/etc/soc-console/soc-console.yaml'))
      assert.match(stdout, /\/nowhere\/soc-console\/soc-console\.yaml/);
  });
});

it('config show has the file over the defaults', async () => {
  const file = join(folder, 'right.yaml');
  writeFileSync(file, 'level: high\n');
  const { stdout } = await run(['config', 'show', '-c', file, '--format', 'json']);
  const { config } = JSON.parse(stdout);
  assert.deepEqual([config.level, config.ui.fps], ['high', 10]);
});

it('what config show prints is itself a configuration, and means the same', async () => {
  const file = join(folder, 'lasting.yaml');
  const again = join(folder, 'again.yaml');
  const given =
    'bans: {default_duration: forever}\nresponse: {timeout: 90s, longest_ban: 36h}\n' +
    'notify: {settle: 0s, syslog: [{to: "udp://192.0.2.10:514"}], mail: {smtp: "smtp://mail.example.org", from: a@b.example, to: [c@d.example]}}\n';
  writeFileSync(file, given);
  const { stdout } = await run(['config', 'show', '-c', file]);
  for (const line of ['default_duration: forever', 'timeout: 90s', 'longest_ban: 36h'])
    assert.ok(stdout.includes(`  ${line}\n`), line);
  writeFileSync(again, stdout);
  const shown = async (path: string): Promise<unknown> =>
    JSON.parse((await run(['config', 'show', '-c', path, '--format', 'json'])).stdout).config;
  assert.deepEqual(await shown(again), await shown(file));
});

it('secrets in addresses are shown nowhere: of a webhook only the server, of a mistake no password', async () => {
  const file = join(folder, 'secrets.yaml');
  const webhook = 'https://bot:hunter2@chat.example.org:8443/services/T0/hunter3?token=hunter4';
  writeFileSync(file, `notify: {webhooks: [{url: "${webhook}"}]}\n`);
  const shown = await run(['config', 'show', '-c', file]);
  assert.match(shown.stdout, /url: https:\/\/bot:\*\*\*@chat\.example\.org:8443\/\*\*\*\n/);
  const mail = 'from: a@b.example, to: [c@d.example], smtp: "smtp://me:hunt/er@2@mail.example.org"';
  writeFileSync(file, `notify: {mail: {${mail}}}\nloki: {address: "http://me:hunter2@loki:3100"}\n`);
  const checked = await run(['config', 'check', file]);
  assert.match(checked.stdout, /"smtp:\/\/me:\*\*\*@mail\.example\.org" is not/);
  assert.match(checked.stdout, /"http:\/\/me:\*\*\*@loki:3100" is not/);
});

it('an action that there is not is answered with the nearest', async () => {
  const { code, stderr } = await run(['config', 'chek']);
  assert.equal(code, 2);
  assert.match(stderr, /Did you mean config check\?/);
});
