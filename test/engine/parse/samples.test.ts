import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FORMATS, type LogFormat } from '../../../src/engine/parse/detect.ts';
import type { FormatName } from '../../../src/engine/parse/parser.ts';
import { SSHD_FORMS } from '../../../src/engine/parse/sshd/forms.ts';
import { toRfc3339 } from '../../../src/model/time.ts';
import { FORMS, formOf, type Told } from './forms.ts';
import { readLines } from './reading.ts';
import { type Annotation, type Sample, type SampleFile, sampleFiles } from './samples.ts';

/** What the sample's annotation names, as the parser has told it. */
function namedIn(annotation: Annotation, format: LogFormat, told: Told): Record<string, unknown> {
  const { desc: _, near: __, hostile: ___, free: ____, ...expected } = annotation;
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
        const { desc: _, near, hostile: __, free: ___, ...expected } = annotation;
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
