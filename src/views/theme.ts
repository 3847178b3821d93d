import type { ThemeName } from '../model/appearance.ts';
import { LEVELS } from '../model/level.ts';
import type { Background } from '../platform/terminal/background.ts';

/** What a piece of text means. Colour only ever repeats what a word and a symbol already say. */
export const TOKENS = [
  'text',
  'muted',
  'strong',
  'border',
  'border-focused',
  'title',
  'key',
  ...LEVELS,
  'good',
  'warn',
  'bad',
  'bar',
  'curve',
  'threshold',
  'found',
  'selected',
  'selected-elsewhere',
] as const;
export type Token = (typeof TOKENS)[number];

/** What is known of the terminal: what it draws on, and whether it has the 256 colours. */
export type Ground = { readonly background: Background | null; readonly isWide: boolean };

/** SGR sequences around a run of text. */
type Style = { readonly open: string; readonly close: string };
export type Theme = Readonly<Record<Token, Style>>;

export const THEME_WORDS: Readonly<Record<ThemeName, string>> = {
  terminal: "the terminal's own sixteen colours and a grey",
  dark: 'for a dark background',
  light: 'for a light background',
  contrast: 'high contrast: everything at least 7:1',
  safe: 'without red and green, for colour-blind eyes',
  mono: 'no colour',
};

type Codes = Readonly<Record<Token, string>>;

/** NO_COLOR: weight and inversion only. */
const MONO: Codes = {
  ...all(''),
  strong: '1',
  'border-focused': '1',
  title: '1',
  key: '1',
  high: '1',
  critical: '1;7',
  warn: '1',
  bad: '1',
  curve: '1',
  found: '4',
  selected: '7',
  'selected-elsewhere': '1',
};

/**
 * Good and bad differ as blue-green and red plus weight: never a red and green pair. What is dim is faint text, not bright
 * black: in Solarized's palette that is the ground.
 */
const TERMINAL: Codes = {
  ...MONO,
  muted: '2',
  border: '2',
  'border-focused': '96',
  key: '1;96',
  informational: '2',
  low: '36',
  medium: '93',
  high: '1;91',
  critical: '1;97;41',
  good: '36',
  warn: '93',
  bad: '1;91',
  bar: '36',
  curve: '96',
  threshold: '93',
  found: '30;103',
};

/**
 * The same where the ground is known to be light: of its sixteen colours bright ones, yellow, green and cyan are hardly to be
 * seen there, and red, blue and magenta are in every palette.
 */
const TERMINAL_ON_LIGHT: Codes = {
  ...TERMINAL,
  'border-focused': '34',
  key: '1;34',
  low: '34',
  medium: '35',
  high: '1;31',
  good: '34',
  warn: '35',
  bad: '1;31',
  bar: '34',
  curve: '34',
  threshold: '35',
  found: '4;7',
};

/**
 * Where there are 256: a grey that is seen on every ground, for Solarized's own is its ground, and grounds that their
 * text is seen on in every palette.
 */
const WIDE: Partial<Codes> = {
  muted: fg(243),
  border: fg(243),
  informational: fg(243),
  critical: `1;${fg(231)};${bg(124)}`,
  found: `${fg(16)};${bg(221)}`,
};

/** From the 256 colours those that are the same everywhere, 16 to 255: at least 4.5:1 on black. */
const DARK: Codes = {
  ...MONO,
  text: fg(252),
  muted: fg(246),
  strong: `1;${fg(255)}`,
  border: fg(243),
  'border-focused': fg(80),
  title: `1;${fg(255)}`,
  key: `1;${fg(80)}`,
  informational: fg(246),
  low: fg(110),
  medium: fg(221),
  high: `1;${fg(209)}`,
  critical: `1;${fg(231)};${bg(124)}`,
  good: fg(79),
  warn: fg(221),
  bad: `1;${fg(209)}`,
  bar: fg(73),
  curve: fg(87),
  threshold: fg(221),
  found: `${fg(16)};${bg(221)}`,
  selected: `${fg(231)};${bg(24)}`,
  'selected-elsewhere': `1;${fg(255)}`,
};

/** At least 4.5:1 on white. */
const LIGHT: Codes = {
  ...MONO,
  text: fg(235),
  muted: fg(242),
  strong: `1;${fg(16)}`,
  border: fg(243),
  'border-focused': fg(25),
  title: `1;${fg(16)}`,
  key: `1;${fg(25)}`,
  informational: fg(242),
  low: fg(25),
  medium: fg(94),
  high: `1;${fg(124)}`,
  critical: `1;${fg(231)};${bg(124)}`,
  good: fg(23),
  warn: fg(94),
  bad: `1;${fg(124)}`,
  bar: fg(24),
  curve: fg(25),
  threshold: fg(130),
  found: `${fg(16)};${bg(222)}`,
  selected: `${fg(231)};${bg(24)}`,
  'selected-elsewhere': `1;${fg(16)}`,
};

/** Brings its own background, so that the contrast is what it says: at least 7:1 everywhere. */
const CONTRAST: Codes = onBlack({
  ...MONO,
  text: fg(231),
  muted: fg(252),
  strong: `1;${fg(231)}`,
  border: fg(250),
  'border-focused': `1;${fg(226)}`,
  title: `1;${fg(231)}`,
  key: `1;${fg(226)}`,
  informational: fg(252),
  low: fg(159),
  medium: fg(226),
  high: `1;${fg(216)}`,
  critical: `1;${fg(16)};${bg(216)}`,
  good: fg(123),
  warn: fg(226),
  bad: `1;${fg(216)}`,
  bar: fg(123),
  curve: fg(123),
  threshold: fg(226),
  found: `${fg(16)};${bg(226)}`,
  selected: `${fg(16)};${bg(231)}`,
  'selected-elsewhere': `1;${fg(231)}`,
});

/** Blue, yellow and orange of Okabe and Ito, which all eyes tell apart, on a dark ground. */
const SAFE: Codes = {
  ...DARK,
  'border-focused': fg(75),
  key: `1;${fg(75)}`,
  low: fg(75),
  medium: fg(227),
  high: `1;${fg(214)}`,
  critical: `1;${fg(16)};${bg(214)}`,
  good: fg(75),
  warn: fg(227),
  bad: `1;${fg(214)}`,
  bar: fg(75),
  curve: fg(117),
  threshold: fg(214),
};

/** The same eyes on a light ground: blue, olive and a dark orange. */
const SAFE_ON_LIGHT: Codes = {
  ...LIGHT,
  'border-focused': fg(25),
  key: `1;${fg(25)}`,
  low: fg(25),
  medium: fg(58),
  high: `1;${fg(130)}`,
  critical: `1;${fg(231)};${bg(130)}`,
  good: fg(25),
  warn: fg(58),
  bad: `1;${fg(130)}`,
  bar: fg(25),
  curve: fg(25),
  threshold: fg(130),
};

/** The same eyes on a ground that is not told: text is the terminal's own, the rest at least 3:1 on black and on white. */
const SAFE_ON_ANY: Codes = {
  ...MONO,
  muted: fg(243),
  border: fg(243),
  'border-focused': fg(32),
  key: `1;${fg(32)}`,
  informational: fg(243),
  low: fg(32),
  medium: fg(100),
  high: `1;${fg(166)}`,
  critical: `1;${fg(231)};${bg(130)}`,
  good: fg(32),
  warn: fg(100),
  bad: `1;${fg(166)}`,
  bar: fg(32),
  curve: fg(32),
  threshold: fg(166),
  found: `${fg(16)};${bg(221)}`,
  selected: `${fg(231)};${bg(24)}`,
};

const THEME_CODES: Readonly<Record<ThemeName, Codes>> = {
  terminal: TERMINAL,
  dark: DARK,
  light: LIGHT,
  contrast: CONTRAST,
  safe: SAFE,
  mono: MONO,
};

/** Themes whose names say nothing of the ground have a form for each. */
export function codesOf(name: ThemeName, { background, isWide }: Ground): Codes {
  if (name === 'terminal')
    return { ...(background === 'light' ? TERMINAL_ON_LIGHT : TERMINAL), ...(isWide ? WIDE : {}) };
  if (name === 'safe' && background !== 'dark') return background === 'light' ? SAFE_ON_LIGHT : SAFE_ON_ANY;
  return THEME_CODES[name];
}

/** A wall at night: as dim as 4.5:1 on black allows, but for what is wrong. */
const NIGHT: Codes = {
  ...all(fg(243)),
  border: fg(238),
  strong: fg(248),
  title: fg(246),
  key: fg(245),
  medium: fg(136),
  high: fg(167),
  critical: `1;${fg(231)};${bg(88)}`,
  warn: fg(136),
  bad: fg(167),
};

export function themeOf(name: ThemeName, ground: Ground): Theme {
  return theme(codesOf(name, ground));
}

/** What the wall is drawn with at night. Without colours of our own there is nothing to dim; who has a light one gets black. */
export function nightCodes(name: ThemeName, ground: Ground): Codes {
  if (name === 'mono' || name === 'terminal') return codesOf(name, ground);
  return ground.background === 'light' || name === 'light' || name === 'contrast' ? onBlack(NIGHT) : NIGHT;
}

export function nightTheme(name: ThemeName, ground: Ground): Theme {
  return theme(nightCodes(name, ground));
}

function all(codes: string): Codes {
  return Object.fromEntries(TOKENS.map((token) => [token, codes])) as Codes;
}

function fg(colour: number): string {
  return `38;5;${colour}`;
}

function bg(colour: number): string {
  return `48;5;${colour}`;
}

function onBlack(codes: Codes): Codes {
  const entries = TOKENS.map((token) => {
    const own = codes[token];
    return [token, own.includes('48;5;') ? own : [own, bg(16)].filter(Boolean).join(';')] as const;
  });
  return Object.fromEntries(entries) as Codes;
}

function theme(codes: Codes): Theme {
  return Object.fromEntries(TOKENS.map((token) => [token, style(codes[token])])) as Record<Token, Style>;
}

function style(codes: string): Style {
  if (codes === '') return { open: '', close: '' };
  return { open: `\u001b[${codes}m`, close: closing(codes) };
}

/** Each attribute is closed by its own code, never by a full reset, which Ink's cells do not follow. */
function closing(codes: string): string {
  const parts = codes.split(';');
  const closes = new Set<string>();
  for (let index = 0; index < parts.length; index++) {
    const code = Number(parts[index]);
    if (code === 38 || code === 48) index += 2;
    closes.add(closingCode(code));
  }
  return [...closes].map((code) => `\u001b[${code}m`).join('');
}

function closingCode(code: number): string {
  if (code === 1 || code === 2) return '22';
  if (code === 4) return '24';
  if (code === 7) return '27';
  return (code >= 40 && code <= 49) || code >= 100 ? '49' : '39';
}
