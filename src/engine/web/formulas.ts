import { pattern } from '../pattern.ts';
import { type Clue, clue, firstClue } from './clues.ts';

/** Formulas that a spreadsheet runs when somebody opens what was exported. */
const FORMULA: readonly Clue[] = [
  clue(
    'a formula that runs a program',
    '|\' |"',
    /^["',;\s]{0,3}[=+@-][\w()+*.\s-]{0,30}?(?<![a-z])(?:cmd|powershell|pwsh|rundll32|mshta|regsvr32|msexcel|excel|winword)\|\s?["']/,
  ),
  clue(
    'a formula that sends a cell',
    '(',
    pattern()`
      ^["',;\s]{0,3}[=+@-]\s?(?:
        hyperlink|webservice|image|import(?:xml|html|data|feed|range)
      )\([^;]{0,100}?https?:[^;]{0,200}?(?:&|,)\s{0,3}\$?[a-z]{1,2}\$?\d{1,5}(?![\w"'])`,
  ),
];

/** Why a value is a formula that does more than count; null when it is not. `text`: in lower case. */
export function findFormula(text: string): string | null {
  return /^["',;\s]{0,3}[=+@-]/.test(text) ? firstClue(FORMULA, text) : null;
}
