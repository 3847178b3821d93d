import type { UnparsedReason } from '../../model/log-event.ts';

/** Why a line that has not the form of its format is none. */
export function unparsedReason(line: string): UnparsedReason {
  return line.includes('\0') ? 'binary' : 'bad-line';
}
