import type { Outcome } from '../../../model/log-event.ts';
import { isOfStormshield } from '../appliances/stormshield.ts';
import type { FlatRecord } from '../json/json-record.ts';
import { KEYCLOAK_FORMS } from '../programs/application-forms.ts';
import { type LoginLog, logsourceOf, textOf } from './record-login.ts';

const VAULT_LOGIN = /^auth\/[\w/-]{1,128}?\/login(?:\/(.{1,256}))?$/s;

/** HashiCorp's Vault and OpenBao: the response to a login; the request is told before it. */
const VAULT: LoginLog = {
  logsource: logsourceOf('vault', 'vault'),
  names: ['type', 'error', 'request.path', 'request.remote_address', 'auth.accessor'],
  read: (record) => {
    const path = textOf(record, 'request.path');
    const [whole, user] = VAULT_LOGIN.exec(path ?? '') ?? [];
    if (record.type !== 'response' || whole === undefined || record['request.operation'] === undefined)
      return null;
    const isRefused = textOf(record, 'error', 'response.data.error') !== null;
    const isAccepted =
      textOf(record, 'auth.accessor', 'auth.client_token', 'response.auth.accessor') !== null;
    const outcome = isRefused ? 'failure' : isAccepted ? 'success' : null;
    const named = user ?? textOf(record, 'auth.metadata.username', 'auth.display_name');
    return { outcome, user: named, address: textOf(record, 'request.remote_address') };
  },
};

/** What Grafana's tenth version says of a password or an account that was wrong. */
const GRAFANA_REFUSED = /^\[password-auth\.failed\] /;

/** Grafana until its eleventh version; since then the answer to the request alone names the address. */
const GRAFANA: LoginLog = {
  logsource: logsourceOf('grafana', 'grafana'),
  names: ['msg', 'logger', 'error', 'remote_addr', 'uname'],
  read: (record) => {
    if (record.logger !== 'context') return null;
    const isRefused = record.msg === 'Unauthorized' && GRAFANA_REFUSED.test(textOf(record, 'error') ?? '');
    if (record.msg !== 'Invalid username or password' && !isRefused) return null;
    return { outcome: 'failure', user: textOf(record, 'uname'), address: textOf(record, 'remote_addr') };
  },
};

/** An account that is not there, a password or second factor that is wrong. */
const MATTERMOST_REFUSED = new Set(['GetUserForLogin', 'checkUserPassword', 'ValidateToken', 'checkUserMfa']);

const MATTERMOST: LoginLog = {
  logsource: logsourceOf('mattermost', 'mattermost'),
  names: ['path', 'ip_addr', 'err_where', 'http_code'],
  read: (record) => {
    if (record.path !== '/api/v4/users/login' || record.http_code === undefined) return null;
    if (!MATTERMOST_REFUSED.has(textOf(record, 'err_where') ?? '')) return null;
    return { outcome: 'failure', user: null, address: textOf(record, 'ip_addr') };
  },
};

/** Keycloak's log as JSON: the message is that of its log file. */
const KEYCLOAK: LoginLog = {
  logsource: logsourceOf('linux', 'keycloak'),
  names: ['loggerName', 'level', 'message'],
  read: (record) => {
    if (record.loggerName !== 'org.keycloak.events') return null;
    const line = `${textOf(record, 'level')} [org.keycloak.events] (json) ${textOf(record, 'message')}`;
    const [form] = KEYCLOAK_FORMS;
    const told = line.length > 4096 ? null : (form?.read(line) ?? null);
    return told && { outcome: told.outcome, user: told.user, address: told.address };
  },
};

/** Microsoft 365: what Entra ID told it of those who came. */
const M365_OUTCOMES: ReadonlyMap<unknown, Outcome> = new Map<unknown, Outcome>([
  ['UserLoginFailed', 'failure'],
  ['UserLoggedIn', 'success'],
]);

const M365: LoginLog = {
  logsource: logsourceOf('m365', 'audit'),
  names: ['Operation', 'Workload', 'ClientIP', 'ActorIpAddress', 'UserId'],
  read: (record: FlatRecord) => {
    const outcome =
      record.Workload === 'AzureActiveDirectory' ? M365_OUTCOMES.get(record.Operation) : undefined;
    if (outcome === undefined) return null;
    return { outcome, user: textOf(record, 'UserId'), address: textOf(record, 'ClientIP', 'ActorIpAddress') };
  },
};

/** Google Workspace, as its reports list it. What else an attempt took is part of it. */
const WORKSPACE_OUTCOMES: ReadonlyMap<unknown, Outcome> = new Map<unknown, Outcome>([
  ['login_failure', 'failure'],
  ['login_success', 'success'],
]);

const WORKSPACE: LoginLog = {
  logsource: logsourceOf('gcp', 'google_workspace.login'),
  names: ['kind', 'id.applicationName', 'events.name', 'actor.email', 'ipAddress'],
  read: (record) => {
    if (record.kind !== 'admin#reports#activity' || record['id.applicationName'] !== 'login') return null;
    const outcome = WORKSPACE_OUTCOMES.get(record['events.name']);
    if (outcome === undefined) return null;
    return { outcome, user: textOf(record, 'actor.email'), address: textOf(record, 'ipAddress') };
  },
};

/** Its daily log: the message is that of its terminal. */
const AUDIOBOOKSHELF_TOLD =
  /^\[(?:Local)?Auth\] (?:Failed login attempt for username "(.{0,256})" from ip ([\da-fA-F.:]{2,45}) \([\w ]{3,32}\)|User "(.{0,256})" logged in from ip ([\da-fA-F.:]{2,45}))$/s;

const AUDIOBOOKSHELF: LoginLog = {
  logsource: logsourceOf('linux', 'audiobookshelf'),
  names: ['levelName', 'source', 'message'],
  read: (record) => {
    if (record.levelName === undefined || !/^(?:Local)?Auth\.js:\d/.test(textOf(record, 'source') ?? ''))
      return null;
    const [whole, refused, from, accepted, to] =
      AUDIOBOOKSHELF_TOLD.exec(textOf(record, 'message') ?? '') ?? [];
    if (whole === undefined) return null;
    const outcome = from === undefined ? 'success' : 'failure';
    return { outcome, user: refused ?? accepted ?? null, address: from ?? to ?? null };
  },
};

/** With a port it is the connection's; without, what a header of the client's said. */
const WITH_PORT = /^(?:[\d.]{7,15}|\[[\da-fA-F:.]{2,45}\]):\d{1,5}$/;

const NAVIDROME: LoginLog = {
  logsource: logsourceOf('linux', 'navidrome'),
  names: ['msg', 'remoteAddr', 'username', 'requestId'],
  read: (record) => {
    if (record.msg !== 'API: Invalid login' || record.requestId === undefined) return null;
    const address = textOf(record, 'remoteAddr') ?? '';
    return {
      outcome: 'failure',
      user: textOf(record, 'username'),
      address: WITH_PORT.test(address) ? address : null,
    };
  },
};

/** Keys that were offered are no passwords. */
const SFTPGO_TRIED = new Set(['password', 'keyboard-interactive', 'TLSCertificate+Password']);

const SFTPGO: LoginLog = {
  logsource: logsourceOf('linux', 'sftpgo'),
  names: ['sender', 'client_ip', 'login_type', 'username'],
  read: (record) => {
    if (record.sender !== 'connection_failed' || !SFTPGO_TRIED.has(textOf(record, 'login_type') ?? ''))
      return null;
    return {
      outcome: 'failure',
      user: textOf(record, 'username'),
      address: textOf(record, 'client_ip'),
    };
  },
};

/** A honeypot: who gets in there got in nowhere. */
const COWRIE: LoginLog = {
  logsource: logsourceOf('linux', 'cowrie'),
  names: ['eventid', 'src_ip', 'username', 'session'],
  read: (record) => {
    const { eventid } = record;
    if (eventid !== 'cowrie.login.failed' && eventid !== 'cowrie.login.success') return null;
    return { outcome: 'failure', user: textOf(record, 'username'), address: textOf(record, 'src_ip') };
  },
};

/**
 * By the numbers of its messages: administrators and users, at its pages, its command line and its VPNs; by what it asked (RADIUS, LDAP)
 * of those alone whose password was wrong.
 */
const SONICWALL_OUTCOMES: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ...['30', '32', '33', '140', '200', '243', '745', '749'].map((number) => [number, 'failure'] as const),
  ...['29', '31', '139', '199', '235', '236', '237', '238', '1080'].map(
    (number) => [number, 'success'] as const,
  ),
]);

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

/** Its log of authentications; what its VPN says of the same (`xvpn`) is part of it. The account stands in a field of its own. */
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

/** Sophos' firewalls (XG, XGS): their pages, their VPN and what their users ask for. */
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

/** What was wrong was the account or its password. */
const SAMBA_REFUSED = new Set([
  ...['NT_STATUS_WRONG_PASSWORD', 'NT_STATUS_NO_SUCH_USER', 'NT_STATUS_LOGON_FAILURE'],
  ...['NT_STATUS_ACCOUNT_LOCKED_OUT', 'NT_STATUS_ACCOUNT_DISABLED'],
]);
const SAMBA_PEER = /^ipv([46]):([\da-fA-F.:]{2,45}):\d{1,5}$/;

/** Samba's audit as JSON (`log level = 1 auth_json_audit:3`). */
export const SAMBA: LoginLog = {
  logsource: logsourceOf('linux', 'samba'),
  names: ['type', 'Authentication.status', 'Authentication.remoteAddress', 'Authentication.clientAccount'],
  read: (record) => {
    if (record.type !== 'Authentication') return null;
    const status = textOf(record, 'Authentication.status') ?? '';
    const outcome = SAMBA_REFUSED.has(status) ? 'failure' : status === 'NT_STATUS_OK' ? 'success' : null;
    const address = SAMBA_PEER.exec(textOf(record, 'Authentication.remoteAddress') ?? '')?.[2] ?? null;
    return outcome && { outcome, user: textOf(record, 'Authentication.clientAccount'), address };
  },
};

/** Duo: from where somebody asked to come in, and whether the second factor was given. */
const DUO: LoginLog = {
  logsource: logsourceOf('cisco', 'duo'),
  names: ['event_type', 'result', 'access_device.ip', 'user.name'],
  read: (record) => {
    if (record.event_type !== 'authentication' || record['access_device.ip'] === undefined) return null;
    const { result } = record;
    const outcome = result === 'success' ? 'success' : null;
    return {
      outcome: result === 'denied' || result === 'fraud' ? 'failure' : outcome,
      user: textOf(record, 'user.name'),
      address: textOf(record, 'access_device.ip'),
    };
  },
};

/** By the codes of its events: a wrong password, no such account, a login. */
const AUTH0_OUTCOMES: ReadonlyMap<unknown, Outcome> = new Map<unknown, Outcome>([
  ['fp', 'failure'],
  ['fu', 'failure'],
  ['s', 'success'],
]);

const AUTH0: LoginLog = {
  logsource: logsourceOf('auth0', 'auth0'),
  names: ['type', 'ip', 'user_name', 'log_id', 'data.type', 'data.ip', 'data.user_name'],
  read: (record) => {
    const of = record.type === undefined ? 'data.' : '';
    const outcome = record.log_id === undefined ? undefined : AUTH0_OUTCOMES.get(record[`${of}type`]);
    if (outcome === undefined) return null;
    return { outcome, user: textOf(record, `${of}user_name`), address: textOf(record, `${of}ip`) };
  },
};

/** GitHub's audit: at pages of its own. */
const GITHUB_OUTCOMES: ReadonlyMap<unknown, Outcome> = new Map<unknown, Outcome>([
  ['user.failed_login', 'failure'],
  ['user.login', 'success'],
]);

const GITHUB: LoginLog = {
  logsource: logsourceOf('github', 'audit'),
  names: ['action', 'actor', 'actor_ip'],
  read: (record) => {
    const outcome = record.actor_ip === undefined ? undefined : GITHUB_OUTCOMES.get(record.action);
    if (outcome === undefined) return null;
    return { outcome, user: textOf(record, 'actor'), address: textOf(record, 'actor_ip') };
  },
};

/** Users at their portal, and administrators at theirs. */
const JUMPCLOUD_TRIED = new Set<unknown>(['user_login_attempt', 'admin_login_attempt']);

const JUMPCLOUD: LoginLog = {
  logsource: logsourceOf('jumpcloud', 'directory'),
  names: ['event_type', 'success', 'client_ip', 'initiated_by.username', 'initiated_by.email'],
  read: (record) => {
    if (!JUMPCLOUD_TRIED.has(record.event_type) || typeof record.success !== 'boolean') return null;
    const user = textOf(record, 'initiated_by.username', 'initiated_by.email');
    return { outcome: record.success ? 'success' : 'failure', user, address: textOf(record, 'client_ip') };
  },
};

/** The name stands before the address, what the client calls itself behind it. */
const ROCKET_CHAT_TOLD =
  /^Failed login detected - Username\[(.{0,256}?)\] ClientAddress\[([\da-fA-F.:]{2,45})\] ForwardedFor\[/s;

const ROCKET_CHAT: LoginLog = {
  logsource: logsourceOf('linux', 'rocketchat'),
  names: ['msg', 'name', 'level'],
  read: (record) => {
    const message = textOf(record, 'msg') ?? '';
    if (record.name === undefined || !message.startsWith('Failed login detected - ')) return null;
    const [, user, address] = ROCKET_CHAT_TOLD.exec(message) ?? [];
    const isCertain = message.split(' ClientAddress[').length === 2;
    return { outcome: 'failure', user: user ?? null, address: isCertain ? (address ?? null) : null };
  },
};

/** The address and the session are its own; what it was given as a name stands behind. */
const PHOTOPRISM_TOLD =
  /^audit: ([\da-fA-F.:]{2,45}) › (?:session \S{1,64} › )?login as (.{0,256}?) › (?:(invalid (?:credentials|password|passcode|name or password)|account disabled|login disabled)|(?:succeeded|ok))$/s;

const PHOTOPRISM: LoginLog = {
  logsource: logsourceOf('linux', 'photoprism'),
  names: ['msg', 'level'],
  read: (record) => {
    const message = textOf(record, 'msg') ?? '';
    if (record.level === undefined || !message.startsWith('audit: ')) return null;
    const [whole, address = null, user = null, refused] = PHOTOPRISM_TOLD.exec(message) ?? [];
    if (whole === undefined) return null;
    return { outcome: refused === undefined ? 'success' : 'failure', user, address };
  },
};

/** Programs that write logins as JSON or as logfmt. */
export const RECORD_SERVICES: readonly LoginLog[] = [
  ...[VAULT, GRAFANA, MATTERMOST, KEYCLOAK, M365, WORKSPACE],
  ...[AUDIOBOOKSHELF, SFTPGO, COWRIE, SONICWALL, NAVIDROME, SOPHOS, SAMBA, ZYXEL, STORMSHIELD, FORTIMAIL],
  ...[DUO, AUTH0, GITHUB, JUMPCLOUD, PHOTOPRISM, ROCKET_CHAT],
];
