import type { LogEvent, Outcome } from '../../../model/log-event.ts';
import { RECORD_AUDITS } from '../logins/record-audits.ts';
import { type LoginLog, logsourceOf, textOf } from '../logins/record-login.ts';
import { RECORD_SERVICES } from '../logins/record-services.ts';
import { anyLogin } from '../logins/record-words.ts';
import type { AddressReader } from '../source-address.ts';
import type { FlatRecord } from './json-record.ts';

/** Behind the account, which is the client's text, stands what Nextcloud adds: the address is a field of its own besides. */
const NEXTCLOUD_REFUSED =
  /^(?:Login failed|Two-factor challenge failed): '?(.{0,256}?)'? \(Remote IP: '?[^()']{0,64}'?\)$/s;

/** Of its audit (`admin_audit`). */
const NEXTCLOUD_ACCEPTED = /^Login successful: "(.{1,256})"$/s;

const NEXTCLOUD: LoginLog = {
  logsource: logsourceOf('nextcloud', 'nextcloud'),
  names: ['reqId', 'remoteAddr', 'message', 'app'],
  read: (record) => {
    if (record.reqId === undefined || record.remoteAddr === undefined) return null;
    const message = textOf(record, 'message') ?? '';
    const address = textOf(record, 'remoteAddr');
    const refused = NEXTCLOUD_REFUSED.exec(message)?.[1];
    if (refused !== undefined) return { outcome: 'failure', user: refused, address };
    const accepted = record.app === 'admin_audit' ? NEXTCLOUD_ACCEPTED.exec(message)?.[1] : undefined;
    return accepted === undefined ? null : { outcome: 'success', user: accepted, address };
  },
};

const AUTHENTIK: LoginLog = {
  logsource: logsourceOf('authentik', 'authentik'),
  names: ['logger', 'action', 'client_ip'],
  read: (record) => {
    if (record.logger !== 'authentik.events.models') return null;
    const { action } = record;
    if (action !== 'login_failed' && action !== 'login') return null;
    const user = textOf(record, 'context.username', 'user.username');
    return {
      outcome: action === 'login' ? 'success' : 'failure',
      user,
      address: textOf(record, 'client_ip'),
    };
  },
};

/** The second factor is asked for behind the first: its refusals count, its success is that of the same login. */
const AUTHELIA_TOLD =
  /^(?:(Unsuccessful) [\w ]{2,32} authentication attempt by|(Successful) 1FA authentication attempt made by) user '(.{0,256}?)'(?:: .{0,256})?$/s;

/** Since 4.38 of an account that does not exist: nothing else tells of that attempt. */
const AUTHELIA_UNKNOWN =
  /^Error occurred getting details for user with username input '(.{0,256})' which usually indicates they do not exist$/s;

const AUTHELIA: LoginLog = {
  logsource: logsourceOf('authelia', 'authelia'),
  names: ['msg', 'path', 'remote_ip'],
  read: (record) => {
    const message = textOf(record, 'msg') ?? '';
    const address = textOf(record, 'remote_ip');
    const unknown = record.path === '/api/firstfactor' ? AUTHELIA_UNKNOWN.exec(message)?.[1] : undefined;
    if (unknown !== undefined) return { outcome: 'failure', user: unknown, address };
    const [whole, refused, , user] = AUTHELIA_TOLD.exec(message) ?? [];
    if (whole === undefined) return null;
    return { outcome: refused === undefined ? 'success' : 'failure', user: user ?? null, address };
  },
};

/** By the numbers of its messages, before and since 5.0's successors. */
const MONGODB_OUTCOMES: ReadonlyMap<unknown, Outcome> = new Map<unknown, Outcome>([
  [20249, 'failure'],
  [5286307, 'failure'],
  [20250, 'success'],
  [5286306, 'success'],
]);

const MONGODB: LoginLog = {
  logsource: logsourceOf('mongodb', 'mongodb'),
  names: ['c', 'id', 'attr.remote', 'attr.client'],
  read: (record) => {
    const outcome = record.c === 'ACCESS' ? MONGODB_OUTCOMES.get(record.id) : undefined;
    if (outcome === undefined) return null;
    return {
      ...{ outcome, user: textOf(record, 'attr.user', 'attr.principalName') },
      address: textOf(record, 'attr.client', 'attr.remote'),
      // An attempt that the driver makes along with its greeting: if refused, the driver asks again.
      isPart: record['attr.isSpeculative'] === true || record['attr.speculative'] === true,
    };
  },
};

/** The address stands at the end of what is refused, where the account is the client's; an account that exists has no blanks. */
const GITLAB_TOLD =
  /^(?:Failed Login: username=(.{0,256}) ip=([\da-fA-F.:]{2,45})|Successful Login: username=(\S{1,256}) ip=([\da-fA-F.:]{2,45}) method=\S{1,64} admin=(?:true|false))$/s;
/** What its `application_json.log` consists of: other programs write what they are told into a field `message`. */
const GITLAB_NAMES = /^(?:severity|time|correlation_id|message|meta\..{1,64})$/;

const GITLAB: LoginLog = {
  logsource: logsourceOf('gitlab', 'gitlab'),
  names: ['message'],
  read: (record) => {
    if (record.severity === undefined || !Object.keys(record).every((name) => GITLAB_NAMES.test(name)))
      return null;
    const [whole, refused, from, accepted, to] = GITLAB_TOLD.exec(textOf(record, 'message') ?? '') ?? [];
    if (whole === undefined) return null;
    const outcome = from === undefined ? 'success' : 'failure';
    return { outcome, user: refused ?? accepted ?? null, address: from ?? to ?? null };
  },
};

const POSTGRESQL_REFUSED =
  /^(?:[\w-]{2,16} authentication failed for user "|role "|no pg_hba\.conf entry for host ")/;

/** `log_destination = 'jsonlog'`. */
const POSTGRESQL: LoginLog = {
  logsource: logsourceOf('postgresql', 'postgresql'),
  names: ['error_severity', 'message', 'remote_host'],
  read: (record) => {
    if (record.error_severity === undefined || record.backend_type === undefined) return null;
    const message = textOf(record, 'message') ?? '';
    const isRefused = record.error_severity === 'FATAL' && POSTGRESQL_REFUSED.test(message);
    const outcome = isRefused ? 'failure' : message.startsWith('connection authorized: ') ? 'success' : null;
    return outcome && { outcome, user: textOf(record, 'user'), address: textOf(record, 'remote_host') };
  },
};

const AWS_CONSOLE: LoginLog = {
  logsource: logsourceOf('aws', 'cloudtrail'),
  names: ['eventName', 'eventSource', 'sourceIPAddress', 'responseElements.ConsoleLogin'],
  read: (record) => {
    if (record.eventName !== 'ConsoleLogin' || record.eventSource !== 'signin.amazonaws.com') return null;
    const result = record['responseElements.ConsoleLogin'];
    const outcome = result === 'Failure' ? 'failure' : result === 'Success' ? 'success' : null;
    const user = textOf(record, 'userIdentity.userName', 'userIdentity.arn');
    return { outcome, user, address: textOf(record, 'sourceIPAddress') };
  },
};

/** IAM Identity Center: a password or second factor that was wrong, and who got in behind all that was asked. */
const AWS_IDENTITY_CENTER: LoginLog = {
  logsource: logsourceOf('aws', 'cloudtrail'),
  names: ['eventName', 'eventSource', 'sourceIPAddress', 'serviceEventDetails.CredentialVerification'],
  read: (record) => {
    if (record.eventSource !== 'signin.amazonaws.com') return null;
    const isRefused =
      record.eventName === 'CredentialVerification' &&
      record['serviceEventDetails.CredentialVerification'] === 'Failure';
    const isAccepted =
      record.eventName === 'UserAuthentication' &&
      record['serviceEventDetails.UserAuthentication'] === 'Success';
    if (!isRefused && !isAccepted) return null;
    const user = textOf(record, 'userIdentity.userName', 'additionalEventData.UserName');
    const address = textOf(record, 'sourceIPAddress');
    return { outcome: isRefused ? 'failure' : 'success', user, address };
  },
};

const OKTA: LoginLog = {
  logsource: logsourceOf('okta', 'okta'),
  names: ['eventType', 'outcome.result', 'client.ipAddress'],
  read: (record) => {
    if (record.eventType !== 'user.session.start' || record.published === undefined) return null;
    const result = record['outcome.result'];
    const outcome = result === 'FAILURE' ? 'failure' : result === 'SUCCESS' ? 'success' : null;
    return {
      outcome,
      user: textOf(record, 'actor.alternateId'),
      address: textOf(record, 'client.ipAddress'),
    };
  },
};

/** Wrong password, no such account, locked, disabled; others ask for more (a second factor), or are no fault of the one who asks. */
const ENTRA_REFUSED = new Set(['50126', '50034', '50053', '50056', '50057', '50064', '50055']);

/** Logins of people: at Entra ID itself, and at their own AD FS. */
const SIGN_INS: ReadonlySet<unknown> = new Set(['SignInLogs', 'ADFSSignInLogs']);

const ENTRA: LoginLog = {
  logsource: logsourceOf('azure', 'signinlogs'),
  names: [
    ...['category', 'resultType', 'callerIpAddress', 'status.errorCode', 'ipAddress'],
    ...['properties.ipAddress', 'properties.status.errorCode'],
  ],
  read: (record) => {
    const user = textOf(record, 'properties.userPrincipalName', 'userPrincipalName');
    const code = textOf(record, 'properties.status.errorCode', 'status.errorCode', 'resultType');
    const isSignIn = SIGN_INS.has(record.category) || record.createdDateTime !== undefined;
    if (!isSignIn || user === null || code === null) return null;
    const outcome = ENTRA_REFUSED.has(code) ? 'failure' : code === '0' ? 'success' : null;
    return { outcome, user, address: textOf(record, 'properties.ipAddress', 'ipAddress', 'callerIpAddress') };
  },
};

const ELASTICSEARCH: LoginLog = {
  logsource: logsourceOf('elasticsearch', 'elasticsearch'),
  names: ['type', 'event.action', 'origin.address'],
  read: (record) => {
    if (record.type !== 'audit' || record['event.action'] !== 'authentication_failed') return null;
    return {
      outcome: 'failure',
      user: textOf(record, 'user.name'),
      address: textOf(record, 'origin.address'),
    };
  },
};

/** Whatever calls itself an authentication in the words of the Elastic Common Schema, and names who came from where. */
const ECS: LoginLog = {
  logsource: logsourceOf('ecs', 'ecs'),
  names: ['event.category', 'event.outcome', 'event.type', 'source.ip'],
  read: (record) => {
    const isLogin = /\bauthentication\b/.test(textOf(record, 'event.category') ?? '');
    const outcome = record['event.outcome'];
    if (!isLogin || /\bend\b/.test(textOf(record, 'event.type') ?? '')) return null;
    if (outcome !== 'failure' && outcome !== 'success') return null;
    return { outcome, user: textOf(record, 'user.name', 'user.email'), address: textOf(record, 'source.ip') };
  },
};

const LOGS = [
  ...[
    NEXTCLOUD,
    AUTHENTIK,
    AUTHELIA,
    MONGODB,
    GITLAB,
    POSTGRESQL,
    AWS_CONSOLE,
    AWS_IDENTITY_CENTER,
    OKTA,
    ENTRA,
    ELASTICSEARCH,
    ECS,
    RECORD_SERVICES,
    RECORD_AUDITS,
  ].flat(),
] as const;

/** Tried on records of which nothing tells what program they are from. */
const ALL = [...LOGS, anyLogin];

/** The event of a record that one of these programs wrote of a login; the event itself otherwise. */
export function loginEvent(
  event: LogEvent,
  record: FlatRecord,
  addresses: AddressReader,
  isCertain: (names: readonly string[]) => boolean,
): LogEvent {
  for (const { logsource, names, read } of event.logsource.product === undefined ? ALL : LOGS) {
    const told = read(record);
    if (told === null) continue;
    const { outcome, user, isPart = false } = told;
    const { ip } = addresses.readPeer(isCertain(names) ? told.address : null);
    return {
      ...event,
      ...{ category: 'authentication', logsource, outcome, user, srcIp: ip },
      login: outcome !== null && !isPart && ip !== null,
      fields: {
        ...event.fields,
        src_ip: ip ?? undefined,
        user: user ?? undefined,
        outcome: outcome ?? undefined,
      },
    };
  }
  return event;
}
