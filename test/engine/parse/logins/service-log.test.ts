import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { detectFormat } from '../../../../src/engine/parse/detect.ts';
import { LOGIN_SERVICES } from '../../../../src/engine/parse/logins/login-services.ts';
import { logsourceApplies } from '../../../../src/engine/sigma/logsource.ts';
import { readLines } from '../reading.ts';
import { sampleFiles } from '../samples.ts';

const FILES = sampleFiles('service-log');

describe('the log file of a program in the tables', () => {
  test('has samples, in a file of its name', () => {
    const withFile = LOGIN_SERVICES.filter(({ file }) => file !== null).map(
      ({ service }) => `${service}.log`,
    );
    assert.deepEqual(FILES.map(({ name }) => name).sort(), [...withFile, 'named.log'].sort());
  });

  for (const { name, samples } of FILES) {
    test(`${name} is that program's and no other's, by any of its lines`, () => {
      const below = LOGIN_SERVICES.find(({ service }) => `${service}.log` === name)?.file?.below;
      for (const { text, annotation } of samples) {
        // It is of the program whose line stands above.
        if (below !== undefined && new RegExp(`^${below}`).test(text)) continue;
        const events = readLines('service-log', [text]).events;
        assert.deepEqual(
          events.map(({ logsource }) => `${logsource.service}.log`),
          annotation.unparsed === undefined ? [name] : [],
          text,
        );
        if (annotation.near === undefined) assert.equal(detectFormat([text]), 'service-log', text);
      }
    });
  }

  test('goes on as that of the same program after a restart', () => {
    const lines = ['alice] connected to ZNC from 192.0.2.7', 'alice] said hello'].map(
      (message) => `[2026-11-20 08:40:54] [${message}`,
    );
    const { events } = readLines('service-log', lines, { saveAfter: 1 });
    assert.deepEqual(
      events.map(({ logsource }) => logsource.service),
      ['znc', 'znc'],
    );
  });
});

test('rules for logins are for each program of the tables', () => {
  const wanted = { category: 'authentication', service: 'login' };
  for (const { service } of LOGIN_SERVICES)
    assert.ok(logsourceApplies(wanted, { category: 'authentication', product: 'linux', service }), service);
});
