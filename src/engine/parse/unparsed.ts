import type { UnparsedReason } from '../../model/log-event.ts';

/** Characters that no text has: of the C0 set all but tab, line breaks, form feed and ESC. */
const BINARY = /[\0-\x08\x0e-\x1a\x1c-\x1f]/;

export function isBinary(line: string): boolean {
  return BINARY.test(line);
}

/** Why a line that has not the form of its format is none. */
export function unparsedReason(line: string): UnparsedReason {
  return isBinary(line) ? 'binary' : 'bad-line';
}
