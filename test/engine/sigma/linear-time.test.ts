/** Whoever writes the log chooses the text: four times the text may cost four times as much, whatever it is made of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventWith, ruleOf } from './rule-of.ts';

const LONGEST = 64_000;
/** Below this, timers say nothing. What is quadratic takes seconds. */
const FLOOR_MS = 100;

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

const ATTEMPTS = 5;

/** Milliseconds of processor time, the best of three: what other programs take does not count. */
function timed(work: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

for (const yaml of TESTS) {
  test(yaml.slice(0, 60), () => {
    const rule = ruleOf(`s:\n  ${yaml}\nk: [${MANY}]\ncondition: s or k`);
    assert.deepEqual(rule.issues, []);
    for (const piece of PIECES) {
      const cost = (length: number): number => {
        const text = piece.repeat(length / piece.length);
        return timed(() => rule.matches(eventWith({ f: text, g: text.slice(0, 100) }, text)));
      };
      for (let attempt = 1; ; attempt++) {
        const short = cost(LONGEST / 4);
        const long = cost(LONGEST);
        if (long < FLOOR_MS || long < 10 * short) break;
        const times = `${short.toFixed(1)} ms, four times as long ${long.toFixed(1)} ms`;
        assert.ok(attempt < ATTEMPTS, `${JSON.stringify(piece)}: ${times}`);
      }
    }
  });
}
