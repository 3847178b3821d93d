-- What schema 1 wrote: one acknowledged alert, one of a host name, one of all sources together, one ban.
PRAGMA journal_mode = WAL;
CREATE TABLE alerts (
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
   ) STRICT;
INSERT INTO alerts VALUES ('a1', 1000, 2000, 'high', 'acknowledged', '{"id":"a1","class":"auth","rule":{"id":"r1","name":"rule","title":"Rule","level":"high","tags":[],"confidence":2,"spoofable":0},"group":{"src_ip":"203.0.113.7"},"firstSeen":1000,"lastSeen":2000,"eventCount":20,"sources":["a.log"],"users":["root","\u001b[31m"],"evidence":[{"source":"a.log","line":1,"time":1000,"raw":"first"},{"source":"a.log","line":20,"time":2000,"raw":"last"}],"recommendation":"Ban it.","historical":false,"status":"acknowledged"}');
INSERT INTO alerts VALUES ('a2', 1500, 2500, 'medium', 'open', '{"id":"a2","class":"auth","rule":{"id":"r1","name":"rule","title":"Rule","level":"medium","tags":[],"confidence":2,"spoofable":0},"group":{"src_host":"evil.example"},"firstSeen":1500,"lastSeen":2500,"eventCount":5,"sources":["a.log"],"users":[],"evidence":[],"recommendation":"Ban it.","historical":true,"status":"open"}');
INSERT INTO alerts VALUES ('a3', 1500, 3000, 'low', 'open', '{"id":"a3","class":"auth","rule":{"id":"r2","name":"rule2","title":"Rule 2","level":"low","tags":[],"confidence":2,"spoofable":0},"group":{},"firstSeen":1500,"lastSeen":3000,"eventCount":5,"sources":["a.log"],"users":[],"evidence":[],"recommendation":"","historical":true,"status":"open"}');
INSERT INTO alerts VALUES ('a4', 900, 1900, 'medium', 'open', '{"id":"a4","class":"auth","rule":{"id":"r2","name":"rule2","title":"Rule 2","level":"medium","tags":[],"confidence":2,"spoofable":0},"group":{"src_ip":"203.0.113.7"},"firstSeen":900,"lastSeen":1900,"eventCount":5,"sources":["a.log"],"users":[],"evidence":[],"recommendation":"","historical":true,"status":"open"}');
INSERT INTO decisions VALUES ('d1', '203.0.113.7', 2100, 'simulated', '{"id":"d1","type":"ban","scope":"ip","value":"203.0.113.7","origin":"analyst","alertId":"a1","responder":"dry-run","commands":[["nft","add"]],"createdAt":2100,"duration":null,"expiresAt":null,"state":"simulated","detail":null}');
PRAGMA user_version = 1;
