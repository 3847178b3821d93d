import type { FieldValue } from '../../../model/log-event.ts';
import { type ProgramForm, type ProgramMessage, toldBy } from './program-message.ts';

/** What sudo writes of a command, in its order, under the names that Sigma's rules use. */
const KEYS = ['TTY', 'CHROOT', 'PWD', 'USER', 'GROUP', 'TSID', 'ENV', 'COMMAND'] as const;

const INCORRECT = /^(\d{1,4}) incorrect password attempts?$/;

/** `USER : [REASON ; ]TTY=… ; PWD=… ; USER=… ; COMMAND=…`. */
function readSudo(form: string, isForm: (reason: string | null) => boolean) {
  return (text: string): ProgramMessage | null => {
    const colon = text.indexOf(' : ');
    if (colon <= 0) return null;
    const details = detailsAt(text, colon + ' : '.length);
    if (details === null || !isForm(details.reason)) return null;
    const attempts = INCORRECT.exec(details.reason ?? '')?.[1];
    return toldBy(form, {
      user: text.slice(0, colon).trimStart(),
      outcome: details.reason === null ? null : 'failure',
      attempts: attempts === undefined ? 1 : Math.max(1, Number(attempts)),
      fields: { ...details.fields, reason: details.reason ?? undefined },
    });
  };
}

type Details = {
  readonly reason: string | null;
  readonly fields: Readonly<Record<string, FieldValue>>;
};

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
