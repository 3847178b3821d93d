import type { HuntAnswer, HuntInspection, SavedHuntRow } from '../../src/model/hunt/hunt-answer.ts';
import { clockTime } from '../../src/views/presentation/words/times.ts';
import type { Answers } from './console-harness.ts';
import { NOW } from './fixture.ts';

const SAVED: readonly SavedHuntRow[] = [
  {
    ...{ name: 'ssh-failures', title: 'Refused SSH passwords in 10 seconds', threshold: 5 },
    description: 'How many passwords were refused in a sliding window of 10 seconds.',
    query: '{filename=~".+"} |= "Failed password"',
  },
  {
    ...{ name: 'web-sqli', title: 'SQL injection in requests', threshold: null },
    description: 'UNION SELECT and other probes, in the address as it was sent.',
    query: '{filename=~".+"} |~ `(?i)union.select`',
  },
];

const USERS = ['root', 'admin', 'oracle\u202e', 'postgres'];

/** Sixty refused passwords, one every half second. */
const LINES: HuntAnswer = {
  found: {
    kind: 'lines',
    isCut: false,
    lines: Array.from({ length: 60 }, (_, index) => {
      const user = USERS[index % USERS.length] ?? '';
      const ip = `203.0.113.${(index % 3) + 7}`;
      return {
        time: NOW - index * 500,
        line: `Nov 21 ${clockTime(NOW - index * 500)} web01 sshd[${1000 + index}]: Failed password for ${user} from ${ip} port ${40_000 + index} ssh2`,
        labels: { filename: '/var/log/auth.log', format: 'syslog', host: 'web01', ip, user },
      };
    }),
  },
  notes: [],
  took: 120,
};

const CURVE: HuntAnswer = {
  found: {
    kind: 'curves',
    total: 1,
    curves: [
      {
        ...{ labels: {}, start: NOW - 40_000, end: NOW, peak: 20, peakAt: NOW - 9000, mean: 12.5, p95: 20 },
        values: Array.from({ length: 40 }, (_, index) => Math.min(20, index)),
      },
    ],
  },
  ...{ notes: [], took: 100 },
};

const VALUES: HuntAnswer = {
  found: {
    kind: 'values',
    total: 3,
    values: [
      { labels: { ip: '203.0.113.7' }, value: 412 },
      { labels: { ip: '2001:db8::15' }, value: 22 },
      { labels: {}, value: 0.5 },
    ],
  },
  notes: ['standard input is not in this answer'],
  took: 900,
};

const INSPECTIONS: Readonly<Record<string, HuntInspection>> = {
  '{filename=~".+"} | json |= nope': {
    problem: { message: 'syntax error: unexpected nope', at: 26 },
    ...{ completions: [], from: 31 },
  },
  '{filename=~".+"} | js': { problem: null, completions: ['json'], from: 19 },
};

const EVERYTHING = '{filename=~".+"}';

/** A core that answers hunts: curves where they are asked for, values for topk, else lines. */
export const HUNT_ANSWERS: Answers = {
  'try-hunt-rule': () => ({ events: 1200, matched: 60, alerts: 3 }),
  'rule-hunt': () => ({ query: 'sum by (src_ip) (count_over_time({filename=~".+"}[10s]))', threshold: 5 }),
  'keep-hunt': ({ name, query }) => ({
    saved: [{ name, query, title: query, description: '', threshold: null, isOwn: true }, ...SAVED],
    ...{ history: [], everything: EVERYTHING },
  }),
  'saved-hunts': () => ({ saved: SAVED, history: ['{job="of yesterday"}'], everything: EVERYTHING }),
  hunt: ({ question }) => (question.asCurve ? CURVE : question.query.startsWith('topk') ? VALUES : LINES),
  'cancel-hunt': () => null,
  'inspect-hunt': ({ query, at }) =>
    INSPECTIONS[query] ?? { problem: null, completions: ['|=', '!='], from: at },
  'hunt-rule': () => ({
    yaml: 'title: Hunt\ndetection:\n  selection:\n    - Failed password\n  condition: selection\n',
    leftOut: ['the stage line_format'],
  }),
};
