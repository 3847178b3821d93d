import meow, { type AnyFlag } from 'meow';
import { camelCase } from './flags-of.ts';
import type { FlagSpec } from './specs.ts';
import { FLAGS } from './specs-flags.ts';

export type Tokens = {
  /** The command, if one was named, and the paths. */
  readonly words: readonly string[];
  /** Values of each flag that was given, by `camelCase` name; none for a flag without value. */
  readonly values: ReadonlyMap<string, readonly string[]>;
};

/** Lets meow split arguments that `checkArguments` found to be right and wrote in canonical form. */
export function splitTokens(canonical: readonly string[]): Tokens {
  const flags = Object.fromEntries(
    (FLAGS as readonly FlagSpec[]).map((spec) => [camelCase(spec.name), typeOf(spec)]),
  );
  const split = meow({
    importMeta: import.meta,
    // It would look for ours, for texts that are not asked of it.
    pkg: {},
    argv: [...canonical],
    flags,
    autoHelp: false,
    autoVersion: false,
    // Absent flags stay absent.
    booleanDefault: undefined,
  });
  const values = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(split.flags)) {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    values.set(name, value === true ? [] : [value].flat().map(String));
  }
  return { words: split.input, values };
}

function typeOf({ value, repeatable }: FlagSpec): AnyFlag {
  if (value.kind === 'none') return { type: 'boolean' };
  return repeatable ? { type: 'string', isMultiple: true } : { type: 'string' };
}
