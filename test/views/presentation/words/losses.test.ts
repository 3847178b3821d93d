import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOSSES } from '../../../../src/model/sources/loss-words.ts';
import { isLoss } from '../../../../src/model/sources/source-status.ts';
import { FRENCH_LOSSES } from '../../../../src/report/loss-words-fr.ts';
import { sourceDocument } from '../../../../src/views/presentation/document/source.ts';
import { plainText } from '../../../../src/views/presentation/line.ts';
import { createLook } from '../../../../src/views/presentation/look.ts';
import { lossText } from '../../../../src/views/presentation/words/losses.ts';
import { busySnapshot, NOW } from '../../fixture.ts';

const LOOK = createLook({ glyphs: 'block', colours: 16, theme: null });

function pageOf(counts: Record<string, number>): string {
  const [source] = busySnapshot().sources;
  assert.ok(source);
  const { lines } = sourceDocument({ ...source, counts }, { look: LOOK, now: NOW, width: 100, shift: 0 });
  return lines.map(plainText).join('\n');
}

test('a log that was rotated lost nothing', () => {
  assert.equal(isLoss('rotations'), false);
  assert.equal(isLoss('shed-lines'), true);
  const page = pageOf({ rotations: 3 });
  assert.match(page, /Rotated +3 times/);
  assert.doesNotMatch(page, /Cut or lost/);
});

test('what was lost is told in words, also what has none yet', () => {
  assert.match(
    pageOf({ 'shed-lines': 1200 }),
    /Cut or lost\n +1 200 lines let go, for more came than was judged/,
  );
  assert.equal(lossText('constructor', 2, LOOK), 'constructor');
  assert.equal(lossText('late-\u001b[2Jcomers', 2, LOOK), 'late \\x1b[2Jcomers');
});

test('one is told as one', () => {
  assert.match(pageOf({ 'rests-not-found': 1 }), / 1 end of a log that was gone before it was read/);
  assert.match(pageOf({ 'rests-not-found': 2 }), / 2 ends of logs that were gone before they were read/);
});

test('what has words has French ones too', () => {
  assert.deepEqual(Object.keys(FRENCH_LOSSES).sort(), Object.keys(LOSSES).sort());
});
