/** Values inside a template. A label's value is text; times are a kind of their own. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Moment
  | readonly Value[]
  | { readonly [name: string]: Value };

/** A time of `toDate` or `__timestamp__`. */
export class Moment {
  /** Milliseconds since 1970. */
  constructor(readonly ms: number) {}
}

export function momentMs(value: Value): number | null {
  return value instanceof Moment ? value.ms : null;
}

export function isTrue(value: Value): boolean {
  if (value === null || value === '' || value === 0 || value === false) return false;
  if (value instanceof Moment) return true;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** As Go's `%v`. */
export function show(value: Value): string {
  if (value === null) return '<no value>';
  if (typeof value === 'number') return showNumber(value);
  const ms = momentMs(value);
  if (ms !== null)
    return `${new Date(ms)
      .toISOString()
      .replace('T', ' ')
      .replace(/\.?0*Z$/, '')} +0000 UTC`;
  if (Array.isArray(value)) return `[${value.map(show).join(' ')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `map[${members.map(([name, member]) => `${name}:${show(member)}`).join(' ')}]`;
  }
  return String(value);
}

/** As Go prints a float64: with an exponent below 1e-4 and from 1e21. */
export function showNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e21))
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return String(value);
}
