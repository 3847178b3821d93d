import type { SourceId } from '../../model/log-record.ts';
import { SourceError } from '../source.ts';

const DOCKER_PERMIT =
  'sudo usermod -aG docker YOU, then log in again (who may speak to Docker is as good as root); or run as root.';

/** The user's words for what the Docker daemon, or the way to it, said. */
export function dockerError(id: SourceId, error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if (code === 'EACCES' || code === 'EPERM') {
    return new SourceError(id, `${id}: Docker may not be spoken to`, DOCKER_PERMIT);
  }
  if (code === 'ENOENT' || code === 'ECONNREFUSED') {
    return new SourceError(
      id,
      `${id}: Docker is not running`,
      'Start it: sudo systemctl start docker.',
      'missing',
    );
  }
  if (statusCode === 404) {
    return new SourceError(id, `${id}: there is no such container`, 'docker ps -a lists them.', 'missing');
  }
  if (statusCode === 409) {
    return new SourceError(
      id,
      `${id}: the container is being removed`,
      'docker ps -a lists them.',
      'missing',
    );
  }
  if (/does not support reading/.test(message ?? '')) {
    return new SourceError(
      id,
      `${id}: Docker does not keep this container's log`,
      'Use the logging driver local, json-file or journald.',
      'final',
    );
  }
  return new SourceError(id, `${id}: Docker: ${message ?? String(error)}`, 'It is tried again.');
}
