import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Notice } from '../../../src/model/notice.ts';
import { alertMessage, digestMessage } from '../../../src/report/notice/message.ts';
import { alertLineIn, SHAPES } from '../../../src/report/notice/shapes.ts';
import { alertOf } from '../../core/record/alert-of.ts';

const NOTICE: Notice = {
  ...{ id: 'n1', channel: 'mail', kind: 'alert', state: 'waiting', createdAt: 0, dueAt: 0, sentAt: null },
  ...{ alertIds: ['a1'], unnamed: 0, attempts: 0, problem: null },
};
const OPTIONS = { host: 'web01', language: 'en' } as const;

/** What attackers write into user names, targets and user agents. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  "'-alert(1)-'",
  '</pre></body><iframe src=//evil.example>',
  '<style>@import url(//evil.example)</style>',
  '<a href="javascript:alert(1)">x</a>',
  '&lt;script&gt;',
  'https://evil.example/click',
  '\u001b[2J\u001b]0;pwned\u0007',
  'a\r\nBcc: victim@example.org',
  '\u202egnp.exe',
  'x|y\\z=1 src=198.51.100.1',
  '=HYPERLINK("http://evil.example")',
];

function hostileAlert(text: string) {
  return alertOf({
    level: 'high',
    group: { src_ip: '203.0.113.7', user: text },
    users: [text],
    sources: [text],
    evidence: [{ source: text, line: 1, time: 0, raw: text }],
    recommendation: 'Ban it.',
  });
}

const contextOf = (alert: ReturnType<typeof alertOf>) => ({ alert, rule: null, others: [], decisions: [] });

describe('whatever an attacker writes', () => {
  for (const text of HOSTILE) {
    test(JSON.stringify(text), () => {
      const alert = hostileAlert(text);
      for (const message of [
        alertMessage(NOTICE, contextOf(alert), OPTIONS),
        digestMessage({ ...NOTICE, kind: 'digest' }, { alerts: [alert], heldBack: 0, unnamed: 0 }, OPTIONS),
      ]) {
        assert.doesNotMatch(message.subject, /[\u0000-\u001f\u202e]/);
        assert.doesNotMatch(message.text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
        // Of tags, only those that we write.
        assert.doesNotMatch(
          message.html,
          /<(?!\/?(?:html|head|meta|title|style|body|h1|h2|table|tr|th|td|p|pre)\b|!doctype)/,
        );
        assert.doesNotMatch(message.html, /https?:\/\/|<[^>]+\son\w+=|<style>[^<]*@import/);
      }
      for (const shape of SHAPES) assert.doesNotMatch(alertLineIn(shape, alert, 'web01'), /[\u0000-\u001f]/);
    });
  }
});

test('CEF: what an attacker writes makes no field of its own', () => {
  const line = alertLineIn('cef', hostileAlert('x|y\\z=1 src=198.51.100.1'), 'web01');
  assert.deepEqual(line.match(/(?<!\\)\bsrc=\S+/g), ['src=203.0.113.7']);
  assert.equal(line.slice(0, line.indexOf('rt=')).split('|').length, 8);
});

test('CEF of an IPv6 address names the field that holds it', () => {
  const line = alertLineIn('cef', alertOf({ group: { src_ip: '2001:db8::7' } }), 'web01');
  assert.match(line, / c6a2=2001:db8::7 c6a2Label=Source IPv6 Address$/);
  assert.doesNotMatch(line, / src=/);
});

test('EVE: a rule has the same number each time, in the range of local rules', () => {
  const numbers = [0, 1].map(() => JSON.parse(alertLineIn('eve', alertOf({}), 'web01')).alert.signature_id);
  assert.equal(numbers[0], numbers[1]);
  assert.ok(numbers[0] >= 1_000_000 && numbers[0] < 2_000_000);
});

describe('the subject', () => {
  test('says level, machine, what and who, in this order', () => {
    const { subject } = alertMessage(NOTICE, contextOf(alertOf({ level: 'high' })), OPTIONS);
    assert.equal(subject, '[soc-console] HIGH web01: Rule: 203.0.113.7');
  });

  test('of a digest: how many', () => {
    const many = ['a', 'b', 'c'].map((id) => alertOf({ id }));
    const { subject } = digestMessage(NOTICE, { alerts: many, heldBack: 0, unnamed: 4 }, OPTIONS);
    assert.equal(subject, '[soc-console] DIGEST web01: 7 alerts');
  });
});

test('in French', () => {
  const { text } = alertMessage(NOTICE, contextOf(alertOf({ level: 'high' })), {
    ...OPTIONS,
    language: 'fr',
  });
  assert.match(text, /^qui +203\.0\.113\.7$/m);
  assert.match(text, /^QUE FAIRE$/m);
  assert.match(text, /^POUR BANNIR À LA MAIN$/m);
});

test('in French a shipped rule has its French title and recommendation, one of yours its own', () => {
  const french = { ...OPTIONS, language: 'fr' } as const;
  const rule = { ...alertOf({}).rule, name: 'sshd_password_spraying', title: 'SSH password spraying' };
  const { text, subject } = alertMessage(NOTICE, contextOf(alertOf({ rule })), french);
  assert.match(text, /^quoi +Pulvérisation de mots de passe SSH \(/m);
  assert.match(text, /Bannir la source\./);
  // Filters look for the same words whatever the language.
  assert.match(subject, /SSH password spraying/);
  assert.match(alertMessage(NOTICE, contextOf(alertOf({})), french).text, /^quoi +Rule \(/m);
});

test('of an address that may be forged, the commands come with a warning', () => {
  const rule = { ...alertOf({}).rule, spoofable: 3 };
  const { text } = alertMessage(NOTICE, contextOf(alertOf({ rule })), OPTIONS);
  assert.match(text, /may be forged: whoever it belongs to may have done nothing/);
});

test('a digest names the worst first, and counts what it does not name', () => {
  const many = Array.from({ length: 300 }, (_, at) =>
    alertOf({ id: `a${at}`, level: at === 299 ? 'critical' : 'low' }),
  );
  const { text } = digestMessage(NOTICE, { alerts: many, heldBack: 5, unnamed: 0 }, OPTIONS);
  assert.match(text, /ALERTS\n {2}critical/);
  assert.match(text, /100 more alerts are not named here/);
  assert.match(text, /5 of these were to be sent at once/);
});
