import type { Engine } from '../../engine/engine.ts';
import { canonicalIp } from '../../model/addresses/ip.ts';
import { parseRange } from '../../model/addresses/ip-range.ts';
import type { AlertHead, AlertId, Evidence } from '../../model/alerts/alert.ts';
import { aboutAttacker } from '../../model/alerts/attacker.ts';
import type { Note } from '../../model/alerts/note.ts';
import type { Decision } from '../../model/bans/decision.ts';
import type { Entity, TimelineEntry } from '../../model/entity.ts';
import { levelRank } from '../../model/level.ts';
import type { LoginSource } from '../../model/login.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Notes } from '../notes.ts';
import { withoutEvidence } from '../record/lean-alert.ts';

const MOST_ALERTS = 100;
const MOST_ENTRIES = 300;
/** Alerts whose lines stand on the timeline, the latest: each is looked up. */
const MOST_READ = 50;
const MOST_SOURCES = 20;
/** Addresses looked through for who tried a user's name: a million of them would hold up the core. */
const MOST_SEARCHED = 50_000;

export type EntityParts = {
  readonly engine: Pick<Engine, 'logins' | 'web' | 'intelligence'>;
  readonly alerts: Iterable<AlertHead>;
  readonly linesOf: (id: AlertId) => readonly Evidence[];
  readonly decisions: readonly Decision[];
  readonly notes: Pick<Notes, 'of'>;
};

/** Everything known of an address, a host name or a user. */
export function entityOf(value: string, { engine, alerts, linesOf, decisions, notes }: EntityParts): Entity {
  const login = engine.logins.find(value)?.toLoginSource() ?? null;
  const web = engine.web.find(value);
  const isAbout = aboutAttacker(value);
  const about: AlertHead[] = [];
  for (const alert of alerts) {
    const { status, group, users } = alert;
    if (status === 'covered') continue;
    if (isAbout(group) || Object.values(group).includes(value) || users.includes(value)) about.push(alert);
  }
  const bans = decisions.filter((decision) => decision.value === value);
  const kind = kindOf(value, (login ?? web) !== null);
  const written = notes.of([value, ...about.map(({ id }) => id)]);
  const isOwn = ({ group }: AlertHead): boolean => kind !== 'address' || Object.values(group).includes(value);
  const isOf = (raw: string, alert: AlertHead): boolean =>
    kind === 'user' ? raw.includes(value) : isOwn(alert) || holdsAddress(raw, value);
  const entries = timeline({ alerts: about, linesOf, bans, notes: written }, isOf);
  const lines = entries.filter(({ kind }) => kind === 'line');
  const opened = about.filter(isOwn).map(({ firstSeen }) => firstSeen);
  const times = [
    ...opened,
    ...lines.map(({ time }) => time),
    login?.first,
    login?.last,
    web?.first,
    web?.last,
  ];
  const known = times.filter((time): time is EpochMs => typeof time === 'number');
  return {
    ...{ value, kind, login, bans },
    known: kind === 'address' ? (engine.intelligence?.of(value) ?? null) : null,
    web: web === null ? null : { ...web, attacks: { ...web.attacks } },
    triedBy: kind === 'user' ? triedBy(value, engine.logins.all()) : [],
    alerts: {
      total: about.length,
      rows: about.sort(worstFirst).slice(0, MOST_ALERTS).map(withoutEvidence),
    },
    timeline: entries.slice(0, MOST_ENTRIES),
    left: Math.max(0, entries.length - MOST_ENTRIES),
    first: known.length === 0 ? null : known.reduce((one, other) => Math.min(one, other)),
    last: known.length === 0 ? null : known.reduce((one, other) => Math.max(one, other)),
  };
}

function kindOf(value: string, hasCome: boolean): Entity['kind'] {
  if (canonicalIp(value) !== null) return 'address';
  if (parseRange(value) !== null) return 'network';
  return hasCome ? 'host' : 'user';
}

function worstFirst(one: AlertHead, other: AlertHead): number {
  return levelRank(other.rule.level) - levelRank(one.rule.level) || other.lastSeen - one.lastSeen;
}

type Known = {
  readonly alerts: readonly AlertHead[];
  readonly linesOf: EntityParts['linesOf'];
  readonly bans: readonly Decision[];
  readonly notes: readonly Note[];
};

/** `isOf`: of an alert about many users, or a network, only the lines that name this one. */
function timeline(
  { alerts, linesOf, bans, notes }: Known,
  isOf: (raw: string, alert: AlertHead) => boolean,
): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  const lines = new Set<string>();
  const latest = [...alerts].sort((a, b) => b.lastSeen - a.lastSeen);
  for (const [index, alert] of latest.entries()) {
    const { id, rule, firstSeen } = alert;
    const { level, title } = rule;
    entries.push({
      time: firstSeen,
      kind: 'alert',
      level,
      source: null,
      line: null,
      text: title,
      alertId: id,
    });
    for (const { time, source, line, raw } of index < MOST_READ ? linesOf(id) : []) {
      const place = `${source}:${line}`;
      if (lines.has(place) || !isOf(raw, alert)) continue;
      lines.add(place);
      entries.push({ time, kind: 'line', level: null, source, line, text: raw, alertId: id });
    }
  }
  for (const { createdAt, state, responder, alertId } of bans) {
    const text = `${responder}: ${state}`;
    entries.push({ time: createdAt, kind: 'ban', level: null, source: null, line: null, text, alertId });
  }
  for (const { time, actor, text } of notes) {
    const entry = { time, kind: 'note', level: null, source: null, line: null, alertId: null } as const;
    entries.push({ ...entry, text: `${actor}: ${text}` });
  }
  return entries.sort((a, b) => b.time - a.time || (b.line ?? 0) - (a.line ?? 0));
}

const NOT_OF_ADDRESSES = /[^\da-f:.]+/i;

/** However it is written there, with a port behind it or not. */
function holdsAddress(raw: string, address: string): boolean {
  return raw.split(NOT_OF_ADDRESSES).some((word) => {
    const bare = word.replace(/[.:]+$/, '');
    return canonicalIp(bare) === address || canonicalIp(bare.replace(/:\d+$/, '')) === address;
  });
}

function triedBy(user: string, sources: Iterable<{ toLoginSource(): LoginSource }>): readonly LoginSource[] {
  const found: LoginSource[] = [];
  let searched = 0;
  for (const source of sources) {
    if (searched++ >= MOST_SEARCHED) break;
    const login = source.toLoginSource();
    if (login.users.includes(user)) found.push(login);
  }
  return found.sort((a, b) => b.failed - a.failed).slice(0, MOST_SOURCES);
}
