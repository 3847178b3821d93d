import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { SourceId } from '../../model/log-record.ts';
import type { ContainerChoice } from '../../model/sources/source-address.ts';
import type { Clock } from '../../platform/clock.ts';
import { dockerClient } from '../../platform/docker-client.ts';
import type { Source, SourceSink } from '../source.ts';
import { type ContainerOptions, ContainerReading, containerSource } from './container.ts';
import { EngineApi, startedName } from './engine-api.ts';
import type { Pace } from './following.ts';
import { dockerError } from './trouble.ts';

type DockerSourceOptions = {
  readonly id: SourceId;
  readonly containers: ContainerChoice;
  readonly follow: boolean;
  readonly clock: Clock;
  /** How long a follower is waited for. */
  readonly pace?: Pace;
  /** Another daemon's socket. */
  readonly socket?: string;
};

/** The logs of one container, or of all with a label, as they come and go. */
export function dockerSource(options: DockerSourceOptions): Source {
  const { id, containers, follow, clock, pace, socket } = options;
  const how = { follow, clock, ...(pace && { pace }) };
  const connect = async (signal: AbortSignal): Promise<EngineApi> =>
    new EngineApi(await dockerClient(socket), signal);
  if (containers.by === 'name') return namedContainer({ id, name: containers.name, ...how, connect });
  return {
    id,
    finder: true,
    read: (sink, signal) =>
      told(id, signal, async () => {
        const api = await connect(signal);
        const find = (name: string): void =>
          sink.found(containerSource({ id: `docker:${name}`, name, ...how, connect }));
        // The events first: what starts between the two is found twice, and read once.
        const starts = follow ? await api.starts(containers) : null;
        for (const name of await api.names(containers, !follow)) find(name);
        if (starts === null) return;
        sink.idle();
        for await (const name of namesOf(starts, signal)) find(name);
      }),
  };
}

/** Reads a container each time that it runs: it may be stopped, started, and made anew under its name. */
function namedContainer(options: ContainerOptions): Source {
  const { id, name, follow } = options;
  return {
    id,
    read: (sink, signal, from) =>
      told(id, signal, async () => {
        const api = await options.connect(signal);
        if (!follow) {
          await new ContainerReading(options, api, sink, signal).run(from);
          return;
        }
        const starts = await api.starts({ by: 'name', name });
        let cursor = await readIfThere(options, api, sink, signal, from);
        for await (const started of namesOf(starts, signal)) {
          if (started === name) cursor = await readIfThere(options, api, sink, signal, cursor);
        }
      }),
  };
}

async function readIfThere(
  options: ContainerOptions,
  api: EngineApi,
  sink: SourceSink,
  signal: AbortSignal,
  from: string | undefined,
): Promise<string | undefined> {
  try {
    const cursor = await new ContainerReading(options, api, sink, signal).run(from);
    sink.idle();
    return cursor;
  } catch (error) {
    if (signal.aborted || dockerError(options.id, error).outlook !== 'missing') throw error;
    sink.missing();
    return from;
  }
}

/** Containers that start, until the daemon goes away: that is a failure. */
async function* namesOf(events: Readable, signal: AbortSignal): AsyncGenerator<string> {
  try {
    for await (const line of createInterface({ input: events, signal })) {
      const name = startedName(line);
      if (name !== null) yield name;
    }
  } finally {
    events.destroy();
  }
  if (!signal.aborted) throw new Error('the daemon has ended the connection');
}

async function told(id: SourceId, signal: AbortSignal, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!signal.aborted) throw dockerError(id, error);
  }
}
