import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Readable } from 'node:stream';
import { readDocker, withDocker } from '../audit/docker.ts';
import { type AuditInput, NOTHING } from '../audit/input.ts';
import { judged } from '../audit/judge.ts';
import { readMachine } from '../audit/machine.ts';
import { readAuditPath, readAuditText } from '../audit/read-path.ts';
import { loadPolicy } from '../core/audit/load-policy.ts';
import type { Policy } from '../engine/audit/policy.ts';
import type { Alert } from '../model/alerts/alert.ts';
import type { Finding } from '../model/audit/finding.ts';
import { Probed } from '../model/audit/probing.ts';
import type { Level } from '../model/level.ts';
import { DAY_MS, type DurationMs, type EpochMs, SECOND_MS } from '../model/time.ts';
import { UserError } from '../model/user-error.ts';
import { systemClock } from '../platform/clock.ts';
import { dockerClient, dockerSocket } from '../platform/docker-client.ts';
import { safeJson, safeText } from '../platform/safe-text.ts';
import { decodedText } from '../platform/text-encoding.ts';
import { type AuditResult, auditReport, openFindings } from '../report/audit-report.ts';
import { auditText } from '../report/audit-text.ts';
import type { Language } from '../report/notice/words.ts';
import type { ProbedFinding } from '../report/probing-text.ts';
import { StoredState } from '../store/stored-state.ts';
import { Output } from './output.ts';
import type { CommandStreams } from './scan/scan.ts';

type AuditOptions = {
  /** None: this machine. */
  readonly paths: readonly string[];
  readonly format: 'text' | 'json';
  readonly output: string | null;
  readonly level: Level;
  /** Without it every finding that is shown counts. */
  readonly failOn: Level | null;
  /** The policy; null: the shipped one. */
  readonly policy: string | null;
  readonly shipped: string;
  readonly language: Language;
  /** Where alerts are stored that findings of this machine are joined with; null: nowhere. */
  readonly state: string | null;
  readonly version: string;
};

const MAX_INPUT = 4 << 20;

/** `soc-console audit`. Exit code: 3 when a file could not be read, 1 when a finding counts, else 0. */
export async function auditCommand(options: AuditOptions, streams: CommandStreams): Promise<number> {
  const policy = await loadPolicy(options.policy, options.shipped, options.language);
  const output = await Output.open(options.output, streams.stdout);
  const inputs: AuditInput[] = [];
  let failed = false;
  for (const path of options.paths) {
    try {
      inputs.push(path === '-' ? await pipedInput(streams, policy) : readAuditPath(path, policy));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failed = true;
      streams.stderr.write(`soc-console: ${safeText(error.message)}. ${error.hint}\n`);
    }
  }
  for (const input of inputs.filter(isNotUnderstood)) {
    failed = true;
    streams.stderr.write(
      `soc-console: ${safeText(input.source)}: nothing in it is understood, so nothing was compared. Read are sshd_config, nginx, compose files, socket units, what ss, netstat, lsof, docker ps or nmap print, and service lists with lines as "port: 22, service: ssh, status: active". What any other service opens is judged on its machine: sudo soc-console audit.\n`,
    );
  }
  if (options.paths.length === 0) inputs.push(...(await thisMachine(policy)));
  const at = systemClock.now();
  const result: AuditResult = {
    version: options.version,
    at,
    host: hostname(),
    policy: { title: policy.title, file: options.policy ?? 'default' },
    inputs,
    findings: withProbing(judged(inputs, policy, at), options.paths.length === 0 ? options.state : null, at),
  };
  if (options.format === 'json') output.write(`${safeJson(auditReport(result, options.level), 2)}\n`);
  else output.write(auditText(result, options.level, options.language, output.columns));
  await output.close();
  if (failed) return 3;
  return openFindings(result, options.failOn ?? options.level).length > 0 ? 1 : 0;
}

/** Nothing at all comes of an `ssh` or `ss` that failed: that is not to read as all is well. */
async function pipedInput(streams: CommandStreams, policy: Policy): Promise<AuditInput> {
  const text = await allOf(streams.stdin());
  if (text.trim() === '')
    throw new UserError(
      '-: nothing came through standard input, so nothing was compared',
      'The command before the pipe may have failed: run it alone to see why.',
    );
  return readAuditText('-', text, policy);
}

/** Whoever names the wrong file is not to read that all is well. */
function isNotUnderstood({ services, settings, badTotal }: AuditInput): boolean {
  return services.length === 0 && settings.length === 0 && badTotal > 0;
}

/** Attacks of so long ago are still news. */
const RECENT_MS: DurationMs = DAY_MS;

/** What is open here, with those who tried it of late as far as a console that watches has stored it. */
function withProbing(
  findings: readonly Finding[],
  state: string | null,
  now: EpochMs,
): readonly ProbedFinding[] {
  if (state === null || findings.length === 0) return findings;
  const alerts = recentAlerts(state, now - RECENT_MS);
  if (alerts.length === 0) return findings;
  const probed = new Probed(alerts);
  return findings.map((finding) => ({ ...finding, probing: probed.of(finding) }));
}

/** None where nothing is stored, or nothing that can be read: the audit stands without. */
function recentAlerts(state: string, since: EpochMs): Alert[] {
  try {
    const stored = StoredState.open(state);
    try {
      return [...stored.alerts({ level: 'low', since, until: null })].slice(0, MOST_ALERTS);
    } finally {
      stored.close();
    }
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

const MOST_ALERTS = 20_000;
const DOCKER_MS = 5 * SECOND_MS;

/** This machine, and what its containers publish; a Docker that does not answer is said, and the rest stands. */
async function thisMachine(policy: Policy): Promise<AuditInput[]> {
  const inputs = [...readMachine(policy)];
  if (!existsSync(dockerSocket())) return inputs;
  try {
    return withDocker(inputs, await readDocker(await dockerClient(), policy, AbortSignal.timeout(DOCKER_MS)));
  } catch (error) {
    const note = `Docker does not answer: ${error instanceof Error ? error.message : String(error)}`;
    return [...inputs, { ...NOTHING, source: 'docker', kind: 'docker', notes: [note] }];
  }
}

async function allOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
    size += (chunk as Buffer).length;
    if (size > MAX_INPUT) throw new UserError('-: longer than 4 MiB', 'A service list is shorter.', 3);
  }
  return decodedText(Buffer.concat(chunks));
}
