import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { type ConfigIssue, formatIssue } from '../config/issues.ts';
import { configJsonSchema } from '../config/json-schema.ts';
import { STDIN } from '../config/load.ts';
import { configCandidates, type Environment, findConfig } from '../config/locate.ts';
import type { Config } from '../config/schema.ts';
import { machineConfig } from '../config/write.ts';
import { loadPolicy } from '../core/audit/load-policy.ts';
import { type FoundMachine, machineFacts } from '../core/audit/machine-facts.ts';
import { nearest } from '../model/nearest.ts';
import { formatDuration } from '../model/time.ts';
import { withoutPasswords } from '../model/url-secret.ts';
import { UserError } from '../model/user-error.ts';
import { makeFolder } from '../platform/files/make-folder.ts';
import { safeJson, safeLines, safeText } from '../platform/safe-text.ts';
import { codeOf, reasonOf } from '../platform/system-reason.ts';
import { Output } from './output.ts';
import type { CommandStreams } from './scan/scan.ts';

type ConfigOptions = {
  /** What stands after `config`: init [FILE], check [FILE], show, schema. */
  readonly words: readonly string[];
  /** `-c FILE` */
  readonly config: string | null;
  readonly format: 'text' | 'json';
  readonly output: string | null;
  readonly quiet: boolean;
  readonly environment: Environment;
  /** The folder with the documented `soc-console.yaml`. */
  readonly shipped: string;
};

const ACTIONS = ['init', 'check', 'show', 'schema'] as const;
const USAGE = 'Write config init [FILE], config check [FILE], config show or config schema.';
/** It may come to hold secrets. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o755;

/** `soc-console config ...`. Returns the exit code: 2 when `check` or `show` found a mistake. */
export async function configCommand(options: ConfigOptions, streams: CommandStreams): Promise<number> {
  const [action = 'check', file = null, extra] = options.words;
  const takesFile = action === 'init' || action === 'check';
  if (extra !== undefined || (file !== null && !takesFile))
    throw new UserError(`${extra ?? file}: config ${action} does not take it`, USAGE);
  switch (action) {
    case 'init':
      return init(options, file, streams);
    case 'check':
      return check(options, file, streams);
    case 'show':
      return show(options, streams);
    case 'schema':
      return schema(options, streams);
    default: {
      const near = nearest(action, ACTIONS);
      const hint = near === null ? USAGE : `Did you mean config ${near}? ${USAGE}`;
      throw new UserError(`config ${action}: there is no such action`, hint);
    }
  }
}

/** Writes a file for this machine; one that is there is never touched. `-` prints it. */
async function init(options: ConfigOptions, named: string | null, streams: CommandStreams): Promise<number> {
  if (options.format === 'json')
    throw new UserError(
      'config init writes YAML: --format json is for the other actions',
      'Leave --format out.',
    );
  const facts = await machineFacts(options.environment.PATH ?? '');
  const text = machineConfig(documented(options), facts);
  const file = named ?? options.output ?? options.config ?? configCandidates(options.environment)[0] ?? null;
  if (file === null) throw new UserError('There is no folder for it: HOME is not set', 'Name a file.');
  if (file === '-') {
    streams.stdout.write(text);
    for (const line of options.quiet ? [] : remarksOf(facts)) streams.stderr.write(`${safeText(line)}\n`);
    return 0;
  }
  try {
    makeFolder(dirname(file), FOLDER_MODE);
    writeFileSync(file, text, { flag: 'wx', mode: FILE_MODE });
  } catch (error) {
    throw whyNotWritten(file, error);
  }
  if (!options.quiet) {
    const sources = facts.sources.length === 0 ? 'nothing to read was found' : facts.sources.join(', ');
    streams.stdout.write(`${safeText(`${file} is written for this machine: ${sources}.`)}\n`);
    for (const line of remarksOf(facts)) streams.stdout.write(`${safeText(line)}\n`);
    streams.stdout.write('Look through it, then run soc-console config check and soc-console doctor.\n');
  }
  return 0;
}

/** What came over from fail2ban, and what somebody has to see to. */
function remarksOf({ allowlist, banTime, longestBan, leftOut, closed }: FoundMachine): string[] {
  const taken = [
    ...(allowlist.length > 0 ? [`whom it ignores (${allowlist.length})`] : []),
    ...(banTime === null ? [] : [`bantime (${banTime})`]),
    ...(longestBan === null ? [] : [`its longest ban (${longestBan})`]),
  ];
  return [
    ...(taken.length > 0 ? [`From fail2ban: ${taken.join(', ')}.`] : []),
    ...(closed.length === 0
      ? []
      : [
          `You may not read ${closed.join(', ')}. On Debian the group adm reads the logs: sudo usermod -aG adm YOU.`,
        ]),
    ...(leftOut.length > 0 ? ['Not from fail2ban:', ...leftOut.map((what) => `  - ${what}`)] : []),
  ];
}

function whyNotWritten(file: string, error: unknown): UserError {
  if (codeOf(error) === 'EEXIST')
    return new UserError(
      `${file} is there already`,
      'Move it away, or name another: config init FILE (- prints it).',
    );
  return new UserError(
    `${file} cannot be written: ${reasonOf(error)}`,
    'Name another: config init FILE (- prints it).',
  );
}

async function check(options: ConfigOptions, named: string | null, streams: CommandStreams): Promise<number> {
  const { file, checked } = await findConfig(
    named === '-' ? STDIN : (named ?? options.config),
    options.environment,
  );
  const issues = checked.ok ? [] : checked.issues;
  const policy = checked.ok ? await policyTrouble(checked.value, options.shipped) : [];
  const isRight = issues.length === 0 && policy.length === 0;
  const output = await Output.open(options.output, streams.stdout);
  if (options.format === 'json') {
    const report = { schema_version: 1, file, ok: isRight, issues: issues.map(issueJson), policy };
    output.write(`${safeJson(report, 2)}\n`);
  } else if (isRight) {
    const what =
      file === null ? 'There is no configuration file: the defaults hold.' : `${file}: it is right.`;
    const looked = file === null ? ` Looked for ${configCandidates(options.environment).join(' and ')}.` : '';
    output.write(`${safeText(what + looked)}\n`);
  } else {
    for (const line of [...issues.map(formatIssue), ...policy]) output.write(`${safeText(line)}\n`);
  }
  await output.close();
  return isRight ? 0 : 2;
}

/** Mistakes in the policy that it names, each with its place. */
async function policyTrouble({ policy }: Config, shipped: string): Promise<string[]> {
  try {
    await loadPolicy(policy, shipped);
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
}

function issueJson({
  line,
  column,
  path,
  message,
  allowed,
  nearest: near,
}: ConfigIssue): Record<string, unknown> {
  return { line, column, key: path, message, allowed, nearest: near };
}

/** What holds: the file over the defaults, paths in full, secrets left out. */
async function show(options: ConfigOptions, streams: CommandStreams): Promise<number> {
  const { file, checked } = await findConfig(options.config, options.environment);
  if (!checked.ok)
    throw new UserError(
      checked.issues.map(formatIssue).join('\n'),
      'Correct the configuration, or name another with -c FILE.',
    );
  const config = masked(checked.value);
  const output = await Output.open(options.output, streams.stdout);
  if (options.format === 'json') output.write(`${safeJson({ schema_version: 1, file, config }, 2)}\n`);
  else output.write(safeLines(`# ${file ?? 'the defaults'}\n${stringify(asWritten(config))}`));
  await output.close();
  return 0;
}

const DURATIONS = /^(?:default_duration|longest_ban|timeout|settle|digest_every)$/;

/** With durations as a file has them: what is shown may be made a file. JSON has them in milliseconds. */
function asWritten(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => asWritten(item));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asWritten(inner, name)]));
  if (DURATIONS.test(key) && typeof value === 'number') return formatDuration(value);
  return key === 'default_duration' && value === null ? 'forever' : value;
}

const SECRET = /password|secret|token|pass$/i;

/** A secret is never shown, wherever it stands; nor is the one in a URL. */
function masked(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, key));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner, name)]));
  }
  if (typeof value !== 'string') return value;
  if (SECRET.test(key) && !/_file$|_env$/.test(key)) return '***';
  // Who knows the whole address of a webhook may write there.
  if (key === 'url') return withoutPasswords(value).replace(/^(\w+:\/\/[^/?#]+)[/?#].+$/, '$1/***');
  return withoutPasswords(value);
}

async function schema(options: ConfigOptions, streams: CommandStreams): Promise<number> {
  const output = await Output.open(options.output, streams.stdout);
  output.write(`${safeJson(configJsonSchema(documented(options)), 2)}\n`);
  await output.close();
  return 0;
}

function documented({ shipped }: ConfigOptions): string {
  return readFileSync(join(shipped, 'soc-console.yaml'), 'utf8');
}
