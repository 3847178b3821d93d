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
    /Z {2}HIGH {6}SQL injection {2}x\d+ {2}a, b, c and 1 more {2}\(history\)$/,
  );
  assert.match(
    alertLine(named('own_rule'), 'fr'),
    /Z {2}ÉLEVÉ {5}SQL injection {2}x\d+ {2}a, b, c et 1 autre {2}\(historique\)$/,
  );
  assert.match(alertLine(named('web_sql_injection'), 'fr'), /Injection SQL/);
});
