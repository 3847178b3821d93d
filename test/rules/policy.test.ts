import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatIssue } from '../../src/config/issues.ts';
import { readStrictYaml } from '../../src/config/strict-yaml.ts';
import { compilePolicy, lacking } from '../../src/rules/policy.ts';
import { ADVICE_KINDS, policySchema } from '../../src/rules/policy-schema.ts';

const ADVICE = ADVICE_KINDS.map((kind) => `  ${kind}: {severity: low, risk: r, recommendation: do}\n`).join(
  '',
);
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
        '    advice: {exposed: {severity: critical, reason: it is for us, risk: }}\n',
    );
    assert.ok(checked.ok);
    const general = { severity: 'low', reason: null, risk: 'r', recommendation: 'do' };
    const { allowed } = compilePolicy([{ file: checked.value, placeOf: (path) => path.join('.') }]);
    assert.deepEqual(allowed, [
      {
        service: 'ssh',
        aliases: [],
        ports: [22, 2222],
        listen: 'any',
        clearText: false,
        access: ['user', 'admin'],
        advice: {
          'non-standard-port': general,
          exposed: { ...general, severity: 'critical', reason: 'it is for us' },
          'clear-text': general,
          'excessive-access': general,
        },
        at: 'allowed.0',
      },
    ]);
  });

  for (const [title, lines, issue] of [
    [
      'an unknown key',
      'allowed:\n  - service: ssh\n    port: [22]\n    ports: [22]',
      '13:5: allowed[0].port: unknown key. Did you mean ports? Allowed: service, aliases, ports, listen, clear_text, access, advice.',
    ],
    [
      'a port out of bounds',
      'allowed:\n  - {service: ssh, ports: [22, 65536]}',
      '12:32: allowed[0].ports[1]: 65536 is not a port from 1 to 65535, or one of a single transport such as 514/udp.',
    ],
    [
      'no port at all',
      'allowed:\n  - {service: ssh, ports: []}',
      '12:27: allowed[0].ports: is empty. Allowed: a list: begin each item with "- ".',
    ],
    [
      'a name in capitals',
      'allowed:\n  - {service: SSH, ports: [22]}',
      '12:15: allowed[0].service: "SSH" is not a name in lower case, such as ssh.',
    ],
    [
      'an unknown reach',
      'allowed:\n  - {service: ssh, ports: [22], listen: world}',
      '12:41: allowed[0].listen: "world" is not one of local, private, any.',
    ],
    [
      'a name used twice',
      'allowed:\n  - {service: ssh, ports: [22]}\nforbidden:\n  - {service: x, aliases: [ssh], severity: low, risk: r, recommendation: do}',
      '14:28: forbidden[0].aliases[0]: "ssh" is not a name of its own: another service of this policy has it.',
    ],
    [
      'a placeholder we do not fill',
      'suspicious_ports:\n  - {port: 1, risk: "{prot}"}',
      '12:21: suspicious_ports[0].risk: "{prot}" is not text whose placeholders are {service}, {port} or {ports}.',
    ],
    [
      'advice left out',
      'forbidden:\n  - {service: telnet, severity: high, risk: r}',
      '12:5: forbidden[0].recommendation: is missing. Allowed: text.',
    ],
  ] as const) {
    it(`${title} is named with its place`, () => {
      assert.deepEqual(issuesOf(`${HEAD}${lines}\n`), [`ours.yml:${issue}`]);
    });
  }

  for (const [title, lines, issue] of [
    [
      'a setting with two tests',
      'settings:\n  - {of: sshd, setting: Ciphers, allowed: [a], forbidden: [b], severity: low, risk: r, recommendation: do}',
      '12:25: settings[0].setting: "Ciphers" is not a rule with one of allowed, forbidden and range.',
    ],
    [
      'a day that is none',
      'accepted:\n  - {service: ssh, until: 2027-13-01, reason: vendor}',
      '12:27: accepted[0].until: "2027-13-01" is not a day such as 2027-06-30.',
    ],
    [
      'an accepted risk without an end',
      'accepted:\n  - {service: ssh, reason: vendor}',
      '12:5: accepted[0].until: is missing. Allowed: text.',
    ],
    [
      'an accepted risk of everything',
      'accepted:\n  - {until: 2027-01-01, reason: vendor}',
      '12:13: accepted[0].until: "2027-01-01" is not a risk that names its service, port or setting.',
    ],
  ] as const) {
    it(`${title} is named with its place`, () => {
      assert.deepEqual(issuesOf(`${HEAD}${lines}\n`), [`ours.yml:${issue}`]);
    });
  }

  it('what it lacks without another that it extends', () => {
    const checked = read('advice: {exposed: {risk: r}}');
    assert.ok(checked.ok);
    const paths = lacking(checked.value).map((path) => path.join('.'));
    assert.equal(paths.length, ADVICE_KINDS.length * 3);
    assert.deepEqual(paths.slice(0, 2), ['title', 'advice.unexpected.severity']);
    assert.ok(!paths.includes('advice.exposed.risk'));
  });
});
