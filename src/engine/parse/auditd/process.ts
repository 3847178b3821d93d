import { type Fields, type FieldValue, retainText } from '../../../model/log-event.ts';
import type { AuditRecord } from './record.ts';

export type SavedCall = { readonly serial: string; readonly fields: Fields } | null;

const KEPT = ['exe', 'pid', 'ppid', 'uid', 'UID', 'ses'];

/** Of one command this much is told. */
const MOST_ARGUMENTS = 128;

/**
 * A program that begins is told by two records: `SYSCALL` has the program and who calls it, `EXECVE` right behind it has the
 * arguments. Of both are made the fields that Sigma's rules for `process_creation` ask for.
 */
export class AuditProcesses {
  private call: SavedCall = null;

  /** Fields to add to those of the record; null when it is none of a program that begins. */
  read({ type, serial, fields }: AuditRecord): Fields | null {
    if (type === 'SYSCALL') this.call = { serial: retainText(serial), fields: kept(fields) };
    if (type !== 'EXECVE') return null;
    const call = this.call?.serial === serial ? this.call.fields : {};
    const command: FieldValue[] = [];
    for (let at = 0; at < MOST_ARGUMENTS; at++) {
      const argument = fields[`a${at}`];
      if (argument === undefined) break;
      command.push(argument);
    }
    return {
      Image: call.exe ?? fields.a0,
      CommandLine: command.join(' '),
      ProcessId: call.pid,
      ParentProcessId: call.ppid,
      User: call.UID ?? call.uid,
      LogonId: call.ses,
    };
  }

  save(): SavedCall {
    return this.call;
  }

  restore(saved: SavedCall): void {
    this.call = saved;
  }
}

/** Own copies: the record is a piece of a big block. */
function kept(fields: AuditRecord['fields']): Fields {
  return Object.fromEntries(
    KEPT.map((name) => {
      const value = fields[name];
      return [name, typeof value === 'string' ? retainText(value) : value];
    }),
  );
}
