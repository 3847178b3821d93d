import { LokiError } from '../../clients/loki/error.ts';
import type { SourceId } from '../../model/log-record.ts';
import { SourceError } from '../source.ts';
import type { Counting, WatchList } from './watch-list.ts';

/** What a request that got no answer means for a source: only a query that is none stays so, limits are changed. */
export function lokiTrouble(id: SourceId, error: unknown): SourceError {
  if (!(error instanceof LokiError)) return new SourceError(id, `${id}: ${String(error)}`, 'This is a bug.');
  const { message, hint } = error;
  return new SourceError(id, `${id}: ${message}`, hint, error.isFaultOfQuery ? 'final' : 'passing');
}

/** Rules that are not looked for where Loki counts; null when all are. */
export function countingTrouble(
  { id, counting }: { readonly id: SourceId; readonly counting?: Counting | null },
  { troubles, refused }: Pick<WatchList, 'troubles' | 'refused'>,
): SourceError | null {
  const left = counting?.left ?? [];
  const parts = [
    ...(left.length === 0 ? [] : [`${left.length} rules cannot be counted in Loki: ${left.join(', ')}`]),
    ...Array.from(troubles, ([name, words]) => `${name} is not counted now (${words})`),
    ...(refused === 0 ? [] : [`${refused} attackers too many to follow`]),
  ];
  if (parts.length === 0) return null;
  return new SourceError(id, `${id}: ${parts.join('; ')}`, 'Without detection: loki all lines are read.');
}
