import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composePorts, readCompose } from '../../src/audit/compose.ts';
import { ComposeFile } from '../../src/audit/compose-file.ts';
import { composeSettings } from '../../src/audit/compose-settings.ts';
import { publishedPorts, withDocker } from '../../src/audit/docker.ts';
import { NOTHING } from '../../src/audit/input.ts';
import { readAuditPath } from '../../src/audit/read-path.ts';
import { readSockets } from '../../src/audit/sockets.ts';
import { audit } from '../../src/engine/audit/audit.ts';
import { auditSettings } from '../../src/engine/audit/settings.ts';
import { defaultPolicy } from '../engine/audit/default-policy.ts';
import { machine, tcpLine } from './fake-machine.ts';

const policy = defaultPolicy();

describe('ports of a compose file', () => {
  for (const [ports, expected] of [
    ['["8080:80"]', ['http 8080 0.0.0.0 tcp']],
    ['["127.0.0.1:3306:3306"]', ['mysql 3306 127.0.0.1 tcp']],
    ['["[::1]:53:53/udp"]', ['dns 53 ::1 udp']],
    ['["6379-6380:6379-6380"]', ['redis 6379 0.0.0.0 tcp', 'x 6380 0.0.0.0 tcp']],
    ['[{target: 80, published: 8080, host_ip: 10.0.0.1}]', ['http 8080 10.0.0.1 tcp']],
    ['["$\u007bWEB:-8080}:80"]', ['http 8080 0.0.0.0 tcp']],
    ['["$\u007bWEB}:80"]', []],
    ['[{target: 80}, "80"]', []],
    ['["1-60000:1-60000", nonsense]', []],
  ] as const) {
    it(ports, () => {
      const entries = composePorts(
        new ComposeFile(`services:\n  x:\n    ports: ${ports}\n`),
        policy,
        () => {},
      );
      assert.deepEqual(
        entries.map(({ service, port, bind, transport }) => `${service} ${port} ${bind} ${transport}`),
        expected,
      );
    });
  }

  it('are called by the image, stand on their lines, and are judged', () => {
    const text =
      'services:\n  db:\n    image: docker.io/library/mysql:8.0@sha256:ab\n    ports:\n      - "3307:3306"\n';
    const entries = composePorts(new ComposeFile(text), policy, () => {});
    const kinds = audit('compose.yaml', entries, policy).map(
      ({ line, service, kind }) => `${line} ${service} ${kind}`,
    );
    assert.deepEqual(kinds, ['5 mysql non-standard-port', '5 mysql exposed']);
  });

  it('what is not understood is said, and breaks nothing', () => {
    const notes: string[] = [];
    assert.deepEqual(
      composePorts(
        new ComposeFile('services: {x: {ports: ["a:b"]}}\n'),
        policy,
        (note) => void notes.push(note),
      ),
      [],
    );
    assert.match(notes.join(), /line 1: ports that are not understood/);
    for (const text of ['', '[]', 'services: 3', 'services: {x: }', '{', 'services: {x: {ports: 3}}']) {
      assert.deepEqual(
        composePorts(new ComposeFile(text), policy, () => {}),
        [],
      );
    }
  });
});

describe('what Docker publishes', () => {
  const container = {
    Names: ['/db'],
    Image: 'redis:7',
    Ports: [
      { IP: '0.0.0.0', PrivatePort: 6379, PublicPort: 6379, Type: 'tcp' },
      { IP: '::', PrivatePort: 6379, PublicPort: 6379, Type: 'tcp' },
      { IP: '', PrivatePort: 9999, PublicPort: 0, Type: 'tcp' },
    ],
  };

  it('is one service a port, of its container', () => {
    const [entry, ...others] = publishedPorts([container], policy);
    assert.deepEqual(
      [entry?.service, entry?.port, entry?.bind, entry?.holder?.container],
      ['redis', 6379, '0.0.0.0 ::', 'db'],
    );
    assert.deepEqual(others, []);
  });

  it('takes the place of the sockets that docker-proxy holds; without Docker their port inside names them', (context) => {
    const argv = ['/usr/bin/docker-proxy', '-proto', 'tcp', '-host-port', '7000', '-container-port', '6379'];
    const root = machine(context, {
      tcp: tcpLine('00000000:1B58', 1) + tcpLine('00000000:0016', 2),
      processes: { 9: { comm: 'docker-proxy', argv, inodes: [1] } },
    });
    const { services } = readSockets(policy, root);
    assert.deepEqual(
      services.map(({ service, port }) => `${service} ${port}`),
      ['ssh 22', 'redis 7000'],
    );
    const sockets = { ...NOTHING, source: 'sockets', kind: 'sockets' as const, services };
    const published = {
      ...container,
      Ports: [{ IP: '0.0.0.0', PrivatePort: 6379, PublicPort: 7000, Type: 'tcp' }],
    };
    const docker = {
      ...NOTHING,
      source: 'docker',
      kind: 'docker' as const,
      services: publishedPorts([published], policy),
    };
    assert.deepEqual(
      withDocker([sockets], docker).map((input) => input.services.map(({ port }) => port)),
      [[22], [7000]],
    );
  });
});

describe('what a compose file lets out of its containers', () => {
  for (const [service, expected] of [
    ['privileged: true', ['privileged']],
    ['privileged: false', []],
    ['network_mode: host', ['network_mode']],
    ['network_mode: bridge', []],
    ['cap_add: [NET_ADMIN, SYS_ADMIN]', ['cap_add']],
    ['cap_add: [NET_ADMIN]', []],
    ['volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]', ['volume']],
    ['volumes: [{type: bind, source: /etc/, target: /x}]', ['volume']],
    ['volumes: ["data:/data", "./x:/x", "/srv/app:/app"]', []],
    ['volumes: 7', []],
    ['[]', []],
  ] as const) {
    it(service, () => {
      const settings = composeSettings('compose.yml', new ComposeFile(`services:\n  x:\n    ${service}\n`));
      const findings = auditSettings(settings, policy);
      assert.deepEqual(
        findings.map(({ setting }) => setting?.replace(/ .*/, '')),
        expected,
      );
      assert.ok(findings.every(({ line, setting }) => line === 3 && setting?.endsWith('(service x)')));
    });
  }
});

it('what services merge and share by alias is theirs', () => {
  const text =
    'x-common: &common\n  privileged: true\n  ports: &open ["6379:6379"]\nservices:\n' +
    '  a: {<<: *common, image: redis}\n  b: {image: redis, ports: *open}\n  c: {<<: [*common], privileged: false}\n';
  assert.deepEqual(
    composePorts(new ComposeFile(text), policy, () => {}).map(
      ({ port, holder }) => `${holder?.container} ${port}`,
    ),
    ['a 6379', 'b 6379', 'c 6379'],
  );
  const privileged = composeSettings('compose.yml', new ComposeFile(text)).filter(
    ({ name }) => name === 'privileged',
  );
  assert.deepEqual(
    privileged.map(({ scope, value }) => `${scope} ${value}`),
    ['service a true', 'service c false'],
  );
});

describe('a compose file that is not one is said to be none, in a moment', () => {
  const ten = (item: string): string => `[${Array(10).fill(item).join(', ')}]`;
  const layers = (form: (inner: string) => string): string =>
    Array.from({ length: 18 }, (_, n) => `x${n + 1}: &a${n + 1} ${form(ten(`*a${n}`))}\n`).join('');
  const merges = `${layers((inner) => `{<<: ${inner}}`)}services: {w: {<<: *a18, ports: ["22:22"]}}\n`;
  for (const [what, text, services, bad] of [
    [
      'aliases of aliases',
      `x0: &a0 ${ten('1')}\n${layers((inner) => inner)}services: {w: {volumes: *a18}}\n`,
      0,
      [/^1 its aliases stand for more/],
    ],
    ['merges of merges', `x0: &a0 {image: x}\n${merges}`, 1, []],
    ['a map that merges itself', 'services: {w: &w {<<: *w, ports: ["22:22"]}}\n', 1, []],
    ['too many entries', `x0: &a0 {${keys(1000)}}\n${manyMerges(300)}`, 0, [/^1 its aliases stand for more/]],
    ['too deep', `services:\n  w: ${'['.repeat(9000)}${']'.repeat(9000)}\n`, 0, [/nested too deeply/]],
    ['a tab', 'services:\n  w:\n    ports: ["22:22"]\n\tb: x\n', 1, [/^4 Tabs are not allowed/]],
    ['an end that is missing', 'services: [\n', 0, [/^\d /]],
  ] as const) {
    it(what, (context) => {
      const root = machine(context, { files: { 'compose.yml': text } });
      const read = readCompose(`${root}/compose.yml`, policy);
      assert.equal(read.services.length, services);
      assert.equal(read.bad.length > 0, bad.length > 0);
      const told = read.bad.map(({ line, reason }) => `${line} ${reason}`);
      for (const pattern of bad)
        assert.ok(
          told.some((each) => pattern.test(each)),
          told.join('\n'),
        );
    });
  }
});

function keys(count: number): string {
  return Array.from({ length: count }, (_, n) => `k${n}: 1`).join(', ');
}

function manyMerges(count: number): string {
  return `services:\n${Array.from({ length: count }, (_, n) => `  s${n}: {<<: *a0}\n`).join('')}`;
}

it('more ports than anybody publishes are left out, and said', (context) => {
  const ports = Array(20).fill("'1-1000:1-1000'").join(',');
  const root = machine(context, { files: { 'compose.yml': `services: {w: {ports: [${ports}]}}\n` } });
  const { services, notes } = readAuditPath(`${root}/compose.yml`, policy);
  assert.equal(services.length, 10_000);
  assert.deepEqual(notes, ['more than 10000 services: the others are not compared']);
});
