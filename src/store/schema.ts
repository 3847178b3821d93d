/**
 * Each entry brings the database from the version of its index to the next; none is ever changed once released.
 * `test/store/versions/` holds what each released version wrote.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE alerts (
     id TEXT PRIMARY KEY,
     first_seen INTEGER NOT NULL,
     last_seen INTEGER NOT NULL,
     level TEXT NOT NULL,
     status TEXT NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX alerts_last_seen ON alerts (last_seen);
   CREATE TABLE decisions (
     id TEXT PRIMARY KEY,
     value TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     state TEXT NOT NULL,
     body TEXT NOT NULL
   ) STRICT;`,

  // Evidence and incidents are read out of the alerts: a second copy would double what an attack costs to write
  // (28 to 54 us an alert), and could differ from the first.
  `ALTER TABLE alerts ADD COLUMN attacker TEXT;
   ALTER TABLE alerts ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
   UPDATE alerts SET attacker = coalesce(body ->> '$.group.src_ip', body ->> '$.group.src_host'),
     created_at = unixepoch() * 1000;
   CREATE INDEX alerts_created_at ON alerts (created_at);
   CREATE INDEX alerts_attacker ON alerts (attacker, first_seen) WHERE attacker IS NOT NULL;
   CREATE INDEX decisions_created_at ON decisions (created_at);
   CREATE VIEW evidence AS
     SELECT alerts.id AS alert_id, line.key AS place, line.value ->> 'source' AS source,
            line.value ->> 'line' AS line, line.value ->> 'time' AS time, line.value ->> 'raw' AS raw
     FROM alerts, json_each(alerts.body, '$.evidence') AS line;
   CREATE VIEW incidents AS
     SELECT attacker, count(*) AS alerts, min(first_seen) AS first_seen, max(last_seen) AS last_seen,
            CASE max(CASE level WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1
                                ELSE 0 END)
              WHEN 4 THEN 'critical' WHEN 3 THEN 'high' WHEN 2 THEN 'medium' WHEN 1 THEN 'low'
              ELSE 'informational' END AS level
     FROM alerts WHERE attacker IS NOT NULL GROUP BY attacker;
   CREATE TABLE cursors (
     source TEXT PRIMARY KEY,
     cursor TEXT NOT NULL,
     updated_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE checkpoint (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     taken_at INTEGER NOT NULL,
     made_by TEXT NOT NULL
   ) STRICT;
   CREATE TABLE checkpoint_parts (
     number INTEGER PRIMARY KEY,
     body BLOB NOT NULL
   ) STRICT;
   CREATE TABLE journal (
     number INTEGER PRIMARY KEY,
     body TEXT NOT NULL
   ) STRICT;
   CREATE TABLE outbox (
     id TEXT PRIMARY KEY,
     kind TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     due_at INTEGER,
     state TEXT NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX outbox_due_at ON outbox (due_at) WHERE due_at IS NOT NULL;
   CREATE TABLE notes (
     id INTEGER PRIMARY KEY,
     subject TEXT NOT NULL,
     author TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     text TEXT NOT NULL
   ) STRICT;
   CREATE INDEX notes_subject ON notes (subject, created_at);
   CREATE TABLE action_log (
     number INTEGER PRIMARY KEY,
     time INTEGER NOT NULL,
     actor TEXT NOT NULL,
     kind TEXT NOT NULL,
     subject TEXT NOT NULL,
     detail TEXT NOT NULL,
     previous TEXT NOT NULL,
     hash TEXT NOT NULL
   ) STRICT;
   CREATE TRIGGER action_log_is_not_changed BEFORE UPDATE ON action_log
     BEGIN SELECT raise(ABORT, 'the action log is only added to'); END;
   CREATE TRIGGER action_log_is_not_shortened BEFORE DELETE ON action_log
     BEGIN SELECT raise(ABORT, 'the action log is only added to'); END;`,

  // A checkpoint is written in pieces beside the one that stands: that one's parts are those up to here.
  `ALTER TABLE checkpoint ADD COLUMN last_part INTEGER NOT NULL DEFAULT 0;
   UPDATE checkpoint SET last_part = coalesce((SELECT max(number) FROM checkpoint_parts), 0);`,
];
