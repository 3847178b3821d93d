/**
 * Golden frames: whole screens as text, for a reader. `UPDATE_FRAMES=1` writes them anew; read the diff
 * as a user would.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Snapshot } from '../../src/core/protocol/snapshot.ts';
import type { LoggedAction } from '../../src/model/bans/action.ts';
import { DAY_MS } from '../../src/model/time.ts';
import { textWidth } from '../../src/platform/text-width.ts';
import { capture } from './capture-fixture.ts';
import { type Answers, type ConsoleSetup, openConsole } from './console-harness.ts';
import {
  ban,
  banPlan,
  bruteForceEntity,
  busySnapshot,
  emptySnapshot,
  foreign,
  NOW,
  rangeBan,
  rangePlan,
} from './fixture.ts';
import { hostileSnapshot } from './hostile.ts';
import { HUNT_ANSWERS } from './hunt-fixture.ts';
import { pagedSnapshot } from './paged-snapshot.ts';

type Scene = Omit<ConsoleSetup, 'columns' | 'rows'> & {
  readonly keys?: readonly string[];
  /** So long the console has been looked at then, in milliseconds. */
  readonly after?: number;
};

const REFUSED =
  '172.30.77.101 is the address of your own ssh session (pts/0, since 00:12): it is never banned.';

const DOWN_TO_RANGE = ['down', 'down', 'down', 'down', 'down', 'down'];

function planOf({ address }: { readonly address: string }) {
  return address.includes('/') ? rangePlan() : banPlan({ value: address });
}

function withRange() {
  const { decisions } = busySnapshot();
  const toConfirm = rangeBan();
  return busySnapshot({
    decisions: { ...decisions, active: 2, toConfirm, rows: [toConfirm, ...decisions.rows] },
  });
}

/** A capture of which no packet has been read: there is no time yet. */
const UNREAD = {
  captures: [],
  packets: [],
  threshold: 100,
  synRate: { start: -300_000, end: 0, span: 10_000, values: [0, 0, 0, 0] },
};

const NETWORK = {
  captures: [capture('172.30.77.10', 'capture:/srv/synflood.pcap')],
  synRate: { start: NOW - 180_000, end: NOW, span: 10_000, values: [3, 4, 90, 820, 950, 910, 400, 20, 3] },
  threshold: 100,
  packets: [
    {
      ...{ source: 'capture:/srv/synflood.pcap', number: 4127, time: NOW - 150_000, length: 54 },
      layers: [
        'Ethernet, 54 bytes on the wire',
        'IPv4 172.30.77.103 > 172.30.77.10, TTL 64',
        'TCP 2417 > 80 [SYN], 0 bytes of data',
      ],
      hex: '0242ac1e4d0a0242ac1e4d67080045000028a1f100004006e07bac1e4d67ac1e4d0a0971005012345678000000005002020000000000',
      isSecret: false,
    },
    {
      ...{ source: 'capture:/srv/synflood.pcap', number: 4130, time: NOW - 149_990, length: 96 },
      layers: ['Ethernet, 96 bytes on the wire', 'TCP 40122 > 21 [ACK PSH], 30 bytes of data'],
      hex: '0242ac1e4d0a0242ac1e4d6708004500',
      isSecret: true,
    },
  ],
};

/** The same address in both: two rows, told apart by their capture. */
const TWO_CAPTURES = {
  ...NETWORK,
  captures: [
    capture('172.30.77.10', 'capture:/srv/synflood.pcap'),
    capture('172.30.77.10', 'capture:/srv/monday.pcap'),
  ],
};

const RESTARTED =
  'the core was started again at 2026-11-21T00:53:00.000Z from what it had stored; it had failed: out of memory';

/** A core that has not answered yet. */
const NEVER = new Promise<never>(() => {}) as unknown as Snapshot;

const NO_HUNTS: Answers = {
  'saved-hunts': () => ({ saved: [], history: [], everything: '' }),
  'inspect-hunt': ({ at }) => ({ problem: null, completions: [], from: at }),
};

function silentAfterFirst(): Answers {
  let asked = 0;
  return { snapshot: ({ view }) => (asked++ === 0 ? pagedSnapshot(busySnapshot(), view) : NEVER) };
}

/** Lines were read, and nothing was in them. */
function calmSnapshot() {
  return emptySnapshot({ sources: busySnapshot().sources });
}

function silentSource() {
  const [first, ...others] = busySnapshot().sources;
  return busySnapshot({
    sources:
      first === undefined ? [] : [{ ...first, first: NOW - 7_200_000, last: NOW - 2_460_000 }, ...others],
  });
}

function lokiDown() {
  const [first, ...others] = busySnapshot().sources;
  const error = 'http://loki:3100 does not answer: connection refused';
  return busySnapshot({
    sources:
      first === undefined
        ? []
        : [
            first,
            {
              ...first,
              ...{ id: 'loki:{job="sshd"}', kind: 'loki', finder: true, state: 'waiting', error },
              ...{ retryAt: NOW + 5000, failingSince: NOW - 40_000 },
            },
            ...others,
          ],
  });
}

function withUndo() {
  const { response } = busySnapshot();
  const undo = { what: 'the ban of 172.30.77.102', bans: [{ id: 'ban-1', value: '172.30.77.102' }] };
  return busySnapshot({ response: { ...response, undo } });
}

/** Logs that ended the day before yesterday. */
function oldLogs() {
  const snapshot = busySnapshot();
  const age = 2 * DAY_MS;
  return { ...snapshot, now: snapshot.now + age, startedAt: snapshot.startedAt + age };
}

function heldBack() {
  const { response } = busySnapshot();
  return busySnapshot({
    response: {
      ...response,
      automatic: 'on',
      heldBack: { spoofable: 1, protected: 3, 'too-many-a-minute': 1204 },
    },
  });
}

function provedBan() {
  const { decisions } = busySnapshot();
  const proved = ban({
    ...{ id: 'ban-3', value: '203.0.113.45', responder: 'nftables', state: 'effective' },
    enforcements: [
      { responder: 'nftables', state: 'effective', detail: null, packets: 1284, checkedAt: NOW - 20_000 },
    ],
  });
  return busySnapshot({
    decisions: {
      ...decisions,
      active: 2,
      states: { effective: 1, simulated: 1 },
      rows: [proved, ...decisions.rows],
    },
  });
}

function withNote() {
  const text = 'A scanner of ours, asked for by Kim until Friday.';
  const [newest] = busySnapshot().alerts.rows;
  return busySnapshot({ notes: [{ subject: newest?.id ?? '', time: NOW - 30_000, actor: 'ops', text }] });
}

/** A blank is a key of its own. */
function typed(text: string): readonly string[] {
  return [...text].map((key) => (key === ' ' ? 'space' : key));
}

const SCENES: Readonly<Record<string, Scene>> = {
  overview: {},
  'overview-empty': { snapshot: emptySnapshot() },
  'overview-ascii': { look: { glyphs: 'ascii', colours: 0 } },
  'overview-hostile': { snapshot: hostileSnapshot() },
  'overview-trouble': { snapshot: troubledSnapshot() },
  'overview-old': { snapshot: oldLogs() },
  'alerts-old': { keys: ['1', 'j'], snapshot: oldLogs() },
  alerts: { keys: ['1', 'j'] },
  incidents: { keys: ['I', 'j'] },
  'alert-detail': { keys: ['1', ...'jjjjj', 'enter'] },
  'alert-packets': { keys: ['1', 'P'], snapshot: busySnapshot({ network: NETWORK }) },
  'ban-menu': { keys: ['b', 'down', 'down'] },
  'ban-real': {
    keys: ['b', 'down'],
    answers: { 'plan-ban': () => banPlan({ simulated: false, responder: 'nftables' }) },
  },
  'ban-refused': { keys: ['b'], answers: { 'plan-ban': () => banPlan({ refused: REFUSED }) } },
  'ban-range': { keys: ['b', ...DOWN_TO_RANGE, 'enter', 'down'], answers: { 'plan-ban': planOf } },
  'ban-keep': { keys: ['7', 'K', 'down'], snapshot: withRange() },
  'bans-range': { keys: ['7'], snapshot: withRange() },
  help: { keys: ['?'] },
  logins: {
    keys: ['2', 'j'],
    snapshot: busySnapshot({ entity: entityOf('fd50:c077:77::104') }),
  },
  web: { keys: ['3', 'j'] },
  paths: { keys: ['3', 'v', 'j'] },
  'paths-ascii': { keys: ['3', 'v', 'j'], look: { glyphs: 'ascii', colours: 0 } },
  'paths-no-ban': { keys: ['3', 'v', 'b'] },
  'network-empty': { keys: ['4'] },
  network: { keys: ['4', 'j'], snapshot: busySnapshot({ network: NETWORK }) },
  'network-unread': { keys: ['4'], snapshot: busySnapshot({ network: UNREAD }) },
  'network-two': { keys: ['4', 'j', 'j'], snapshot: busySnapshot({ network: TWO_CAPTURES }) },
  config: { keys: ['5', 'j'] },
  'config-detail': { keys: ['5', 'j', 'enter'] },
  bans: { keys: ['7'] },
  'bans-held-back': { keys: ['7'], snapshot: heldBack() },
  'overview-held-back': { snapshot: heldBack() },
  'bans-proved': { keys: ['7'], snapshot: provedBan() },
  'ban-detail': { keys: ['7', 'enter'] },
  sources: { keys: ['8', 'j'], snapshot: troubledSnapshot() },
  'source-detail': { keys: ['8', 'enter'], snapshot: troubledSnapshot() },
  rules: { keys: ['9', 'j'] },
  'rule-explained': { keys: ['1', 'x'] },
  entity: { keys: ['2', 'enter'], snapshot: busySnapshot({ entity: bruteForceEntity() }) },
  'entity-unknown': { keys: ['1', 'i'] },
  filter: { keys: ['1', '/', ...'brute >=high'] },
  'filter-wrong': { keys: ['1', '/', ...'colour:red'] },
  'filter-nothing': { keys: ['1', '/', ...'nobody', 'enter'] },
  marks: { keys: ['1', 's', 'space', 'space', 'b', 'down'] },
  'marks-unban': { keys: ['7', '*', 'u', 'down'], snapshot: provedBan() },
  palette: { keys: [':', ...'al'] },
  'palette-word': { keys: [':', ...typed('ban 203.0.113.7')] },
  actions: { keys: ['@'], answers: { actions: () => ACTIONS } },
  'actions-empty': { keys: ['@'], answers: { actions: () => [] } },
  hunt: { keys: ['6', 'j'], answers: HUNT_ANSWERS },
  'hunt-typing': { keys: ['6', '/', ...'{filename=~".+"} | json |= nope'], answers: HUNT_ANSWERS },
  'hunt-completing': { keys: ['6', '/', ...'{filename=~".+"} | js'], answers: HUNT_ANSWERS },
  'hunt-lines': { keys: ['6', 'enter', 'j', 'right'], answers: HUNT_ANSWERS },
  'hunt-table': { keys: ['6', 'enter', 'v', 'j'], answers: HUNT_ANSWERS },
  'hunt-curve': { keys: ['6', 'enter', 'v', 'v'], answers: HUNT_ANSWERS },
  'hunt-values': { keys: ['6', '/', ...'topk(3, x)', 'enter'], answers: HUNT_ANSWERS },
  'alerts-empty': { keys: ['1'], snapshot: calmSnapshot() },
  'incidents-empty': { keys: ['I'], snapshot: calmSnapshot() },
  'logins-empty': { keys: ['2'], snapshot: calmSnapshot() },
  'paths-empty': { keys: ['3', 'v'], snapshot: emptySnapshot() },
  'web-empty': { keys: ['3'], snapshot: emptySnapshot() },
  'config-empty': { keys: ['5'], snapshot: emptySnapshot() },
  'hunt-empty': { keys: ['6'], snapshot: emptySnapshot(), answers: NO_HUNTS },
  'bans-empty': { keys: ['7'], snapshot: emptySnapshot() },
  'bans-readonly': { keys: ['7'], snapshot: { ...emptySnapshot(), permits: 'nothing' } },
  'rules-empty': { keys: ['9'], snapshot: emptySnapshot({ rules: [] }) },
  'sources-empty': { keys: ['8'], snapshot: emptySnapshot({ sources: [] }) },
  starting: { answers: { snapshot: () => NEVER }, after: 4000 },
  paused: { keys: ['p'], after: 3000 },
  'core-silent': {
    // Anew for each size.
    get answers() {
      return silentAfterFirst();
    },
    after: 6000,
  },
  'core-restarted': { snapshot: busySnapshot({ warnings: [RESTARTED] }) },
  'source-silent': { snapshot: silentSource() },
  'nothing-understood': { keys: ['8'], snapshot: nothingUnderstood() },
  'one-not-understood': { keys: ['8'], snapshot: oneNotUnderstood() },
  'loki-down': { keys: ['8'], snapshot: lokiDown() },
  'demo-over': { snapshot: busySnapshot({ demo: true, finished: true }) },
  'read-only': { keys: ['b'], snapshot: busySnapshot({ permits: 'nothing' }) },
  'no-bans': { snapshot: busySnapshot({ permits: 'no-bans' }) },
  unban: { keys: ['7', 'u', 'down'] },
  undo: { keys: ['z', 'down'], snapshot: withUndo() },
  'undo-nothing': { keys: ['z'] },
  'key-unknown': { keys: ['M'] },
  allow: { keys: ['w', 'down'], answers: { allow: ({ address }) => ({ address, isAllowed: false }) } },
  'note-typed': { keys: ['1', 'o', ...'called the owner'] },
  'note-kept': { keys: ['1', 'enter', 'end'], snapshot: withNote() },
  'search-found': { keys: ['1', 'enter', '/', ...'root', 'enter'] },
  'source-full': { keys: ['2', 'f'] },
  'high-first': { keys: ['1', '/', ...'>=high', 'enter', 's'] },
  wall: { wall: true },
  'wall-bans': { wall: true, keys: ['right', 'right', 'right', 'right'], snapshot: emptySnapshot() },
  'wall-left': { wall: true, keys: ['escape', 'down'] },
  'wall-masked': { wall: true, keys: ['m', 'right'] },
  'wall-not-understood': { wall: true, snapshot: oneNotUnderstood() },
  'wall-stale': { wall: true, snapshot: troubledSnapshot() },
};

const ACTIONS: readonly LoggedAction[] = [
  {
    ...{ number: 1, time: NOW - 60_000, actor: 'ops', kind: 'ban', subject: '172.30.77.102' },
    detail: {
      ...{ decision: 'd', reason: 'SSH brute force', alertId: 'fa11fa11fa11', expiresAt: NOW + 540_000 },
      ...{ overridden: null, failure: 'iptables ended with 4 (Permission denied)', responder: 'docker web' },
      ran: [
        {
          argv: ['nft', '-f', '-'],
          input:
            'add table inet soc_console\nadd set inet soc_console banned4 { type ipv4_addr; flags timeout; }\n',
          ...{ exitCode: 0, failure: null, output: '' },
        },
        {
          argv: ['iptables', '-w', '5', '-A', 'SOC-CONSOLE', '-s', '172.30.77.102', '-j', 'DROP'],
          ...{ exitCode: 4, failure: null, output: 'Permission denied (you must be root)' },
        },
      ],
    },
    ...{ previous: '', hash: '' },
  },
  {
    ...{ number: 2, time: NOW - 20_000, actor: 'ops', kind: 'acknowledge', subject: 'SSH brute force' },
    ...{ detail: {}, previous: '', hash: '' },
  },
];

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
] as const;

/** Where more room shows more: rows, columns, panes beside each other. */
const LARGE = { columns: 200, rows: 60 } as const;
const SHOWN_LARGE: ReadonlySet<string> = new Set([
  ...['overview', 'alerts', 'logins', 'web', 'paths', 'network', 'sources', 'entity', 'wall'],
]);

/** Where there would be room for nothing but blanks. */
const HUGE = { columns: 300, rows: 80 } as const;
const SHOWN_HUGE: ReadonlySet<string> = new Set(['overview', 'wall']);

function sizesOf(name: string) {
  const large = SHOWN_LARGE.has(name) ? [LARGE] : [];
  return [...SIZES, ...large, ...(SHOWN_HUGE.has(name) ? [HUGE] : [])];
}

/** A log in a format of its own, and nothing else. */
function nothingUnderstood() {
  return emptySnapshot({ sources: [foreign('file:/var/log/own.log')] });
}

/** The same beside others that are understood. */
function oneNotUnderstood() {
  return busySnapshot({ sources: [...busySnapshot().sources, foreign('file:/srv/own/logins.log')] });
}

/** As of the first attack, but of another address. */
function entityOf(value: string) {
  const entity = bruteForceEntity();
  const rows = entity.alerts.rows.map((one) => ({ ...one, group: { src_ip: value } }));
  return { ...entity, value, alerts: { ...entity.alerts, rows } };
}

/** A source that is gone, one that has gone silent, lines that were lost, a ban that does not hold. */
function troubledSnapshot() {
  const base = busySnapshot();
  return busySnapshot({
    demo: true,
    sources: base.sources.map((source, index) =>
      index === 1
        ? { ...source, state: 'missing' as const, error: 'no such file; it is read as soon as it appears' }
        : index === 2
          ? {
              ...source,
              state: 'waiting' as const,
              error: 'connection refused by loki.example:3100',
              retryAt: NOW + 5000,
            }
          : source,
    ),
    decisions: {
      ...base.decisions,
      states: { 'not-effective': 1, expired: 1 },
      rows: base.decisions.rows.map((ban) =>
        ban.state === 'simulated'
          ? {
              ...ban,
              state: 'not-effective' as const,
              responder: 'nftables',
              detail: 'no such table: inet soc_console',
            }
          : ban,
      ),
    },
    counters: { 'late-events': 12, 'evicted-groups': 3 },
  });
}

async function frameOf(
  { keys = [], after = 0, ...setup }: Scene,
  columns: number,
  rows: number,
): Promise<readonly string[]> {
  const opened = await openConsole({ ...setup, columns, rows });
  await opened.press(...keys);
  if (after > 0) await opened.pass(after);
  const shown = opened.rows();
  opened.close();
  return shown;
}

function fileOf(name: string, columns: number, rows: number): string {
  return fileURLToPath(new URL(`../frames/${name}@${columns}x${rows}.txt`, import.meta.url));
}

function check(name: string, shown: readonly string[], columns: number, rows: number): void {
  const path = fileOf(name, columns, rows);
  const text = `${shown.join('\n')}\n`;
  if (process.env.UPDATE_FRAMES === '1') writeFileSync(path, text);
  assert.ok(
    existsSync(path),
    `${path} is missing: run this test with UPDATE_FRAMES=1 and read what it wrote`,
  );
  assert.equal(text, readFileSync(path, 'utf8'), `${name}: if this is meant, UPDATE_FRAMES=1 writes it anew`);
}

for (const [name, scene] of Object.entries(SCENES)) {
  describe(`the frame ${name}`, () => {
    for (const { columns, rows } of sizesOf(name)) {
      it(`at ${columns}x${rows}`, async () => {
        const shown = await frameOf(scene, columns, rows);
        assert.equal(shown.length, rows);
        // The figures of a wall, and a notice, have no border at their end.
        const isBare = scene.wall === true || name === 'starting';
        const framed = shown.slice(1, -2).filter((row) => /[│╮╯|+]$/.test(row) || !isBare);
        for (const row of framed) assert.equal(textWidth(row), columns, row);
        check(name, shown, columns, rows);
      });
    }
  });
}

describe('the frame too-small', () => {
  it('at 59x14', async () => {
    const shown = await frameOf({}, 59, 14);
    assert.equal(shown.length, 14);
    check('too-small', shown, 59, 14);
  });
});

describe('every frame', () => {
  it('has exactly the rows and columns of the terminal, at any size, on any screen', async () => {
    const sizes = [
      [60, 15],
      [73, 20],
      [99, 30],
      [100, 52],
      [115, 33],
      [150, 19],
      [161, 43],
      [400, 120],
    ] as const;
    for (const [columns, rows] of sizes) {
      const opened = await openConsole({ columns, rows });
      for (const key of ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '?']) {
        await opened.press(key);
        const shown = opened.rows();
        assert.equal(shown.length, rows, `${columns}x${rows}, ${key}`);
        for (const row of shown.slice(1, -2))
          assert.equal(textWidth(row), columns, `${columns}x${rows}, ${key}: ${row}`);
        for (const row of shown) assert.ok(textWidth(row) <= columns);
      }
      opened.close();
    }
  });

  it('is plain ASCII where the terminal has nothing else, whatever the logs hold', async () => {
    const opened = await openConsole({
      columns: 120,
      rows: 36,
      snapshot: hostileSnapshot(),
      look: { glyphs: 'ascii' },
    });
    for (const key of ['0', '1', '2', '4', '5', '7', '8', 'enter', 'escape', '1', 'enter', '?']) {
      await opened.press(key);
      assert.match(opened.rows().join(''), /^[\x20-\x7e]*$/, key);
    }
    opened.close();
  });

  it('has no colour where none is wanted, and loses no meaning by it', async () => {
    const coloured = await openConsole({ columns: 120, rows: 36 });
    const plain = await openConsole({ columns: 120, rows: 36, look: { colours: 0 } });
    assert.deepEqual(plain.rows(), coloured.rows());
    assert.match(coloured.painted().join(''), /\u001b\[(?:9[0-7]|3[0-7])m/);
    assert.doesNotMatch(
      plain.painted().join(''),
      /\u001b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]/,
    );
    coloured.close();
    plain.close();
  });

  it('stands on what it was given, not on the clock of the machine', async () => {
    const [one, other] = [await frameOf({}, 120, 36), await frameOf({}, 120, 36)];
    assert.deepEqual(one, other);
    assert.match(one[0] ?? '', new RegExp(`${new Date(NOW).toISOString().slice(11, 19)}Z`));
  });
});
