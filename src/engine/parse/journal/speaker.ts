import { isTrustedName } from '../programs/programs.ts';

/** The fields of an entry, as far as they are there. */
export type JournalRecord = Readonly<Record<string, unknown>>;

/**
 * A value as `journalctl` writes it: text; bytes as an array of numbers, when they are not printable UTF-8; an array of
 * such values for a field that is there several times, of which the first one holds.
 */
export function journalText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value) || value.length === 0) return null;
  if (typeof value[0] === 'number') return new TextDecoder().decode(Uint8Array.from(value as number[]));
  return journalText(value[0]);
}

/**
 * Who speaks. Anybody on the machine may call himself sshd or the kernel, and write an address that shall be banned: journald tells
 * who it really was, in the fields that begin with `_`.
 */
export function speakerOf(record: JournalRecord): string {
  const command = journalText(record._COMM);
  const name = journalText(record.SYSLOG_IDENTIFIER) ?? command ?? 'unknown';
  const user = userOf(record);
  const own = name.slice(name.lastIndexOf('/') + 1);
  const isTrusted = own.startsWith('sshd') || isTrustedName(name) || isTrustedName(own);
  if (!isTrusted || user === null || user === '0' || command === null) return name;
  // A unit of the system's, which nobody but root can make.
  if (journalText(record._SYSTEMD_UNIT)?.startsWith(`${own}.`)) return name;
  return command.toLowerCase().startsWith(own.slice(0, LONGEST_COMMAND).toLowerCase()) ? name : command;
}

/** Whether somebody else than root speaks, as far as the journal knows: what he writes may be any log's line. */
export function isOfUser(record: JournalRecord): boolean {
  const user = userOf(record);
  return user !== null && user !== '0';
}

function userOf({ _UID }: JournalRecord): string | null {
  return typeof _UID === 'number' ? String(_UID) : journalText(_UID);
}

/** The kernel cuts the names of programs. */
const LONGEST_COMMAND = 15;
