import { retainText } from '../../../../model/log-event.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../../../model/time.ts';
import { Latest } from '../../latest.ts';
import type { ProgramMessage } from '../program-message.ts';

/** Databases are asked one after the other, and a directory may take its time. */
const APART_MS: DurationMs = 5 * SECOND_MS;

type First = { readonly database: string; readonly time: EpochMs };
export type SavedDatabases = readonly (readonly [attempt: string, first: First])[];

/**
 * Which of dovecot's password databases said no first: where several are asked in turn, the others say so of the same password, and
 * two that somebody mistyped would be six.
 */
export class DovecotDatabases {
  private readonly firsts = new Latest<First>();

  /** The same message, of another form when another database has already told the attempt. */
  read(message: ProgramMessage, host: string | null, time: EpochMs): ProgramMessage {
    const { user, address, fields } = message;
    const database = String(fields.passdb ?? '');
    const attempt = [host, user, address].join('\u0000');
    const first = this.firsts.get(attempt);
    if (first !== undefined && first.database !== database && Math.abs(time - first.time) <= APART_MS)
      return { ...message, form: `${message.form}-again` };
    this.firsts.set(attempt, { database: retainText(database), time });
    return message;
  }

  save(): SavedDatabases {
    return this.firsts.save();
  }

  restore(saved: SavedDatabases): void {
    this.firsts.restore(saved);
  }
}
