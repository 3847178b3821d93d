import { LOSSES, lossWords } from '../../../model/sources/loss-words.ts';
import { clean, type Look } from '../look.ts';

export function lossText(reason: string, count: number, look: Look): string {
  return clean(lossWords(LOSSES, reason, count), look);
}

/** Of what was cut from a line the line is counted. */
const BYTES: ReadonlySet<string> = new Set(['dropped-bytes', 'nul-bytes']);

/** Events, lines and alerts; how many bytes they had says nothing of how many they were. */
export function lossCount(counters: Readonly<Record<string, number>>): number {
  return Object.entries(counters).reduce((sum, [reason, count]) => sum + (BYTES.has(reason) ? 0 : count), 0);
}
