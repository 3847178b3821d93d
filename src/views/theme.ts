import { LEVELS, type Level } from '../model/level.ts';

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
  'selected',
  'selected-elsewhere',
] as const;
export type Token = (typeof TOKENS)[number];

/** SGR sequences around a run of text. */
type Style = { readonly open: string; readonly close: string };
export type Theme = Readonly<Record<Token, Style>>;

export function levelToken(level: Level): Token {
  return level;
}

/**
 * Sixteen colours, so that the terminal's own palette decides what they look like.
 * Good and bad differ as blue-green and red plus weight: never a red and green pair.
 */
export const DARK: Theme = theme({
  text: '',
  muted: '90',
  strong: '1',
  border: '90',
  'border-focused': '96',
  title: '1',
  key: '1;96',
  informational: '90',
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
  selected: '7',
  'selected-elsewhere': '1',
});

/** NO_COLOR: weight and inversion only. */
export const MONO: Theme = theme({
  text: '',
  muted: '',
  strong: '1',
  border: '',
  'border-focused': '1',
  title: '1',
  key: '1',
  informational: '',
  low: '',
  medium: '',
  high: '1',
  critical: '1;7',
  good: '',
  warn: '1',
  bad: '1',
  bar: '',
  curve: '1',
  threshold: '',
  selected: '7',
  'selected-elsewhere': '1',
});

function theme(codes: Readonly<Record<Token, string>>): Theme {
  return Object.fromEntries(TOKENS.map((token) => [token, style(codes[token])])) as Record<Token, Style>;
}

function style(codes: string): Style {
  if (codes === '') return { open: '', close: '' };
  const closes = new Set(codes.split(';').map(closingCode));
  return { open: `\u001b[${codes}m`, close: [...closes].map((code) => `\u001b[${code}m`).join('') };
}

/** Each attribute is closed by its own code, never by a full reset, which Ink's cells do not follow. */
function closingCode(code: string): string {
  if (code === '1' || code === '2') return '22';
  if (code === '7') return '27';
  const colour = Number(code);
  return (colour >= 40 && colour <= 49) || colour >= 100 ? '49' : '39';
}
