/** Labels of one line while it goes through the stages; errors of stages beside them. */
export type LabelMap = ReadonlyMap<string, string>;

export const ERROR = '__error__';
export const ERROR_DETAILS = '__error_details__';

/** The labels of one line while it goes through the stages of a query; used again for the next line. */
export class LineLabels {
  /** First error of a stage, as Loki names it (`JSONParserErr`); empty without. */
  error = '';
  details = '';
  private base: LabelMap = new Map();
  private readonly added = new Map<string, string>();
  private readonly deleted = new Set<string>();

  /** Begins another line of a stream with these labels. */
  reset(base: LabelMap): void {
    this.base = base;
    this.error = '';
    this.details = '';
    if (this.added.size > 0) this.added.clear();
    if (this.deleted.size > 0) this.deleted.clear();
  }

  get(name: string): string | undefined {
    if (name === ERROR && this.error !== '') return this.error;
    if (name === ERROR_DETAILS && this.details !== '') return this.details;
    const added = this.added.get(name);
    if (added !== undefined) return added;
    return this.deleted.has(name) ? undefined : this.base.get(name);
  }

  set(name: string, value: string): void {
    this.added.set(name, value);
  }

  /** Sets what a parser found: a name that the stream has already gets `_extracted` behind it. */
  extract(name: string, value: string): void {
    this.added.set(this.base.has(name) ? `${name}_extracted` : name, value);
  }

  streamHas(name: string): boolean {
    return this.base.has(name);
  }

  delete(name: string): void {
    if (name === ERROR) this.error = '';
    else if (name === ERROR_DETAILS) this.details = '';
    this.added.delete(name);
    this.deleted.add(name);
  }

  fail(error: string, details: string): void {
    this.error = error;
    this.details = details;
  }

  /** All of them, by name. */
  pairs(): [name: string, value: string][] {
    const pairs: [string, string][] = [];
    for (const pair of this.base) {
      if (!this.deleted.has(pair[0]) && !this.added.has(pair[0])) pairs.push(pair);
    }
    for (const pair of this.added) pairs.push(pair);
    if (this.error !== '') pairs.push([ERROR, this.error]);
    if (this.details !== '') pairs.push([ERROR_DETAILS, this.details]);
    return pairs.sort(byName);
  }
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same for the same labels, and for no others, whatever is in them. */
export function labelKey(pairs: readonly (readonly [string, string])[]): string {
  let key = '';
  for (const [name, value] of pairs) key += `${name}=${value.length}:${value},`;
  return key;
}

/** `{a="b", c="d"}`: as Loki writes a series. */
export function labelText(pairs: readonly (readonly [string, string])[]): string {
  return `{${pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
}

/** A key of a log record as a label's name; empty when nothing is left of it. */
export function labelName(key: string): string {
  const trimmed = key.trim();
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(trimmed)) return trimmed;
  const name = trimmed.replace(/[^A-Za-z0-9_]/g, '_');
  return /^[0-9]/.test(name) ? `_${name}` : name;
}
