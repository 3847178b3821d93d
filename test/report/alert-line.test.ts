import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertLine } from '../../src/report/alert-line.ts';
import { alertOf } from '../core/record/alert-of.ts';

test('an alert is one line, in French where the rule is known in it', () => {
  const alert = alertOf({ group: {}, users: ['a', 'b', 'c', 'd\x1b[2J'], historical: true });
  const rule = { ...alert.rule, name: 'web_sqli', title: 'SQL injection', level: 'high' } as const;
  const named = (name: string) => ({ ...alert, rule: { ...rule, name } });
  assert.match(
    alertLine(named('web_sqli'), 'en'),
    /Z {2}HIGH {6}SQL injection {21} {19}x\d+ +a, b, c and 1 more {2}\(history\)$/,
  );
  assert.match(
    alertLine(named('own_rule'), 'fr'),
    /Z {2}ÉLEVÉ {5}SQL injection {21} {19}x\d+ +a, b, c et 1 autre {2}\(historique\)$/,
  );
  assert.match(alertLine(named('web_sql_injection'), 'fr'), /Injection SQL/);
});

test('who and how often stand below each other, and what is longer moves its own line only', () => {
  const line = (title: string, address: string): string => {
    const alert = alertOf({ group: { src_ip: address }, users: [] });
    return alertLine({ ...alert, rule: { ...alert.rule, title } }, 'en');
  };
  const short = line('Crawling', '203.0.113.7');
  assert.equal(short.indexOf('203.'), line('Vulnerability scan', '203.0.113.120').indexOf('203.'));
  assert.equal(
    short.indexOf(' x'),
    line('走査', '203.0.113.120').indexOf(' x') + 2,
    'wide characters take two columns',
  );
  assert.match(line('A title that is longer than all of the others', '::1'), /others {2}::1 {14}x\d+$/);
  assert.match(line('t', '\x1b[31m'), /\\x1b\[31m/);
});
