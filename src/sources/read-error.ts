import type { SourceId } from '../model/log-record.ts';
import { SourceError } from './source.ts';

/** The user's words for what the system said: what, where, what to do. */
export function readError(id: SourceId, path: string, error: unknown): SourceError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT') return new SourceError(id, `${path}: no such file`, 'Check the path.', 'missing');
  if (code === 'EACCES' || code === 'EPERM') {
    return new SourceError(
      id,
      `${path}: no permission to read it`,
      'Run as a user who may read it; on Debian the group adm reads the logs (sudo usermod -aG adm YOU).',
    );
  }
  return new SourceError(
    id,
    `${path}: ${error instanceof Error ? error.message : String(error)}`,
    'Check the file.',
  );
}
