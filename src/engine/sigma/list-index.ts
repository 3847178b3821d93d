import type { FieldValue } from '../../model/log-event.ts';

/** A path with the number of an element in it: `a.0.b`, `a[0].b`; null when there is none. */
export function indexedPath(name: string): readonly string[] | null {
  const path = name.replace(IN_BRACKETS, '.$1').split('.');
  const isIndexed = path.length > 1 && path.length <= MAX_PATH && path.slice(1).some(isNumber);
  return isIndexed ? path : null;
}

const IN_BRACKETS = /\[(\d{1,6})\]/g;
const MAX_PATH = 16;

function isNumber(key: string): boolean {
  return /^\d{1,6}$/.test(key);
}

/** Looks into the record itself, of whose lists an event keeps no more than all elements together. */
export class ListIndex {
  private record: unknown = null;
  private serial = -1;

  /** What stands at the path in the record of event `serial`; undefined when it is no single value. */
  value(raw: string, serial: number, path: readonly string[]): FieldValue | undefined {
    const found = this.find(raw, serial, path);
    return typeof found === 'object' && found !== null ? undefined : (found as FieldValue | undefined);
  }

  /** Whether anything stands there, be it an object. */
  has(raw: string, serial: number, path: readonly string[]): boolean {
    return this.find(raw, serial, path) !== undefined;
  }

  private find(raw: string, serial: number, path: readonly string[]): unknown {
    if (this.serial !== serial) {
      this.serial = serial;
      this.record = recordOf(raw);
    }
    return at(this.record, path);
  }
}

function recordOf(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}

/** A key may have dots in it: the shortest that leads on is taken. */
function at(value: unknown, path: readonly string[]): unknown {
  const [first = '', ...rest] = path;
  if (path.length === 0 || typeof value !== 'object' || value === null)
    return path.length === 0 ? value : undefined;
  if (Array.isArray(value)) return isNumber(first) ? at(value[Number(first)], rest) : undefined;
  let key = first;
  for (let taken = 1; taken <= path.length; taken++) {
    if (Object.hasOwn(value, key)) {
      const found = at((value as Readonly<Record<string, unknown>>)[key], path.slice(taken));
      if (found !== undefined) return found;
    }
    key += `.${path[taken]}`;
  }
  return undefined;
}
