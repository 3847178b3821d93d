import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import type { ContainerChoice } from '../../model/source-address.ts';

export type ContainerInfo = { readonly id: string; readonly name: string; readonly hasTerminal: boolean };

/** What is asked of the Docker Engine here. Each call rejects with what dockerode says. */
export class EngineApi {
  constructor(
    private readonly docker: Dockerode,
    private readonly signal: AbortSignal,
  ) {}

  async inspect(name: string): Promise<ContainerInfo> {
    const { Id, Name, Config } = await this.docker.getContainer(name).inspect({ abortSignal: this.signal });
    return { id: Id, name: Name.replace(/^\//, ''), hasTerminal: Config.Tty };
  }

  /** Names of the containers that run, or of all that there are. */
  async names(choice: ContainerChoice, all: boolean): Promise<string[]> {
    const found = await this.docker.listContainers({
      all,
      filters: filtersOf(choice),
      abortSignal: this.signal,
    });
    return found.flatMap(({ Names }) => Names.slice(0, 1)).map((name) => name.replace(/^\//, ''));
  }

  /** A line of JSON for each container that starts. */
  starts(choice: ContainerChoice): Promise<Readable> {
    const filters = { type: ['container'], event: ['start'], ...filtersOf(choice) };
    return this.stream('/events?', { filters });
  }

  /** The log with stamps, from `since` (seconds with nanoseconds) on. */
  logs(id: string, since: string | null, follow: boolean): Promise<Readable> {
    return this.stream(`/containers/${id}/logs?`, {
      ...{ stdout: 1, stderr: 1, timestamps: 1, follow: follow ? 1 : 0 },
      ...(since !== null && { since }),
    });
  }

  /** dockerode's own `logs` takes all of a log into memory when it does not follow. */
  private stream(path: string, options: object): Promise<Readable> {
    const { signal: abortSignal } = this;
    const request = { path, method: 'GET', isStream: true, abortSignal, statusCodes: STATUS_CODES, options };
    return new Promise((resolve, reject) => {
      this.docker.modem.dial(request, (error: unknown, stream: unknown) => {
        if (error) reject(error);
        else resolve(stream as Readable);
      });
    });
  }
}

const STATUS_CODES = { 200: true, 404: 'no such container', 500: 'server error' };

function filtersOf(choice: ContainerChoice): { label?: string[]; container?: string[] } {
  switch (choice.by) {
    case 'label':
      return { label: [choice.label] };
    case 'name':
      return { container: [choice.name] };
    case 'all':
      return {};
  }
}

/** The name of the container that an event is about; null when the line is none. */
export function startedName(event: string): string | null {
  try {
    const { Actor } = JSON.parse(event) as { Actor?: { Attributes?: { name?: unknown } } };
    const name = Actor?.Attributes?.name;
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}
