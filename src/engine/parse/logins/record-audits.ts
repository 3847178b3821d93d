import type { Outcome } from '../../../model/log-event.ts';
import type { FlatRecord } from '../json/json-record.ts';
import { type LoginLog, logsourceOf, outcomesBy, textOf } from './record-login.ts';

/** By what a server answers: MySQL's number of a refused login, MongoDB's two. */
const MYSQL_ANSWERS: ReadonlyMap<string, Outcome> = new Map([
  ['0', 'success'],
  ['1045', 'failure'],
]);
const MONGODB_ANSWERS: ReadonlyMap<string, Outcome> = new Map([
  ['0', 'success'],
  ['11', 'failure'],
  ['18', 'failure'],
]);

function answered(answers: ReadonlyMap<string, Outcome>, record: FlatRecord, name: string): Outcome {
  return answers.get(textOf(record, name) ?? '') ?? null;
}

/** Oracle's own audit of MySQL (`audit_log_format=JSON`). */
const MYSQL: LoginLog = {
  logsource: logsourceOf('linux', 'mysql'),
  names: ['class', 'event', 'login.ip', 'login.user', 'connection_data.status'],
  read: (record) => {
    if (record.class !== 'connection' || record.event !== 'connect') return null;
    const outcome = answered(MYSQL_ANSWERS, record, 'connection_data.status');
    return outcome && { outcome, user: textOf(record, 'login.user'), address: textOf(record, 'login.ip') };
  },
};

const PERCONA: LoginLog = {
  logsource: logsourceOf('linux', 'mysql'),
  names: ['audit_record.name', 'audit_record.status', 'audit_record.ip', 'audit_record.user'],
  read: (record) => {
    if (record['audit_record.name'] !== 'Connect') return null;
    const outcome = answered(MYSQL_ANSWERS, record, 'audit_record.status');
    const user = textOf(record, 'audit_record.user');
    return outcome && { outcome, user, address: textOf(record, 'audit_record.ip') };
  },
};

const MONGODB_AUDIT: LoginLog = {
  logsource: logsourceOf('mongodb', 'mongodb'),
  names: ['atype', 'result', 'remote.ip', 'param.user'],
  read: (record) => {
    if (record.atype !== 'authenticate') return null;
    const outcome = answered(MONGODB_ANSWERS, record, 'result');
    return outcome && { outcome, user: textOf(record, 'param.user'), address: textOf(record, 'remote.ip') };
  },
};

/** Each request of somebody who is known is told of, too: of those nothing is taken. */
const OPENSEARCH: LoginLog = {
  logsource: logsourceOf('linux', 'opensearch'),
  names: ['audit_category', 'audit_request_remote_address', 'audit_request_effective_user'],
  read: (record) => {
    if (record.audit_category !== 'FAILED_LOGIN') return null;
    const user = textOf(record, 'audit_request_effective_user');
    return { outcome: 'failure', user, address: textOf(record, 'audit_request_remote_address') };
  },
};

const NTFY: LoginLog = {
  logsource: logsourceOf('linux', 'ntfy'),
  names: ['error_code', 'visitor_ip', 'visitor_id'],
  read: (record) => {
    if (record.error_code !== 40101 || record.visitor_id === undefined) return null;
    return { outcome: 'failure', user: null, address: textOf(record, 'visitor_ip') };
  },
};

/** What Logpush sends, and what its interface hands out. */
const CLOUDFLARE_ACCESS: LoginLog = {
  logsource: logsourceOf('cloudflare', 'access'),
  names: ['Action', 'Allowed', 'IPAddress', 'Email', 'action', 'allowed', 'ip_address', 'user_email'],
  read: (record) => {
    const isPushed = record.Action !== undefined;
    const allowed = isPushed ? record.Allowed : record.allowed;
    const domain = isPushed ? record.AppDomain : record.app_domain;
    if ((isPushed ? record.Action : record.action) !== 'login' || domain === undefined) return null;
    if (typeof allowed !== 'boolean') return null;
    return {
      outcome: allowed ? 'success' : 'failure',
      user: textOf(record, ...(isPushed ? ['Email'] : ['user_email'])),
      address: textOf(record, ...(isPushed ? ['IPAddress'] : ['ip_address'])),
    };
  },
};

/** Duo's proxy for RADIUS and LDAP: the second factor ends a login. */
const DUO_PROXY: LoginLog = {
  logsource: logsourceOf('cisco', 'duo'),
  names: ['auth_stage', 'status', 'client_ip', 'username', 'server_section'],
  read: (record) => {
    if (record.auth_stage === undefined || record.server_section === undefined) return null;
    const isIn = record.status === 'Allow' && record.auth_stage === 'Secondary authentication';
    const outcome = record.status === 'Reject' ? 'failure' : isIn ? 'success' : null;
    return outcome && { outcome, user: textOf(record, 'username'), address: textOf(record, 'client_ip') };
  },
};

const GCP_METHODS = outcomesBy({
  failure: ['google.login.LoginService.loginFailure'],
  success: ['google.login.LoginService.loginSuccess'],
});

/** Logins at Workspace, as Google Cloud's audit tells of them. */
const GCP: LoginLog = {
  logsource: logsourceOf('gcp', 'google_workspace.login'),
  names: [
    ...['protoPayload.methodName', 'protoPayload.serviceName', 'protoPayload.requestMetadata.callerIp'],
    'protoPayload.authenticationInfo.principalEmail',
  ],
  read: (record) => {
    if (record['protoPayload.serviceName'] !== 'login.googleapis.com') return null;
    const outcome = GCP_METHODS.get(record['protoPayload.methodName']) ?? null;
    const user = textOf(record, 'protoPayload.authenticationInfo.principalEmail');
    const address = textOf(record, 'protoPayload.requestMetadata.callerIp');
    return outcome && { outcome, user, address };
  },
};

const MATTERMOST_ANSWERS = outcomesBy({ failure: ['fail'], success: ['success'] });

/** Its audit log: an attempt stands there before it is answered, too. */
const MATTERMOST_AUDIT: LoginLog = {
  logsource: logsourceOf('mattermost', 'mattermost'),
  names: ['event_name', 'status', 'actor.ip_address', 'event.parameters.login_id'],
  read: (record) => {
    if (record.event_name !== 'login' || record['actor.ip_address'] === undefined) return null;
    const outcome = MATTERMOST_ANSWERS.get(record.status) ?? null;
    const user = textOf(record, 'event.parameters.login_id', 'event.parameters.loginId');
    return outcome && { outcome, user, address: textOf(record, 'actor.ip_address') };
  },
};

/** Audits of servers and of those who check passwords for others. */
/** Whatever calls itself a logon in the words of the Open Cybersecurity Schema Framework (Amazon's Security Lake). */
const OCSF_AUTHENTICATION = 3002;
const OCSF_LOGON = 1;
const OCSF_OUTCOMES: ReadonlyMap<unknown, Outcome> = new Map<unknown, Outcome>([
  [1, 'success'],
  [2, 'failure'],
]);

const OCSF: LoginLog = {
  logsource: logsourceOf('ocsf', 'ocsf'),
  names: ['class_uid', 'activity_id', 'status_id', 'src_endpoint.ip', 'user.name', 'actor.user.name'],
  read: (record) => {
    const outcome = OCSF_OUTCOMES.get(record.status_id);
    if (
      record.class_uid !== OCSF_AUTHENTICATION ||
      record.activity_id !== OCSF_LOGON ||
      outcome === undefined
    )
      return null;
    const user = textOf(record, 'user.name', 'user.email_addr', 'actor.user.name', 'user.uid');
    return { outcome, user, address: textOf(record, 'src_endpoint.ip') };
  },
};

/**
 * Kubernetes: a token or certificate that its API did not take. Of the addresses the last is the connection's; those before it
 * the client may have sent.
 */
const KUBERNETES: LoginLog = {
  logsource: logsourceOf('kubernetes', 'audit'),
  names: ['apiVersion', 'stage', 'sourceIPs', 'responseStatus.code'],
  read: (record) => {
    const isOfApi = textOf(record, 'apiVersion')?.startsWith('audit.k8s.io/') === true;
    if (!isOfApi || record.stage !== 'ResponseComplete' || record['responseStatus.code'] !== 401) return null;
    const addresses = textOf(record, 'sourceIPs')?.split(', ') ?? [];
    return { outcome: 'failure', user: null, address: addresses.at(-1) ?? null };
  },
};

export const RECORD_AUDITS: readonly LoginLog[] = [
  ...[MYSQL, PERCONA, MONGODB_AUDIT, OPENSEARCH],
  ...[NTFY, CLOUDFLARE_ACCESS, DUO_PROXY, MATTERMOST_AUDIT, GCP, KUBERNETES, OCSF],
];
