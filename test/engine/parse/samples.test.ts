import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FORMATS, type LogFormat } from '../../../src/engine/parse/detect.ts';
import type { FormatName } from '../../../src/engine/parse/parser.ts';
import { PROGRAM_FORMS } from '../../../src/engine/parse/programs/programs.ts';
import { OTHER_FORM, SSHD_FORMS } from '../../../src/engine/parse/sshd/forms.ts';
import type { LogEvent, UnparsedReason } from '../../../src/model/log-event.ts';
import { toRfc3339 } from '../../../src/model/time.ts';
import { readLines } from './reading.ts';
import { type Annotation, type Sample, type SampleFile, sampleFiles } from './samples.ts';

/** Every form that a format declares. A format with one pattern has one form, named after its line. */
const FORMS: Readonly<Record<LogFormat, readonly string[]>> = {
  syslog: [...new Set([...SSHD_FORMS, ...PROGRAM_FORMS].map(({ name }) => name)), OTHER_FORM, 'system'],
  login: ['row'],
  access: ['request'],
  'access-json': ['record'],
  json: ['record'],
  journald: ['entry'],
  logfmt: ['pairs'],
  docker: ['wrapped'],
  cri: ['wrapped'],
  'nginx-error': ['line'],
  'apache-error': ['line'],
  vsftpd: ['login'],
  w3c: ['request', 'login', 'packet'],
  auditd: ['login', 'record'],
  'json-pretty': ['record'],
  haproxy: ['request', 'record'],
  cef: ['request', 'login', 'packet', 'record'],
  exim: ['line'],
  elb: ['request'],
  envoy: ['request'],
  cisco: ['login', 'packet', 'record'],
  'lighttpd-error': ['line'],
  'mysql-error': ['line'],
  asterisk: ['line'],
  squid: ['request'],
};

/** Of formats whose lines are of several kinds. */
const KINDS = { web: 'request', authentication: 'login', network: 'packet', system: 'record' } as const;

/** `silent`: the line is read and tells of no event. */
type Told = LogEvent | UnparsedReason | 'silent';

function formOf(format: LogFormat, told: Told): string | null {
  if (typeof told === 'string') return null;
  if (format === 'syslog') return String(told.fields.form ?? 'system');
  return FORMS[format].length > 1 ? KINDS[told.category] : (FORMS[format][0] ?? null);
}

/** What the sample's annotation names, as the parser has told it. */
function namedIn(annotation: Annotation, format: LogFormat, told: Told): Record<string, unknown> {
  const { desc: _, near: __, hostile: ___, ...expected } = annotation;
  if (told === 'silent') return { silent: true };
  if (typeof told === 'string') return { unparsed: told };
  const facts: Record<string, unknown> = {
    form: formOf(format, told),
    time: toRfc3339(told.time),
    login: told.login,
    outcome: told.outcome,
    count: told.count,
    user: told.user,
    src_ip: told.srcIp,
    src_host: told.srcHost,
    fields: Object.fromEntries(
      Object.keys(annotation.fields ?? {}).map((key) => [key, told.fields[key] ?? null]),
    ),
  };
  return Object.fromEntries(Object.keys(expected).map((key) => [key, facts[key]]));
}

function tellAll(format: FormatName, file: SampleFile): ReadonlyMap<Sample, Told> {
  const { events, unparsed } = readLines(
    format,
    file.samples.map(({ text }) => text),
  );
  return new Map(
    file.samples.map((sample) => {
      const [event, ...others] = events.filter(({ ref }) => ref.line === sample.line);
      assert.equal(others.length, 0, `${sample.place}: one line, one event`);
      const told = event ?? unparsed.find(([line]) => line === sample.line)?.[1];
      assert.ok(
        told !== undefined || sample.annotation.silent,
        `${sample.place}: neither an event nor a reason`,
      );
      return [sample, told ?? 'silent'];
    }),
  );
}

for (const format of FORMATS) {
  describe(`samples of ${format}`, () => {
    const told = new Map(sampleFiles(format).flatMap((file) => [...tellAll(format, file)]));

    for (const [sample, is] of told) {
      const { annotation, text, place } = sample;
      test(`${place}: ${annotation.desc ?? annotation.form ?? annotation.unparsed}`, () => {
        const { desc: _, near, hostile: __, ...expected } = annotation;
        assert.deepEqual(namedIn(annotation, format, is), expected, text);
        if (near !== undefined)
          assert.notEqual(formOf(format, is), near, `${place} is no near miss: ${text}`);
      });
    }

    const samples = [...told].map(([sample, is]) => ({ ...sample.annotation, told: formOf(format, is) }));
    for (const form of FORMS[format]) {
      test(`form ${form} has a sample, a near miss and a hostile line whose source is known`, () => {
        const plain = samples.some(
          ({ told: by, near, hostile }) => by === form && near === undefined && hostile === undefined,
        );
        assert.ok(plain, `no sample of ${form}`);
        assert.ok(
          samples.some(({ near }) => near === form),
          `no near miss of ${form}`,
        );
        assert.ok(
          samples.some((sample) => sample.hostile === form && ('src_ip' in sample || 'unparsed' in sample)),
          `no hostile sample of ${form} that says its src_ip`,
        );
      });
    }

    test('no annotation names a form that does not exist', () => {
      const named = samples.flatMap(({ form, near, hostile }) => [form, near, hostile]);
      const unknown = named.filter((name) => name !== undefined && !FORMS[format].includes(name));
      assert.deepEqual(unknown, []);
    });
  });
}

test('no message of sshd is told by two forms', () => {
  const events = sampleFiles('syslog').flatMap(({ samples }) => {
    const lines = samples.map(({ text }) => text);
    return readLines('syslog', lines).events;
  });
  const messages = events.map(({ fields }) => String(fields.message).replace(/^(?:error|fatal): /, ''));
  for (const message of messages) {
    const forms = SSHD_FORMS.filter((form) => form.read(message) !== null).map(({ name }) => name);
    assert.ok(forms.length <= 1, `${forms.join(' and ')} tell: ${message}`);
  }
  assert.ok(messages.length > 0);
});
