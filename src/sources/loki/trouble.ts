import { LokiError } from '../../clients/loki/error.ts';
import type { SourceId } from '../../model/log-record.ts';
import { SourceError } from '../source.ts';
import type { WatchList } from './watch-list.ts';

/** What a request that got no answer means for a source: only a query that is none stays so, limits are changed. */
export function lokiTrouble(id: SourceId, error: unknown): SourceError {
  if (!(error instanceof LokiError)) return new SourceError(id, `${id}: ${String(error)}`, 'This is a bug.');
  const { message, hint } = error;
  return new SourceError(id, `${id}: ${message}`, hint, error.isFaultOfQuery ? 'final' : 'passing');
}

/** What is not looked for where Loki counts; null when all is. */
export function countingTrouble(
  id: SourceId,
  { troubles, refused }: Pick<WatchList, 'troubles' | 'refused'>,
): SourceError | null {
  const parts = [
    ...Array.from(troubles, ([name, words]) => `${name} is not counted now (${words})`),
    ...(refused === 0 ? [] : [`${refused} attackers too many to follow`]),
  ];
  if (parts.length === 0) return null;
  return new SourceError(id, `${id}: ${parts.join('; ')}`, 'Without detection: loki all lines are read.');
}
