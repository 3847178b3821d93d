import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Measured, metricsText } from '../../src/report/metrics.ts';

const SOURCE = {
  ...{ kind: 'file', state: 'live', bytes: 100, records: 10, events: 8, behind: 0, lag: 1500 },
  ...{ unparsed: { 'no-format': 2 }, counts: {} },
};
const CORE: Measured = {
  startedAt: 1_700_000_000_000,
  sources: [
    SOURCE,
    { ...SOURCE, bytes: 11, state: 'waiting', lag: 4500 },
    { ...SOURCE, kind: 'syslog', lag: null },
  ],
  logins: { failed: 7, succeeded: 1 },
  web: { requests: 3 },
  alerts: { total: 5, open: { informational: 0, low: 1, medium: 0, high: 2, critical: 0 } },
  decisions: { states: { effective: 2 } },
  response: {
    responders: [
      { name: 'nftables', trouble: null },
      { name: 'docker "web"\\', trouble: 'gone' },
    ],
    heldBack: { 'too-many': 4 },
    unknownBans: 1,
  },
  counters: { late: 9 },
  warnings: ['the disk is full'],
};

test('sources are added up by kind: no name of a file or container becomes a label', () => {
  const text = metricsText(CORE, '1.2.3');
  assert.match(text, /^soc_console_source_bytes_total\{kind="file"\} 111$/m);
  assert.match(text, /^soc_console_sources\{kind="file",state="waiting"\} 1$/m);
  assert.match(text, /^soc_console_source_unparsed_total\{kind="file",reason="no-format"\} 4$/m);
  assert.match(text, /^soc_console_source_lag_seconds\{kind="file"\} 4\.5$/m);
  assert.doesNotMatch(text, /source_lag_seconds\{kind="syslog"\}/);
});

test('each figure has help and type once, and every line is one that Prometheus reads', () => {
  const lines = metricsText(CORE, '1.2.3').trimEnd().split('\n');
  const names = lines.flatMap((line) => /^# TYPE (\S+) (?:gauge|counter)$/.exec(line)?.[1] ?? []);
  assert.equal(new Set(names).size, names.length);
  for (const line of lines) {
    const [, name] =
      /^# (?:HELP|TYPE) (\S+) \S/.exec(line) ?? /^([a-z_]+)(?:\{[a-z]+=".*"\})? -?[0-9.]+$/.exec(line) ?? [];
    assert.ok(name !== undefined && names.includes(name), line);
  }
});

test('a name of the configuration is written as a label must be', () => {
  assert.ok(
    metricsText(CORE, '1').includes('soc_console_responder_up{responder="docker \\"web\\"\\\\"} 0\n'),
  );
});
