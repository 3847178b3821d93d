import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { Engine } from '../../../src/engine/engine.ts';
import { type ConvertedRule, convertRules } from '../../../src/rules/logql/convert.ts';
import { rulerGroups } from '../../../src/rules/logql/ruler.ts';
import { type LoadedRuleSet, loadRuleSet } from '../../../src/rules/rule-set.ts';
import { blockOf, engineOptions } from '../../engine/run-engine.ts';
import { runQuery } from '../../hunt/run-query.ts';

const SELECTOR = '{job="x"}';
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soc-logql-'));
});
after(() => rm(folder, { recursive: true }));

async function load(...documents: readonly string[]): Promise<LoadedRuleSet> {
  const own = await mkdtemp(join(folder, 'rules-'));
  await writeFile(join(own, 'rules.yml'), documents.join('\n---\n'));
  const loaded = await loadRuleSet(own, []);
  assert.deepEqual(loaded.issues, []);
  return loaded;
}

async function convert(...documents: readonly string[]): Promise<ConvertedRule> {
  const converted = convertRules(await load(...documents), SELECTOR).at(-1);
  assert.ok(converted);
  return converted;
}

function detection(searches: string, { logsource = '{product: windows}', condition = 'a' } = {}): string {
  const lines = searches.split('\n').map((line) => `  ${line}`);
  const head = `title: Rule\nid: ${crypto.randomUUID()}\nname: rule\nlevel: low\nlogsource: ${logsource}`;
  return `${head}\ndetection:\n${lines.join('\n')}\n  condition: ${condition}\n`;
}

function correlation(text: string): string {
  const id = crypto.randomUUID();
  return `title: Counting\nid: ${id}\nname: counting\nlevel: high\ncorrelation: {rules: [rule], timespan: 2m, ${text}}\n`;
}

/** Lines that the engine itself finds with the rule. */
function foundByEngine({ rules }: LoadedRuleSet, lines: readonly string[]): string[] {
  const found: string[] = [];
  const engine = new Engine({
    ...engineOptions(rules),
    // Of lines of JSON nobody can tell.
    ...(lines[0]?.startsWith('{') && { logsource: { product: 'windows' } }),
    observer: {
      record: () => {},
      event: ({ raw }, matched) => void (matched.length > 0 && found.push(raw)),
    },
  });
  engine.step({ kind: 'open', source: 'x', format: null });
  for (const [index, line] of lines.entries()) engine.step(blockOf('x', line, index + 1));
  engine.step({ kind: 'end', source: 'x' });
  return found;
}

function foundByLogql(query: string, lines: readonly string[]): string[] {
  const given = runQuery([{ labels: { job: 'x' }, lines }], query, null);
  assert.ok(!given[0]?.startsWith('error'), `${given[0]}\n${query}`);
  return lines.filter((line) => given.some((shown) => shown === line || shown.endsWith(`} ${line}`)));
}

describe('the same lines are found by the engine and by LogQL:', () => {
  const at = '"@timestamp":"2026-11-21T12:00:00Z"';
  const json = [
    `{${at},"EventID":4625,"User":"Admin","Ip":"10.1.2.3","Cmd":"cmd.exe /c WHOAMI"}`,
    `{${at},"EventID":4624,"User":"bob","Ip":"192.0.2.9","Cmd":"c:\\\\tools\\\\x.exe -a.b"}`,
    `{${at},"EventID":1,"User":"","Ip":"2001:db8::1"}`,
    `{${at},"EventID":22,"Cmd":"a\`b|c \\"quoted\\" 漢"}`,
  ];
  const rows: readonly (readonly [searches: string, condition: string, found: readonly number[]])[] = [
    ['a: {EventID: 4625}', 'a', [0]],
    ['a: {EventID: [4624, 4625]}', 'a', [0, 1]],
    ['a: {User: admin}', 'a', [0]],
    ['a: {User|cased: admin}', 'a', []],
    ['a: {Cmd|contains: whoami}', 'a', [0]],
    ["a: {Cmd|endswith: '.B'}", 'a', [1]],
    ["a: {Cmd|startswith: 'c:\\tools\\'}", 'a', [1]],
    ["a: {Cmd: 'c*/c who?mi'}", 'a', [0]],
    ["a: {Cmd|contains: 'a`b|c \"q'}", 'a', [3]],
    ['a: {Cmd|contains|all: [cmd, whoami]}', 'a', [0]],
    ["a: {Cmd|re: '[a-z]\\.[a-z]$'}", 'a', [1]],
    ['a: {Cmd|windash|contains: " /a"}', 'a', [1]],
    ['a: {Ip|cidr: 10.0.0.0/8}', 'a', [0]],
    ['a: {Ip|cidr: "2001:db8::/32"}', 'a', [2]],
    ['a: {EventID|gte: 4625}', 'a', [0]],
    ['a: {EventID|lt: 22}', 'a', [2]],
    ['a: {Cmd|exists: true}', 'a', [0, 1, 3]],
    ['a: {Cmd|exists: false}', 'a', [2]],
    ['a: {EventID: [1, 22]}\nb: {Cmd|exists: true}', 'a and not b', [2]],
    ['a: {EventID: 1}\nb: {User: bob}', 'not (a or b)', [0, 3]],
    ['a: {EventID: 1}\nb: {EventID: 22}', '1 of them', [2, 3]],
    ['a: {EventID|gt: 4000, User: bob}\nb: {EventID: 22}', 'a or b', [1, 3]],
    ['a: [whoami]', 'a', [0]],
    ['a: [whoami]', 'not a', [1, 2, 3]],
    ['a: [whoami, quoted]\nb: {EventID: 22}', 'a and not b', [0]],
    ['a: [whoami]\nb: {EventID: 22}', 'a or b', [0, 3]],
    ['a: [whoami]\nb: {EventID: 22}', 'not a and not b', [1, 2]],
  ];
  for (const [searches, condition, expected] of rows) {
    test(`${searches.replaceAll('\n', '; ')} | ${condition}`, async () => {
      const loaded = await load(detection(searches, { condition }));
      const [converted] = convertRules(loaded, SELECTOR);
      assert.ok(converted?.ok, JSON.stringify(converted));
      const lines = expected.map((index) => json[index]);
      assert.deepEqual(foundByEngine(loaded, json), lines);
      assert.deepEqual(foundByLogql(converted.query, json), lines);
    });
  }

  test('refused logins of sshd, whatever stands in a name', async () => {
    const head = 'Nov 21 12:00:00 web01 sshd[1]:';
    const lines = [
      `${head} Failed password for root from 203.0.113.7 port 22 ssh2`,
      `${head} Failed password for invalid user x from 1.2.3.4 port 1 ssh2 from 203.0.113.7 port 22 ssh2`,
      `${head} Accepted publickey for ana from 198.51.100.1 port 22 ssh2: ED25519 SHA256:x`,
      `${head} Accepted password for ana from 2001:db8::7 port 22 ssh2`,
      `${head} Invalid user Failed password for root from 1.2.3.4 port 9 ssh2 from 203.0.113.7 port 22`,
      `${head} Connection closed by 203.0.113.7 port 22 [preauth]`,
    ];
    const logsource = '{product: linux, service: sshd}';
    const loaded = await load(detection('a: {login: true, outcome: failure}', { logsource }));
    const [converted] = convertRules(loaded, SELECTOR);
    assert.ok(converted?.ok);
    assert.deepEqual(foundByLogql(converted.query, lines), lines.slice(0, 2));
    assert.deepEqual(foundByEngine(loaded, lines), lines.slice(0, 2));
    const shown = runQuery([{ labels: { job: 'x' }, lines }], converted.query, null);
    assert.ok(
      shown.every((line) => line.includes('src_ip="203.0.113.7"')),
      'the address that sshd wrote',
    );
  });

  test('requests in an access log', async () => {
    const head = (ip: string) => `${ip} - - [21/Nov/2026:12:00:00 +0000]`;
    const lines = [
      `${head('203.0.113.7')} "GET /.env?x=1 HTTP/1.1" 404 12 "-" "curl/8"`,
      `${head('203.0.113.8')} "POST /login HTTP/1.1" 401 12 "-" "Mozilla"`,
      `${head('203.0.113.9')} "GET /search?q=union+select HTTP/1.1" 200 12`,
    ];
    const rows: readonly (readonly [search: string, found: number])[] = [
      ['a: {cs-uri-stem: /.ENV}', 0],
      ['a: {cs-method: POST, sc-status: [401, 403]}', 1],
      ['a: {cs-uri-query|contains: union+select}', 2],
      ['a: {c-ip|cidr: 203.0.113.8/31, sc-status|lt: 300}', 2],
    ];
    for (const [search, index] of rows) {
      const loaded = await load(detection(search, { logsource: '{category: webserver}' }));
      const [converted] = convertRules(loaded, SELECTOR);
      assert.ok(converted?.ok);
      assert.deepEqual(foundByLogql(converted.query, lines), [lines[index]], search);
      assert.deepEqual(foundByEngine(loaded, lines), [lines[index]], search);
    }
  });

  test('words in the lines of any daemon', async () => {
    const rule = detection('a: [REPLACE]', { logsource: '{product: linux, service: cron}' });
    const converted = await convert(rule);
    assert.equal(converted.ok && converted.query, '{job="x"} |~ `(?is:REPLACE)`');
  });
});

describe('a correlation becomes a metric query:', () => {
  const failures = detection('a: {EventID: 4625}');
  const lines = [
    ...['a', 'a', 'b', 'c', 'a'].map(
      (user, index) => `{"EventID":4625,"User":"${user}","Bytes":${index * 10}}`,
    ),
    '{"EventID":1,"User":"a","Bytes":1000}',
    'no JSON',
  ];
  const rows: readonly (readonly [text: string, gives: readonly string[]])[] = [
    ['type: event_count, condition: {gte: 5}', ['{} 5']],
    ['type: event_count, condition: {gt: 5}', []],
    ['type: event_count, group-by: [User], condition: {gte: 2}', ['{User="a"} 3']],
    ['type: event_count, group-by: [User], condition: {gte: 1, lt: 3}', ['{User="b"} 1', '{User="c"} 1']],
    ['type: value_count, condition: {gte: 3, field: User}', ['{} 3']],
    ['type: value_sum, group-by: [User], condition: {gt: 40, field: Bytes}', ['{User="a"} 50']],
    ['type: value_avg, condition: {gte: 20, field: Bytes}', ['{} 20']],
    ['type: value_median, condition: {gte: 20, field: Bytes}', ['{} 20']],
  ];
  for (const [text, gives] of rows) {
    test(text, async () => {
      const converted = await convert(failures, correlation(text));
      assert.ok(converted.ok, JSON.stringify(converted));
      const given = runQuery([{ labels: { job: 'x' }, lines }], converted.metric, null);
      assert.deepEqual([...given].sort(), gives);
    });
  }

  test('several rules at the same time in one group', async () => {
    const other = detection('a: {EventID: 1}').replace('name: rule', 'name: other');
    const rule = correlation('type: temporal, group-by: [User]').replace('[rule]', '[rule, other]');
    const converted = await convert(failures, other, rule);
    assert.ok(converted.ok);
    assert.deepEqual(runQuery([{ labels: { job: 'x' }, lines }], converted.metric, null), ['{User="a"} 3']);
  });
});

describe('what cannot be LogQL is named:', () => {
  const rows: readonly (readonly [why: RegExp, documents: readonly string[]])[] = [
    [/only soc-console itself finds x_sqli/, [detection('a: {x_sqli|exists: true}')]],
    [/two fields cannot be compared/, [detection('a: {User|fieldref: Other}')]],
    [/parts of a time/, [detection('a: {time|hour: 3}')]],
    [/what a capture shows/, [detection('a: {x: 1}', { logsource: '{product: capture}' })]],
    [
      /the field x is not among those/,
      [detection('a: {x: 1}', { logsource: '{product: linux, service: sshd}' })],
    ],
    [
      /in which order/,
      [
        detection('a: {x: 1}'),
        correlation('type: temporal_ordered, group-by: [User]').replace('[rule]', '[rule, rule]'),
      ],
    ],
    [/longer than Loki takes/, [detection(`a: [${'x'.repeat(6000)}]`)]],
  ];
  for (const [why, documents] of rows) {
    test(String(why), async () => {
      const converted = await convert(...documents);
      assert.ok(!converted.ok);
      assert.match(converted.why, why);
    });
  }
});

describe('the shipped rules', () => {
  test('become LogQL that is right, or say why not', async () => {
    const loaded = await loadRuleSet(join(import.meta.dirname, '../../../config/rules'), []);
    const converted = convertRules(loaded, SELECTOR);
    const queries = converted.flatMap((rule) => (rule.ok ? [rule.query, rule.metric] : []));
    assert.ok(queries.length >= 20);
    for (const query of queries) assert.ok(!runQuery([], query, null)[0]?.startsWith('error'), query);
    const names = converted.filter(({ ok }) => ok).map(({ rule }) => rule.name);
    for (const name of ['sshd_bruteforce_fast', 'sshd_bruteforce', 'web_probing'])
      assert.ok(names.includes(name), name);
  });

  test('are alerts of the ruler: those that alert by themselves, with what to do', async () => {
    const loaded = await loadRuleSet(join(import.meta.dirname, '../../../config/rules'), []);
    const { groups } = parse(rulerGroups(convertRules(loaded, SELECTOR)));
    const [first] = groups;
    assert.equal(first.interval, '10s');
    const rule = first.rules.find(({ alert }: { alert: string }) => alert === 'sshd_bruteforce_fast');
    assert.equal(rule.labels.severity, 'high');
    assert.match(rule.expr, /^sum by \(src_ip\) \(count_over_time\(/);
    assert.match(rule.annotations.recommendation, /Ban the source/);
    const all = groups.flatMap(({ rules }: { rules: unknown[] }) => rules);
    assert.ok(!JSON.stringify(all).includes('"alert":"sshd_login_failed"'));
  });
});
