import { nearest } from '../../model/nearest.ts';
import type { FlagSpec } from './specs.ts';
import { FLAGS } from './specs-flags.ts';
import { type UsageError, usageError } from './usage.ts';

/** A flag as it was typed, `--config` or `-c`; commands may mean different flags by one name, so the spec comes later. */
export type GivenFlag = { readonly name: string; readonly written: string };

type CheckedArguments = {
  readonly given: readonly GivenFlag[];
  /** What is no flag and stands before `--`; the first may be a command. */
  readonly words: readonly string[];
  /** The same arguments in the one form that meow reads exactly: `--name=true`, `--name="value"`, `--`, the rest. */
  readonly canonical: readonly string[];
  /** The first thing that is wrong with the arguments by themselves. */
  readonly problem: UsageError | null;
};

/**
 * Checks the arguments before meow splits them, because its parser (yargs-parser) loses what there is to check.
 * As tried with 14.1.0 it takes `--nope`, drops a flag without its value or makes it `""`, reads `--fps abc` as NaN
 * and `0x10` as 16, `-cx` as two flags, `--quiet false` as false, `--no-fps` as 0, `--a.b` as an object,
 * and takes quotes off a value (so the canonical form puts on a pair).
 */
export function checkArguments(argv: readonly string[]): CheckedArguments {
  const separator = argv.indexOf('--');
  const end = separator === -1 ? argv.length : separator;
  const given: GivenFlag[] = [];
  const words: string[] = [];
  const canonical: string[] = [];
  let problem: UsageError | null = null;
  for (let index = 0; index < end; index++) {
    const argument = argv[index] ?? '';
    if (!isFlagLike(argument)) {
      words.push(argument);
      continue;
    }
    const { spec, written, attached } = splitFlag(argument);
    if (spec === null) {
      problem ??= unknownFlag(written, argument);
      continue;
    }
    const isRepeated = given.some(({ name }) => name === spec.name);
    if (isRepeated && !spec.repeatable) problem ??= usageError(`${written} is given twice`, 'Give it once.');
    given.push({ name: spec.name, written });
    if (spec.value.kind === 'none') {
      if (attached !== null) problem ??= usageError(`${written} takes no value`, `Write ${written} alone.`);
      canonical.push(`--${spec.name}=true`);
      continue;
    }
    const next = index + 1 < end ? (argv[index + 1] ?? '') : '';
    const value = attached ?? next;
    if (value === '' || (attached === null && isFlagLike(value))) {
      problem ??= missingValue(spec.value.placeholder, written, value);
      continue;
    }
    if (attached === null) index++;
    canonical.push(`--${spec.name}="${value}"`);
  }
  canonical.push('--', ...words, ...argv.slice(end + 1));
  return { given, words, canonical, problem };
}

function isFlagLike(argument: string): boolean {
  return argument.startsWith('-') && argument !== '-';
}

type SplitFlag = {
  readonly spec: FlagSpec | null;
  readonly written: string;
  /** What follows `=`. */
  readonly attached: string | null;
};

function splitFlag(argument: string): SplitFlag {
  const equals = argument.indexOf('=');
  const written = equals === -1 ? argument : argument.slice(0, equals);
  const attached = equals === -1 ? null : argument.slice(equals + 1);
  const spec = (FLAGS as readonly FlagSpec[]).find(
    ({ name, short }) => written === `--${name}` || (short !== undefined && written === `-${short}`),
  );
  return { spec: spec ?? null, written, attached };
}

function unknownFlag(written: string, argument: string): UsageError {
  const bare = written.replace(/^-+/, '');
  if (!written.startsWith('--') && hasShort(bare[0])) {
    return usageError(
      `${written}: short flags stand alone`,
      `Write -${bare[0]} ${bare.slice(1)}, or one flag after the other.`,
    );
  }
  const long = Object.hasOwn(SHORT_ELSEWHERE, written) ? SHORT_ELSEWHERE[written] : undefined;
  if (long !== undefined) return usageError(`${written}: no such flag`, `Did you mean --${long}?`);
  const near = nearest(bare, [...new Set(FLAGS.map(({ name }) => name))]);
  const hint = near === null ? `For a file of that name write ./${argument}.` : `Did you mean --${near}?`;
  return usageError(`${written}: no such flag`, hint);
}

/** What most tools take in short. */
const SHORT_ELSEWHERE: Readonly<Record<string, string>> = {
  ...{ '-v': 'version', '-V': 'version', '-q': 'quiet', '-y': 'yes', '-n': 'dry-run', '-l': 'level' },
};

function hasShort(letter: string | undefined): boolean {
  return (FLAGS as readonly FlagSpec[]).some(({ short }) => short !== undefined && short === letter);
}

function missingValue(placeholder: string, written: string, next: string): UsageError {
  const hint =
    next === ''
      ? `Write ${written} ${placeholder}.`
      : `${next} looks like a flag; if it is the value, write ${written}=${next}.`;
  return usageError(`${written} needs a value (${placeholder})`, hint);
}
