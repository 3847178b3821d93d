import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_FORMATS } from '../../../src/engine/parse/formats.ts';
import { SourceReader } from '../../../src/engine/source-reader.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { RECORDED_AT } from '../../evidence/truth.ts';
import { fc } from '../../support/properties.ts';
import { evidenceLines, readLines } from './reading.ts';
import { sampleFiles } from './samples.ts';

/** Lines as a source hands them over: those that are usual are read as bytes. */
function readAsBlock(lines: readonly string[]): unknown[] {
  const events: unknown[] = [];
  const reader = new SourceReader('test:syslog', 'syslog', 'UTC', undefined, BUILT_IN_FORMATS);
  // As behind its first lines: those tell in which order it was written.
  reader.restore({ ...reader.save(), order: { state: 'straight', held: [] } });
  const emit = (event: LogEvent): void => void events.push(facts(event));
  const text = lines.map((line) => `${line}\n`).join('');
  const block = { source: 'test:syslog', text, firstLine: 1, bytes: text.length, observedAt: RECORDED_AT };
  reader.read({ ...block, yearReference: RECORDED_AT }, emit);
  reader.end(emit);
  return events;
}

/** Each line by itself, as text. */
function readAsText(lines: readonly string[]): unknown[] {
  return readLines('syslog', lines).events.map(facts);
}

function facts(event: LogEvent): unknown {
  const { time, logsource, category, outcome, count, srcIp, srcHost, user, login, fields, raw, ref } = event;
  return { time, logsource, category, outcome, count, srcIp, srcHost, user, login, fields, raw, ref };
}

const samples = sampleFiles('syslog').flatMap((file) => file.samples.map(({ text }) => text));

test('samples are read the same as bytes and as text', () => {
  assert.deepEqual(readAsBlock(samples), readAsText(samples));
});

for (const name of ['auth.log', 'auth-rfc3339.log', 'auth-repeated.log']) {
  test(`${name} is read the same as bytes and as text`, () => {
    const lines = evidenceLines(name);
    assert.deepEqual(readAsBlock(lines), readAsText(lines));
  });
}

/** What usual lines are made of, and what is nearly that. */
const piece = fc.constantFrom(
  ...[
    'Failed password for ',
    'Accepted password for ',
    'Failed none for ',
    'invalid user ',
    'root',
    'alice',
    '',
  ],
  ...[' from ', ' from 192.0.2.9 port 22 ssh2', '192.0.2.7', '192.0.2.07', '255.255.255.255', '2001:db8::1'],
  ...[
    ' port 40022',
    ' port 0',
    ' port 999999',
    ' ssh2',
    ' ssh1',
    ' ssh2: x',
    ' [preauth]',
    ' ',
    '  user=root',
  ],
  'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=',
  ...['é', '\t', '[', ']', '0'],
);
const stamp = fc.constantFrom(
  ...['Nov 21 00:51:07', 'Nov 21 00:51:08', 'Nov 21 00:51:60', 'Nov 21 00:52:00', 'Nov  1 00:51:07'],
  ...['2026-11-20T10:00:01.123456+00:00', '2026-11-20T10:00:01.9+00:00', '2026-11-20T10:00:59Z'],
);
const tag = fc.constantFrom(
  'sshd[7]: ',
  'sshd[7]: ',
  'sshd[8]: ',
  'sshd[08]: ',
  'sshd[9]:',
  'sshd: ',
  'CRON[7]: ',
);
const usual = fc
  .tuple(fc.constantFrom('', 'invalid user '), fc.constantFrom('root', 'a b', ' from 192.0.2.9 port 1 ssh2'))
  .map(([refused, user]) => `Failed password for ${refused}${user} from 192.0.2.7 port 40022 ssh2`);
const message = fc.oneof(
  usual,
  fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join('')),
);
const line = fc
  .tuple(stamp, fc.constantFrom('web01', 'web02'), tag, message)
  .map(([time, host, process, words]) => `${time} ${host} ${process}${words}`);

test('lines that are nearly usual are read the same as bytes and as text', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) =>
      assert.deepEqual(readAsBlock(lines), readAsText(lines)),
    ),
    { numRuns: 3000 },
  );
});

test('a usual line cut off at the end of its block is not read on into the block before', () => {
  const reader = new SourceReader('s', 'syslog', 'UTC', undefined, BUILT_IN_FORMATS);
  const events: LogEvent[] = [];
  const whole = 'Nov 21 00:51:07 web01 sshd[7]: Failed password for root from 192.0.2.7 port 40022 ssh2';
  const read = (text: string, firstLine: number): void => {
    const block = { source: 's', text, firstLine, bytes: text.length, observedAt: RECORDED_AT };
    reader.read({ ...block, yearReference: RECORDED_AT }, (event) => events.push(event));
  };
  read(`${whole}\n${whole}\n`, 1);
  read(`${whole}\n${whole.slice(0, 60)}`, 3);
  assert.deepEqual(
    events.map(({ login, raw }) => [login, raw.length]),
    [whole, whole, whole, whole.slice(0, 60)].map((raw, index) => [index < 3, raw.length]),
  );
});
