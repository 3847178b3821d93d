import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../../src/model/user-error.ts';
import { loadParsers } from '../../../src/rules/parsers/load.ts';
import { formatIssue } from '../../../src/rules/rule-set.ts';
import { readLines } from '../../engine/parse/reading.ts';

const SHIPPED = fileURLToPath(new URL('../../fixtures/parsers', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'soc-parsers-'));
after(() => rmSync(folder, { recursive: true }));

/** What is wrong with a parser of this text: `line:column: message`. */
async function issuesOf(text: string): Promise<readonly string[]> {
  const file = join(folder, 'own.yml');
  writeFileSync(file, text);
  const { issues } = await loadParsers([file]);
  return issues.map((issue) =>
    formatIssue(issue)
      .slice(file.length + 1)
      .replace(': error: ', ': '),
  );
}

const HEAD = 'name: own\nlogsource: { product: own }\npatterns:\n';

/** A parser of one pattern with one sample and one near miss. */
function parser(pattern: string, line: string, more = ''): string {
  return `${HEAD}  - pattern: '${pattern}'\n${more}    samples:\n      - { line: '${line}' }\n      - { line: 'x', match: false }\n`;
}

describe('parsers of the user', () => {
  test('read their lines, and are recognised before the formats that are known', async () => {
    const { formats, names, issues } = await loadParsers([SHIPPED]);
    assert.deepEqual(issues.map(formatIssue), []);
    assert.deepEqual([...names].sort(), ['front', 'shop']);
    const lines = [
      '2026-11-20 08:00:00 [auth] denied ip=192.0.2.1 user=bob',
      '2026-11-20 08:00:01 [auth] ok ip=192.0.2.1 user=bob',
      'something else',
      '2026-11-31 08:00:01 [auth] ok ip=192.0.2.1 user=bob',
    ];
    assert.equal(formats.detect(lines), 'parser:shop');
    const { events, unparsed } = readLines('parser:shop', lines, { formats });
    assert.deepEqual(
      events.map(({ srcIp, user, outcome, login, category }) => [srcIp, user, outcome, login, category]),
      [
        ['192.0.2.1', 'bob', 'failure', true, 'authentication'],
        ['192.0.2.1', 'bob', 'success', true, 'authentication'],
      ],
    );
    assert.deepEqual(unparsed, [
      [3, 'bad-line'],
      [4, 'bad-timestamp'],
    ]);
  });

  test('of a web server give what every access log gives', async () => {
    const { formats } = await loadParsers([SHIPPED]);
    const line = '2026-11-20T08:00:00Z|192.0.2.1|200|GET /?id=1%27%20OR%201=1 HTTP/1.1|-|HIT';
    const [event] = readLines('parser:front', [line], { formats }).events;
    assert.deepEqual(
      [event?.category, event?.outcome, event?.fields['cs-uri-stem'], event?.fields['cs-user-agent']],
      ['web', 'success', '/', undefined],
    );
    assert.equal(formats.detect([line]), 'parser:front');
  });

  test('leave other lines to the formats that are known', async () => {
    const { formats } = await loadParsers([SHIPPED]);
    assert.equal(
      formats.detect(['Nov 20 08:00:00 web01 sshd[1]: Server listening on :: port 22.']),
      'syslog',
    );
  });

  test('are forgotten when their file is there no longer', async () => {
    assert.equal((await loadParsers([])).formats.parserFor('parser:shop'), null);
  });
});

describe('what is wrong with a parser is told with its place', () => {
  const cases: readonly (readonly [what: string, text: string, issues: readonly string[]])[] = [
    [
      'no time',
      parser('(?<src_ip>\\S+) (?<user>\\w+)', '192.0.2.1 bob'),
      ['4:14: has no group (?<time>…): nothing can be counted without a time'],
    ],
    [
      'a sample that is not matched, and one with another value',
      `${HEAD}  - pattern: '(?<time>\\S+) (?<user>\\w+)'\n    samples:\n      - line: '2026-11-20T08:00:00Z -'\n      - line: '2026-11-20T08:00:00Z bob'\n        fields: { user: alice }\n      - { line: '2026-11-20T08:00:00Z bob', match: false }\n`,
      [
        '6:15: is not read: the pattern does not match it',
        `8:19: 'user' is "bob"`,
        '9:17: matches the pattern, and should not',
      ],
    ],
    [
      'a time that is none',
      parser('(?<time>\\S+) (?<user>\\w+)', 'yesterday bob'),
      ['6:17: is not read: its time is none that is known'],
    ],
    [
      'look-around, which does not run in linear time',
      parser('(?<time>\\S+)(?= )', 'x'),
      [
        '4:14: the regular expression is wrong: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
      ],
    ],
    [
      'keys, names and categories that are none',
      'name: Own Parser\nlogsource: {}\ncategory: login\npatern: x\npatterns: []\n',
      [
        "4:1: unknown key 'patern': name, description, logsource, category, patterns",
        "1:7: 'name' has to be small letters, digits and '-', 32 at most",
        "2:12: 'logsource' has to say category, product or service, as the rules for it do",
        "3:11: unknown category 'login': authentication, web, system, network",
        "5:11: 'patterns' has to be a list of at least one",
      ],
    ],
    [
      'no samples',
      `${HEAD}  - pattern: '(?<time>\\S+)'\n`,
      ['4:5: has no sample that it matches', '4:5: has no near miss: a sample with match: false'],
    ],
    ['broken YAML', 'name: [', ['1:7: a [ is not closed: put a value that begins with [ in quotes']],
  ];
  for (const [what, text, issues] of cases) {
    test(what, async () => assert.deepEqual(await issuesOf(text), issues));
  }

  test('two parsers of one name', async () => {
    const text = parser('(?<time>\\S+) (?<user>\\w+)', '2026-11-20T08:00:00Z bob');
    assert.deepEqual(await issuesOf(`${text}---\n${text}`), ["9:1: there is another parser called 'own'"]);
  });

  test('a folder that is not there', async () => {
    await assert.rejects(loadParsers([join(folder, 'none')]), UserError);
  });
});

describe('a pattern by which a client could have a stranger taken for the source is refused', () => {
  const line = '2026-11-20T08:00:00Z refused bob from 192.0.2.1 port 22';
  const end = 'from (?<src_ip>\\S+) port \\d+';
  for (const [what, pattern, isRefused] of [
    ['a user that stops at the first address', `(?<time>\\S+) refused (?<user>.*?) ${end}.*`, true],
    ['a user up to the last address', `(?<time>\\S+) refused (?<user>.*) ${end}`, false],
    ['a user without blanks', `(?<time>\\S+) refused (?<user>\\w+) ${end}`, false],
  ] as const) {
    test(what, async () => {
      const issues = await issuesOf(parser(pattern, line));
      assert.equal(issues.length, isRefused ? 1 : 0, issues.join('\n'));
      if (isRefused) assert.match(issues[0] ?? '', /^4:14: a client .* 'user'/);
    });
  }

  test('but not when no client chooses the field', async () => {
    const pattern = `(?<time>\\S+) refused (?<user>.*?) ${end}.*`;
    assert.deepEqual(await issuesOf(parser(pattern, line, '    trusted: [user]\n')), []);
  });
});
