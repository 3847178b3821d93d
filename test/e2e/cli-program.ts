import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RECORDED_AT } from '../evidence/truth.ts';
import { NO_FAIL2BAN } from '../support/no-fail2ban.ts';

export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const EVIDENCE = fileURLToPath(new URL('../evidence/', import.meta.url));

/** A folder of this test file's own; gone when its tests are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'soc-cli-'));
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }));
  return folder;
}

/** A copy that was last changed on the day of the recording: that is what stamps without a year are read against. */
export function copyEvidence(name: string, folder: string, as = name): string {
  const path = join(folder, as);
  copyFileSync(join(EVIDENCE, name), path);
  utimesSync(path, RECORDED_AT / 1000, RECORDED_AT / 1000);
  return path;
}

type Ended = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type RunOptions = {
  readonly input?: string | Buffer;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another copy of the built program, and another user to run it as. */
  readonly program?: string;
  readonly uid?: number;
};

/** The built program as a process of its own, with nothing of this machine's configuration. */
export function start(
  args: readonly string[],
  { cwd, env, uid, program = MAIN }: RunOptions = {},
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [program, ...args], {
    ...(cwd !== undefined && { cwd }),
    ...(uid !== undefined && { uid }),
    env: {
      ...{ PATH: process.env.PATH, HOME: join(tmpdir(), 'nobody-lives-here'), TZ: 'UTC' },
      ...NO_FAIL2BAN,
      ...env,
    },
  });
}

/** Runs it to its end. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = start(args, options);
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const [stdout, stderr, [code, signal]] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<[number | null, string | null]>((resolve) => child.on('close', (...end) => resolve(end))),
  ]);
  return { code, signal, stdout, stderr };
}

/** `scan --format json` that must end with 0 and say nothing else. */
export async function scanJson(args: readonly string[], options: RunOptions = {}): Promise<Report> {
  const { code, stdout, stderr } = await run(['scan', '--format', 'json', ...args], options);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  return JSON.parse(stdout) as Report;
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

/** The parts of the JSON report that the tests look at. */
export type Report = {
  readonly sources: readonly {
    readonly id: string;
    readonly kind: string;
    readonly format: string | null;
    readonly records: number;
    readonly events: number;
    readonly unparsed: number;
    readonly errors: readonly string[];
  }[];
  readonly logins: {
    readonly failed: number;
    readonly succeeded: number;
    readonly by_ip: readonly {
      readonly ip: string | null;
      readonly failed: number;
      readonly succeeded: number;
      readonly users: readonly string[];
      readonly first: string | null;
      readonly last: string | null;
    }[];
  };
  readonly web: {
    readonly requests: number;
    readonly by_ip: readonly {
      readonly ip: string;
      readonly requests: number;
      readonly attacks: Readonly<Record<string, number>>;
      readonly first: string;
      readonly last: string;
    }[];
  };
  readonly config: { readonly findings: readonly Readonly<Record<string, unknown>>[] };
  readonly alerts: readonly ReportedAlert[];
};

type ReportedAlert = {
  readonly id: string;
  readonly class: string;
  readonly level: string;
  readonly rule: { readonly name: string; readonly level: string };
  readonly group: Readonly<Record<string, string>>;
  readonly event_count: number;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly users: readonly string[];
  readonly evidence: readonly { readonly source: string; readonly line: number; readonly raw: string }[];
};
