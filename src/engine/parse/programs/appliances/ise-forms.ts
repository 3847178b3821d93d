import { canonicalIp } from '../../../../model/addresses/ip.ts';
import { type ProgramForm, type ProgramMessage, toldBy } from '../program-message.ts';

/** `0000012345 1 0 STAMP ZONE 0000123456 CODE SEVERITY CLASS: text, `: a message in one piece, or the first of several. */
const HEAD =
  /^\d{10} \d{1,3} 0 [\d-]{10} [\d:.]{8,15} [+-]\d\d:\d\d \d{10,12} (\d{4,5}) [A-Z]{4,8} [A-Z][\w -]{2,40}: [^,]{1,256}, /;

type Kind = {
  readonly outcome: 'failure' | 'success';
  readonly sources: readonly string[];
  readonly users: readonly string[];
  readonly protocol: string;
};

const NETWORK = {
  sources: ['Calling-Station-ID', 'Remote-Address'],
  users: ['User-Name', 'UserName', 'User'],
  protocol: 'radius',
};
const PAGES = {
  sources: ['AdminIPAddress', 'IpAddress'],
  users: ['AdminName', 'UserName'],
  protocol: 'https',
};

/** By the code: of who comes over a device, its administrators included, and of ISE's own pages. What an endpoint gave up is no refusal. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...['5400', '5401', '5434'].map((code): [string, Kind] => [code, { outcome: 'failure', ...NETWORK }]),
  ['5200', { outcome: 'success', ...NETWORK }],
  ...['51000', '51020', '51021', '60077'].map((code): [string, Kind] => [
    code,
    { outcome: 'failure', ...PAGES },
  ]),
  ...['51001', '60078'].map((code): [string, Kind] => [code, { outcome: 'success', ...PAGES }]),
]);

/** Cisco's ISE. A comma within a value is escaped; where a name that tells the address stands twice all the same, nobody is named. */
function readAttempt(text: string): ProgramMessage | null {
  const [head, code = ''] = HEAD.exec(text) ?? [];
  const kind = KINDS.get(code);
  if (head === undefined || kind === undefined) return null;
  const sources = new Set<string>();
  const users: string[] = [];
  for (const pair of text.slice(head.length).split(/(?<!\\), ?/, 512)) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals));
    if (kind.sources.includes(name)) sources.add(pair.slice(equals + 1));
    else if (kind.users.includes(name)) users.push(pair.slice(equals + 1));
  }
  const [source = '', ...others] = sources;
  // Of what is plugged in, or comes by Wi-Fi, it is the number of the device.
  const isPeer = others.length === 0 && canonicalIp(source) !== null;
  return toldBy('cisco-ise', {
    ...{ login: true, outcome: kind.outcome, user: users[0] ?? null },
    address: isPeer ? source : null,
    fields: { auth_method: 'password', protocol: kind.protocol },
  });
}

export const ISE_FORMS: readonly ProgramForm[] = [{ name: 'cisco-ise', read: readAttempt }];
