import type { Snapshot, SourceStatus } from '../../../core/protocol.ts';
import type { EpochMs } from '../../../model/time.ts';
import { errorWords, isForeign, isHealthy, isSilent, isWell } from '../lists/columns/source-columns.ts';
import { clean, type Look } from '../look.ts';
import { plural } from '../words/numbers.ts';
import { sourceName } from '../words/source-name.ts';
import { shortDuration } from '../words/times.ts';

/** All that is wrong, in words, worst first: what is not read, what the core warns of, who is silent. */
export function troublesOf({ sources, warnings, now }: Snapshot, look: Look): readonly string[] {
  return [
    ...sources.filter((source) => !isHealthy(source)).map((source) => sourceTrouble(source, now, look)),
    ...warnings.map((warning) => clean(warning, look)),
    ...nothingUnderstood(sources),
    ...sources
      .filter((source) => isHealthy(source) && isSilent(source, now))
      .map(({ id, last }) => `${sourceName(id, look)} silent for ${shortDuration(now - (last ?? 0))}`),
  ];
}

/** Of one log among others that is its own affair; where it is all that was read, nothing is well. */
export function nothingUnderstood(sources: Snapshot['sources']): readonly string[] {
  const read = sources.filter(({ records }) => records > 0);
  if (read.length === 0 || !read.every(isForeign)) return [];
  const lines = read.reduce((sum, { records }) => sum + records, 0);
  return [`None of ${plural(lines, 'line')} is understood: soc-console explain LINE says why of one.`];
}

/** How many sources are healthy and no quieter than usual. */
export function wellCount(sources: Snapshot['sources'], now: EpochMs): number {
  if (nothingUnderstood(sources).length > 0) return 0;
  return sources.filter((source) => isWell(source, now)).length;
}

function sourceTrouble(source: SourceStatus, now: EpochMs, look: Look): string {
  const error = errorWords(source);
  const why = error === null ? '' : `: ${clean(error, look)}`;
  return `${sourceName(source.id, look)}${outage(source, now)}${why}`;
}

/** ` down 40s, retry in 5s`; nothing of a source that is read all the same. */
function outage({ state, retryAt, failingSince }: SourceStatus, now: EpochMs): string {
  const time = failingSince === null ? '' : ` ${shortDuration(now - failingSince)}`;
  switch (state) {
    case 'waiting':
      return retryAt === null
        ? ` down${time}, tried again`
        : ` down${time}, retry in ${shortDuration(retryAt - now)}`;
    case 'starting':
      return ` down${time}, tried now`;
    case 'missing':
      return ` is missing${time === '' ? '' : ` for${time}`}`;
    case 'failed':
      return ' failed';
    default:
      return '';
  }
}
