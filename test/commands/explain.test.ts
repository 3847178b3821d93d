import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type ExplainOptions, explain } from '../../src/commands/explain.ts';
import { headOf } from '../../src/core/record/lean-alert.ts';
import { explainLines } from '../../src/engine/explain/explain-lines.ts';
import { UserError } from '../../src/model/user-error.ts';
import { loadRuleSet } from '../../src/rules/rule-set.ts';
import { Store } from '../../src/store/store.ts';

const shipped = fileURLToPath(new URL('../../config', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'soc-explain-'));
after(() => rmSync(folder, { recursive: true }));

const failed = [1, 2, 3, 4, 5, 6].map(
  (second) =>
    `Nov 21 00:00:0${second} host sshd[7]: Failed password for root from 203.0.113.7 port 4022 ssh2`,
);

async function run(word: string, options: Partial<ExplainOptions> = {}, input = ''): Promise<string> {
  const stdout = new PassThrough();
  const pieces: Buffer[] = [];
  stdout.on('data', (piece: Buffer) => pieces.push(piece));
  const streams = { stdin: () => Readable.from([input]), stdout, stderr: new PassThrough() };
  const given = {
    words: [word],
    state: () => folder,
    shipped,
    rules: [],
    parsers: [],
    output: null,
    quiet: true,
    language: 'en' as const,
  };
  const how = { format: 'text', inputFormat: null, logsource: null, timeZone: 'UTC' } as const;
  assert.equal(await explain({ ...given, ...how, ...options }, streams), 0);
  return Buffer.concat(pieces).toString();
}

test('a line is told from its format to the decision', async () => {
  const text = await run(failed[0] ?? '');
  for (const part of [
    'FORMAT  syslog (recognised)',
    'src_ip       203.0.113.7',
    '+ SSH login refused (sshd_login_failed, informational)',
    'yes  outcome: failure  (the event has failure)',
    '1 of 6 in 10s for source address 203.0.113.7',
    'wants at least 5 different accounts in events of "SSH login refused" within 30m for one source address',
    '  SSH brute force: 1 of 6 in 10s\n',
    'No alert: it only counts, and it is given alone.',
  ])
    assert.ok(text.includes(part), `${part} is not in:\n${text}`);
});

test('of standard input the last line is explained, after those before it', async () => {
  const text = await run('-', {}, failed.join('\n'));
  assert.match(text, /5 lines before it were read first/);
  assert.match(text, /ALERT high: SSH brute force \(sshd_bruteforce_fast\), 6 events/);
});

test('a stored alert shows its rule, its evidence and what would have silenced it', async () => {
  const loaded = await loadRuleSet(join(shipped, 'rules'), []);
  const given = { ...loaded, format: null, logsource: null, timeZone: 'UTC', only: null };
  const { alerts } = explainLines(failed, {
    ...given,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    now: Date.now(),
  });
  const alert = alerts.find(({ rule }) => rule.name === 'sshd_bruteforce_fast');
  assert.ok(alert);
  const store = Store.open(folder);
  store.commit({ alerts: [{ ...headOf(alert), id: 'abcdef0123456789', evidence: alert.evidence }] });
  store.close();
  const text = await run('abcdef01');
  assert.match(text, /^ALERT abcdef0123456789\n {2}high: SSH brute force/);
  assert.match(text, /wants more than 5 events of "SSH login refused" within 10s for one source address/);
  assert.match(text, /EVIDENCE \(6 of 6 events\)/);
  assert.match(text, /WHAT WOULD HAVE SILENCED IT\n {2}fewer than 6 events within 10s/);
  await assert.rejects(run('abcdef99'), UserError);
  const json = JSON.parse(await run('abcdef01', { format: 'json' }));
  assert.equal(json.rule.wants, 'more than 5 events of sshd_login_failed within 10s for one src_ip');
});

test('JSON has every rule for the log source with each test, its values and what the event has', async () => {
  const { events } = JSON.parse(await run(failed[0] ?? '', { format: 'json' }));
  const rule = events[0].rules.find(({ name }: { name: string }) => name === 'sshd_login_failed');
  assert.equal(rule.holds, true);
  const [first] = rule.selections[0].all;
  assert.deepEqual(first.test, {
    ...{ field: 'login', modifiers: [], values: [true], holds: true, actual: ['true'], fitting: [true] },
  });
});

test('hostile lines are shown, and command nothing', async () => {
  const text = await run(
    '203.0.113.7 - - [21/Nov/2026:00:52:00 +0000] "GET /\u001b]52;c;x\u0007\u202e HTTP/1.1" 200 1',
  );
  assert.ok(text.includes('\\x1b]52;c;x\\x07\\u202e'));
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test("the user's own rules are told however far they are, and those for another log source named", async () => {
  const rules = join(folder, 'rules');
  mkdirSync(rules);
  const rule = (name: string, logsource: string, test: string): string =>
    `title: ${name}\nname: ${name}\nlogsource: ${logsource}\ndetection:\n  sel: {${test}}\n  condition: sel\n`;
  const own = [
    rule('far', '{product: app}', 'userName: bob, size|gt: 5'),
    rule('elsewhere', '{product: windows, service: system}', 'EventID: 1'),
  ];
  writeFileSync(join(rules, 'own.yml'), own.join('---\n'));
  const line = '{"time":"2026-11-21T00:00:00Z","who":{"userName":"ann"},"size":3}';
  const text = await run(line, { rules: [rules], logsource: { product: 'app' } });
  assert.ok(
    text.includes(`RULES OF YOURS THAT DO NOT MATCH
  - far (far, medium)
      sel: false
        no   all of
          no   userName: bob  (the event has no such field, it has who.userName)
          no   size|gt: 5  (the event has 3)
      condition "sel": false

RULES OF YOURS FOR ANOTHER LOG SOURCE (1)
  - elsewhere (elsewhere): product windows, service system
  --logsource says what the line is, where it does not tell
`),
    text,
  );
  const [event] = JSON.parse(await run(line, { rules: [rules], format: 'json' })).events;
  assert.deepEqual(
    event.rules_for_other_log_sources.map(({ name }: { name: string }) => name),
    ['far', 'elsewhere'],
  );
});

test('nothing, or an empty input, is said to be too little', async () => {
  await assert.rejects(run(''), UserError);
  await assert.rejects(run('-', {}, '\n\n'), UserError);
});

test('in French every word of its own is French, and JSON is the same in every language', async () => {
  const text = await run('-', { language: 'fr' }, `${failed.join('\n')}\n`);
  for (const part of [
    'FORMAT  syslog (reconnu)',
    "oui  outcome: failure  (l'événement a failure)",
    '+ Force brute SSH (sshd_bruteforce_fast, élevé)',
    'demande plus de 5 événements de "SSH login refused" en 10s pour chaque adresse source',
    'ALERTE élevé : Force brute SSH',
  ]) {
    assert.ok(text.includes(part), `${part}\n${text}`);
  }
  assert.doesNotMatch(text, /\b(?:wants|the event|rules|no alert|more|within)\b/i);
  const json = (language: 'en' | 'fr') => run(failed[0] ?? '', { language, format: 'json' });
  assert.equal(await json('fr'), await json('en'));
});
