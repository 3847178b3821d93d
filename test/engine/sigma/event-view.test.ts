import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventView } from '../../../src/engine/sigma/event-view.ts';
import { FieldTable } from '../../../src/engine/sigma/field-table.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { logEvent, webRequest } from '../../support/log-event.ts';

const request = (fields: LogEvent['fields']): LogEvent => logEvent({ ...webRequest('/'), fields });

function textsOf(field: string, event: LogEvent): readonly string[] {
  const fields = new FieldTable();
  const slot = fields.slot(field);
  const view = new EventView(fields);
  view.set(event);
  return view.texts(slot);
}

test('a path stands where real rules put it: in the query, although there is none', () => {
  assert.deepEqual(textsOf('cs-uri-query', request({ 'cs-uri': '/../../etc/passwd' })), [
    '/../../etc/passwd',
  ]);
});

test('a target is matched as logged and as decoded, and the part that the field names as well', () => {
  const event = request({ 'cs-uri': '/a%2e?b', 'cs-uri-stem': '/a%2e' });
  assert.deepEqual(textsOf('cs-uri-stem', event), ['/a%2e', '/a%2e?b', '/a.?b']);
});

test('other fields are only themselves, and nothing when missing', () => {
  assert.deepEqual(textsOf('cs-user-agent', request({ 'cs-user-agent': 'a%20b', 'cs-uri': '/' })), ['a%20b']);
  assert.deepEqual(textsOf('cs-user-agent', request({ 'cs-uri': '/' })), []);
});
