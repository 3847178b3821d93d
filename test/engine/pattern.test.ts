import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layout, pattern } from '../../src/engine/pattern.ts';

test('line ends, indentation and reasons are no part of a pattern', () => {
  const laidOut = pattern('i')`
    ^(?:
      // Why this one is here.
      a b
      |c\x20
      |\`d\`
    )$`;
  assert.equal(laidOut.flags, 'i');
  assert.ok(['A b', 'c ', '`d`'].every((text) => laidOut.test(text)));
  assert.ok(['ab', 'c', 'a\nb', ' a b'].every((text) => !laidOut.test(text)));
});

test('backslashes stay as they are written', () => {
  assert.equal(layout`\d\\n`, String.raw`\d\\n`);
});

test('a pattern may hold the text of another', () => {
  const numbers = layout`
    one
    |two`;
  assert.equal(pattern()`^(?:${numbers})$`.source, '^(?:one|two)$');
});
