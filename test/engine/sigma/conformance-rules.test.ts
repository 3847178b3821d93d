/** Whole rules: searches, conditions, keywords, references between fields, placeholders, filters. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fields } from '../../../src/model/log-event.ts';
import { eventWith, ruleOf } from './rule-of.ts';

type Row = readonly [detection: string, matches: readonly Fields[], misses: readonly Fields[]];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'a map is AND, a list of maps is OR': [
    ['s: {a: 1, b: 2}\ncondition: s', [{ a: 1, b: 2 }], [{ a: 1 }, { b: 2 }, {}]],
    ['s: [{a: 1}, {b: 2}]\ncondition: s', [{ a: 1 }, { b: 2 }], [{ a: 2 }, {}]],
    ['s: [{a: 1, b: 2}, {c: 3}]\ncondition: s', [{ a: 1, b: 2 }, { c: 3 }], [{ a: 1 }]],
    ['s: {a: [1, 2], b: 3}\ncondition: s', [{ a: 2, b: 3 }], [{ a: 3, b: 3 }]],
    [
      's: {a: 9007199254740993}\ncondition: s',
      // Beyond 2^53 JSON's number is rounded as the rule's is.
      [{ a: '9007199254740993' }, { a: Number('9007199254740993') }],
      [{ a: '9007199254740991' }],
    ],
    ['s: {a: 1.0}\ncondition: s', [{ a: '1.0' }, { a: 1 }], [{ a: '1.1' }, { a: '10' }]],
    ['s: [[{a: 1}, {b: 2}], {c: 3}]\ncondition: s', [{ b: 2 }, { c: 3 }], [{ a: 2 }]],
    ['s: [{a: 1}, word]\ncondition: s', [{ a: 1 }, { x: 'a word' }], [{ a: 2 }]],
  ],
  conditions: [
    ['a: {x: 1}\nb: {y: 1}\ncondition: a or b', [{ x: 1 }, { y: 1 }], [{}]],
    ['a: {x: 1}\nb: {y: 1}\ncondition: a and not b', [{ x: 1 }], [{ x: 1, y: 1 }, {}]],
    [
      'a: {x: 1}\nb: {y: 1}\nc: {z: 1}\ncondition: a or b and c',
      [{ x: 1 }, { y: 1, z: 1 }],
      [{ y: 1 }, { z: 1 }],
    ],
    ['a: {x: 1}\nb: {y: 1}\nc: {z: 1}\ncondition: (a or b) and c', [{ x: 1, z: 1 }], [{ x: 1 }]],
    ['a: {x: 1}\nb: {y: 1}\ncondition: not a and not b', [{}], [{ x: 1 }, { y: 1 }]],
    ['a: {x: 1}\nb: {y: 1}\ncondition: not (a and b)', [{ x: 1 }, {}], [{ x: 1, y: 1 }]],
    ['a: {x: 1}\nb: {y: 1}\ncondition: [a, b]', [{ x: 1 }, { y: 1 }], [{}]],
    ['a1: {x: 1}\na2: {y: 1}\nb: {z: 1}\ncondition: 1 of a*', [{ x: 1 }, { y: 1 }], [{ z: 1 }]],
    ['a1: {x: 1}\na2: {y: 1}\nb: {z: 1}\ncondition: all of a*', [{ x: 1, y: 1 }], [{ x: 1 }]],
    ['a1: {x: 1}\na2: {y: 1}\ncondition: any of them', [{ y: 1 }], [{}]],
    ['a1: {x: 1}\n_a2: {y: 1}\ncondition: 1 of them', [{ x: 1 }], [{ y: 1 }]],
    ['a1: {x: 1}\n_a2: {y: 1}\ncondition: all of them', [{ x: 1 }], [{ y: 1 }]],
    ['s_a_x: {x: 1}\ns_b_x: {y: 1}\ncondition: 1 of s_*_x', [{ y: 1 }], [{}]],
    ['a: {x: 1}\nf1: {y: 1}\nf2: {z: 1}\ncondition: a and not 1 of f*', [{ x: 1 }], [{ x: 1, z: 1 }]],
    ['a: {x: 1}\ncondition: A OR a'.replace('A OR', 'a OR'), [{ x: 1 }], [{}]],
    ['a: {x: 1}\ntimeframe: 5m\ncondition: a', [{ x: 1 }], [{}]],
  ],
  'keywords are searched in the whole event': [
    ['k: [evil, worse]\ncondition: k', [{ x: 'so EVIL' }, { evil: 1 }, { y: 'worse' }], [{ x: 'good' }]],
    ['k: evil\ncondition: k', [{ x: 'evil' }], [{ x: 'ev il' }]],
    ["k:\n  '|all': [evil, worse]\ncondition: k", [{ x: 'worse', y: 'evil' }], [{ x: 'evil' }]],
    ["k:\n  '|re': ev[i1]l\ncondition: k", [{ x: 'ev1l' }], [{ x: 'EV1L' }]],
    ["k:\n  '|cased': Evil\ncondition: k", [{ x: 'Evil' }], [{ x: 'evil' }]],
    ["k: ['a*b', 'x?z']\ncondition: k", [{ f: 'a--b' }, { f: 'xyz' }], [{ f: 'b a' }]],
    ['k: [404]\ncondition: k', [{ status: 404 }], [{ status: 40 }]],
    [`${String.raw`k: 'C:\Users'`}\ncondition: k`, [{ path: 'c:\\users\\x' }], [{ path: 'c:/users' }]],
    ['k: \'say "hi"\'\ncondition: k', [{ text: 'say "hi" now' }], [{ text: 'say hi' }]],
    ['k: evil\nf: {x: 1}\ncondition: k and not f', [{ y: 'evil' }], [{ y: 'evil', x: 1 }]],
  ],
  'fields of nested records, and other spellings of their names': [
    // An object is there as what is in it.
    [
      's: {a|exists: true}\ncondition: s',
      [{ 'a.b': 1 }, { 'A.b.c': null }],
      [{ ab: 1 }, { b: { a: 1 } as never }],
    ],
    ['s: {a.b|exists: false}\ncondition: s', [{ 'a.bc': 1 }], [{ 'a.b.c': 1 }]],
    ['s: {a: null}\ncondition: s', [{ b: 1 }, { a: null }], [{ 'a.b': 1 }, { a: '' }]],
    // As Splunk and jq name what stands in each element of a list.
    ["s: {'a{}.b': x}\ncondition: s", [{ 'a.b': 'x' }, { 'a{}.b': 'x' }], [{ b: 'x' }]],
    ["s: {'a[].b[*]|contains': x}\ncondition: s", [{ 'a.b': 'axb' }], [{ 'a.b': 'y' }]],
    ['s: {a.b.c: x}\ncondition: s', [{ 'a.b.c': 'X' }], [{ a: 'x' }, { 'a.b': 'x' }]],
    [
      's: {EventID: 4625}\ncondition: s',
      [{ EventID: 4625 }, { 'winlog.event_id': '4625' }, { eventId: 4625 }],
      [{ id: 4625 }],
    ],
    [
      's: {CommandLine: x}\ncondition: s',
      [{ 'winlog.event_data.CommandLine': 'x' }, { 'process.command_line': 'x' }, { commandline: 'x' }],
      [],
    ],
    [
      's: {source.ip: 192.0.2.1}\ncondition: s',
      [{ 'source.ip': '192.0.2.1' }],
      [{ 'destination.ip': '192.0.2.1' }],
    ],
    ['s: {f: x}\ncondition: s', [{ f: 'x', F: 'y' }, { F: 'x' }], [{ f: 'y', F: 'x' }]],
    // Names that every object of JavaScript has are names like others.
    ['s: {constructor: x}\ncondition: s', [{ constructor: 'x' as never }], [{}]],
    ['s: {toString|exists: true}\ncondition: s', [{ toString: null as never }], [{}]],
    ['s: {__proto__|exists: true}\ncondition: s', [JSON.parse('{"__proto__":"x"}') as Fields], [{}]],
    ['s: {valueOf: null}\ncondition: s', [{}], [{ valueOf: 'x' as never }]],
  ],
  'fieldref compares two fields of the event': [
    [
      's: {a|fieldref: b}\ncondition: s',
      [
        { a: 'x', b: 'X' },
        { a: 1, b: '1' },
      ],
      [{ a: 'x', b: 'y' }, { a: 'x' }, {}],
    ],
    ['s: {a|fieldref|neq: b}\ncondition: s', [{ a: 'x', b: 'y' }], [{ a: 'x', b: 'x' }]],
    ['s: {a|neq|fieldref: b}\ncondition: s', [{ a: 'x', b: 'y' }], [{ a: 'x', b: 'x' }]],
    ['s: {a|fieldref|startswith: b}\ncondition: s', [{ a: 'xyz', b: 'xy' }], [{ a: 'xyz', b: 'yz' }]],
    ['s: {a|fieldref|endswith: b}\ncondition: s', [{ a: 'xyz', b: 'yz' }], [{ a: 'xyz', b: 'xy' }]],
    ['s: {a|fieldref|contains: b}\ncondition: s', [{ a: 'xyz', b: 'Y' }], [{ a: 'xyz', b: 'q' }]],
    ['s: {a|cased|fieldref: b}\ncondition: s', [{ a: 'x', b: 'x' }], [{ a: 'x', b: 'X' }]],
    ['s: {a|fieldref: [b, c]}\ncondition: s', [{ a: 'x', b: 'y', c: 'x' }], [{ a: 'x', b: 'y' }]],
  ],
};

for (const [subject, rows] of Object.entries(ROWS)) {
  describe(subject, () => {
    for (const [detection, matches, misses] of rows) {
      test(detection.replaceAll('\n', ' / '), () => {
        const rule = ruleOf(detection);
        const grave = rule.issues.filter((issue) => !issue.includes(': warning: '));
        assert.deepEqual(grave, []);
        const found = (fields: Fields): boolean => rule.matches(eventWith(fields));
        assert.deepEqual(
          matches.filter((fields) => !found(fields)),
          [],
          'must match',
        );
        assert.deepEqual(misses.filter(found), [], 'must not match');
      });
    }
  });
}

describe('placeholders', () => {
  const VARS = "vars:\n  admins: [root, 'adm_*']\n  hosts: 'srv?'\n  nets: [192.0.2.0/25, '2001:db8::/32']";
  const expanded: readonly (readonly [
    test: string,
    matches: readonly string[],
    misses: readonly string[],
  ])[] = [
    ["f|expand: '%admins%'", ['root', 'adm_x'], ['%admins%', 'bob']],
    ["f|expand: '%hosts%.example'", ['srv1.example'], ['srv12.example']],
    ["f|expand: '%hosts%/%admins%'", ['srv1/root', 'SRV2/adm_y'], ['srv1/bob']],
    [String.raw`f|expand: '\%plain%hosts%'`, ['%plainsrv1'], ['srv1']],
    ["f|expand|contains: '%hosts%'", ['xsrv1y'], ['srv']],
    ["f|contains|expand: '%hosts%'", ['xsrv1y'], ['srv']],
    ["f|startswith|expand: '%admins%.'", ['root.x', 'adm_y.z'], ['xroot.x', 'root']],
    [
      "f|cidr|expand: ['%nets%', 198.51.100.0/24]",
      ['192.0.2.7', '2001:db8::1', '198.51.100.1'],
      ['%nets%', '203.0.113.1'],
    ],
    ["f|contains|all: ['%hosts%']", ['a%hosts%b'], ['srv1']],
    ["f|re|expand: '^%hosts%$'", ['srv?'], ['srv1']],
  ];
  for (const [yaml, matches, misses] of expanded) {
    test(yaml, () => {
      const rule = ruleOf(`s:\n  ${yaml}\ncondition: s`, VARS);
      assert.deepEqual(rule.issues, []);
      assert.deepEqual(
        matches.filter((f) => !rule.matches(eventWith({ f }))),
        [],
      );
      assert.deepEqual(
        misses.filter((f) => rule.matches(eventWith({ f }))),
        [],
      );
    });
  }

  test('without values the rule is not run, and the placeholder named', () => {
    const { issues } = ruleOf("s:\n  f|expand: '%nobody%'\ncondition: s", VARS);
    assert.deepEqual(issues, ['r.yml:6:5: unsupported: the placeholder %nobody% has no values']);
  });
});

describe('filters', () => {
  const filter = (rules: string, condition: string, logsource = '{product: test}'): string =>
    `title: f\nid: f\nlogsource: ${logsource}\nfilter:\n  rules: ${rules}\n  s: {user: bob}\n  condition: ${condition}`;
  const DETECTION = 's: {a: 1}\ncondition: s';

  test('a filter must be true besides the rule', () => {
    const rule = ruleOf(DETECTION, filter('[t]', 'not s'));
    assert.deepEqual(rule.issues, []);
    assert.ok(rule.matches(eventWith({ a: 1, user: 'eve' })));
    assert.ok(!rule.matches(eventWith({ a: 1, user: 'bob' })));
    assert.ok(!rule.matches(eventWith({ user: 'eve' })));
  });

  test('any means all rules for its log source', () => {
    assert.ok(!ruleOf(DETECTION, filter('any', 'not s')).matches(eventWith({ a: 1, user: 'bob' })));
    const other = ruleOf(DETECTION, filter('any', 'not s', '{product: windows}'));
    assert.ok(other.matches(eventWith({ a: 1, user: 'bob' })));
  });

  test('several filters are all meant', () => {
    const rule = ruleOf(DETECTION, filter('[t]', 'not s'), filter('any', 'not s').replace('bob', 'eve'));
    assert.deepEqual(
      ['bob', 'eve', 'joe'].filter((user) => rule.matches(eventWith({ a: 1, user }))),
      ['joe'],
    );
  });

  test('one without not keeps only what it describes, and is warned of', () => {
    const rule = ruleOf(DETECTION, filter('[t]', 's'));
    assert.match(rule.issues.join(), /^r\.yml:14:14: warning: keeps only what it describes/);
    assert.ok(rule.matches(eventWith({ a: 1, user: 'bob' })));
    assert.ok(!rule.matches(eventWith({ a: 1, user: 'eve' })));
  });

  test('one for what is not there, or is for another log, is warned of and changes nothing', () => {
    for (const [text, warning] of [
      [filter('[nobody]', 'not s'), /not loaded: nobody/],
      [filter('[t]', 'not s', '{product: windows}'), /another log source/],
    ] as const) {
      const rule = ruleOf(DETECTION, text);
      assert.match(rule.issues.join(), warning);
      assert.ok(rule.matches(eventWith({ a: 1, user: 'bob' })));
    }
  });

  test('a broken one is named once, and its rules run without it', () => {
    const rule = ruleOf(DETECTION, filter('[t]', 'not s').replace('user: bob', 'user|nope: bob'));
    assert.deepEqual(rule.issues, ["r.yml:13:7: error: unknown modifier 'nope'"]);
    assert.ok(rule.matches(eventWith({ a: 1, user: 'bob' })));
  });
});

describe('what is wrong with a test is said where it stands', () => {
  const WRONG: readonly (readonly [test: string, message: string])[] = [
    ['f|nope: x', "error: unknown modifier 'nope'"],
    ['f|i: x', "error: 'i' is for 're' only"],
    ['f|contains|re: x', "error: 're' stands before other modifiers"],
    ['f|expand|cidr: 10.0.0.0/8', "error: 'expand' stands behind 'cidr'"],
    ['f|expand|re: a', "error: 'expand' stands behind 're'"],
    ['f|wide|cidr: 10.0.0.0/8', "error: 'cidr' stands before other modifiers"],
    ['f|cidr: 10.0.0.0/33', "error: '10.0.0.0/33' is not a network, such as 10.0.0.0/8 or 2001:db8::/32"],
    [
      "f|cidr: '::ffff:10.0.0.0/95'",
      "error: '::ffff:10.0.0.0/95' is not a network, such as 10.0.0.0/8 or 2001:db8::/32",
    ],
    ['f|cidr: server', "error: 'server' is not a network, such as 10.0.0.0/8 or 2001:db8::/32"],
    ['f|gt: many', "error: 'gt' needs a number, has 'many'"],
    ['f|hour: noon', "error: 'hour' needs a number, has 'noon'"],
    ['f|exists: perhaps', "error: 'exists' is true or false, not 'perhaps'"],
    ["'|exists': true", "error: 'exists' needs a field"],
    ["'|cidr': 10.0.0.0/8", "error: 'cidr' needs a field"],
    ["'|gt': 5", "error: 'gt' needs a field"],
    ["'|hour|gt': 5", "error: 'hour' needs a field"],
    ["'|fieldref': user", "error: 'fieldref' needs a field"],
    ['f|base64: a*', "error: 'base64' does not take wildcards"],
    ['f|wide: é', 'error: UTF-16 of other characters than ASCII can only be searched in base64'],
    ['f: []', "error: 'f' has no values"],
    ['f: {g: 1}', "error: 'f' takes a value or a list of values"],
    ["f|re: '(?<!a)b'", 'unsupported: look-around in a regular expression is not supported'],
    ["f|re: '(?!a)b'", "a search of its own and 'not' in the condition"],
    ["f|re: 'a++b'", 'unsupported: what never gives back'],
    ["f|re: '(?>a|b)c'", 'unsupported: what never gives back'],
    [String.raw`f|re: '(a)\1'`, 'unsupported: a back-reference'],
    ["f|re: '(?P<q>a)(?P=q)'", 'unsupported: a back-reference'],
    ["f|re: '(?x) a b'", 'unsupported: free spacing'],
    ["f|re: 'a{2,1001}'", 'unsupported: a repetition of more than 1000'],
    [String.raw`f|re: 'a\X'`, 'unsupported: an escape of PCRE'],
    [String.raw`f|re: '\u41'`, 'unsupported: an escape of PCRE'],
    ["f|re: 'a('", 'error: the regular expression is wrong: missing closing )'],
    ["f|re: '[b-a]'", 'error: the regular expression is wrong'],
  ];
  for (const [yaml, message] of WRONG) {
    test(yaml, () => {
      const { issues } = ruleOf(`s:\n  ${yaml}\ncondition: s`);
      assert.equal(issues.length, 1, issues.join('\n'));
      assert.match(issues[0] ?? '', /^r\.yml:6:\d+: /);
      assert.ok(issues[0]?.includes(message), issues[0]);
    });
  }
});
