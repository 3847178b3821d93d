import { LokiError } from '../../clients/loki/error.ts';
import type { SourceId } from '../../model/log-record.ts';
import { SourceError } from '../source.ts';

/** What a request that got no answer means for a source: only a query that is wrong stays so. */
export function lokiTrouble(id: SourceId, error: unknown): SourceError {
  if (!(error instanceof LokiError)) return new SourceError(id, `${id}: ${String(error)}`, 'This is a bug.');
  const { kind, message, hint } = error;
  return new SourceError(id, `${id}: ${message}`, hint, kind === 'refused' ? 'final' : 'passing');
}
