import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lookOptions } from '../../../src/commands/screen/look.ts';

const ui = { ascii: false, glyphs: null, theme: null } as const;
const on = (env: Readonly<Record<string, string>>) =>
  lookOptions({ ascii: false, noColor: false, ui, env: { TERM: 'xterm-256color', ...env } });

describe('how the console draws', () => {
  for (const [locale, glyphs] of [
    [{ LC_ALL: 'C' }, 'ascii'],
    [{ LANG: 'POSIX' }, 'ascii'],
    [{ LANG: 'fr_FR.ISO-8859-1' }, 'ascii'],
    [{ LC_ALL: 'C', LANG: 'fr_FR.UTF-8' }, 'ascii'],
    [{ LANG: 'fr_FR.utf8' }, 'block'],
    [{ LANG: 'fr_FR.utf8', TERM: 'linux' }, 'ascii'],
    [{ LC_ALL: 'C.UTF-8', LANG: 'C' }, 'block'],
    [{}, 'block'],
  ] as const) {
    it(`draws with ${glyphs} where the locale is ${JSON.stringify(locale)}`, () => {
      assert.equal(on(locale).glyphs, glyphs);
    });
  }

  it('draws with what the configuration names, whatever the locale', () => {
    const wishes = { ascii: false, noColor: false, ui: { ...ui, glyphs: 'braille' } } as const;
    assert.equal(lookOptions({ ...wishes, env: { LC_ALL: 'C' } }).glyphs, 'braille');
  });

  for (const [term, colours] of [
    ['vt220', 0],
    ['linux', 16],
    ['xterm', 16],
    ['screen', 16],
    ['screen-256color', 256],
    ['tmux-256color', 256],
    ['xterm-kitty', 256],
  ] as const) {
    it(`has ${colours} colours on ${term}`, () => assert.equal(on({ TERM: term }).colours, colours));
  }

  it('has none where NO_COLOR or --no-color says so', () => {
    assert.equal(on({ NO_COLOR: '1' }).colours, 0);
    assert.equal(on({ NO_COLOR: '' }).colours, 256);
    assert.equal(
      lookOptions({ ascii: false, noColor: true, ui, env: { TERM: 'xterm-256color' } }).colours,
      0,
    );
  });
});
