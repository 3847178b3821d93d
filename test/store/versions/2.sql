-- What schema 2 wrote: the same as the sample of schema 1, a checkpoint in two parts and what was read since.
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
CREATE TABLE alerts (
     id TEXT PRIMARY KEY,
     first_seen INTEGER NOT NULL,
     last_seen INTEGER NOT NULL,
     level TEXT NOT NULL,
     status TEXT NOT NULL,
     body TEXT NOT NULL
   , attacker TEXT, created_at INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO alerts VALUES ('a1', 1000, 2000, 'high', 'acknowledged', '{"id":"a1","class":"auth","rule":{"id":"r1","name":"rule","title":"Rule","level":"high","tags":[],"confidence":2,"spoofable":0},"group":{"src_ip":"203.0.113.7"},"firstSeen":1000,"lastSeen":2000,"eventCount":20,"sources":["a.log"],"users":["root","\u001b[31m"],"evidence":[{"source":"a.log","line":1,"time":1000,"raw":"first"},{"source":"a.log","line":20,"time":2000,"raw":"last"}],"recommendation":"Ban it.","historical":false,"status":"acknowledged"}', '203.0.113.7', 1795371318000);
INSERT INTO alerts VALUES ('a2', 1500, 2500, 'medium', 'open', '{"id":"a2","class":"auth","rule":{"id":"r1","name":"rule","title":"Rule","level":"medium","tags":[],"confidence":2,"spoofable":0},"group":{"src_host":"evil.example"},"firstSeen":1500,"lastSeen":2500,"eventCount":5,"sources":["a.log"],"users":[],"evidence":[],"recommendation":"Ban it.","historical":true,"status":"open"}', 'evil.example', 1795371318000);
INSERT INTO alerts VALUES ('a3', 1500, 3000, 'low', 'open', '{"id":"a3","class":"auth","rule":{"id":"r2","name":"rule2","title":"Rule 2","level":"low","tags":[],"confidence":2,"spoofable":0},"group":{},"firstSeen":1500,"lastSeen":3000,"eventCount":5,"sources":["a.log"],"users":[],"evidence":[],"recommendation":"","historical":true,"status":"open"}', NULL, 1795371318000);
INSERT INTO alerts VALUES ('a4', 900, 1900, 'medium', 'open', '{"id":"a4","class":"auth","rule":{"id":"r2","name":"rule2","title":"Rule 2","level":"medium","tags":[],"confidence":2,"spoofable":0},"group":{"src_ip":"203.0.113.7"},"firstSeen":900,"lastSeen":1900,"eventCount":5,"sources":["a.log"],"users":[],"evidence":[],"recommendation":"","historical":true,"status":"open"}', '203.0.113.7', 1795371318000);
CREATE TABLE decisions (
     id TEXT PRIMARY KEY,
     value TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     state TEXT NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
INSERT INTO decisions VALUES ('d1', '203.0.113.7', 2100, 'simulated', '{"id":"d1","type":"ban","scope":"ip","value":"203.0.113.7","origin":"analyst","alertId":"a1","responder":"dry-run","commands":[["nft","add"]],"createdAt":2100,"duration":null,"expiresAt":null,"state":"simulated","detail":null}');
CREATE TABLE cursors (
     source TEXT PRIMARY KEY,
     cursor TEXT NOT NULL,
     updated_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
INSERT INTO cursors VALUES ('a.log', '{"offset":2}', 7);
CREATE TABLE checkpoint (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     taken_at INTEGER NOT NULL,
     made_by TEXT NOT NULL
   ) STRICT;
INSERT INTO checkpoint VALUES (1, 7, 'test');
CREATE TABLE checkpoint_parts (
     number INTEGER PRIMARY KEY,
     body BLOB NOT NULL
   ) STRICT;
INSERT INTO checkpoint_parts VALUES (1, x'6f6e65');
INSERT INTO checkpoint_parts VALUES (2, x'74776f');
CREATE TABLE journal (
     number INTEGER PRIMARY KEY,
     body TEXT NOT NULL
   ) STRICT;
INSERT INTO journal VALUES (1, 'first');
CREATE TABLE outbox (
     id TEXT PRIMARY KEY,
     kind TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     due_at INTEGER,
     state TEXT NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
CREATE TABLE notes (
     id INTEGER PRIMARY KEY,
     subject TEXT NOT NULL,
     author TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     text TEXT NOT NULL
   ) STRICT;
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
CREATE INDEX alerts_last_seen ON alerts (last_seen);
CREATE INDEX alerts_created_at ON alerts (created_at);
CREATE INDEX alerts_attacker ON alerts (attacker, first_seen) WHERE attacker IS NOT NULL;
CREATE INDEX decisions_created_at ON decisions (created_at);
CREATE INDEX outbox_due_at ON outbox (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notes_subject ON notes (subject, created_at);
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
CREATE TRIGGER action_log_is_not_changed BEFORE UPDATE ON action_log
     BEGIN SELECT raise(ABORT, 'the action log is only added to'); END;
CREATE TRIGGER action_log_is_not_shortened BEFORE DELETE ON action_log
     BEGIN SELECT raise(ABORT, 'the action log is only added to'); END;
PRAGMA user_version = 2;
