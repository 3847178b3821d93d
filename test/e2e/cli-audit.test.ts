import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { it } from 'node:test';
import { copyEvidence, run, temporaryFolder } from './cli-program.ts';

const folder = temporaryFolder();
const sample = copyEvidence('services.conf', folder);

type Finding = { readonly port: number; readonly kind: string; readonly recommendation: string };
const inShort = (findings: readonly Finding[]) => findings.map(({ port, kind }) => `${port} ${kind}`).sort();

it('audit and scan find the same in a service list: exactly what breaks the policy, each with what to do', async () => {
  const audited = await run(['audit', sample, '--format', 'json']);
  const scanned = await run(['scan', sample, '--format', 'json']);
  assert.deepEqual([audited.code, scanned.code], [1, 0]);
  const { findings } = JSON.parse(audited.stdout) as { findings: Finding[] };
  assert.deepEqual(inShort(findings), [
    '2222 excessive-access',
    '2222 non-standard-port',
    '23 forbidden',
    '31337 unexpected',
    '3306 excessive-access',
    '3306 exposed',
  ]);
  assert.deepEqual(inShort(JSON.parse(scanned.stdout).config.findings), inShort(findings));
  assert.ok(findings.every(({ recommendation }) => recommendation.length > 40));
});

it('a policy of the user, accepted risks and --fail-on decide the exit code', async () => {
  const policy = join(folder, 'ours.yml');
  writeFileSync(
    policy,
    'extends: default\nallowed: [{service: telnet, ports: [23]}]\naccepted:\n' +
      '  - {service: mysql, until: 2999-01-01, reason: behind the firewall}\n' +
      '  - {service: unknown, until: 2020-01-01, reason: forgotten}\n',
  );
  const { code, stdout } = await run(['audit', sample, '--policy', policy]);
  assert.equal(code, 1);
  assert.match(stdout, /ACCEPTED RISKS\n.*until 2999-01-01: mysql.*behind the firewall/);
  assert.match(stdout, /unknown is active on port 31337.*accepted until\s+2020-01-01/);
  assert.doesNotMatch(stdout, /telnet is active/);
  assert.equal((await run(['audit', sample, '--policy', policy, '--fail-on', 'critical'])).code, 0);
});

it('what cannot be read is said, the rest is audited: exit code 3', async () => {
  const { code, stdout, stderr } = await run(['audit', join(folder, 'gone.conf'), '-'], {
    input: 'port: 23, service: tel\u001b[31mnet, status: active\nnonsense\n',
  });
  assert.equal(code, 3);
  assert.match(stderr, /gone\.conf cannot be read: there is no such file/);
  assert.match(stdout, /line 2 was left out: "nonsense" is not "key: value"/);
  assert.ok(!stdout.includes('\u001b'));
});

it('without a FILE: every socket of this machine with its process', async (context) => {
  const server = createServer().listen(0, '127.0.0.1');
  context.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const { stdout } = await run(['audit', '--format', 'json', '--level', 'informational']);
  const { services, findings } = JSON.parse(stdout);
  const own = services.find((service: { port: number }) => service.port === port);
  assert.equal(own.process.pid, process.pid);
  assert.equal(own.bind, '127.0.0.1');
  assert.ok(findings.some((finding: Finding) => finding.port === port && finding.kind === 'unexpected'));
});
