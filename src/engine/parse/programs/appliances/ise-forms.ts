import { canonicalIp } from '../../../../model/addresses/ip.ts';
import { type ProgramForm, type ProgramMessage, toldBy } from '../program-message.ts';

/** `0000012345 1 0 STAMP ZONE 0000123456 CODE SEVERITY CLASS: text, `: a message in one piece, or the first of several. */
const HEAD =
  /^\d{10} \d{1,3} 0 [\d-]{10} [\d:.]{8,15} [+-]\d\d:\d\d \d{10,12} (\d{4,5}) [A-Z]{4,8} [A-Z][\w -]{2,40}: [^,]{1,256}, /;

/** Authentication failed, of devices' administrators too; several times. What an endpoint gave up is no refusal. */
const REFUSED = new Set(['5400', '5401', '5434']);
const ACCEPTED = '5200';

const SOURCES = ['Calling-Station-ID', 'Remote-Address'];
const USERS = ['User-Name', 'UserName', 'User'];

/** Cisco's ISE. A comma within a value is escaped; where a name that tells the address stands twice all the same, nobody is named. */
function readAttempt(text: string): ProgramMessage | null {
  const [head, code = ''] = HEAD.exec(text) ?? [];
  if (head === undefined || (!REFUSED.has(code) && code !== ACCEPTED)) return null;
  const sources = new Set<string>();
  const users: string[] = [];
  for (const pair of text.slice(head.length).split(/(?<!\\), ?/, 512)) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals));
    if (SOURCES.includes(name)) sources.add(pair.slice(equals + 1));
    else if (USERS.includes(name)) users.push(pair.slice(equals + 1));
  }
  const [source = '', ...others] = sources;
  // Of what is plugged in, or comes by Wi-Fi, it is the number of the device.
  const isPeer = others.length === 0 && canonicalIp(source) !== null;
  return toldBy('cisco-ise', {
    ...{ login: true, outcome: code === ACCEPTED ? 'success' : 'failure', user: users[0] ?? null },
    address: isPeer ? source : null,
    fields: { auth_method: 'password', protocol: 'radius' },
  });
}

export const ISE_FORMS: readonly ProgramForm[] = [{ name: 'cisco-ise', read: readAttempt }];
