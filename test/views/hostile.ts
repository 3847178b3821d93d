import type { Snapshot } from '../../src/core/protocol/snapshot.ts';
import type { Entity } from '../../src/model/entity.ts';
import type { HuntAnswer } from '../../src/model/hunt/hunt-answer.ts';
import { RefusedError } from '../../src/model/refused-error.ts';
import { capture } from './capture-fixture.ts';
import type { Answers } from './console-harness.ts';
import {
  alert,
  ban,
  banPlan,
  busySnapshot,
  finding,
  login,
  rule,
  source,
  webPath,
  webSource,
} from './fixture.ts';

/** What attackers and broken programs write into logs, each of a kind that has broken a terminal program. */
const HOSTILE = {
  clear: '\u001b[2J\u001b[H\u001b[31mowned',
  clipboard: '\u001b]52;c;cm0gLXJmIC8=\u0007',
  title: '\u001b]0;pwned\u001b\\',
  c1: '\u009b2J\u0090q\u009c',
  controls: 'a\r\nb\tc\0d\b\u007f',
  bidi: 'admin\u202e\u2066gnp.exe\u2069',
  invisible: 'ro\u200bot\ufeff\u00ad\u2060',
  marks: `a${'\u0301'.repeat(40)}b`,
  wide: '管理者アカウント관리자',
  emoji: '👩‍👩‍👧‍👦🇫🇷👍🏽❤️',
  arabic: 'مدير النظام',
  surrogate: 'x\ud800y',
  tags: 'a\u{e0041}\u{e0042}b',
  long: 'A'.repeat(20_000),
  frame: '╯│╭▶ 203.0.113.1 ✓ ban',
  empty: '',
} as const;

const KINDS = Object.values(HOSTILE);

/** Hostile text wherever text from outside can reach the screen. */
export function hostileSnapshot(): Snapshot {
  const base = busySnapshot();
  const one = (index: number): string => KINDS[index % KINDS.length] ?? '';
  return busySnapshot({
    host: HOSTILE.clear,
    sources: KINDS.map((text, index) =>
      source({
        id: `file:/var/log/${text}`,
        format: text,
        state: index % 2 === 0 ? 'live' : 'failed',
        error: index % 2 === 0 ? null : one(index + 3),
      }),
    ),
    logins: {
      ...base.logins,
      rows: KINDS.map((text, index) =>
        login({
          key: `host${index}${text}`,
          ip: null,
          host: text,
          users: [text, one(index + 1)],
          failed: 100 - index,
        }),
      ),
    },
    alerts: {
      ...base.alerts,
      rows: KINDS.map((text, index) => {
        const made = alert({
          id: `alert${index}`,
          title: text,
          group: { [text]: one(index + 2), user: text, src_host: `${index}${text}` },
          users: [text, one(index + 5)],
          sources: [text],
          recommendation: text,
          evidence: KINDS.map((raw, line) => ({ source: text, line, time: base.now, raw })),
        });
        return { ...made, rule: { ...made.rule, id: text, name: text, tags: [text, `attack.${text}`] } };
      }),
    },
    web: {
      requests: 100,
      total: KINDS.length,
      rows: KINDS.map((text, index) =>
        webSource({ ip: `${text}${index}`, requests: 9, attacks: { sqli: index } }),
      ),
    },
    paths: {
      requests: 100,
      statuses: { '2xx': 50, '3xx': 0, '4xx': 40, '5xx': 10 },
      rows: KINDS.map((text, index) =>
        webPath({ path: `/${text}${index}`, requests: 9 - index, over: index }),
      ),
    },
    rules: KINDS.map((text, index) =>
      rule({
        id: `rule${index}`,
        ...{ name: text, title: text, status: text, description: text, recommendation: text, place: text },
        ...{ looksAt: text, condition: text, tags: [text], falsepositives: [text], references: [text] },
      }),
    ),
    notes: KINDS.map((text) => ({ subject: 'alert0', time: base.now, actor: text, text })),
    tried: KINDS.map((text, line) => finding({ line, source: text, service: text, reason: text })),
    channels: [
      {
        ...{ name: 'mail', waiting: 3, givenUp: 0 },
        problem: { text: HOSTILE.clear, retryAt: null },
      },
    ],
    response: { ...base.response, undo: { what: `ban of ${HOSTILE.clear}`, bans: [] } },
    warnings: [HOSTILE.clear],
    entity: hostileEntity(),
    network: hostileNetwork(),
    findings: {
      services: 12,
      total: KINDS.length,
      rows: KINDS.map((text, index) =>
        finding({
          line: index,
          source: text,
          service: text,
          status: text,
          reason: text,
          risk: text,
          recommendation: text,
        }),
      ),
    },
    decisions: {
      active: 3,
      total: 3,
      states: { simulated: 3 },
      toConfirm: null,
      rows: KINDS.map((text, index) =>
        ban({
          id: `ban${index}`,
          value: text,
          responder: text,
          detail: text,
          commands: [[text, one(index + 1)]],
        }),
      ),
    },
    series: { ...base.series, source: HOSTILE.wide },
    counters: Object.fromEntries(KINDS.map((text, index) => [text, index + 1])),
  });
}

const LABELS = Object.fromEntries(KINDS.map((text) => [text, text]));

const HUNTED = {
  lines: {
    kind: 'lines',
    isCut: true,
    lines: KINDS.map((line, time) => ({ time, line, labels: { ...LABELS, user: line } })),
  },
  values: {
    kind: 'values',
    total: KINDS.length,
    values: KINDS.map((text, value) => ({ labels: { [text]: text }, value })),
  },
  curves: {
    ...{ kind: 'curves', total: KINDS.length },
    curves: KINDS.map((text) => ({
      ...{ labels: { [text]: text }, start: 0, end: 9000, peak: 3, peakAt: 1000, mean: 1, p95: 3 },
      values: [0, 1, 2, 3],
    })),
  },
} as const satisfies Readonly<Record<string, HuntAnswer['found']>>;

/** A core whose every answer holds what others wrote. */
export const HOSTILE_ANSWERS: Answers = {
  actions: () =>
    KINDS.map((text, number) => ({
      ...{ number, time: 0, actor: text, kind: text, subject: text, previous: '', hash: '' },
      detail: { [text]: text },
    })),
  'plan-ban': () =>
    banPlan({
      value: '203.0.113.45',
      responder: HOSTILE.clear,
      choices: [{ duration: null, commands: [[HOSTILE.clear, HOSTILE.long, HOSTILE.wide]] }],
    }),
  allow: () => ({ address: HOSTILE.clear, isAllowed: false }),
  acknowledge: () => {
    throw new RefusedError(KINDS.join(' '));
  },
  'saved-hunts': () => ({
    saved: KINDS.map((text) => ({ name: text, title: text, description: text, query: text, threshold: 1 })),
    history: KINDS,
    everything: '{filename=~".+"}',
  }),
  hunt: ({ question: { query, asCurve } }) => {
    const found = asCurve ? HUNTED.curves : query.startsWith('topk') ? HUNTED.values : HUNTED.lines;
    return { found, notes: KINDS, took: 1 };
  },
  'inspect-hunt': ({ at }) => ({ problem: { message: HOSTILE.title, at }, completions: KINDS, from: at }),
  'hunt-rule': () => ({ yaml: KINDS.join('\n'), leftOut: KINDS }),
  'try-hunt-rule': () => ({ events: 9, matched: 3, alerts: 1 }),
  'cancel-hunt': () => null,
};

function hostileEntity(): Entity {
  const timeline = KINDS.map((text, index) => ({
    ...{ time: index, kind: 'line' as const, level: null, source: text, line: index, text, alertId: null },
  }));
  return {
    ...{
      value: 'client',
      kind: 'host',
      login: null,
      web: null,
      bans: [],
      timeline,
      left: 3,
      first: 0,
      last: 9,
    },
    triedBy: KINDS.map((text) => ({ ...login({ key: text }), users: [text] })),
    alerts: { total: 1, rows: [alert({ id: 'one', title: HOSTILE.clear, users: [HOSTILE.bidi] })] },
  };
}

function hostileNetwork(): NonNullable<Snapshot['network']> {
  return {
    captures: KINDS.map((text) => capture(text)),
    synRate: { start: 0, end: 1000, span: 10_000, values: [1, 2, 3] },
    threshold: 100,
    packets: KINDS.map((text, number) => ({
      ...{ source: text, number, time: 0, layers: [text, text], hex: '1b5d35', length: 60, isSecret: false },
    })),
  };
}
