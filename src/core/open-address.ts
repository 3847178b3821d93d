import { stat } from 'node:fs/promises';
import type { SourceId } from '../model/log-record.ts';
import type { SourceAddress } from '../model/source-address.ts';
import type { Clock } from '../platform/clock.ts';
import { readError } from '../sources/read-error.ts';
import { SourceError } from '../sources/source.ts';
import type { OpenedSource } from './open-paths.ts';

export type AddressOptions = { readonly id: SourceId; readonly follow: boolean; readonly clock: Clock };

/** The source behind an address. What it needs is loaded when it is asked for. Rejects with `SourceError`. */
export async function openAddress(
  address: SourceAddress,
  options: AddressOptions,
): Promise<Pick<OpenedSource, 'source' | 'kind' | 'format'>> {
  switch (address.kind) {
    case 'journald': {
      const { journaldSource } = await import('../sources/journald/source.ts');
      const { names, path } = address;
      const place = path === null ? null : { name: path, isFolder: await isFolder(options.id, path) };
      const source = journaldSource({ ...options, selection: { names, path: place } });
      return { source, kind: 'journald', format: 'journald' };
    }
    case 'docker': {
      const { dockerSource } = await import('../sources/docker/source.ts');
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
      const { syslogSource } = await import('../sources/syslog/source.ts');
      return { source: syslogSource({ ...options, ...address }), kind: 'syslog', format: 'syslog' };
    }
  }
}

function isFolder(id: SourceId, path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    (error: unknown) => {
      throw readError(id, path, error);
    },
  );
}
