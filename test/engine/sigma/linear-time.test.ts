/** Whoever writes the log chooses the text: four times the text may cost four times as much, whatever it is made of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertLinear, pumped } from '../../support/linear-time.ts';
import { eventWith, ruleOf } from './rule-of.ts';

const LIMITS = { longest: 64_000, quickMs: 100, mostMs: 2000 };

const MANY = Array.from({ length: 200 }, (_, index) => `literal${index}x`).join(', ');

const TESTS: readonly string[] = [
  'f: "*a*b*c*d*e*f*"',
  'f: "a*a*a*a*a*b"',
  'f|contains: "aaaaaaaab"',
  'f|contains: "a?a?a?a?b"',
  "f|windash|contains: ' -a -b -c'",
  'f|endswith: "*a?b"',
  'f|cased|contains: "ÉÉÉb"',
  `f|contains: [${MANY}]`,
  `f|contains|all: [${MANY}]`,
  'f|re: "(a+)+$"',
  'f|re: "(a|a)*b"',
  'f|re|i: "(?:é|É)+x"',
  "f|base64offset|contains: 'aaaa'",
  'f|cidr: 10.0.0.0/8',
  'f|fieldref|contains: g',
  'f|gt: 5',
];
const PIECES: readonly string[] = [
  'a',
  'ab',
  ' -a',
  'literal1',
  'É',
  '\u{1f600}a',
  'x',
  '1',
  '\u0130',
  'YWFh',
];

for (const yaml of TESTS) {
  test(yaml.slice(0, 60), () => {
    const rule = ruleOf(`s:\n  ${yaml}\nk: [${MANY}]\ncondition: s or k`);
    assert.deepEqual(rule.issues, []);
    for (const piece of PIECES) {
      const read = (length: number): boolean => {
        const text = pumped(piece, length);
        return rule.matches(eventWith({ f: text, g: text.slice(0, 100) }, text));
      };
      assertLinear(JSON.stringify(piece), read, LIMITS);
    }
  });
}
