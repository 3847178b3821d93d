/** What products have other words for than Sigma's rules: what became of a packet, and whose log it is. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileRules } from '../../../src/engine/sigma/compile.ts';
import { DetectionMatcher } from '../../../src/engine/sigma/detection-matcher.ts';
import { logsourceApplies } from '../../../src/engine/sigma/logsource.ts';
import type { LogEvent, Logsource } from '../../../src/model/log-event.ts';
import { reviewedRegex } from '../../../src/rules/regex.ts';
import { readSigmaFile } from '../../../src/rules/sigma-file.ts';
import { readLines } from '../parse/reading.ts';

function matches(category: string, detection: string, event: LogEvent): boolean {
  const text = `title: t\nlogsource: {category: ${category}}\ndetection:\n  s: ${detection}\n  condition: s\n`;
  const { rules, issues } = readSigmaFile('r.yml', text);
  assert.deepEqual(issues, []);
  let hit = false;
  new DetectionMatcher(compileRules(rules, () => reviewedRegex).rules).match(event, () => {
    hit = true;
  });
  return hit;
}

/** As ufw writes it. */
const packet = (word: 'ALLOW' | 'BLOCK'): LogEvent => {
  const line = `Nov 21 08:00:00 web kernel: [1.2] [UFW ${word}] IN=eth0 OUT= MAC=aa SRC=192.0.2.1 DST=198.51.100.2 LEN=60 TOS=0x00 PREC=0x00 TTL=50 ID=1 DF PROTO=TCP SPT=4000 DPT=23 WINDOW=1 RES=0x00 SYN URGP=0`;
  const [event] = readLines('syslog', [line]).events;
  assert.equal(event?.logsource.category, 'firewall');
  return event as LogEvent;
};

describe('what became of a packet, in the words of any packet filter', () => {
  const rows: readonly (readonly [detection: string, allowed: boolean, blocked: boolean])[] = [
    ['{action: accept}', true, false],
    ['{action: [forward, Permit]}', true, false],
    ['{action: denied}', false, true],
    ['{action: [deny, drop, blocked]}', false, true],
    ['{action: allowed}', true, false],
    ["{blocked: 'false'}", true, false],
    ['{blocked: true}', false, true],
    ['{action|startswith: den}', false, false],
    ['[{action: reject}, {dst_port: 22}]', false, true],
  ];
  for (const [detection, allowed, blocked] of rows)
    test(detection, () => {
      assert.equal(matches('firewall', detection, packet('ALLOW')), allowed);
      assert.equal(matches('firewall', detection, packet('BLOCK')), blocked);
    });

  test('of a record that is no packet its own words hold', () => {
    const [event] = readLines('json', [
      '{"@timestamp":"2026-11-20T08:00:00Z","_path":"dns","id.orig_h":"192.0.2.1","action":"drop","blocked":"no"}',
    ]).events as [LogEvent];
    assert.ok(matches('dns', '{action: drop, blocked: no}', event));
    assert.ok(!matches('dns', '{action: deny}', event));
    assert.ok(!matches('dns', '{blocked: true}', event));
  });
});

describe('whose log it is', () => {
  const rows: readonly (readonly [wanted: Logsource, actual: Logsource, applies: boolean])[] = [
    [{ product: 'fortigate', service: 'event' }, { product: 'fortios', service: 'event' }, true],
    [
      { product: 'fortigate', service: 'event' },
      { category: 'authentication', product: 'fortios', service: 'fortigate' },
      true,
    ],
    [{ product: 'fortigate', service: 'event' }, { category: 'firewall', product: 'fortios' }, false],
    [{ product: 'fortios' }, { product: 'fortios', service: 'event' }, true],
    [
      { category: 'application', product: 'vault' },
      { category: 'authentication', product: 'vault', service: 'vault' },
      true,
    ],
    [
      { category: 'application', product: 'vault' },
      { category: 'authentication', product: 'linux', service: 'sshd' },
      false,
    ],
    [{ category: 'application' }, { category: 'authentication', product: 'linux', service: 'sshd' }, false],
    [{ product: 'gcp', service: 'gcp.audit' }, { product: 'gcp', service: 'google_workspace.admin' }, true],
  ];
  for (const [wanted, actual, applies] of rows)
    test(`${JSON.stringify(wanted)} and ${JSON.stringify(actual)}`, () => {
      assert.equal(logsourceApplies(wanted, actual), applies);
    });
});
