/** Each entry brings the database from the version of its index to the next; none is ever changed once released. */
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
];
