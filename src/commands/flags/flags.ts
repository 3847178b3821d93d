import { existsSync } from 'node:fs';
import { nearest } from '../../model/nearest.ts';
import { type EpochMs, toRfc3339 } from '../../model/time.ts';
import { systemClock } from '../../platform/clock.ts';
import { isSameFile } from '../../platform/files/same-file.ts';
import { checkArguments } from './flags-check.ts';
import { splitTokens } from './flags-meow.ts';
import type { FlagsOf } from './flags-of.ts';
import { readFlags } from './flags-read.ts';
import { COMMANDS, type Command, isCommand, specOf } from './specs.ts';
import { fullName, helpText, programIdentity, type UsageError, usageError } from './usage.ts';

/** A command that can be carried out: its flags are those it knows, checked and typed. */
export type Run = {
  readonly [C in Command]: {
    readonly kind: 'run';
    readonly command: C;
    readonly paths: readonly string[];
    readonly flags: FlagsOf<C>;
  };
}[Command];

export type Parsed =
  | Run
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version'; readonly text: string }
  | UsageError;

/** What a command line means depends on the time (`--since 2h`) and on what files there are (`scna`). */
type Surroundings = {
  readonly now: EpochMs;
  exists(path: string): boolean;
  isSame(path: string, other: string): boolean;
};

/** Reads the arguments after the program's name. Never throws, never exits: what is wrong comes back as a usage error. */
export function parseCommandLine(
  argv: readonly string[],
  surroundings: Surroundings = { now: systemClock.now(), exists: existsSync, isSame: isSameFile },
): Parsed {
  const { given, words, canonical, problem } = checkArguments(argv);
  const first = words[0] ?? '';
  if (given.some(({ name }) => name === 'help')) return help(first);
  // As git, docker and systemctl are asked; a file of that name is read.
  if (first === 'help' && !surroundings.exists(first)) return help(words[1] ?? '');
  if (given.some(({ name }) => name === 'version')) {
    const { name, version } = programIdentity();
    return { kind: 'version', text: `${name} ${version}\n` };
  }
  const wrong = wrongCommand(first, surroundings) ?? problem;
  if (wrong !== null) return wrong;

  const command = isCommand(first) ? first : 'live';
  const tokens = splitTokens(canonical);
  const flags = readFlags(command, given, tokens, surroundings.now);
  if (flags.kind === 'usage-error') return flags;
  const paths = command === 'live' ? tokens.words : tokens.words.slice(1);
  // `readFlags` made these from the very table that the type is made from.
  const run = { kind: 'run', command, paths, flags: flags.values } as Run;
  return wrongPaths(run) ?? wrongTogether(run) ?? overwriting(run, surroundings) ?? run;
}

function help(first: string): Parsed {
  return { kind: 'help', text: helpText(isCommand(first) ? first : null) };
}

/** A first word that is neither a command of ours nor a file, but may be meant as the former. */
function wrongCommand(word: string, { exists }: Surroundings): UsageError | null {
  const looksLikeCommand = /^[a-z][a-z-]*$/i.test(word);
  if (!looksLikeCommand || isCommand(word) || exists(word)) return null;
  const near = calledElsewhere(word) ?? nearest(word, COMMANDS.filter(isCommand));
  const hint = near === null ? 'soc-console --help lists the commands.' : `Did you mean soc-console ${near}?`;
  return usageError(`${word} is neither a command nor a file`, hint);
}

/** What other tools call it. */
function calledElsewhere(word: string): string | null {
  return Object.hasOwn(ELSEWHERE, word) ? (ELSEWHERE[word] ?? null) : null;
}

const ELSEWHERE: Readonly<Record<string, string>> = {
  ...{ version: '--version', status: 'bans, soc-console alerts or soc-console doctor', init: 'config init' },
  ...{ block: 'ban', banip: 'ban', unblock: 'unban', unbanip: 'unban', decisions: 'bans', jail: 'bans' },
  ...{
    grep: 'hunt',
    search: 'hunt',
    query: 'hunt',
    regex: 'explain',
    start: 'watch',
    run: 'watch',
    daemon: 'watch',
  },
};

function wrongPaths({ command, paths }: Run): UsageError | null {
  const { paths: expected, usage } = specOf(command);
  const [path] = paths;
  if (expected === 'none' && path !== undefined) {
    const onIt = command === 'demo' ? `Write soc-console ${path} for a console on it.` : null;
    return usageError(
      `${path}: ${fullName(command)} takes no more words`,
      onIt ?? `${fullName(command)} --help tells its flags.`,
    );
  }
  if (expected === 'required' && path === undefined) {
    return usageError(
      `${fullName(command)} needs a PATH`,
      `Write soc-console ${usage}; - is standard input.`,
    );
  }
  if (paths.includes('', command === 'explain' || command === 'hunt' ? 1 : 0))
    return usageError('a PATH is empty', 'Name a file, a folder, or - for standard input.');
  if (paths.indexOf('-') !== paths.lastIndexOf('-')) {
    return usageError('- is given twice', 'Standard input can be read once.');
  }
  return null;
}

function wrongTogether(run: Run): UsageError | null {
  if (!('since' in run.flags)) return null;
  const { since, until } = run.flags;
  if (since !== null && until !== null && since >= until) {
    return usageError(
      '--since is not before --until',
      `They are ${toRfc3339(since)} and ${toRfc3339(until)}.`,
    );
  }
  if (run.command === 'scan' && run.flags.events && run.flags.format !== 'ndjson') {
    return usageError('--events needs --format ndjson', 'Write --events --format ndjson.');
  }
  return null;
}

/** A result that would take the place of what it is made from: the evidence would be gone before it was read. */
function overwriting({ flags, paths }: Run, { isSame }: Surroundings): UsageError | null {
  const output = 'output' in flags ? flags.output : null;
  const evidence = 'writeEvidence' in flags ? flags.writeEvidence : null;
  const policy = 'policy' in flags ? flags.policy : null;
  const inputs = [...paths, flags.config, policy].filter((path) => path !== null);
  for (const [flag, file] of [['--output', output] as const, ['--write-evidence', evidence] as const]) {
    const input = file === null ? undefined : inputs.find((path) => isSame(path, file));
    if (input !== undefined)
      return usageError(`${flag} ${file}: would overwrite what is read`, 'Give another file.');
  }
  return null;
}
