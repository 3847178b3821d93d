import type { Level } from '../../../model/level.ts';
import { type Span, span } from '../line.ts';
import type { Look } from '../look.ts';

const WORDS: Readonly<Record<Level, string>> = {
  critical: 'CRIT',
  high: 'HIGH',
  medium: 'MED',
  low: 'LOW',
  informational: 'INFO',
};

function levelWord(level: Level): string {
  return WORDS[level];
}

/** Two columns: the more signs, the worse. */
export function levelSymbol(level: Level, look: Look): string {
  if (level === 'critical') return '!!';
  if (level === 'high') return '! ';
  if (level === 'medium') return '~ ';
  return level === 'low' ? `${look.glyphs.middleDot} ` : '  ';
}

/** As wide as the widest, so that what follows in a row of its own stands in one column. */
export function levelColumn(level: Level, look: Look): Span {
  const { text, token } = levelCell(level, look, LEVEL_WIDTH);
  return span(text.padEnd(LEVEL_WIDTH), token);
}

const LEVEL_WIDTH = 7;

/** `!! CRIT` where there is room for the word, else the symbol. */
export function levelCell(level: Level, look: Look, width: number): Span {
  const symbol = levelSymbol(level, look);
  return span(width >= LEVEL_WIDTH ? `${symbol} ${levelWord(level)}` : symbol, level);
}
