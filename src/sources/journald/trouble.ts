import type { SourceId } from '../../model/log-record.ts';
import { SourceError } from '../source.ts';
import type { JournalAccess } from './access.ts';

const JOURNAL_PERMIT = 'sudo usermod -aG systemd-journal YOU, then log in again; or run as root.';

/** What stands in the way of reading this machine's journal, or a part of it; null: nothing. */
export function journalTrouble(id: SourceId, { files, forbidden }: JournalAccess): SourceError | null {
  if (files === 0) {
    return new SourceError(
      id,
      `${id}: there is no journal here`,
      'journald is not running, or keeps nothing. Name log files.',
      'missing',
    );
  }
  if (forbidden === 0) return null;
  const what = forbidden === files ? 'the journal may not be read' : 'a part of the journal may not be read';
  return new SourceError(id, `${id}: ${what}`, JOURNAL_PERMIT);
}

/** Why journalctl ended: `failure` is the error of its start, its exit code or its signal. */
export function journalError(
  id: SourceId,
  program: string,
  failure: Error | number | string,
  words: string,
): SourceError {
  if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') {
    return new SourceError(
      id,
      `${id}: there is no ${program} here`,
      'Install systemd, or name log files.',
      'final',
    );
  }
  if (words.includes('insufficient permissions')) {
    return new SourceError(id, `${id}: the journal may not be read`, JOURNAL_PERMIT);
  }
  const said = words.trim().split('\n').at(-1) ?? '';
  const how = failure instanceof Error ? failure.message : `ended with ${failure}`;
  const what = said === '' ? how : `says: ${said}`;
  return new SourceError(id, `${id}: ${program} ${what}`, 'Try the same by hand.');
}
