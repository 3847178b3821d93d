import { stat } from 'node:fs/promises';
import type { LokiSettings } from '../../clients/loki/settings.ts';
import type { SourceId } from '../../model/log-record.ts';
import type { SourceAddress } from '../../model/sources/source-address.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { readError } from '../../sources/read-error.ts';
import { type Source, SourceError } from '../../sources/source.ts';
import type { CountIn } from '../hunt/count-in.ts';
import type { OpenedSource } from './open-paths.ts';

type AddressOptions = {
  readonly id: SourceId;
  readonly follow: boolean;
  readonly clock: Clock;
  /** Where Loki is; null when nobody said that it is to be asked. */
  readonly loki?: LokiSettings | null;
  /** What Loki is asked about; null: from an hour ago, and until now. */
  readonly range?: { readonly since: EpochMs | null; readonly until: EpochMs | null };
  /** Loki counts for the rules: by the selector of what is looked at; null or absent: all lines are read. */
  readonly counting?: Pick<CountIn, 'in'> | null;
};

/** The source behind an address. What it needs is loaded when it is asked for. Rejects with `SourceError`. */
export async function openAddress(
  address: SourceAddress,
  options: AddressOptions,
): Promise<Pick<OpenedSource, 'source' | 'kind' | 'format'>> {
  switch (address.kind) {
    case 'journald': {
      const { journaldSource } = await import('../../sources/journald/source.ts');
      const { names, path } = address;
      const place = path === null ? null : { name: path, isFolder: await isFolder(options.id, path) };
      const source = journaldSource({ ...options, selection: { names, path: place } });
      return { source, kind: 'journald', format: 'journald' };
    }
    case 'docker': {
      const { dockerSource } = await import('../../sources/docker/source.ts');
      return {
        source: dockerSource({ ...options, containers: address.containers }),
        kind: 'docker',
        format: null,
      };
    }
    case 'syslog': {
      if (!options.follow) {
        throw new SourceError(
          options.id,
          `${options.id}: a receiver has no end`,
          'Use it live, or with watch.',
          'final',
        );
      }
      const { syslogSource } = await import('../../sources/syslog/source.ts');
      return { source: syslogSource({ ...options, ...address }), kind: 'syslog', format: 'syslog' };
    }
    case 'loki':
      return { source: await openLoki(address.query, options), kind: 'loki', format: null };
  }
}

async function openLoki(query: string | null, options: AddressOptions): Promise<Source> {
  const { id, loki, follow, clock, range, counting = null } = options;
  if (!loki) throw new SourceError(id, `${id}: nobody says where Loki is`, 'Set LOKI_ADDR.', 'final');
  const { LokiClient } = await import('../../clients/loki/client.ts');
  const { lokiSource } = await import('../../sources/loki/source.ts');
  const { readLogQuery } = await import('../../sources/loki/groups.ts');
  const chosen = query === null ? null : readLogQuery(query);
  if (query !== null && chosen === null) {
    throw new SourceError(id, `${id}: the selector is not closed`, 'Write loki:\'{job="sshd"}\'.', 'final');
  }
  const client = new LokiClient({ settings: loki });
  const { since = null, until = null } = range ?? {};
  // What is read once is read whole.
  if (counting === null || !follow)
    return lokiSource({ id, query: chosen, client, clock, follow, since, until });
  if (query === null)
    throw new SourceError(
      id,
      `${id}: detection: loki needs a selector`,
      'Write path: \'loki:{job=~".+"}\'.',
      'final',
    );
  return lokiSource({ id, query: chosen, client, clock, follow, since, until, counting: counting.in(query) });
}

function isFolder(id: SourceId, path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    (error: unknown) => {
      throw readError(id, path, error);
    },
  );
}
