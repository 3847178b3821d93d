import { PassThrough } from 'node:stream';
import type Dockerode from 'dockerode';
import type { Ran, Runner } from '../platform/execute.ts';

type ContainerOptions = {
  readonly container: string;
  /** All capabilities for what is run, in a container that was started without NET_ADMIN. */
  readonly privileged: boolean;
  /** Given up after this time, in milliseconds. */
  readonly timeout: number;
  /** Connects to the daemon; called for each run, so that one that comes back is found. */
  readonly client: () => Promise<Dockerode>;
};

/** Runs programs inside a container, from an argument array, as root of the container. */
export function containerRunner(options: ContainerOptions): Runner {
  return async (argv, input) => {
    const base = { argv, input: input ?? null, exitCode: null, stdout: '', stderr: '' };
    const aborter = new AbortController();
    const late = new Promise<Ran>((resolve) => {
      const timer = setTimeout(() => {
        resolve({ ...base, failure: 'timeout' });
        aborter.abort();
      }, options.timeout);
      aborter.signal.addEventListener('abort', () => clearTimeout(timer));
    });
    const run = runInside(options, argv, input ?? null, aborter.signal).catch((error: unknown): Ran => {
      return { ...base, ...failureIn(error, options.container) };
    });
    const ran = await Promise.race([run, late]);
    aborter.abort();
    return ran;
  };
}

async function runInside(
  { container, privileged, client }: ContainerOptions,
  argv: readonly string[],
  input: string | null,
  abortSignal: AbortSignal,
): Promise<Ran> {
  const docker = await client();
  const exec = await docker.getContainer(container).exec({
    Cmd: [...argv],
    User: '0',
    Privileged: privileged,
    AttachStdin: input !== null,
    AttachStdout: true,
    AttachStderr: true,
    abortSignal,
  });
  const stream = await exec.start({ hijack: true, stdin: input !== null, abortSignal });
  abortSignal.addEventListener('abort', () => stream.destroy());
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const texts = Promise.all([textOf(stdout), textOf(stderr)]);
  docker.modem.demuxStream(stream, stdout, stderr);
  if (input !== null) stream.end(input);
  await new Promise<void>((resolve, reject) => {
    stream.on('end', resolve);
    stream.on('close', resolve);
    stream.on('error', reject);
  });
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  const { ExitCode } = await exec.inspect({ abortSignal });
  return started({ argv, input, exitCode: ExitCode, stdout: out, stderr: err, failure: null });
}

/** Docker answers 126 or 127 where the program could not be started, with its reason on stdout. */
function started(ran: Ran): Ran {
  if (ran.exitCode !== 126 && ran.exitCode !== 127) return ran;
  const said = `${ran.stdout}${ran.stderr}`;
  if (/not found|no such file/i.test(said)) return { ...ran, exitCode: null, failure: 'missing' };
  return ran;
}

async function textOf(stream: PassThrough): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function failureIn(error: unknown, container: string): Pick<Ran, 'failure' | 'stderr'> {
  const { statusCode } = error as { readonly statusCode?: number };
  // One that is paused keeps its network, and with it what was done there.
  const gone = statusCode === 404 || (statusCode === 409 && !isPaused(error));
  return { failure: gone ? 'gone' : 'unreachable', stderr: reasonOf(error, container) };
}

/** The daemon's own words: dockerode's text for 409 speaks of a pause whatever it was. */
function isPaused(error: unknown): boolean {
  const { json } = error as { readonly json?: { readonly message?: unknown } };
  return /\bis paused\b/.test(String(json?.message));
}

function reasonOf(error: unknown, container: string): string {
  const { code, statusCode, message } = error as NodeJS.ErrnoException & { readonly statusCode?: number };
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ECONNRESET') {
    return 'the Docker daemon does not answer: start it, or set its socket in the configuration';
  }
  if (code === 'EACCES') {
    return 'the Docker daemon may not be asked by this user: add the user to the group docker (docs/responders.md)';
  }
  if (statusCode === 404) return `there is no container ${container}`;
  if (statusCode === 409 && isPaused(error))
    return `the container ${container} is paused: docker unpause ${container}`;
  if (statusCode === 409) return `the container ${container} is not running: docker start ${container}`;
  return `Docker: ${String(message).slice(0, 300)}`;
}
