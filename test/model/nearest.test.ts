import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearest } from '../../src/model/nearest.ts';

const NAMES = ['live', 'demo', 'scan', 'watch', 'level', 'input-format', 'config'];

describe('the nearest valid name', () => {
  for (const [written, expected] of [
    ['scna', 'scan'],
    ['wtch', 'watch'],
    ['SCAN', 'scan'],
    ['demoo', 'demo'],
    ['leval', 'level'],
    ['input', 'input-format'],
    ['inputformat', 'input-format'],
    ['con', 'config'],
    ['xyz', null],
    ['s', null],
    ['', null],
    ['s'.repeat(100_000), null],
  ] as const) {
    it(`${written.slice(0, 20)} -> ${expected}`, () => assert.equal(nearest(written, NAMES), expected));
  }
});
