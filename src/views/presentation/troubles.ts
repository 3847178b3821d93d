import type { Snapshot, SourceStatus } from '../../core/protocol.ts';
import type { EpochMs } from '../../model/time.ts';
import { clean, type Look } from './look.ts';
import { errorWords, isHealthy, isSilent } from './source-columns.ts';
import { sourceName } from './source-name.ts';
import { shortDuration } from './times.ts';

/** All that is wrong, in words, worst first: what is not read, what the core warns of, who is silent. */
export function troublesOf({ sources, warnings, now }: Snapshot, look: Look): readonly string[] {
  return [
    ...sources.filter((source) => !isHealthy(source)).map((source) => sourceTrouble(source, now, look)),
    ...warnings.map((warning) => clean(warning, look)),
    ...sources
      .filter((source) => isHealthy(source) && isSilent(source, now))
      .map(({ id, last }) => `${sourceName(id, look)} silent for ${shortDuration(now - (last ?? 0))}`),
  ];
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
