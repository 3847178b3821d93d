import type Database from 'libsql';
import type { Alert, AlertId } from '../model/alerts/alert.ts';
import { attackerIn } from '../model/alerts/attacker.ts';
import type { EpochMs } from '../model/time.ts';
import { bodies, eachBody } from './database.ts';

/** The latest `limit` alerts, oldest first. */
export function eachAlert(database: Database.Database, limit: number): Iterable<Alert> {
  return eachLatest(database, limit, 'body');
}

/** The latest alerts without their lines. Nothing may be written before the last is taken. */
export function eachLeanAlert(database: Database.Database, limit: number): Iterable<Alert> {
  return eachLatest(database, limit, "json_set(body, '$.evidence', json('[]')) AS body");
}

function* eachLatest(database: Database.Database, limit: number, body: string): Iterable<Alert> {
  const latest = `SELECT rowid AS place, last_seen, ${body} FROM alerts ORDER BY last_seen DESC, rowid DESC LIMIT ?`;
  for (const text of eachBody(database, `(${latest}) ORDER BY last_seen, place`, limit))
    yield JSON.parse(text) as Alert;
}

export function readAlert(database: Database.Database, id: AlertId): Alert | null {
  const [body] = bodies(database, 'alerts WHERE id = ?', id);
  return body === undefined ? null : (JSON.parse(body) as Alert);
}

const INSERT_ALERT = `INSERT INTO alerts (id, first_seen, last_seen, level, status, attacker, created_at, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET first_seen = excluded.first_seen, last_seen = excluded.last_seen,
       level = excluded.level, status = excluded.status, body = excluded.body`;

export function saveAlerts(database: Database.Database, alerts: Iterable<Alert>, now: EpochMs): void {
  let insert: Database.Statement | null = null;
  for (const alert of alerts) {
    insert ??= database.prepare(INSERT_ALERT);
    const { id, firstSeen, lastSeen, rule, status, group } = alert;
    insert.run(id, firstSeen, lastSeen, rule.level, status, attackerIn(group), now, JSON.stringify(alert));
  }
}
