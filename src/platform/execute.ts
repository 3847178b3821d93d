import { spawn } from 'node:child_process';
import { childEnvironment } from './child-environment.ts';

/** A program that was run, and how it went. */
export type Ran = {
  readonly argv: readonly string[];
  /** What it was given on standard input; null when nothing. */
  readonly input: string | null;
  /** Null when it was not started, or did not end by itself. */
  readonly exitCode: number | null;
  /** The first `MAX_OUTPUT` characters; untrusted. */
  readonly stdout: string;
  readonly stderr: string;
  /**
   * Why it has no exit code. `unreachable`: where it should run does not answer; `gone`: that is not there at all (a
   * container that was stopped), nor is anything that was done in it. For both `stderr` says more.
   */
  readonly failure: 'missing' | 'forbidden' | 'timeout' | 'killed' | 'unreachable' | 'gone' | null;
};

/** Runs one program; never rejects for what the program or the system does. */
export type Runner = (argv: readonly string[], input?: string) => Promise<Ran>;

type ExecuteOptions = {
  /** Milliseconds after which the program is killed. */
  readonly timeout: number;
  readonly env?: NodeJS.ProcessEnv;
};

/** 10,000 elements of an nft set are 1.5 MB. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/** A runner that starts programs on this machine, from an argument array: there is no shell anywhere. */
export function systemRunner({ timeout, env }: ExecuteOptions): Runner {
  // Messages are read by us: they must not come in the user's language.
  const environment = { ...childEnvironment(env), LC_ALL: 'C' };
  return (argv, input) => execute(argv, input ?? null, timeout, environment);
}

function execute(
  argv: readonly string[],
  input: string | null,
  timeout: number,
  env: NodeJS.ProcessEnv,
): Promise<Ran> {
  const [program = '', ...args] = argv;
  return new Promise((resolve) => {
    // A group of its own: what it started ends with it, and Ctrl-C in our terminal does not cut a ban in two.
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    const stdout = collected(child.stdout);
    const stderr = collected(child.stderr);
    let failure: Ran['failure'] = null;
    const timer = setTimeout(() => {
      failure = 'timeout';
      killGroup(child.pid);
      // One that left the group may hold the pipes open: we have waited long enough.
      settle(null);
    }, timeout);
    const settle = (exitCode: number | null): void => {
      clearTimeout(timer);
      resolve({ argv, input, exitCode, stdout: stdout(), stderr: stderr(), failure });
    };
    child.on('error', ({ code }: NodeJS.ErrnoException) => {
      failure = code === 'ENOENT' ? 'missing' : 'forbidden';
      settle(null);
    });
    child.on('close', (code) => {
      if (code === null) failure ??= 'killed';
      settle(code);
    });
    // The program may end without reading all of its input.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The program has ended meanwhile, or runs as another user by sudo.
  }
}

function collected(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    if (text.length < MAX_OUTPUT) text += chunk;
  });
  return () => text;
}
