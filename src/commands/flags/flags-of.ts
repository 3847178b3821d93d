/** What the table of flags means to the code of each command, worked out by the type checker. */
import type { Logsource } from '../../model/log-event.ts';
import type { ANSWERED, FLAGS } from './specs-flags.ts';

type FlagRow = (typeof FLAGS)[number];

/** What the code sees of the value of a flag. */
type ValueOf<V> = V extends { readonly kind: 'none' }
  ? boolean
  : V extends { readonly kind: 'integer' | 'time' }
    ? number | null
    : V extends { readonly kind: 'logsource' }
      ? Logsource | null
      : V extends { readonly choices: readonly (infer C)[] }
        ? C | (V extends { readonly default: string } ? never : null)
        : string | null;

/** `camelCase` as a type. */
type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

/** The name by which the command `C` sees the flag of this row; never where it does not take it. */
type FlagOf<Row extends FlagRow, C extends string> = Row['name'] extends (typeof ANSWERED)[number]
  ? never
  : C extends Row['commands'][number]
    ? CamelCase<Row['name']>
    : never;

/**
 * The flags of a command as its code sees them: `inputFormat` for `--input-format`.
 * Not given is false, null, or none; times are milliseconds since 1970.
 */
export type FlagsOf<C extends string> = {
  readonly [Row in FlagRow as FlagOf<Row, C>]: Row extends { readonly repeatable: true }
    ? readonly string[]
    : ValueOf<Row['value']>;
};

/** `inputFormat` for `input-format`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
