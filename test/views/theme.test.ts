import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { THEME_NAMES } from '../../src/model/appearance.ts';
import { createLook } from '../../src/views/presentation/look.ts';
import { codesOf, type Ground, nightCodes, TOKENS, type Token, themeOf } from '../../src/views/theme.ts';

type Rgb = readonly [number, number, number];

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
const ON_DARK: Ground = { background: 'dark', isWide: true };
const ON_LIGHT: Ground = { background: 'light', isWide: true };
const UNKNOWN: Ground = { background: null, isWide: true };
const STEPS = [0, 95, 135, 175, 215, 255] as const;

/** The 256 colours that are the same everywhere: a cube of 6 by 6 by 6, and 24 greys. */
function rgbOf(index: number): Rgb {
  assert.ok(index >= 16 && index <= 255, `${index} is the terminal's own`);
  if (index >= 232) return [8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232)];
  const place = index - 16;
  const step = (at: number): number => STEPS[at] ?? 0;
  return [step(Math.floor(place / 36)), step(Math.floor(place / 6) % 6), step(place % 6)];
}

/** WCAG 2.1, relative luminance and contrast ratio. */
function luminance(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Contrast of a token on its own background, else on the terminal's; null when it has no colour of its own. */
function contrastOf(codes: string, terminal: Rgb): number | null {
  const fore = /38;5;(\d+)/.exec(codes)?.[1];
  const back = /48;5;(\d+)/.exec(codes)?.[1];
  if (fore === undefined) return null;
  return contrast(rgbOf(Number(fore)), back === undefined ? terminal : rgbOf(Number(back)));
}

/** Of widespread palettes, the ground alone. */
const GROUNDS: readonly (readonly [name: string, terminal: Rgb, ground: Ground])[] = [
  ['black', BLACK, ON_DARK],
  ['white', WHITE, ON_LIGHT],
  ['Solarized dark', [0x00, 0x2b, 0x36], ON_DARK],
  ['Solarized light', [0xfd, 0xf6, 0xe3], ON_LIGHT],
  ['Gruvbox dark', [0x28, 0x28, 0x28], ON_DARK],
  ['Gruvbox light', [0xfb, 0xf1, 0xc7], ON_LIGHT],
  ['Dracula', [0x28, 0x2a, 0x36], ON_DARK],
];

describe('colours can be read', () => {
  for (const token of TOKENS) {
    it(`${token} at 7:1 in the theme of high contrast, on its own background`, () => {
      assert.match(codesOf('contrast', UNKNOWN)[token], /48;5;/);
      assert.ok((contrastOf(codesOf('contrast', UNKNOWN)[token], WHITE) ?? 0) >= 7);
    });
  }
  for (const [theme, terminal, least] of [
    ['dark', BLACK, 4.5],
    ['safe', BLACK, 4.5],
    ['light', WHITE, 4.5],
    ['safe', WHITE, 4.5],
  ] as const) {
    const ground = terminal === WHITE ? ON_LIGHT : ON_DARK;
    it(`everything at ${least}:1 in ${theme} on ${ground.background}`, () => {
      assert.deepEqual(weakIn(codesOf(theme, ground), terminal, least), []);
    });
  }
  for (const [name, terminal, ground] of GROUNDS) {
    it(`everything at 3:1, borders too, on ${name}, once the terminal has told of it`, () => {
      const { theme } = createLook({
        glyphs: 'block',
        colours: 256,
        theme: null,
        background: ground.background,
      });
      assert.deepEqual(theme, themeOf(ground.background ?? 'mono', ground));
      for (const wanted of [ground.background ?? 'mono', 'safe'] as const) {
        const codes = codesOf(wanted, ground);
        const weak = TOKENS.filter((token) => (contrastOf(codes[token], terminal) ?? 0) < 3);
        assert.deepEqual(weak, [], wanted);
      }
    });
    it(`what is dim, critical or found at 3:1 on ${name}, untold`, () => {
      const codes = codesOf('terminal', UNKNOWN);
      for (const token of ['muted', 'border', 'informational', 'critical', 'found'] as const)
        assert.ok((contrastOf(codes[token], terminal) ?? 0) >= 3, token);
    });
    it(`everything in safe at 3:1 on ${name}, untold, or in the terminal's own colour`, () => {
      const codes = codesOf('safe', UNKNOWN);
      assert.equal(codes.text, '');
      assert.deepEqual(
        TOKENS.filter((token) => (contrastOf(codes[token], terminal) ?? 3) < 3),
        [],
      );
    });
  }
  it('nothing is drawn in bright black, which is the ground of Solarized dark', () => {
    for (const background of ['dark', 'light', null] as const) {
      const codes = codesOf('terminal', { background, isWide: false });
      for (const token of TOKENS) assert.doesNotMatch(codes[token], /(?:^|;)90(?:;|$)/, token);
    }
  });
  for (const [theme, terminal] of [
    ['dark', BLACK],
    ['safe', BLACK],
    ['light', WHITE],
    ['contrast', WHITE],
  ] as const) {
    it(`everything at 4.5:1 at night, where the day is ${theme}`, () => {
      assert.deepEqual(weakIn(nightCodes(theme, UNKNOWN), terminal, 4.5), []);
      assert.deepEqual(weakIn(nightCodes(theme, ON_LIGHT), WHITE, 4.5), []);
    });
  }
});

/** Frames are no text. */
function weakIn(codes: Readonly<Record<Token, string>>, terminal: Rgb, least: number): readonly Token[] {
  const weak = TOKENS.filter((token) => (contrastOf(codes[token], terminal) ?? least) < least);
  return weak.filter((token) => token !== 'border');
}

it('every theme ends each colour and attribute that it begins', () => {
  const grounds = [ON_DARK, ON_LIGHT, UNKNOWN, { background: 'light', isWide: false }] as const;
  for (const [name, ground] of THEME_NAMES.flatMap((name) =>
    grounds.map((ground) => [name, ground] as const),
  )) {
    const theme = themeOf(name, ground);
    for (const token of TOKENS) {
      const { open, close } = theme[token];
      assert.equal(open === '', close === '', `${name} ${token}`);
      assert.equal(/38;5|[[;][39]\d/.test(open), close.includes('[39m'), `${name} ${token}`);
      assert.equal(/48;5|;4\d|(?<!38;5;)10\d/.test(open), close.includes('[49m'), `${name} ${token}`);
    }
  }
});

describe('what a terminal cannot show is not offered', () => {
  it('256 colours, sixteen, none', () => {
    assert.deepEqual(createLook({ glyphs: 'block', colours: 256, theme: null }).themes, THEME_NAMES);
    assert.deepEqual(createLook({ glyphs: 'block', colours: 16, theme: 'light' }).themes, [
      'terminal',
      'mono',
    ]);
    assert.equal(createLook({ glyphs: 'block', colours: 0, theme: 'dark' }).themeName, 'mono');
  });
});

describe('what suits the ground', () => {
  const onto = (part: Partial<Parameters<typeof createLook>[0]>) =>
    createLook({ glyphs: 'block', colours: 256, theme: null, ...part });

  it('is taken once the ground is known, and nothing else before', () => {
    assert.equal(onto({ background: 'light' }).themeName, 'light');
    assert.equal(onto({ background: 'dark' }).themeName, 'dark');
    assert.equal(onto({}).themeName, 'terminal');
    assert.equal(onto({ background: 'light', colours: 16 }).themeName, 'terminal');
    assert.equal(onto({ background: 'light', colours: 0 }).themeName, 'mono');
  });

  it('is not taken where somebody wants a theme', () => {
    for (const theme of THEME_NAMES) {
      const look = onto({ theme, background: 'light' });
      assert.equal(look.themeName, theme);
      assert.equal(look.isThemeWanted, true);
    }
    assert.equal(onto({ theme: 'light', colours: 16 }).isThemeWanted, false);
  });
});
