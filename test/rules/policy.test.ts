import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatIssue } from '../../src/config/issues.ts';
import { readStrictYaml } from '../../src/config/strict-yaml.ts';
import { policySchema } from '../../src/rules/policy.ts';

const ADVICE = ['unexpected', 'suspicious-port', 'non-standard-port', 'exposed', 'excessive-access']
  .map((kind) => `  ${kind}: {severity: low, risk: r, recommendation: do}\n`)
  .join('');
const HEAD = `title: ours\nadvice:\n${ADVICE}`;

const read = (text: string) => readStrictYaml(text, 'ours.yml', policySchema);
const issuesOf = (text: string) => {
  const checked = read(text);
  return checked.ok ? [] : checked.issues.map(formatIssue);
};

describe("a policy of one's own", () => {
  it('a service says what differs, the rest comes from the general advice', () => {
    const checked = read(
      `${HEAD}access: [user]\nallowed:\n  - service: ssh\n    ports: [22, 2222]\n    access: [admin]\n` +
        '    advice: {exposed: {severity: critical, risk: }}\n',
    );
    assert.ok(checked.ok);
    const general = { severity: 'low', risk: 'r', recommendation: 'do' };
    assert.deepEqual(checked.value.allowed, [
      {
        service: 'ssh',
        aliases: [],
        ports: [22, 2222],
        listen: 'any',
        access: ['user', 'admin'],
        advice: {
          'non-standard-port': general,
          exposed: { ...general, severity: 'critical' },
          'excessive-access': general,
        },
      },
    ]);
  });

  for (const [title, lines, issue] of [
    [
      'an unknown key',
      'allowed:\n  - service: ssh\n    port: [22]\n    ports: [22]',
      '10:5: allowed[0].port: unknown key. Did you mean ports? Allowed: service, aliases, ports, listen, access, advice.',
    ],
    [
      'a port out of bounds',
      'allowed:\n  - {service: ssh, ports: [22, 65536]}',
      '9:32: allowed[0].ports[1]: 65536 is not a whole number from 1 to 65535.',
    ],
    [
      'no port at all',
      'allowed:\n  - {service: ssh, ports: []}',
      '9:27: allowed[0].ports: is empty. Allowed: a list.',
    ],
    [
      'a name in capitals',
      'allowed:\n  - {service: SSH, ports: [22]}',
      '9:15: allowed[0].service: "SSH" is not a name in lower case, such as ssh.',
    ],
    [
      'an unknown reach',
      'allowed:\n  - {service: ssh, ports: [22], listen: world}',
      '9:41: allowed[0].listen: "world" is not one of local, private, any.',
    ],
    [
      'a name used twice',
      'allowed:\n  - {service: ssh, ports: [22]}\nforbidden:\n  - {service: x, aliases: [ssh], severity: low, risk: r, recommendation: do}',
      '11:28: forbidden[0].aliases[0]: "ssh" is not a name of its own: another service of this policy has it.',
    ],
    [
      'a placeholder we do not fill',
      'suspicious_ports:\n  - {port: 1, risk: "{prot}"}',
      '9:21: suspicious_ports[0].risk: "{prot}" is not text whose placeholders are {service}, {port} or {ports}.',
    ],
    [
      'advice left out',
      'forbidden:\n  - {service: telnet, severity: high, risk: r}',
      '9:5: forbidden[0].recommendation: is missing. Allowed: text.',
    ],
  ] as const) {
    it(`${title} is named with its place`, () => {
      assert.deepEqual(issuesOf(`${HEAD}${lines}\n`), [`ours.yml:${issue}`]);
    });
  }

  it('without title and advice it is no policy', () => {
    assert.deepEqual(issuesOf(''), [
      'ours.yml:1:1: title: is missing. Allowed: text.',
      'ours.yml:1:1: advice: is missing. Allowed: a section with the keys unexpected, suspicious-port, non-standard-port, exposed, excessive-access.',
    ]);
  });
});
