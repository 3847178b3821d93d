import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ethernet, type Made, pcap, ping } from './build.ts';
import { analyse } from './read.ts';
import { START } from './traffic.ts';

const ASKER = '192.0.2.7';
const ANSWERER = '203.0.113.5';
const COUNT = 40_000;
const STEP_MS = 5;
/** So many wait for their answer. */
const WAITING = 40;

test('who pings fast, with many that wait for their answer, carries nothing', () => {
  const made: Made[] = [];
  const add = (index: number, type: 0 | 8, at: number): void => {
    const data = `${index}`.padStart(8, '0').padEnd(40, '.');
    const [source, target] = type === 8 ? [ASKER, ANSWERER] : [ANSWERER, ASKER];
    made.push({
      time: START + at * STEP_MS,
      bytes: ethernet(ping(source, target, type, index & 0xffff, data)),
    });
  };
  for (let at = 0; at < COUNT + WAITING; at++) {
    if (at < COUNT) add(at, 8, at);
    if (at >= WAITING) add(at - WAITING, 0, at);
  }
  assert.deepEqual(
    analyse(pcap(made)).findings.filter(({ fields }) => fields.anomaly === 'foreign-answer'),
    [],
  );
});
