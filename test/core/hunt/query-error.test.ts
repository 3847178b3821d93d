import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryError } from '../../../src/core/hunt/local-backend.ts';

const PROBLEM = { message: 'syntax error', at: 0, line: 1, column: 1, allowed: ['{', '('] };

test('who writes words instead of a query is shown the query that looks for them', () => {
  assert.match(queryError('Failed password', PROBLEM).hint, /\{filename=~"\.\+"\} \|= "Failed password"/);
});

test('a selector without a label is told what everything is called', () => {
  assert.match(queryError('rate({ }[5m])', PROBLEM).hint, /\{filename=~"\.\+"\} in files/);
});

test('a query with a mistake is told what could stand there', () => {
  assert.equal(queryError('{a="b"', PROBLEM).hint, 'Possible there: {  (');
});
