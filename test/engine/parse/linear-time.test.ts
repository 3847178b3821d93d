import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { detectFormat, FORMATS } from '../../../src/engine/parse/detect.ts';
import type { FormatName } from '../../../src/engine/parse/parser.ts';
import { OTHER_FORM, SSHD_FORMS } from '../../../src/engine/parse/sshd/forms.ts';
import { assertLinear, pumped } from '../../support/linear-time.ts';
import { PUMPED } from './pumped-pieces.ts';
import { readLines } from './reading.ts';
import { sampleFiles } from './samples.ts';

const CLOCK = 'Nov 20 08:00:00 bastion sshd[1]: ';

/** One line of each form and format, as the samples have it. */
function samplesOf(format: FormatName, start = ''): readonly string[] {
  const byForm = new Map<string, string>();
  for (const { samples } of sampleFiles(format)) {
    for (const { annotation, text } of samples) {
      if (!text.startsWith(start)) continue;
      const form = annotation.form ?? annotation.unparsed ?? '';
      if (!byForm.has(form)) byForm.set(form, text);
    }
  }
  return [...byForm.values()];
}

for (const format of FORMATS) {
  describe(`${format} takes time in proportion to the line`, () => {
    for (const piece of PUMPED) {
      test(`pumped with ${JSON.stringify(piece)} at the start, in the middle, at the end`, () => {
        for (const sample of samplesOf(format)) {
          const middle = Math.floor(sample.length / 2);
          assertLinear(sample, (length) => {
            const pump = pumped(piece, length);
            const lines = [
              pump + sample,
              sample.slice(0, middle) + pump + sample.slice(middle),
              sample + pump,
            ];
            readLines(format, lines);
            detectFormat(lines);
          });
        }
      });
    }
  });
}

/** The length limit of sshd's messages keeps most of the pump from the forms: here they get all of it. */
describe('each form of sshd takes time in proportion to the message', () => {
  const messages = samplesOf('syslog', CLOCK.slice(0, 7)).map((sample) =>
    sample.slice(sample.indexOf(']: ') + 3).replace(/^(?:error|fatal): /, ''),
  );

  for (const form of SSHD_FORMS) {
    test(form.name, () => {
      const own = messages.filter((message) => form.starts.some((words) => message.startsWith(words)));
      assert.ok(own.length > 0, `no sample begins like ${form.name}`);
      for (const message of own) {
        const middle = Math.floor(message.length / 2);
        for (const piece of PUMPED) {
          assertLinear(`${form.name} ${JSON.stringify(piece)}`, (length) => {
            const pump = pumped(piece, length);
            form.read(message.slice(0, middle) + pump + message.slice(middle));
            form.read(message + pump);
            form.read((form.starts[0] ?? '') + pump);
          });
        }
      }
    });
  }
});

test('a message longer than any of sshd is told by no form', () => {
  const user = 'x'.repeat(5000);
  const line = `${CLOCK}Failed password for invalid user ${user} from 192.0.2.1 port 50001 ssh2`;
  assert.deepEqual(
    readLines('syslog', [line]).events.map(({ fields, login }) => [fields.form, login]),
    [[OTHER_FORM, false]],
  );
});
