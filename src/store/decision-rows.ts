import type Database from 'libsql';
import type { Decision } from '../model/bans/decision.ts';
import { bodies } from './database.ts';

/** The latest `limit` decisions, oldest first. */
export function readDecisions(database: Database.Database, limit: number): Decision[] {
  return bodies(database, 'decisions ORDER BY created_at DESC LIMIT ?', limit)
    .map((body) => JSON.parse(body) as Decision)
    .reverse();
}

/** Writes decisions; one that is stored already is replaced. */
export function saveDecisions(database: Database.Database, decisions: readonly Decision[]): void {
  if (decisions.length === 0) return;
  const insert = database.prepare(
    `INSERT INTO decisions (id, value, created_at, state, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body`,
  );
  for (const decision of decisions) {
    insert.run(decision.id, decision.value, decision.createdAt, decision.state, JSON.stringify(decision));
  }
}
