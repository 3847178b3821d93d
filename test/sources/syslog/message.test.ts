import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lineOf } from '../../../src/sources/syslog/message.ts';
import { readLine } from '../../engine/parse/reading.ts';

const ARRIVAL = '2026-11-21T00:51:51.000Z';
const line = (text: string): string => lineOf(Buffer.from(text), '192.0.2.7', () => ARRIVAL);
const FAILED = 'sshd[7]: Failed password for root from 203.0.113.9 port 22 ssh2';

describe('a message that has a stamp is a line as it is', () => {
  for (const text of [
    `<38>Nov 21 00:51:51 web ${FAILED}`,
    `<38>Nov  1 00:51:51 web ${FAILED}`,
    `<38>2026-11-21T00:51:51Z web ${FAILED}`,
    '<38>1 2026-11-21T00:51:51.003Z web sshd 7 - - Failed password',
    '<38>1 - web sshd 7 - - Failed password',
    `Nov 21 00:51:51 web ${FAILED}`,
  ]) {
    test(text, () => assert.equal(line(text), text));
  }
});

test('one without gets the time of its arrival and its sender', () => {
  assert.equal(line(`<38>${FAILED}`), `<38>${ARRIVAL} 192.0.2.7 ${FAILED}`);
  assert.equal(line(FAILED), `${ARRIVAL} 192.0.2.7 ${FAILED}`);
});

test('line ends and zeros at its end are no part of it', () => {
  assert.equal(line('<13>Nov 21 00:51:51 web x: y\r\n\0'), '<13>Nov 21 00:51:51 web x: y');
});

test('a line end within it begins no line', () => {
  assert.equal(
    line(`<13>Nov 21 00:51:51 web x: y\nNov 21 00:51:51 web ${FAILED}\n`),
    `<13>Nov 21 00:51:51 web x: y#012Nov 21 00:51:51 web ${FAILED}`,
  );
});

for (const text of [
  `<38>Nov 21 00:51:51 web ${FAILED}`,
  `<38>${FAILED}`,
  `<38>1 ${ARRIVAL} web sshd 7 - - ${FAILED.slice(9)}`,
]) {
  test(`the engine reads it: ${text}`, () => {
    const event = readLine('syslog', line(text));
    assert.ok(typeof event !== 'string');
    assert.equal(event.srcIp, '203.0.113.9');
    assert.equal(event.outcome, 'failure');
  });
}
