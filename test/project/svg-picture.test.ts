import assert from 'node:assert/strict';
import { test } from 'node:test';
import { svgPicture } from '../../scripts/picture/svg.ts';
import { createEmulator } from '../support/emulator.ts';

async function pictureOf(bytes: string): Promise<string> {
  const emulator = createEmulator(10, 2);
  await emulator.write(bytes);
  return svgPicture(emulator.terminal);
}

test('text stands in its cells with its colour, and is no markup', async () => {
  const picture = await pictureOf('ab\x1b[1;31m<b>\x1b[0m');
  assert.match(picture, /x="0" y="13" textLength="16" [^>]*fill="#d5dbe3">ab<\/text>/);
  assert.match(
    picture,
    /x="16" y="13" textLength="24" [^>]*fill="#e0565b" font-weight="700">&#60;b&#62;<\/text>/,
  );
});

test('colours by number and by red, green and blue are those of a terminal; inverse changes ink and ground', async () => {
  assert.match(await pictureOf('\x1b[38;5;196mx'), /fill="#ff0000">x/);
  assert.match(await pictureOf('\x1b[38;5;244mx'), /fill="#808080">x/);
  assert.match(await pictureOf('\x1b[38;2;1;2;3mx'), /fill="#010203">x/);
  const inverse = await pictureOf('\x1b[7mx');
  assert.match(inverse, /<rect x="0" y="0" width="8" height="17" fill="#d5dbe3"\/>/);
  assert.match(inverse, /fill="#10141a">x/);
});

test('frames and bars are drawn, beside each other as one', async () => {
  const picture = await pictureOf('╭──╮██▌');
  assert.equal(picture.match(/<path/g)?.length, 3);
  assert.match(picture, /<path d="M8 8.5h16"/);
  assert.match(picture, /<rect x="32" y="0" width="16" height="17"/);
  assert.match(picture, /<rect x="48" y="0" width="4" height="17"/);
});

test('a wide character has two cells', async () => {
  assert.match(await pictureOf('漢x'), /textLength="24" [^>]*>漢x</);
});
