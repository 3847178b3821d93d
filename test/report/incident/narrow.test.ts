import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textWidth } from '../../../src/platform/text-width.ts';
import { renderReport } from '../../../src/report/incident/formats/render.ts';
import { exampleInput } from './example.ts';

test('on a terminal of 80 columns a report is broken between words and columns; only quoted lines stay whole', async () => {
  const input = await exampleInput('en');
  const textAt = (columns: number | null): readonly string[] =>
    renderReport(input, { format: 'text', lang: 'en', ascii: false, columns }).split('\n');
  const quoted = new Set(input.alerts.flatMap(({ evidence }) => evidence.map(({ raw }) => `      ${raw}`)));
  const wide = textAt(80).filter((row) => textWidth(row) > 80 && !quoted.has(row));
  assert.deepEqual(wide, []);
  assert.match(
    textAt(80).join('\n'),
    /Kind {2,}Level {2,}Alerts {2}Events {2}Attackers\n {8}First {2,}Last\n/,
  );
  assert.match(
    textAt(null).join('\n'),
    /Kind {2,}Level {2,}Alerts {2}Events {2}Attackers {2}First {2,}Last\n/,
  );
});
