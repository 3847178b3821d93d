import { apacheMessage } from '../web/error-log.ts';
import { type ProgramForm, type ProgramMessage, toldBy } from './program-message.ts';

/** Of its error log, where syslog has the stamp: `[module:level] [pid 1:tid 2] [client ADDRESS:PORT] MESSAGE`, and 2.2's shorter form. */
const HEAD = /^\[(?:([\w-]{0,32}):)?[a-z\d]{1,16}\] (?:\[pid \d{1,10}(?::tid \d{1,20})?\] )?/;

function apacheRefused(text: string): ProgramMessage | null {
  const [whole, module] = HEAD.exec(text) ?? [];
  if (whole === undefined) return null;
  const { client, refused } = apacheMessage(text.slice(whole.length), module !== undefined);
  if (client === null || refused === null) return null;
  const fields = { auth_method: 'password', protocol: 'http' };
  return toldBy('apache-refused', {
    login: true,
    outcome: 'failure',
    user: refused,
    address: client,
    fields,
  });
}

export const APACHE_FORMS: readonly ProgramForm[] = [{ name: 'apache-refused', read: apacheRefused }];
