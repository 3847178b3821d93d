import { OwnTexts } from '../own-texts.ts';

export const MAX_USERS_PER_SOURCE = 200;
/** Up to here a list is searched faster than a set. */
const FEW = 16;

/** A source's refused accounts: bounded, `total` tells the truth as far as they could be told apart. */
type Refused = { total: number; readonly names: string[]; known: Set<string> | null };

/** Accounts refused to each source, in order of their first refusal. Most sources try one name: it is kept without a list. */
export class RefusedUsers {
  private readonly texts = new OwnTexts();
  private readonly rows: (string | Refused | null)[] = [];

  start(source: number): void {
    this.rows[source] = null;
  }

  add(source: number, name: string): void {
    const user = this.texts.own(name);
    const row = this.rows[source] ?? null;
    if (row === user) return;
    if (row === null) this.rows[source] = user;
    else if (typeof row === 'string') {
      this.rows[source] = { total: 2, names: [row, user], known: null };
    } else refuse(row, user);
  }

  total(source: number): number {
    const row = this.rows[source] ?? null;
    if (row === null) return 0;
    return typeof row === 'string' ? 1 : row.total;
  }

  names(source: number): string[] {
    const row = this.rows[source] ?? null;
    if (row === null) return [];
    return typeof row === 'string' ? [row] : [...row.names];
  }

  save(): readonly (null | string | readonly [total: number, ...names: string[]])[] {
    return this.rows.map((row) => {
      return row === null || typeof row === 'string' ? row : ([row.total, ...row.names] as const);
    });
  }

  restore(saved: ReturnType<RefusedUsers['save']>): void {
    for (const [source, row] of saved.entries()) {
      if (row === null || typeof row === 'string') {
        this.rows[source] = row;
        continue;
      }
      const [total, ...names] = row;
      this.rows[source] = { total, names, known: names.length < FEW ? null : new Set(names) };
    }
  }
}

function refuse(row: Refused, user: string): void {
  const { names, known } = row;
  if (known === null ? isListed(names, user) : known.has(user)) return;
  row.total++;
  if (names.length >= MAX_USERS_PER_SOURCE) return;
  names.push(user);
  if (names.length === FEW) row.known = new Set(names);
  else known?.add(user);
}

/** `includes` is a call out of the optimised code; this is not. */
function isListed(names: readonly string[], user: string): boolean {
  for (const name of names) if (name === user) return true;
  return false;
}
