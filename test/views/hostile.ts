import type { Snapshot } from '../../src/core/protocol.ts';
import type { Entity } from '../../src/model/entity.ts';
import { capture } from './capture-fixture.ts';
import { alert, ban, busySnapshot, finding, login, rule, source, webSource } from './fixture.ts';

/** What attackers and broken programs write into logs, each of a kind that has broken a terminal program. */
export const HOSTILE = {
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
          group: { [text]: one(index + 2), user: text },
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
    rules: KINDS.map((text, index) =>
      rule({
        id: `rule${index}`,
        ...{ name: text, title: text, status: text, description: text, recommendation: text, place: text },
        ...{ looksAt: text, condition: text, tags: [text], falsepositives: [text], references: [text] },
      }),
    ),
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
