import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { it } from 'node:test';
import { Store } from '../../src/store/store.ts';
import { alertOf } from '../core/record/alert-of.ts';
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

const ENDLESS = 'soc-console: /dev/zero is larger than 4 MiB. A service list is shorter.\n';

it('what cannot be read is said, the rest is audited: exit code 3', async () => {
  const { code, stdout, stderr } = await run(['audit', join(folder, 'gone.conf'), '-'], {
    input: 'port: 23, service: tel\u001b[31mnet, status: active\nnonsense\n',
  });
  assert.equal(code, 3);
  assert.match(stderr, /gone\.conf cannot be read: there is no such file/);
  assert.match(stdout, /line 2 was left out: "nonsense" is not "key: value"/);
  assert.ok(!stdout.includes('\u001b'));
});

it('standard input and pipes are what they hold: a service list, or a configuration', async () => {
  const kindsOf = async (file: string, input: string): Promise<string[]> =>
    inShort(JSON.parse((await run(['audit', file, '--format', 'json'], { input })).stdout).findings);
  const services = readFileSync(sample, 'utf8');
  assert.equal((await kindsOf('-', services)).length, 6);
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const [throughPipe] = await Promise.all([kindsOf(pipe, ''), writeFile(pipe, services)]);
  assert.equal(throughPipe.length, 6);
  assert.deepEqual(await kindsOf('-', 'Port 22\nPermitRootLogin yes\n'), [
    'null weak-setting',
    'null weak-setting',
  ]);
});

it('a listing in UTF-16, as PowerShell writes files, is read', async () => {
  const rows = `Verbindungen\r\n\r\n  Proto  Lokale Adresse  Remoteadresse  Status\r\n  TCP    0.0.0.0:3306            0.0.0.0:0              ABH\u00d6REN       1044\r\n`;
  const little = Buffer.from(`\ufeff${rows}`, 'utf16le');
  const file = join(folder, 'ports.txt');
  for (const bytes of [little, Buffer.from(little).swap16()]) {
    await writeFile(file, bytes);
    for (const command of ['audit', 'scan']) {
      const { stdout } = await run([command, file, '--format', 'json']);
      assert.match(stdout, /mysql on port 3306 listens on 0\.0\.0\.0/, command);
    }
  }
});

it('what never ends is no configuration', async () => {
  const { code, stderr } = await run(['audit', '/dev/zero']);
  assert.deepEqual({ code, stderr }, { code: 3, stderr: ENDLESS });
});

it('a file of more services than a table is made for is told', async () => {
  const file = join(folder, 'many.socket');
  writeFileSync(file, `[Socket]\n${'ListenStream=80\n'.repeat(150_000)}`);
  const { code, stdout, stderr } = await run(['audit', file]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.match(stdout, /more than 10000 services: the others are not compared/);
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

it('what is open and what is tried are told on both sides', async () => {
  const log = join(folder, 'ufw.log');
  const ufw = (second: number, source: string): string =>
    `2026-11-21T00:00:0${second}.000Z web01 kernel: [1.2] [UFW BLOCK] IN=eth0 OUT= SRC=${source} DST=192.0.2.80 LEN=60 TTL=64 ID=1 PROTO=TCP SPT=40000 DPT=3306 WINDOW=1024 SYN URGP=0\n`;
  const failed = (second: number): string =>
    `2026-11-21T00:00:1${second}.000Z web01 sshd[7]: Failed password for root from 203.0.113.9 port 4${second} ssh2\n`;
  writeFileSync(
    log,
    ufw(1, '203.0.113.7') + ufw(2, '203.0.113.8') + [0, 1, 2, 3, 4, 5, 6].map(failed).join(''),
  );
  const scanned = await run(['scan', log, sample, '--format', 'json']);
  const { config, incidents } = JSON.parse(scanned.stdout);
  const tried = (port: number) => config.findings.find((one: Finding) => one.port === port).tried;
  assert.deepEqual([tried(3306).packets, tried(3306).attackers], [2, ['203.0.113.7', '203.0.113.8']]);
  assert.deepEqual(tried(2222).attackers, ['203.0.113.9']);
  assert.equal(tried(31337), null);
  assert.deepEqual(
    incidents[0].findings.map((id: string) => id.split(':').slice(-3).join(' ')),
    ['2222 ssh non-standard-port', '2222 ssh excessive-access'],
  );
  const { stdout } = await run(['scan', log, sample, '--lang', 'fr']);
  assert.match(
    stdout,
    /Tenté : 2 paquets vers ce port .*, par 203\.0\.113\.7, 203\.0\.113\.8 ; dernière fois/,
  );
  assert.match(stdout, /Ouvert pour lui : ssh 2222 \(port non standard\)/);
  assert.match(stdout, /mysql, port 3306, écoute sur 0\.0\.0\.0 ; la politique le réserve/);
});

it('the audit of this machine knows who tried what of late, from what a console has stored', async (context) => {
  const server = createServer().listen(0, '0.0.0.0');
  context.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const state = join(folder, 'state');
  const store = Store.open(state);
  const sweep = alertOf({ class: 'scan', group: { src_ip: '203.0.113.7', dst_port: String(port) } });
  store.commit({ alerts: [{ ...sweep, firstSeen: Date.now() - 1000, lastSeen: Date.now() }] });
  store.close();
  const { stdout } = await run(['audit', '--state', state, '--format', 'json']);
  const found = JSON.parse(stdout).findings.find((finding: Finding) => finding.port === port);
  assert.deepEqual(found.tried.attackers, ['203.0.113.7']);
});

it('findings are told in French as well, in text and in JSON', async () => {
  const { stdout } = await run(['audit', sample, '--lang', 'fr']);
  assert.match(stdout, /telnet est actif sur le port 23 ; la politique l'interdit\./);
  assert.match(stdout, /À faire : +Se connecter avec ssh\./);
  assert.match(stdout, /CRITIQUE|ÉLEVÉ/);
  const { findings } = JSON.parse((await run(['audit', sample, '--lang', 'fr', '--format', 'json'])).stdout);
  assert.match(findings[0].recommendation, /pare-feu|configuration|lancer/);
});

it('a file that is none of ours is said, and is not called well', async () => {
  const log = copyEvidence('access.log', folder);
  const binary = join(folder, 'noise.conf');
  writeFileSync(binary, Buffer.from([0, 1, 2, 255, 0]));
  const { code, stdout, stderr } = await run(['audit', log, binary]);
  assert.equal(code, 3);
  assert.match(stderr, /access\.log: nothing in it is understood/);
  assert.match(stderr, /noise\.conf is a binary file/);
  assert.match(stdout, /None: there was nothing to compare\./);
});

it('an empty pipe, as a failed ssh leaves it, is not read as all is well', async () => {
  const { code, stdout, stderr } = await run(['audit', '-'], { input: '' });
  assert.equal(code, 3);
  assert.match(
    stderr,
    /nothing came through standard input, so nothing was compared\. The command before the pipe may/,
  );
  assert.match(stdout, /there was nothing to compare/);
});
