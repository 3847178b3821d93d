import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SETTLED_ADVICE } from '../../../src/model/alerts/alert.ts';
import { wordsOfAlerts } from '../../../src/report/alert-words.ts';
import { alertDocument } from '../../../src/views/presentation/document/alert.ts';
import { plainText } from '../../../src/views/presentation/line.ts';
import { ALERT_COLUMNS } from '../../../src/views/presentation/lists/columns/alert-columns.ts';
import { createLook } from '../../../src/views/presentation/look.ts';
import { alert, busySnapshot, NOW } from '../fixture.ts';

const look = createLook({ glyphs: 'block', colours: 0, theme: null });
const page = { look, now: NOW, width: 100, shift: 0 };
const settled = alert({ id: 'settled', status: 'settled', recommendation: SETTLED_ADVICE });
const acknowledged = { ...settled, status: 'acknowledged' } as const;

function stateOf(detail: typeof settled | typeof acknowledged, { width } = page): string {
  const lines = alertDocument(detail, busySnapshot({ detail }), { ...page, width }).lines.map(plainText);
  return lines.find((line) => /^ *State /.test(line))?.trim() ?? '';
}

it('a lowered alert has a mark of its own in the list', () => {
  const title = ALERT_COLUMNS.find(({ id }) => id === 'title');
  const cell = (one: typeof settled) =>
    title?.cell(one, { look, now: NOW, banOf: () => null, hasBans: false }, 40).text.split(' ')[0];
  assert.deepEqual([cell(settled), cell(acknowledged)], ['▼', '✓']);
});

it('why a lowered alert is lowered stands whole in 80 columns, of old lines too', () => {
  for (const one of [settled, acknowledged])
    assert.match(stateOf({ ...one, historical: true }, { ...page, width: 78 }), /got in afterwards$/);
});

it('a lowered alert still says why when it was acknowledged afterwards, in every language', () => {
  assert.match(stateOf(settled), /^State +lowered: everyone who failed/);
  assert.match(stateOf(acknowledged), /^State +acknowledged; lowered: everyone who failed/);
  const advice = (one: typeof settled) => wordsOfAlerts(one, 'fr').recommendation;
  assert.match(advice(acknowledged), /tous ceux qui ont échoué/);
  assert.equal(advice(acknowledged), advice(settled));
});
