import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { detectFormat } from '../../../src/engine/parse/detect.ts';
import type { FormatName } from '../../../src/engine/parse/parser.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { LINES, LOGIN_TRUTH, WEB_TRUTH } from '../../evidence/truth.ts';
import { evidenceLines, readLines } from './reading.ts';

type Count = { failed: number; succeeded: number; users: Set<string | null>; times: number[] };

/** `[address, failures, successes, refused accounts, first failure, last failure]`, in order of address. */
function countLogins(events: readonly LogEvent[]) {
  const byIp = new Map<string | null, Count>();
  for (const event of events) {
    if (!event.login) continue;
    const count = byIp.get(event.srcIp) ?? { failed: 0, succeeded: 0, users: new Set(), times: [] };
    byIp.set(event.srcIp, count);
    if (event.outcome === 'success') count.succeeded += event.count;
    else {
      count.failed += event.count;
      count.users.add(event.user);
      count.times.push(event.time);
    }
  }
  return [...byIp]
    .map(([ip, { failed, succeeded, users, times }]) => {
      const sorted = times.sort((a, b) => a - b);
      return [ip, failed, succeeded, users.size, sorted[0] ?? null, sorted.at(-1) ?? null];
    })
    .sort(byAddress);
}

/** `[address, requests, answered 2xx or 3xx, first, last]`, in order of address. */
function countRequests(events: readonly LogEvent[]) {
  return [...new Set(events.map((event) => event.srcIp))]
    .map((ip) => {
      const requests = events.filter((event) => event.srcIp === ip);
      const answered = requests.filter((event) => event.outcome === 'success').length;
      return [ip, requests.length, answered, requests[0]?.time, requests.at(-1)?.time];
    })
    .sort(byAddress);
}

function byAddress(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1;
}

function inMs(row: readonly (string | number | null)[]): (string | number | null)[] {
  return row.map((value) => (typeof value === 'string' && /^\d{4}-/.test(value) ? Date.parse(value) : value));
}

function formatOf(name: string): FormatName {
  const format = detectFormat(evidenceLines(name).slice(0, 20));
  assert.ok(format !== null, `${name}: no format recognised`);
  return format;
}

for (const [name, truth] of Object.entries(LOGIN_TRUTH)) {
  describe(name, () => {
    const lines = evidenceLines(name);
    const expected = truth.map(inMs).sort(byAddress);

    test('counts each login attempt of each source once, from first to last', () => {
      const { events, unparsed } = readLines(formatOf(name), lines);
      assert.deepEqual(countLogins(events), expected);
      assert.deepEqual(unparsed, []);
    });

    test('makes one event of each line', () => {
      const { events } = readLines(formatOf(name), lines);
      assert.equal(lines.length, LINES[name]);
      assert.deepEqual(
        events.map((event) => event.ref.line).sort((a, b) => a - b),
        lines.map((_, index) => index + 1),
      );
    });

    test('counts the same when it is stopped and started again after any line', () => {
      const whole = readLines(formatOf(name), lines).events;
      for (let saveAfter = 0; saveAfter < lines.length; saveAfter += lines.length > 100 ? 7 : 1) {
        const { events } = readLines(formatOf(name), lines, { saveAfter });
        assert.deepEqual(events, whole, `stopped after ${saveAfter} lines`);
      }
    });
  });
}

for (const [name, truth] of Object.entries(WEB_TRUTH)) {
  describe(name, () => {
    const { events, unparsed } = readLines(formatOf(name), evidenceLines(name));

    test('counts the requests of each source', () => {
      assert.deepEqual(countRequests(events), truth.map(inMs).sort(byAddress));
      assert.equal(events.length, LINES[name]);
      assert.deepEqual(unparsed, []);
    });

    test('gives the target of requests that nginx refused before it had read them', () => {
      const refused = events.filter((event) => event.fields['sc-status'] === 400);
      assert.deepEqual(
        refused.map((event) => String(event.fields['cs-uri']).replace(/^.*random1.*$/s, 'TLS')),
        [
          '/../../../../etc/passwd',
          '/files/..%2f..%2f..%2fetc/passwd',
          '/cgi-bin/.%2e/.%2e/.%2e/.%2e/etc/passwd',
          'TLS',
        ],
      );
    });
  });
}

test('a services list is no log', () => {
  assert.equal(detectFormat(evidenceLines('services.conf')), null);
});
