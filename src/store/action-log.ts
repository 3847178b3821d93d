import { createHash } from 'node:crypto';
import type Database from 'libsql';
import type { Action, LoggedAction } from '../model/bans/action.ts';

const BEFORE_THE_FIRST = '0'.repeat(64);

type Row = Omit<LoggedAction, 'detail'> & { readonly detail: string };

/** What was done, each entry chained to the one before by its hash. Only ever added to: the database refuses the rest. */
export class ActionLog {
  /** Actions that could not be written yet. */
  private readonly waiting: Action[] = [];

  constructor(private readonly open: () => Database.Database) {}

  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** Written at once; when the store cannot be written it is kept, and written before the next. */
  append(action: Action): void {
    this.waiting.push(action);
    try {
      this.writeWaiting();
    } catch {
      // Said by the recorder, which tries again.
    }
  }

  /** Writes what waits. Throws when the store cannot be written. */
  writeWaiting(): void {
    for (let [action] = this.waiting; action !== undefined; [action] = this.waiting) {
      this.write(action);
      this.waiting.shift();
    }
  }

  /** The latest `limit`, oldest first, and what waits to be written: only that when the database is not open. */
  latest(limit: number, isOpen = true): LoggedAction[] {
    const rows = isOpen ? this.written(limit).reverse() : [];
    for (const action of this.waiting) rows.push(rowAfter(rows.at(-1), action));
    return rows.slice(-limit).map((row) => ({ ...row, detail: JSON.parse(row.detail) }));
  }

  private written(limit: number): Row[] {
    return this.open()
      .prepare(
        `SELECT number, time, actor, kind, subject, detail, previous, hash FROM action_log
         ORDER BY number DESC LIMIT ?`,
      )
      .all(limit) as Row[];
  }

  /** All of one kind, oldest first: the latest `limit`. */
  ofKind(kind: string, limit: number): Action[] {
    const rows = this.open()
      .prepare(
        'SELECT time, actor, kind, subject, detail FROM action_log WHERE kind = ? ORDER BY number DESC LIMIT ?',
      )
      .all(kind, limit) as Row[];
    return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) })).reverse();
  }

  /** Subjects whose last entry of these two kinds is the first one. */
  subjects(kind: string, ended: string): string[] {
    const rows = this.open()
      .prepare('SELECT subject, kind FROM action_log WHERE kind IN (?, ?) ORDER BY number')
      .all(kind, ended) as Pick<Row, 'subject' | 'kind'>[];
    const last = new Map(rows.map((row) => [row.subject, row.kind]));
    return [...last].flatMap(([subject, is]) => (is === kind ? [subject] : []));
  }

  /** Number of the first entry that is not as it was written, or is missing; null when all are there. */
  firstBroken(): number | null {
    let expected = 1;
    let before = BEFORE_THE_FIRST;
    const rows = this.open().prepare('SELECT * FROM action_log ORDER BY number').iterate() as Iterable<Row>;
    for (const row of rows) {
      const intact = row.number === expected && row.previous === before && row.hash === hashOf(row);
      if (!intact) return expected;
      expected++;
      before = row.hash;
    }
    return null;
  }

  private write(action: Action): void {
    const last = this.open()
      .prepare('SELECT number, hash FROM action_log ORDER BY number DESC LIMIT 1')
      .get() as Pick<Row, 'number' | 'hash'> | undefined;
    const { number, time, actor, kind, subject, detail, previous, hash } = rowAfter(last, action);
    this.open()
      .prepare('INSERT INTO action_log VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      .run(number, time, actor, kind, subject, detail, previous, hash);
  }
}

function rowAfter(last: Pick<Row, 'number' | 'hash'> | undefined, action: Action): Row {
  const { time, actor, kind, subject, detail } = action;
  const row = {
    ...{ number: (last?.number ?? 0) + 1, time, previous: last?.hash ?? BEFORE_THE_FIRST },
    // What is hashed must be what is read back.
    ...{ actor: storable(actor), kind: storable(kind), subject: storable(subject) },
    detail: JSON.stringify(detail),
  };
  return { ...row, hash: hashOf(row) };
}

/** Halves of surrogate pairs and NUL: a column gives neither back as it was. */
const NOT_STORABLE = /[\p{Surrogate}\0]/gu;

function storable(text: string): string {
  return text.replace(NOT_STORABLE, '\ufffd');
}

function hashOf({ number, time, actor, kind, subject, detail, previous }: Omit<Row, 'hash'>): string {
  const text = JSON.stringify([previous, number, time, actor, kind, subject, detail]);
  return createHash('sha256').update(text).digest('hex');
}
