import type { Logsource, Outcome } from '../../../model/log-event.ts';
import type { FlatRecord } from '../json/json-record.ts';

/** What a record tells of a login. */
type RecordLogin = {
  readonly outcome: Outcome;
  readonly user: string | null;
  /** As the program wrote it, in a place of its own; null when the record has none. */
  readonly address: string | null;
  /** Part of an attempt that another record tells. */
  readonly isPart?: boolean;
};

/** A program whose logins stand in records under names of its own. */
export type LoginLog = {
  readonly logsource: Logsource;
  /** Every field that decides: a client may have slipped none of them in. */
  readonly names: readonly string[];
  /** Null for a record of another program, or of something else. */
  read(record: FlatRecord): RecordLogin | null;
};

export function logsourceOf(product: string, service: string): Logsource {
  return Object.freeze({ category: 'authentication', product, service });
}

/** The first of these that holds a text or a number. */
export function textOf(record: FlatRecord, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = record[name];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return null;
}

/** What an attempt came to, by the word or number that a record has for it. */
export function outcomesBy(words: {
  readonly failure: readonly string[];
  readonly success: readonly string[];
}): ReadonlyMap<unknown, Outcome> {
  const outcomes = new Map<unknown, Outcome>();
  for (const word of words.failure) outcomes.set(word, 'failure');
  for (const word of words.success) outcomes.set(word, 'success');
  return outcomes;
}
