/** What Sigma 2.1 says a rule matches: one field test a row, with values that it must and must not match. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FieldValue } from '../../../src/model/log-event.ts';
import { eventWith, ruleOf } from './rule-of.ts';

/** `undefined`: the event has no such field. */
type Value = FieldValue | undefined;

type Row = readonly [test: string, matches: readonly Value[], misses: readonly Value[]];

const TABLE: Readonly<Record<string, readonly Row[]>> = {
  'a value is the whole field, without regard to case': [
    ['f: root', ['root', 'ROOT', 'Root'], ['roots', ' root', '', undefined, null]],
    ['f: ÉCOLE', ['école', 'ÉCOLE'], ['ecole']],
    ['f: STRASSE', ['strasse'], ['straße']],
    ['f: ΣΊΣΥΦΟΣ', ['σίσυφος', 'ΣΊΣΥΦΟΣ', 'σίσυφοσ'], []],
    ['f: "K"', ['k', 'K', '\u212a'], ['\u043a']],
    ['f: "istanbul"', ['ISTANBUL'], ['\u0130STANBUL', '\u0131stanbul']],
    ["f: ''", [''], [' ', 'x', undefined, null, 0]],
    ['f: null', [null, undefined], ['', 'null', 0, false]],
    ['f: "null"', ['null', 'NULL'], [null, undefined]],
    ['f: ~', [null, undefined], ['~']],
    ['f: [null, x]', [null, undefined, 'X'], ['']],
  ],
  'numbers and booleans equal their text': [
    ['f: 443', [443, '443'], ['0443', '443.0', 4430, '', null]],
    ['f: -1', [-1, '-1'], [1]],
    ['f: 1.5', [1.5, '1.5'], ['1.50']],
    ['f: 0', [0, '0'], ['', false, null]],
    ['f: true', [true, 'true', 'True'], [false, 1, 'yes']],
    ['f: "443"', [443, '443'], []],
    ["f: '0x10'", ['0x10', '0X10'], [16, '16']],
    ['f: [1, 2]', [1, '2'], [12]],
  ],
  wildcards: [
    ['f: a*', ['a', 'abc', 'A*'], ['ba', '']],
    ['f: "*a"', ['a', 'bca'], ['ab']],
    ['f: "*a*"', ['a', 'bab'], ['b']],
    ['f: a*c', ['ac', 'abc', 'a*c', 'acc'], ['acd', 'bac']],
    ['f: a*b*c', ['abc', 'axxbyyc', 'abbc'], ['acb', 'ab']],
    ['f: ab*ba', ['abba', 'abxba'], ['aba']],
    ['f: prog?.exe', ['progA.exe', 'prog1.exe', 'prog?.exe'], ['prog.exe', 'prog12.exe']],
    ['f: "?"', ['a', '\ud83d\ude00'], ['', 'ab', '\ud83d\ude00\ud83d\ude00']],
    ['f: "a?c"', ['abc', 'a\ud83d\ude00c'], ['ac', 'abbc']],
    ['f: "??*"', ['ab', 'abc'], ['a']],
    ['f: "*"', ['', 'x', 0], [undefined, null]],
    ['f: "**"', ['', 'x'], [undefined]],
  ],
  escapes: [
    [String.raw`f: a\*b`, ['a*b'], ['axb', 'a\\*b']],
    [String.raw`f: a\?b`, ['a?b'], ['axb']],
    [String.raw`f: a\\b`, ['a\\b'], ['a\\\\b']],
    [String.raw`f: a\b`, ['a\\b'], ['ab']],
    [String.raw`f: a\\*`, ['a\\', 'a\\b'], ['a*', 'ab']],
    [String.raw`f: a\\\*`, ['a\\*'], ['a\\x', 'a*']],
    [String.raw`f: a\\\\b`, ['a\\\\b'], ['a\\b']],
    [String.raw`f: a\\\b`, ['a\\\\b'], ['a\\b']],
    [String.raw`f: C:\Windows\*`, ['C:\\Windows*'], ['C:\\Windows\\x']],
    [String.raw`f: C:\Windows\\*`, ['C:\\Windows\\x', 'c:\\windows\\'], ['C:\\Windows']],
    [String.raw`f: '\\server\share'`, ['\\server\\share'], ['\\\\server\\share']],
    [String.raw`f: '\\\\server\share'`, ['\\\\server\\share'], ['\\server\\share']],
    [String.raw`f: a\\`, ['a\\'], ['a\\\\', 'a']],
    [String.raw`f: 'a\'`, ['a\\'], ['a']],
    [String.raw`f: \%x`, ['\\%x'], ['%x']],
  ],
  'contains, startswith, endswith': [
    ['f|contains: b', ['b', 'abc', 'B'], ['ac', '', undefined, null]],
    ['f|startswith: ab', ['ab', 'ABC'], ['cab']],
    ['f|endswith: bc', ['bc', 'aBC'], ['bcd']],
    ['f|contains: a*c', ['xabcx', 'ac'], ['ca']],
    ['f|contains: a?c', ['xabcx'], ['ac']],
    ['f|startswith: a*c', ['abcd', 'ac'], ['bac']],
    ['f|endswith: a*c', ['xabc'], ['abcd']],
    [String.raw`f|endswith: '\cmd.exe'`, ['C:\\Windows\\cmd.exe', '\\CMD.EXE'], ['cmd.exe']],
    [String.raw`f|contains: '\\*'`, ['a\\b'], ['a*b']],
    [String.raw`f|contains: '\*'`, ['a*b'], ['ab']],
    ["f|contains: ''", ['', 'x'], [undefined, null]],
    ['f|contains: 44', [443, '1443'], [434]],
    ['f|contains: [x, y]', ['ax', 'ay'], ['a']],
    ['f|contains|all: [x, y]', ['xy', 'y-x'], ['x', 'y']],
    ['f|all|contains: [x, y]', ['xy', 'y-x'], ['x', 'y']],
    ['f|contains|all: x', ['ax'], ['y']],
    ['f|startswith|endswith: a', ['xay'], ['b']],
    ['f|all: [a*, "*b"]', ['ab', 'axb'], ['a', 'b']],
  ],
  cased: [
    ['f|cased: Root', ['Root'], ['root', 'ROOT']],
    ['f|contains|cased: Ab', ['xAbx'], ['xabx', 'xABx']],
    ['f|cased|contains: Ab', ['xAbx'], ['xabx']],
    ['f|startswith|cased: É', ['École'], ['école']],
    ['f|cased: [A, b]', ['A', 'b'], ['a', 'B']],
    ['f|cased: "A*"', ['Ax'], ['ax']],
  ],
  neq: [
    ['f|neq: a', ['b', '', undefined, null], ['a', 'A']],
    ['f|neq: [a, b]', ['c'], ['a', 'b']],
    ['f|neq: 5', [6, '6', undefined], [5, '5']],
    ['f|contains|neq: a', ['b'], ['bab']],
    ['f|neq: null', ['x', ''], [null, undefined]],
    ["f|neq: ''", ['x', undefined], ['']],
    ['f|contains|all|neq: [a, b]', ['a', 'b', 'c'], ['ab']],
  ],
  exists: [
    ['f|exists: true', ['', 'x', 0, false, null], [undefined]],
    ['f|exists: false', [undefined], ['', 'x', null]],
    ["f|exists: 'yes'", ['x'], [undefined]],
  ],
  re: [
    ['f|re: ^a.c$', ['abc'], ['ABC', 'xabc', 'ac']],
    ['f|re: b+', ['abbc', 'b'], ['ac', '', undefined, null]],
    ['f|re|i: ^abc$', ['abc', 'ABC'], ['abcd']],
    ['f|re|ignorecase: ^abc$', ['ABC'], []],
    ['f|re|m: ^b$', ['a\nb\nc'], ['abc']],
    ['f|re|multiline: ^b$', ['a\nb\nc'], ['abc']],
    ['f|re|s: a.b', ['a\nb'], []],
    ['f|re: a.b', ['axb'], ['a\nb']],
    ['f|re|dotall: a.b', ['a\nb'], []],
    ['f|re|i|s: A.B', ['a\nb'], []],
    ['f|re: a\\*b', ['a*b'], ['aab']],
    [String.raw`f|re: '\\\\x'`, ['\\\\x'], ['\\x']],
    ['f|re: [foo, ^ba]', ['xfoo', 'bar'], ['xba']],
    ['f|re|all: [foo, bar]', ['foobar', 'bar foo'], ['foo']],
    ['f|re: 1.10', ['1.10', '1x10'], ['1.1']],
    ['f|re|startswith: b', ['bc'], ['ab']],
    ['f|re|endswith: a|b', ['xb', 'xa'], ['bx']],
    ['f|re|contains: b', ['abc'], ['ac']],
    ['f|re|neq: ^a', ['b', undefined], ['ab']],
    ['f|re: (?i)select\\s+(?:all\\s+)?from', ['SELECT ALL FROM', 'select from'], ['selectfrom']],
    ['f|re: "[sS]ecret"', ['a Secret', 'secret'], ['SECRET']],
    ['f|re: ^(?:cmd|powershell)\\.exe$', ['cmd.exe', 'powershell.exe'], ['xcmd.exe', 'CMD.exe']],
    ['f|re: 44\\d', [443], [434]],
    ['f|re: ""', ['', 'x'], [undefined]],
  ],
  'comparisons are of numbers': [
    ['f|lt: 5', [4, '4', -1, '-1.5'], [5, 6, '', 'four', null, undefined, true]],
    ['f|lte: 5', [5, '5.0'], [5.1]],
    ['f|gt: 5', [6, '1e3'], [5, '5', 'x', '']],
    ['f|gte: 5', [5, 6], ['4.9', ' ']],
    ["f|gte: '5'", [5], [4]],
    ['f|gt: -1', [0], [-1, -2]],
    ['f|gte: 1.5', [1.5, '1.50'], [1.4]],
    ['f|lt: [3, 4]', [3], [4]],
    ['f|gte|neq: 5', [4, undefined], [5]],
  ],
  cidr: [
    [
      'f|cidr: 10.0.0.0/8',
      ['10.0.0.0', '10.255.255.255', '::ffff:10.1.2.3'],
      ['11.0.0.0', '9.255.255.255', '10.0.0', 'x', '', undefined],
    ],
    ['f|cidr: 192.0.2.0/25', ['192.0.2.127'], ['192.0.2.128']],
    ['f|cidr: 192.0.2.7/32', ['192.0.2.7'], ['192.0.2.6', '192.0.2.70']],
    ['f|cidr: 192.0.2.7', ['192.0.2.7'], ['192.0.2.8']],
    ['f|cidr: 0.0.0.0/0', ['203.0.113.9'], ['2001:db8::1']],
    ["f|cidr: '::ffff:192.0.2.0/121'", ['192.0.2.127', '::ffff:192.0.2.1'], ['192.0.2.128', '::192.0.2.1']],
    ["f|cidr: '2001:db8::/32'", ['2001:db8::1', '2001:DB8:ffff::'], ['2001:db9::1', '192.0.2.1']],
    ["f|cidr: '2001:db8::/33'", ['2001:db8:7fff::1'], ['2001:db8:8000::1']],
    ["f|cidr: '::1/128'", ['::1', '0:0:0:0:0:0:0:1'], ['::2']],
    ["f|cidr: 'fe80::/10'", ['fe80::1%eth0', 'febf::1'], ['fec0::1']],
    ['f|cidr: [10.0.0.0/8, 192.168.0.0/16]', ['10.1.1.1', '192.168.9.9'], ['172.16.0.1']],
    ['f|cidr|neq: 10.0.0.0/8', ['11.0.0.1', undefined], ['10.0.0.1']],
  ],
  base64: [
    ['f|base64: foobar', ['Zm9vYmFy'], ['foobar']],
    ['f|base64|contains: foobar', ['xxZm9vYmFyxx'], ['foobar']],
    ['f|base64: é', ['w6k='], []],
    ['f|base64: fo', ['Zm8='], []],
    ['f|base64|cased: fo', ['Zm8='], ['ZM8=']],
    ['f|base64offset|contains: foobar', ['Zm9vYmFy', 'IGZvb2Jhcg==', 'ICBmb29iYXI='], ['foobar', 'Zm9vYmE=']],
    ['f|base64offset|contains: [foo, bar]', ['Zm9v', 'YmFy'], ['cXV4']],
    ['f|base64offset|contains|all: [foo, bar]', ['Zm9vYmFy'], ['Zm9v']],
    ['f|wide|base64offset|contains: cmd', ['YwBtAGQA', 'IGMAbQBkACA='], ['Y21k']],
    ['f|utf16le|base64: cmd', ['YwBtAGQA'], []],
    ['f|utf16be|base64: cmd', ['AGMAbQBk'], []],
    ['f|utf16|base64: cmd', ['//5jAG0AZAA='], []],
    ['f|wide|base64: é', ['6QA='], []],
    ['f|wide: cmd', ['c\u0000m\u0000d\u0000'], ['cmd']],
    ['f|utf16be: cmd', ['\u0000c\u0000m\u0000d'], ['cmd']],
    ['f|utf16: cmd', ['\ufeffc\u0000m\u0000d\u0000'], ['c\u0000m\u0000d\u0000']],
    ['f|wide|contains: a*b', ['a\u0000xyzb\u0000'], ['ab']],
  ],
  windash: [
    [
      "f|windash|contains: ' -enc '",
      ['x -enc y', 'x /enc y', 'x \u2013enc y', 'x \u2014enc y', 'x \u2015ENC y'],
      ['x enc y', 'x +enc y', 'x --enc y'],
    ],
    ["f|contains|windash: ' /c '", ['cmd /c x', 'cmd -c x'], ['cmd c x']],
    ["f|windash: '-a -b'", ['-a -b', '/a -b', '-a /b', '\u2013a \u2015b'], ['a b']],
    ["f|windash: '-param-name'", ['/param-name', '-param-name'], ['/param/name']],
    ["f|windash|contains|all: [' -a', ' -b']", ['x /a -b'], ['x /a']],
    ['f|windash: plain', ['plain'], ['-plain']],
    ["f|windash: '-f*'", ['/foo', '-f'], ['f']],
  ],
  'parts of a time, in UTC': [
    [
      'f|minute: 5',
      ['2026-11-21T13:05:59Z', '2026-11-21 14:05:00+01:00', 1795266300],
      ['2026-11-21T13:06:00Z', 'x', '', undefined],
    ],
    ['f|hour: 13', ['2026-11-21T13:05:00Z', '2026-11-21T14:05:00+01:00'], ['2026-11-21T14:05:00Z']],
    ['f|day: 21', ['2026-11-21T00:00:00Z', '2026-11-21'], ['2026-11-22T00:00:00Z']],
    ['f|month: 11', ['2026-11-01T00:00:00Z'], ['2026-10-31T23:59:59Z']],
    ['f|year: 2026', ['2026-01-01T00:00:00Z', 1795266300000], ['2025-12-31T23:59:59Z']],
    ['f|week: 1', ['2026-01-01T00:00:00Z', '2024-12-30T00:00:00Z'], ['2026-01-05T00:00:00Z']],
    ['f|week: 53', ['2027-01-01T00:00:00Z'], ['2027-01-04T00:00:00Z']],
    ['f|hour|gte: 22', ['2026-11-21T22:00:00Z'], ['2026-11-21T21:59:59Z']],
    ['f|hour: [1, 2]', ['2026-11-21T02:30:00Z'], ['2026-11-21T03:00:00Z']],
  ],
};

for (const [subject, rows] of Object.entries(TABLE)) {
  describe(subject, () => {
    for (const [yaml, matches, misses] of rows) {
      test(yaml, () => {
        const rule = ruleOf(`s:\n  ${yaml.replaceAll('\n', '\n  ')}\ncondition: s`);
        assert.deepEqual(rule.issues, []);
        const found = (value: Value): boolean =>
          rule.matches(eventWith(value === undefined ? {} : { f: value }));
        assert.deepEqual(
          matches.filter((value) => !found(value)),
          [],
          'must match',
        );
        assert.deepEqual(
          misses.filter((value) => found(value)),
          [],
          'must not match',
        );
      });
    }
  });
}
