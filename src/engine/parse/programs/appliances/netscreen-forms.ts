import { layout } from '../../../pattern.ts';
import { loginForm } from '../../logins/login-form.ts';
import type { ProgramForm, ProgramMessage } from '../program-message.ts';
import { packet } from './appliance-packets.ts';

/** Juniper's ScreenOS calls itself after its device, in the tag and in the message: `ns5gt: NetScreen device_id=ns5gt  [Root]system-…`. */
const HEAD = 'NetScreen device_id=\\S{1,64} {1,2}\\[[\\w.-]{1,64}\\]system-[a-z]{4,12}-';
/** When the device wrote it, where it says so. */
const END = '(?: \\([\\d-]{10} [\\d:]{8}\\))?';

/** Whether this is a message of the device that the tag names. */
export function isOfNetscreen(message: string, tag: string): boolean {
  return message.startsWith('NetScreen device_id=') && message.startsWith(`${tag} `, 20);
}

const TRAFFIC = new RegExp(
  layout`
    ^${HEAD}00257\(traffic\): start_time="[\d :-]{19}" duration=\d{1,10} policy_id=\d{1,10} service=[^=]{1,64}\x20
    proto=(?<protocol>\d{1,3}) src zone=\S{1,64} dst zone=\S{1,64} action=(?<action>Permit|Deny|Tunnel|Reject)\x20
    sent=\d{1,20} rcvd=\d{1,20} src=(?<from>[\da-fA-F.:]{2,45}) dst=(?<to>[\da-fA-F.:]{2,45})(?:
      \x20src_port=(?<fromPort>\d{1,5}) dst_port=(?<toPort>\d{1,5})
    )?(?: [a-z].{0,512})?$`,
);

function readTraffic(text: string): ProgramMessage | null {
  const { action, ...told } = TRAFFIC.exec(text)?.groups ?? {};
  return action === undefined
    ? null
    : packet({ ...told, isBlocked: action === 'Deny' || action === 'Reject' });
}

export const NETSCREEN_FORMS: readonly ProgramForm[] = [
  { name: 'firewall', read: readTraffic },
  loginForm('netscreen-refused', { outcome: 'failure', protocol: 'https' }, [
    `${HEAD}\\d{5}: Login attempt to system by admin {user} via (?:the )?[\\w()]{2,16} from {address} has failed\\.?${END}`,
    `${HEAD}\\d{5}: Admin user "{user}" login attempt for [\\w()]{2,16} management \\(port \\d{1,5}\\) from {address} failed\\.?${END}`,
    `${HEAD}\\d{5}: SSH: Password authentication failed for admin user '{user}' at host {address}\\.?${END}`,
  ]),
  loginForm('netscreen-accepted', { outcome: 'success', protocol: 'https' }, [
    `${HEAD}\\d{5}: (?:vsys )?[Aa]dmin user {user} has logged on via (?:the )?[\\w()]{2,16} from {address}${END}`,
    `${HEAD}\\d{5}: Admin user "{user}" logged in for [\\w()]{2,16} management \\(port \\d{1,5}\\) from {address}\\.?${END}`,
  ]),
];
