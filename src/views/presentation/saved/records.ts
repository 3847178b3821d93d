import type { HuntAnswer } from '../../../model/hunt/hunt-answer.ts';
import { toRfc3339 } from '../../../model/time.ts';
import type { Row } from '../../rows.ts';
import { alertTarget } from '../lists/address.ts';

type Value = string | number | boolean | null | readonly string[] | readonly number[];
/** One row of a list as other programs read it: names as `scan --format json` has them. Untrusted. */
export type SavedRecord = Readonly<Record<string, Value | Readonly<Record<string, Value>>>>;

export function recordOf(row: Row): SavedRecord {
  switch (row.kind) {
    case 'alert': {
      const { alert } = row;
      return {
        ...{ id: alert.id, first_seen: stamp(alert.firstSeen), last_seen: stamp(alert.lastSeen) },
        ...{ level: alert.rule.level, rule: alert.rule.name, title: alert.rule.title, class: alert.class },
        ...{ ip: alertTarget(alert), group: alert.group, event_count: alert.eventCount },
        ...{ users: alert.users, sources: alert.sources, status: alert.status },
        recommendation: alert.recommendation,
      };
    }
    case 'incident': {
      const { attacker, level, alerts, open, events, firstSeen, lastSeen, titles } = row.incident;
      const times = { first_seen: stamp(firstSeen), last_seen: stamp(lastSeen) };
      return { attacker, level, alerts, open, events, ...times, titles };
    }
    case 'login': {
      const { ip, host, failed, succeeded, users, usersTotal, first, last, peak10s, gotIn, banned } =
        row.login;
      return {
        ...{ ip, host, failed, succeeded, users, users_total: usersTotal },
        ...{ first: stamp(first), last: stamp(last), peak_10s: peak10s, got_in: gotIn, banned },
      };
    }
    case 'web': {
      const { ip, requests, errors, attacked, passed, attacks, first, last, banned } = row.web;
      const classes = Object.entries(attacks).map(([name, count]) => `${name} ${count}`);
      const times = { first: stamp(first), last: stamp(last) };
      return { ip, requests, errors, attacked, passed, attacks: classes, ...times, banned };
    }
    case 'path': {
      const { path, requests, over, attacked, statuses, codes, last } = row.path;
      return { path, requests, over, attacked, ...statuses, codes, last: stamp(last) };
    }
    case 'talker': {
      const { ip, tunnel, syn, answered, completed, targets, ports, packets, bytes } = row.talker;
      const counts = { syn, answered, completed, targets, ports, packets, bytes };
      return { ip, tunnel, capture: row.source, ...counts };
    }
    case 'finding': {
      const { source, line, port, service, status, kind, severity, reason, risk, recommendation } =
        row.finding;
      const others = row.finding.others.map((other) => `${other.kind}: ${other.reason}`);
      const place = { file: source, line, port, service, status };
      return { ...place, kind, severity, reason, risk, recommendation, others };
    }
    case 'ban': {
      const { id, value, state, origin, actor, reason, responder, createdAt, expiresAt, detail } = row.ban;
      const times = { created: stamp(createdAt), expires: stamp(expiresAt) };
      return { id, address: value, state, origin, actor, reason, responder, ...times, detail };
    }
    case 'source': {
      const { id, kind, format, state, error, bytes, records, events, unparsed, first, last } = row.source;
      const missed = Object.values(unparsed).reduce((sum, count) => sum + count, 0);
      const figures = { bytes, records, events, unparsed: missed };
      return { id, kind, format, state, error, ...figures, first: stamp(first), last: stamp(last) };
    }
    case 'rule': {
      const { id, name, title, kind, level, status, hits, alertCount, tags, condition } = row.rule;
      return { id, name, title, kind, level, status, hits, alerts: alertCount, tags, condition };
    }
    case 'entity':
      return { name: row.value };
  }
}

/** What a hunt found. */
export function recordsOfHunt(found: HuntAnswer['found']): readonly SavedRecord[] {
  switch (found.kind) {
    case 'lines':
      return found.lines.map(({ time, labels, line }) => ({ time: stamp(time), labels, line }));
    case 'values':
      return found.values.map(({ labels, value }) => ({ labels, value }));
    case 'curves':
      return found.curves.map(({ labels, start, end, peak, peakAt, mean, p95, values }) => ({
        ...{ labels, start: stamp(start), end: stamp(end), peak, peak_at: stamp(peakAt), mean, p95, values },
      }));
  }
}

function stamp(time: number | null): string | null {
  return time === null ? null : toRfc3339(time);
}
