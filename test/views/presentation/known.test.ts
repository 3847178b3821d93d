import assert from 'node:assert/strict';
import { it } from 'node:test';
import { entityDocument } from '../../../src/views/presentation/document/entity.ts';
import { plainText } from '../../../src/views/presentation/line.ts';
import { createLook } from '../../../src/views/presentation/look.ts';
import { bruteForceEntity, busySnapshot, NOW } from '../fixture.ts';

const page = {
  look: createLook({ glyphs: 'block', colours: 0, theme: null }),
  now: NOW,
  width: 100,
  shift: 0,
};

it('the page of an address says what files know of it', () => {
  const known = { country: 'FR', lists: ['spamhaus', 'evil\u001b[2J'], crawler: 'googlebot' };
  const entity = { ...bruteForceEntity(), known };
  const text = entityDocument(entity.value, busySnapshot({ entity }), page).lines.map(plainText).join('\n');
  assert.match(
    text,
    /Country +FR\n Crawler +googlebot, by its published addresses\n Block lists +spamhaus, evil\\x1b\[2J/,
  );
});
