import { addAbortSignal, type Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import type { ContainerChoice } from '../../model/sources/source-address.ts';

type ContainerInfo = {
  readonly id: string;
  readonly name: string;
  readonly hasTerminal: boolean;
  readonly isRunning: boolean;
  /** Whether its log may be turned to a new file while it is read. */
  readonly mayRotate: boolean;
};

type LogRequest = {
  /** Seconds with nanoseconds; null: from the beginning. */
  readonly since: string | null;
  readonly follow: boolean;
  /** Of that, the last lines only. */
  readonly tail?: number;
};

/** What is asked of the Docker Engine here. Each call rejects with what dockerode says. */
export class EngineApi {
  constructor(
    private readonly docker: Dockerode,
    private readonly signal: AbortSignal,
  ) {}

  async inspect(name: string): Promise<ContainerInfo> {
    const { Id, Name, Config, HostConfig, State } = await this.docker
      .getContainer(name)
      .inspect({ abortSignal: this.signal });
    return {
      id: Id,
      name: Name.replace(/^\//, ''),
      hasTerminal: Config.Tty,
      isRunning: State?.Running === true,
      mayRotate: mayRotate(HostConfig?.LogConfig),
    };
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

  /** The log with stamps. */
  logs(id: string, { since, follow, tail }: LogRequest): Promise<Readable> {
    return this.stream(`/containers/${id}/logs?`, {
      ...{ stdout: 1, stderr: 1, timestamps: 1, follow: follow ? 1 : 0 },
      ...(since !== null && { since }),
      ...(tail !== undefined && { tail }),
    });
  }

  /**
   * dockerode's own `logs` takes all of a log into memory when it does not follow. Its signal ends the request alone: a response
   * that has come whole, and is still being read, would be aborted as an error of a socket that nobody listens to.
   */
  private stream(path: string, options: object): Promise<Readable> {
    const asking = new AbortController();
    const abandon = (): void => asking.abort();
    this.signal.addEventListener('abort', abandon, { once: true });
    if (this.signal.aborted) abandon();
    const how = { isStream: true, abortSignal: asking.signal, statusCodes: STATUS_CODES };
    return new Promise((resolve, reject) => {
      this.docker.modem.dial({ path, method: 'GET', ...how, options }, (error: unknown, stream: unknown) => {
        this.signal.removeEventListener('abort', abandon);
        if (error) reject(error);
        else resolve(addAbortSignal(this.signal, stream as Readable));
      });
    });
  }
}

const STATUS_CODES = { 200: true, 404: 'no such container', 500: 'server error' };

type LogConfig = { readonly Type?: string; readonly Config?: Readonly<Record<string, string>> | null };

function mayRotate(log: LogConfig | undefined): boolean {
  if (log?.Type === 'journald') return false;
  return log?.Type !== 'json-file' || log.Config?.['max-size'] !== undefined;
}

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
