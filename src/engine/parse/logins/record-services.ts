import type { Outcome } from '../../../model/log-event.ts';
import type { FlatRecord } from '../json-record.ts';
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

/** Grafana until its eleventh version; since then the answer to the request alone names the address. */
const GRAFANA: LoginLog = {
  logsource: logsourceOf('grafana', 'grafana'),
  names: ['msg', 'logger', 'remote_addr', 'uname'],
  read: (record) => {
    if (record.msg !== 'Invalid username or password' || record.logger !== 'context') return null;
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

/** Programs that write logins as JSON or as logfmt. */
export const RECORD_SERVICES: readonly LoginLog[] = [VAULT, GRAFANA, MATTERMOST, KEYCLOAK, M365];
