import { isOfStormshield } from '../appliances/stormshield.ts';
import { type LoginLog, logsourceOf, outcomesBy, textOf } from './record-login.ts';

/**
 * SonicWall's numbers of messages: logins of administrators and users at its pages, its command line and its VPNs. Of what it
 * asked a directory (RADIUS, LDAP) only a wrong password counts.
 */
const SONICWALL_OUTCOMES = outcomesBy({
  failure: ['30', '32', '33', '140', '200', '243', '745', '749'],
  success: ['29', '31', '139', '199', '235', '236', '237', '238', '1080'],
});

const SONICWALL: LoginLog = {
  logsource: logsourceOf('sonicwall', 'sonicwall'),
  names: ['id', 'sn', 'm', 'src', 'usr', 'user'],
  read: (record) => {
    const outcome = record.sn === undefined ? undefined : SONICWALL_OUTCOMES.get(textOf(record, 'm') ?? '');
    if (outcome === undefined || record.fw === undefined) return null;
    // `192.0.2.7:50001:X0-V500:host`, with as much of it as there is.
    const address =
      /^([\da-fA-F.]{7,15}|\[?[\da-fA-F:]{3,45}\]?)(?::\d{1,5})?(?::[\w-]{1,16})?(?::[\w.-]{1,253})?$/.exec(
        textOf(record, 'src') ?? '',
      )?.[1];
    return { outcome, user: textOf(record, 'usr', 'user'), address: address ?? null };
  },
};

/** Zyxel's gateways and firewalls. The account stands in a field of its own. */
const ZYXEL_TOLD =
  /^(?:(Failed login attempt) to Device from [\w/]{2,16} \([\w ]{1,64}\)|(?:Administrator|User|Limited-Admin|Ext-User|Guest) .{1,256} from [\w/]{2,16} has logged in Device)$/s;

const ZYXEL: LoginLog = {
  logsource: logsourceOf('zyxel', 'zyxel'),
  names: ['devID', 'cat', 'msg', 'note', 'src'],
  read: (record) => {
    if (record.devID === undefined || record.cat === undefined) return null;
    const [whole, refused] = ZYXEL_TOLD.exec(textOf(record, 'msg') ?? '') ?? [];
    if (whole === undefined) return null;
    return {
      outcome: refused === undefined ? 'success' : 'failure',
      user: /^Account: (.{1,256})$/s.exec(textOf(record, 'note') ?? '')?.[1] ?? null,
      address: /^(\[?[\da-fA-F.:]{2,45}?\]?):\d{1,5}$/.exec(textOf(record, 'src') ?? '')?.[1] ?? null,
    };
  },
};

/**
 * Stormshield's log of authentications. What its VPN log (`xvpn`) says of the same attempt is part of it. The account stands
 * in a field of its own.
 */
const STORMSHIELD_TOLD =
  /^(?:(?:SSH )?(authentication failed)\b|User authenticated$|SSH authentication success\b|Error during authentication : (authentication failed)\b|User authenticated in ASQ$)/is;

const STORMSHIELD: LoginLog = {
  logsource: logsourceOf('stormshield', 'sns'),
  names: ['logtype', 'fw', 'src', 'user', 'msg'],
  read: (record) => {
    if (!isOfStormshield(record) || (record.logtype !== 'auth' && record.logtype !== 'xvpn')) return null;
    const [whole, refused, refusedByVpn] = STORMSHIELD_TOLD.exec(textOf(record, 'msg') ?? '') ?? [];
    if (whole === undefined) return null;
    return {
      outcome: refused === undefined && refusedByVpn === undefined ? 'success' : 'failure',
      user: textOf(record, 'user'),
      address: textOf(record, 'src'),
      isPart: record.logtype === 'xvpn',
    };
  },
};

/** `GUI(192.0.2.7)`, `ssh(192.0.2.7)`: by what an administrator came, and from where. */
const FORTIMAIL_FROM = /^[\w -]{2,24}\(([\da-fA-F.:]{2,45})\)$/;

/** FortiMail, at its own pages and consoles. */
const FORTIMAIL: LoginLog = {
  logsource: logsourceOf('fortimail', 'fortimail'),
  names: ['device_id', 'log_id', 'subtype', 'user', 'ui', 'action', 'status'],
  read: (record) => {
    if (record.device_id === undefined || record.log_id === undefined || record.subtype !== 'admin')
      return null;
    const outcome =
      record.status === 'success'
        ? 'success'
        : /^fail/.test(textOf(record, 'status') ?? '')
          ? 'failure'
          : null;
    if (record.action !== 'login' || outcome === null) return null;
    const address = FORTIMAIL_FROM.exec(textOf(record, 'ui') ?? '')?.[1] ?? null;
    return { outcome, user: textOf(record, 'user'), address };
  },
};

/** Sophos' firewalls (XG, XGS): logins at their pages, their VPN, and of users of the network. */
const SOPHOS_TOLD =
  /^User .{0,256} (?:(failed to login)|logged in successfully|authenticated successfully to login) (?:to|through|via) /s;

const SOPHOS: LoginLog = {
  logsource: logsourceOf('sophos', 'firewall'),
  names: ['log_type', 'log_subtype', 'log_component', 'status', 'src_ip', 'user_name', 'message'],
  read: (record) => {
    if (record.log_type !== 'Event' || record.log_component === undefined || record.log_id === undefined)
      return null;
    if (record.log_subtype !== 'Admin' && record.log_subtype !== 'Authentication') return null;
    const [whole, refused] = SOPHOS_TOLD.exec(textOf(record, 'message') ?? '') ?? [];
    if (whole === undefined || record.status !== (refused === undefined ? 'Successful' : 'Failed'))
      return null;
    return {
      outcome: refused === undefined ? 'success' : 'failure',
      user: textOf(record, 'user_name'),
      address: textOf(record, 'src_ip'),
    };
  },
};

/** Firewalls and gateways that write their logs as pairs of name and value. */
export const APPLIANCE_LOGINS: readonly LoginLog[] = [SONICWALL, SOPHOS, ZYXEL, STORMSHIELD, FORTIMAIL];
