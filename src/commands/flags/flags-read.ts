import type { EpochMs } from '../../model/time.ts';
import type { GivenFlag } from './flags-check.ts';
import type { Tokens } from './flags-meow.ts';
import { camelCase } from './flags-of.ts';
import { formatOfFile, readValue, type TypedValue } from './flags-values.ts';
import { COMMANDS, type Command, type FlagSpec } from './specs.ts';
import { ANSWERED, FLAGS } from './specs-flags.ts';
import { fullName, type UsageError, usageError } from './usage.ts';

type FlagSetting = TypedValue | readonly TypedValue[] | boolean | null;

/** Checks the flags against those that the command knows, and types their values. The first mistake is returned. */
export function readFlags(
  command: Command,
  given: readonly GivenFlag[],
  { values }: Tokens,
  now: EpochMs,
): { readonly kind: 'flags'; readonly values: Readonly<Record<string, FlagSetting>> } | UsageError {
  const specs = (FLAGS as readonly FlagSpec[]).filter(({ commands }) => commands.includes(command));
  const flags = new Map<string, FlagSetting>();
  for (const spec of specs) {
    const isRead = !(ANSWERED as readonly string[]).includes(spec.name);
    if (isRead) flags.set(camelCase(spec.name), absent(spec));
  }
  for (const { name, written } of given) {
    const spec = specs.find((candidate) => candidate.name === name);
    if (spec === undefined) return foreignFlag(command, name, written);
    const key = camelCase(name);
    const read: TypedValue[] = [];
    for (const text of values.get(key) ?? []) {
      const result = readValue(text, spec.value, now);
      if (!result.ok) {
        const hint = result.hint ?? `${fullName(command)} --help explains it.`;
        return usageError(`${written} ${text}: ${result.message}`, hint);
      }
      read.push(result.value);
    }
    flags.set(key, spec.repeatable ? read : (read[0] ?? true));
  }
  const format = specs.find(({ name }) => name === 'format');
  const file = flags.get('output');
  if (format !== undefined && typeof file === 'string' && !given.some(({ name }) => name === 'format')) {
    const meant = formatOfFile(file, format.value);
    if (meant !== null) flags.set('format', meant);
  }
  return { kind: 'flags', values: Object.fromEntries(flags) };
}

function absent({ value, repeatable }: FlagSpec): FlagSetting {
  if (repeatable) return [];
  if (value.kind === 'none') return false;
  return value.kind === 'choice' ? (value.default ?? null) : null;
}

function foreignFlag(command: Command, name: string, written: string): UsageError {
  const knowing = COMMANDS.filter((candidate) =>
    (FLAGS as readonly FlagSpec[]).some((flag) => flag.name === name && flag.commands.includes(candidate)),
  );
  const names = knowing.map(displayName).join(', ');
  return usageError(`${written} is not a flag of ${displayName(command)}`, `It belongs to: ${names}.`);
}

function displayName(command: Command): string {
  return command === 'live' ? 'soc-console [PATH...]' : fullName(command);
}
