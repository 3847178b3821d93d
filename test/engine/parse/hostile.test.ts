/**
 * What an attacker may write, in every field of every sample of every format. A format that no sample shows with a
 * field of a client's fails.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventLines } from '../../../src/commands/scan/event-lines.ts';
import { FORMATS, type LogFormat } from '../../../src/engine/parse/detect.ts';
import { assertLinear, pumped } from '../../support/linear-time.ts';
import { CONTROLS, LOG_FRAGMENTS, LONG_TEXT, VICTIM } from './foreign-text.ts';
import { FORMS, formOf } from './forms.ts';
import { type FreeField, readRecord, type SampleRecord, sampleRecords } from './free-fields.ts';
import { PUMPED } from './pumped-pieces.ts';
import { sampleFiles } from './samples.ts';

/** What a field's text becomes where its writer puts it down; `before` is the line up to there. */
type Escaping = (text: string, before: string) => string;

const json: Escaping = (text) => JSON.stringify(text).slice(1, -1);
const logfmt: Escaping = (text, before) => {
  if (before.endsWith('"')) return json(text, before);
  return /[\s"=]/.test(text) ? JSON.stringify(text) : text;
};
const quoted: Escaping = (text) => text.replace(/["\\\x00-\x1f\x7f]/g, (sign) => `\\x${hex(sign)}`);

/** Formats whose writers escape. All others are given the text as it is. */
const ESCAPING: Partial<Record<LogFormat, Escaping>> = {
  // A virtual host in front of the line is a name.
  access: (text, before) => quoted(before === '' ? text.replace(/\s/g, '') : text, before),
  elb: quoted,
  envoy: quoted,
  cri: quoted,
  'docker-logs': quoted,
  compose: quoted,
  docker: (text, before) => json(quoted(text, before), before),
  journald: json,
  json,
  'json-pretty': json,
  'windows-xml': (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
  'windows-csv': (text) => text.replaceAll('"', '""'),
  'access-json': json,
  // Of records, who wrote them escapes.
  prefixed: (text, before) => (/\{\s*"/.test(before) ? json(text, before) : text),
  // Basic authentication: a name ends at its first colon.
  'nginx-error': (text, before) => (before.endsWith(' user "') ? text.replaceAll(':', '') : text),
  logfmt,
  // Messages that are records, of programs that write them so.
  syslog: (text, before) => {
    if (/(?:: | - {1,2})\{"/.test(before)) return json(text, before);
    return /\]: (?:time="|logger=)/.test(before) ? logfmt(text, before) : text;
  },
  w3c: (text) => text.replace(/\s/g, '+'),
  zeek: (text) => text.replace(/[^\x20-\x7e]/g, (sign) => `\\x${hex(sign)}`),
  squid: (text) => text.replace(/[\s\x00-\x1f]/g, (sign) => `%${hex(sign)}`),
  utmpdump: (text) => text.replace(/[[\]]/g, '?').slice(0, 32).padEnd(8),
  haproxy: (text) => text.replace(/["#{}|\x00-\x1f]/g, (sign) => `#${hex(sign)}`),
  cef: (text, before) => text.replace(before.split('|').length < 8 ? /[\\|]/g : /[\\=]/g, '\\$&'),
};

function hex(sign: string): string {
  return sign.charCodeAt(0).toString(16).padStart(2, '0');
}

function written(format: LogFormat, { text }: SampleRecord, field: FreeField, chosen: string): string {
  const [before, behind] = [text.slice(0, field.start), text.slice(field.end)];
  const oneLine = chosen.replaceAll('\n', ' ');
  // The audit puts what does not fit between quotes in hexadecimal, without them.
  if (format === 'auditd' && before.endsWith('="') && /[\s"\x00-\x1f]/.test(oneLine))
    return before.slice(0, -1) + Buffer.from(oneLine).toString('hex').toUpperCase() + behind.slice(1);
  return before + (ESCAPING[format]?.(oneLine, before) ?? oneLine) + behind;
}

/** What may stand in the field: fragments of many logs, and of this very line as the victim's would be. */
function textsFor({ text, source }: SampleRecord, { start, end }: FreeField): readonly string[] {
  const own = text.slice(start, end);
  const stranger = source.reduceRight(
    (line, span) => line.slice(0, span.start) + VICTIM + line.slice(span.end),
    text,
  );
  const head = stranger.slice(0, stranger.length - (text.length - start));
  const tail = stranger.slice(stranger.length - (text.length - end));
  return [
    ...[`${own}${tail}`, `x${tail} x`, `${head}${own}`, `x ${head}x`, `x ${stranger} x`, `${stranger} x`],
    ...LOG_FRAGMENTS,
    ...LOG_FRAGMENTS.map((fragment) => own + fragment),
    CONTROLS,
    LONG_TEXT,
  ];
}

for (const format of FORMATS) {
  describe(`hostile text in every field of ${format}`, () => {
    const records = sampleFiles(format).flatMap((file) => sampleRecords(format, file));

    test('each form has a sample with such a field', () => {
      const covered = new Set(
        records.filter(({ free }) => free.length > 0).map(({ event }) => formOf(format, event)),
      );
      assert.deepEqual(
        FORMS[format].filter((form) => !covered.has(form)),
        WITHOUT_FREE_FIELD[format] ?? [],
      );
      assert.ok(
        records.some(({ source, free }) => source.length > 0 && free.length > 0),
        'no sample has a source and a field of the client',
      );
    });

    test('a foreign address, another line, signs of control and 64 KB accuse nobody else', () => {
      for (const { record, field } of someOfEach(format, records, 3)) {
        for (const chosen of textsFor(record, field)) assertNobodyElse(format, record, field, chosen);
      }
    });

    test('what is told of signs of control has none', () => {
      const told: string[] = [];
      const lines = new EventLines((line) => told.push(line));
      for (const record of records) {
        for (const field of record.free) {
          const events = readRecord(format, record.before, written(format, record, field, CONTROLS));
          for (const event of events) {
            assert.doesNotMatch(event.srcHost ?? '', /[^\w.-]/);
            lines.event(event, []);
            lines.record(event.ref.source, event.ref.line, null);
          }
        }
      }
      lines.end();
      assert.ok(told.length > 0);
      assert.deepEqual(
        told.filter((line) => /\p{C}|[\u2028\u2029]/u.test(line)),
        [],
      );
    });

    test('pumped text takes time in proportion', () => {
      for (const { record, field } of someOfEach(format, records, 1)) {
        for (const piece of PUMPED) {
          assertLinear(`${record.sample.place} ${field.name} ${JSON.stringify(piece)}`, (length) =>
            readRecord(format, record.before, written(format, record, field, pumped(piece, length))),
          );
        }
      }
    });
  });
}

/** Forms of whose lines no client writes a word. */
const WITHOUT_FREE_FIELD: Partial<Record<LogFormat, readonly string[]>> = {
  syslog: [
    ...['root-refused', 'pam-retries', 'pam-note', 'opened', 'timeout', 'no-identification', 'bad-banner'],
    ...['bad-identification', 'reverse-mapping', 'address-maps', 'dropped', 'penalised', 'refused-connect'],
    ...['sendmail-many-refused', 'proftpd-root', 'dropbear-connected', 'dropbear-unnamed'],
    ...['realvnc-refused', 'syncthing-refused', 'wu-ftpd-refused', 'slapd-login', 'apm-login', 'other'],
  ],
  w3c: ['packet'],
  'service-log': [
    ...[
      'qbittorrent-accepted',
      'adguard-home-refused',
      'bitwarden-refused',
      'emby-refused',
      'joomla-refused',
      'ntfy-refused',
      'monitorix-refused',
      // Under a line that is not repeated here; its hostile sample has it. So of Samba below.
      'glpi-refused',
      'glpi-accepted',
      'rabbitmq-refused',
      'mosquitto-connected',
      'mosquitto-nameless',
      'filezilla-refused',
      'filezilla-server-refused',
      'openvpn-refused',
      'dropbear-connected',
      'dropbear-unnamed',
      'kafka-refused',
      'samba-login',
      'samba-record',
      'x11vnc-refused',
      'tigervnc-refused',
    ],
  ],
};

function assertNobodyElse(format: LogFormat, record: SampleRecord, field: FreeField, chosen: string): void {
  const { srcIp, srcHost, outcome } = record.event;
  const line = written(format, record, field, chosen);
  for (const event of readRecord(format, record.before, line)) {
    const where = `${record.sample.place}, ${field.name}: ${line.slice(0, 500)}`;
    assert.notEqual(event.srcIp, VICTIM, where);
    if (srcIp !== null) assert.ok(event.srcIp === null || event.srcIp === srcIp, where);
    if (srcIp !== null || srcHost !== null)
      assert.ok(event.srcHost === null || event.srcHost === srcHost, where);
    if (event.login && outcome !== 'success') assert.notEqual(event.outcome, 'success', where);
  }
}

/** Of each form and field the first samples. */
function someOfEach(format: LogFormat, records: readonly SampleRecord[], most: number) {
  const some: { readonly record: SampleRecord; readonly field: FreeField }[] = [];
  const counts = new Map<string, number>();
  for (const record of records) {
    for (const field of record.free) {
      const kind = `${formOf(format, record.event)} ${field.name}`;
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      if (count <= most) some.push({ record, field });
    }
  }
  return some;
}
