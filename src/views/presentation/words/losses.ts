import { clean, type Look } from '../look.ts';

/** What was counted under a name of its own, as a person says it. */
const WORDS: Readonly<Record<string, string>> = {
  late: 'events long behind the others of their source, judged alone',
  future: 'events of a time that is still to come, judged alone',
  'lost-alerts': 'alerts let go before they were stored whole',
  'evicted-alerts': 'alerts ended early for room: what follows opens others',
  'evicted-groups': 'counts of rules let go for room',
  'evicted-logins': 'logins of more sources than are listed',
  'evicted-web': 'requests of more clients than are listed',
  'evicted-sessions': 'connections forgotten before a line told how they ended',
  'evicted-ports': 'connections to more ports than are counted',
  'evicted-volume': 'events beyond what rates are kept of',
  'truncated-lines': 'lines too long, of which the beginning was read',
  'dropped-bytes': 'bytes cut from what was too long',
  'nul-bytes': 'bytes of nothing (NUL), left out',
  'rests-not-found': 'ends of logs that were gone before they were read',
  'damaged-files': 'rotated files that could not be read to their end',
  'shed-lines': 'lines let go, for more came than was judged',
  'kernel-drops': 'messages that the system let go: its buffer was full',
  'refused-connections': 'connections refused: too many at a time',
  'refused-sources': 'senders refused: too many at a time',
};

export function lossWords(reason: string, look: Look): string {
  const known = Object.hasOwn(WORDS, reason) ? WORDS[reason] : undefined;
  return known ?? clean(reason, look).replaceAll('-', ' ');
}

/** Of what was cut from a line the line is counted. */
const BYTES: ReadonlySet<string> = new Set(['dropped-bytes', 'nul-bytes']);

/** Events, lines and alerts; how many bytes they had says nothing of how many they were. */
export function lossCount(counters: Readonly<Record<string, number>>): number {
  return Object.entries(counters).reduce((sum, [reason, count]) => sum + (BYTES.has(reason) ? 0 : count), 0);
}
