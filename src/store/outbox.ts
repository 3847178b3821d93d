import type Database from 'libsql';
import type { Notice } from '../model/notice.ts';
import { bodies } from './database.ts';

/** Finished messages that are remembered, the latest: their alerts make no message again. */
const NOTICES_RESTORED = 50_000;

export function readNotices(database: Database.Database): Notice[] {
  const isOpen = "state IN ('waiting', 'collected')";
  const open = bodies(database, `outbox WHERE ${isOpen} ORDER BY created_at`);
  const over = bodies(
    database,
    `outbox WHERE NOT ${isOpen} ORDER BY created_at DESC LIMIT ?`,
    NOTICES_RESTORED,
  );
  return [...over.reverse(), ...open].map((body) => JSON.parse(body) as Notice);
}

export function saveNotices(database: Database.Database, notices: readonly Notice[]): void {
  if (notices.length === 0) return;
  const insert = database.prepare(
    `INSERT INTO outbox (id, kind, created_at, due_at, state, body) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET created_at = excluded.created_at, due_at = excluded.due_at,
       state = excluded.state, body = excluded.body`,
  );
  for (const notice of notices) {
    const { id, kind, createdAt, dueAt, state } = notice;
    insert.run(id, kind, createdAt, dueAt, state, JSON.stringify(notice));
  }
}
