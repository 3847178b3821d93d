import { LokiError } from '../../clients/loki/error.ts';
import type { SourceId } from '../../model/log-record.ts';
import { SourceError } from '../source.ts';

/** What a request that got no answer means for a source: only a query that is none stays so, limits are changed. */
export function lokiTrouble(id: SourceId, error: unknown): SourceError {
  if (!(error instanceof LokiError)) return new SourceError(id, `${id}: ${String(error)}`, 'This is a bug.');
  const { message, hint } = error;
  return new SourceError(id, `${id}: ${message}`, hint, error.isFaultOfQuery ? 'final' : 'passing');
}
