export type LossWords = Readonly<Record<string, readonly string[]>>;

/** What was counted under a name of its own, as a person says it: of one, of more. */
export const LOSSES: LossWords = {
  late: [
    'event long behind the others of its source, judged alone',
    'events long behind the others of their source, judged alone',
  ],
  future: [
    'event of a time that is still to come, judged alone',
    'events of a time that is still to come, judged alone',
  ],
  'lost-alerts': ['alert let go before it was stored whole', 'alerts let go before they were stored whole'],
  'evicted-alerts': [
    'alert ended early for room: what follows opens another',
    'alerts ended early for room: what follows opens others',
  ],
  'evicted-groups': ['count of a rule let go for room', 'counts of rules let go for room'],
  'evicted-logins': ['login of more sources than are listed', 'logins of more sources than are listed'],
  'evicted-web': ['request of more clients than are listed', 'requests of more clients than are listed'],
  'evicted-sessions': [
    'connection forgotten before a line told how it ended',
    'connections forgotten before a line told how they ended',
  ],
  'evicted-ports': [
    'connection to more ports than are counted',
    'connections to more ports than are counted',
  ],
  'evicted-volume': ['event beyond what rates are kept of', 'events beyond what rates are kept of'],
  'truncated-lines': [
    'line too long, of which the beginning was read',
    'lines too long, of which the beginning was read',
  ],
  'dropped-bytes': ['byte cut from what was too long', 'bytes cut from what was too long'],
  'nul-bytes': ['byte of nothing (NUL), left out', 'bytes of nothing (NUL), left out'],
  'rests-not-found': [
    'end of a log that was gone before it was read',
    'ends of logs that were gone before they were read',
  ],
  'damaged-files': [
    'rotated file that could not be read to its end',
    'rotated files that could not be read to their end',
  ],
  'shed-lines': ['line let go, for more came than was judged', 'lines let go, for more came than was judged'],
  'kernel-drops': [
    'message that the system let go: its buffer was full',
    'messages that the system let go: its buffer was full',
  ],
  'refused-connections': [
    'connection refused: too many at a time',
    'connections refused: too many at a time',
  ],
  'refused-sources': ['sender refused: too many at a time', 'senders refused: too many at a time'],
  // Of a line that gave no event (`UnparsedReason`), behind the number of them.
  'unknown-format': ['of unknown format', 'of unknown format'],
  'no-time': ["of sshd's own, without a time", "of sshd's own, without a time"],
  'bad-timestamp': ['with an unreadable time', 'with an unreadable time'],
  'bad-line': ['malformed', 'malformed'],
  binary: ['binary', 'binary'],
  'too-long': ['too long', 'too long'],
};

/** A reason that has no words yet is told by its name. */
export function lossWords(words: LossWords, reason: string, count: number): string {
  const known = Object.hasOwn(words, reason) ? words[reason] : undefined;
  return known?.[count === 1 ? 0 : 1] ?? reason.replaceAll('-', ' ');
}
