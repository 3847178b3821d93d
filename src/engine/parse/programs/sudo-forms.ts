import { type Fields, type FieldValue, LISTS } from '../../../model/log-event.ts';
import { readJsonRecord } from '../json/json-record.ts';
import { type ProgramForm, type ProgramMessage, toldBy } from './program-message.ts';

/** What sudo writes of a command, in its order, under the names that Sigma's rules use. */
const KEYS = ['HOST', 'TTY', 'CHROOT', 'PWD', 'USER', 'GROUP', 'TSID', 'ENV', 'COMMAND'] as const;

const INCORRECT = /^(\d{1,4}) incorrect password attempts?$/;

/** `USER : [REASON ; ]TTY=… ; PWD=… ; USER=… ; COMMAND=…`. */
function readSudo(form: string, isForm: (reason: string | null) => boolean) {
  return (text: string): ProgramMessage | null => {
    const told = text.startsWith(COOKIE) ? fromRecord(text) : fromText(text);
    if (told === null || !isForm(told.reason)) return null;
    const attempts = INCORRECT.exec(told.reason ?? '')?.[1];
    return toldBy(form, {
      user: told.user,
      outcome: told.reason === null ? null : 'failure',
      attempts: attempts === undefined ? 1 : Math.max(1, Number(attempts)),
      fields: { ...told.fields, reason: told.reason ?? undefined },
    });
  };
}

type Details = {
  readonly reason: string | null;
  readonly fields: Fields;
};
type Who = Details & { readonly user: string };

function fromText(text: string): Who | null {
  const colon = text.indexOf(' : ');
  const details = colon <= 0 ? null : detailsAt(text, colon + ' : '.length);
  return details && { ...details, user: text.slice(0, colon).trimStart() };
}

/** How `log_format=json` begins. */
const COOKIE = '@cee:{"sudo":{"';

/** What sudo has let run (`accept`) or not (`reject`), as JSON; how a command ended (`exit`) says no more of who ran it. */
function fromRecord(text: string): Who | null {
  const record = readJsonRecord(text.slice('@cee:'.length));
  if (record === null) return null;
  const kind = text.startsWith('reject"', COOKIE.length) ? 'reject' : 'accept';
  const textAt = (key: string): string | undefined => {
    const value = record[`sudo.${kind}.${key}`];
    return typeof value === 'string' ? value : undefined;
  };
  const user = textAt('submituser');
  const reason = textAt('reason') ?? null;
  if (user === undefined || (kind === 'reject') !== (reason !== null)) return null;
  const args = record[LISTS]?.get(`sudo.${kind}.runargv`)?.slice(1) ?? [];
  return {
    user,
    reason,
    fields: {
      HOST: textAt('submithost'),
      TTY: textAt('ttyname')?.replace(/^\/dev\//, ''),
      PWD: textAt('submitcwd'),
      USER: textAt('runuser'),
      GROUP: textAt('rungroup'),
      COMMAND: [textAt('command'), ...args].join(' '),
    },
  };
}

/** A command may hold whatever else: it is the last key, and all that is left is its value. */
function detailsAt(text: string, start: number): Details | null {
  const semicolon = text.indexOf(' ; ', start);
  const isReason = semicolon !== -1 && !/^[A-Z]{3,8}=/.test(text.slice(start, start + 9));
  let at = isReason ? semicolon + ' ; '.length : start;
  const fields: Record<string, FieldValue> = {};
  for (const key of KEYS) {
    if (!text.startsWith(`${key}=`, at)) continue;
    const valueAt = at + key.length + 1;
    if (key === 'COMMAND') {
      fields[key] = text.slice(valueAt);
      return { reason: isReason ? text.slice(start, semicolon) : null, fields };
    }
    const end = text.indexOf(' ; ', valueAt);
    if (end === -1) return null;
    fields[key] = text.slice(valueAt, end);
    at = end + ' ; '.length;
  }
  return null;
}

export const SUDO_FORMS: readonly ProgramForm[] = [
  { name: 'sudo-command', read: readSudo('sudo-command', (reason) => reason === null) },
  {
    name: 'sudo-failure',
    read: readSudo('sudo-failure', (reason) => reason !== null && INCORRECT.test(reason)),
  },
  {
    name: 'sudo-refused',
    read: readSudo('sudo-refused', (reason) => reason !== null && !INCORRECT.test(reason)),
  },
];
