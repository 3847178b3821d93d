import { show, showNumber, type Value } from './values.ts';

const VERB = /%([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

/** The verbs of Go's `fmt.Sprintf` that log templates use: s v q d f F e g x X t c %. */
export function printf(format: string, values: readonly Value[]): string {
  let next = 0;
  const result = format.replace(VERB, (_, flags: string, width, precision, verb: string) => {
    if (verb === '%') return '%';
    if (next >= values.length) return `%!${verb}(MISSING)`;
    const value = values[next++] as Value;
    const text = one(verb, value, precision === undefined ? null : Math.min(Number(precision), 1000), flags);
    if (width === undefined) return text;
    const size = Math.min(Number(width), 1000);
    if (flags.includes('-')) return text.padEnd(size);
    if (flags.includes('0') && typeof value === 'number')
      return text.startsWith('-') ? `-${text.slice(1).padStart(size - 1, '0')}` : text.padStart(size, '0');
    return text.padStart(size);
  });
  const extra = values.slice(next).map((value) => `${typeName(value)}=${show(value)}`);
  return extra.length === 0 ? result : `${result}%!(EXTRA ${extra.join(', ')})`;
}

function typeName(value: Value): string {
  if (typeof value === 'string') return 'string';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'float64') : typeof value;
}

function one(verb: string, value: Value, precision: number | null, flags: string): string {
  const plus = flags.includes('+') && typeof value === 'number' && value >= 0 ? '+' : '';
  switch (verb) {
    case 'v':
      return show(value);
    case 's':
      return typeof value === 'string' && precision !== null
        ? [...value].slice(0, precision).join('')
        : typeof value === 'number'
          ? wrong(verb, value)
          : show(value);
    case 'q':
      return JSON.stringify(show(value));
    case 't':
      return typeof value === 'boolean' ? String(value) : wrong(verb, value);
    case 'x':
    case 'X': {
      const hex =
        typeof value === 'number'
          ? Math.trunc(value).toString(16)
          : [...new TextEncoder().encode(show(value))]
              .map((byte) => byte.toString(16).padStart(2, '0'))
              .join('');
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    case 'd':
      return typeof value === 'number' && Number.isInteger(value) ? plus + String(value) : wrong(verb, value);
    case 'c':
      return typeof value === 'number' ? String.fromCodePoint(value) : wrong(verb, value);
    case 'f':
    case 'F':
      return typeof value === 'number'
        ? plus + value.toFixed(Math.min(precision ?? 6, 100))
        : wrong(verb, value);
    case 'e':
      return typeof value === 'number'
        ? plus + value.toExponential(Math.min(precision ?? 6, 100)).replace(/e([+-])(\d)$/, 'e$10$2')
        : wrong(verb, value);
    case 'g':
      return typeof value === 'number' ? plus + showNumber(value) : wrong(verb, value);
    default:
      return wrong(verb, value);
  }
}

function wrong(verb: string, value: Value): string {
  return `%!${verb}(${typeName(value)}=${show(value)})`;
}
