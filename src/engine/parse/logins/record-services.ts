import { KEYCLOAK_FORMS } from '../programs/application-forms.ts';
import { APPLIANCE_LOGINS } from './record-appliances.ts';
import { CLOUD_LOGINS } from './record-clouds.ts';
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

/** Audiobookshelf's daily log, whose messages are those of its terminal. */
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

/** An address with a port is the connection's own. One without comes from a header, which the client may have written. */
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

/** A public key that was offered is no guessed password. */
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

/** A honeypot: whoever gets in there got in nowhere, so this is a failed attempt, too. */
const COWRIE: LoginLog = {
  logsource: logsourceOf('linux', 'cowrie'),
  names: ['eventid', 'src_ip', 'username', 'session'],
  read: (record) => {
    const { eventid } = record;
    if (eventid !== 'cowrie.login.failed' && eventid !== 'cowrie.login.success') return null;
    return { outcome: 'failure', user: textOf(record, 'username'), address: textOf(record, 'src_ip') };
  },
};

/** Refusals for an account or a password that was wrong. */
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
    const user = textOf(record, 'Authentication.clientAccount');
    // Whoever looks which shares there are has no account.
    return outcome && user ? { outcome, user, address } : null;
  },
};

/** Rocket.Chat: the account stands before the address, and what the client calls itself behind it. */
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

/** PhotoPrism: the address and the session come first and are its own; the name that the client gave stands behind. */
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

/** Programs and services that write logins as JSON or as logfmt. */
export const RECORD_SERVICES: readonly LoginLog[] = [
  ...[VAULT, GRAFANA, MATTERMOST, KEYCLOAK, AUDIOBOOKSHELF, SFTPGO, COWRIE, NAVIDROME, SAMBA],
  ...[PHOTOPRISM, ROCKET_CHAT],
  ...CLOUD_LOGINS,
  ...APPLIANCE_LOGINS,
];
