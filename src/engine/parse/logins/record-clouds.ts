import { type LoginLog, logsourceOf, outcomesBy, textOf } from './record-login.ts';

/** Microsoft 365's audit log: the logins that Entra ID reported to it. */
const M365_OUTCOMES = outcomesBy({ failure: ['UserLoginFailed'], success: ['UserLoggedIn'] });

const M365: LoginLog = {
  logsource: logsourceOf('m365', 'audit'),
  names: ['Operation', 'Workload', 'ClientIP', 'ActorIpAddress', 'UserId'],
  read: (record) => {
    const outcome =
      record.Workload === 'AzureActiveDirectory' ? M365_OUTCOMES.get(record.Operation) : undefined;
    if (outcome === undefined) return null;
    return { outcome, user: textOf(record, 'UserId'), address: textOf(record, 'ClientIP', 'ActorIpAddress') };
  },
};

/** Google Workspace, as its reports API lists logins. Other records of the same attempt (a second factor) are part of it. */
const WORKSPACE_OUTCOMES = outcomesBy({ failure: ['login_failure'], success: ['login_success'] });

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

/** Duo: from which address somebody asked to log in, and whether the second factor was given. */
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

/** Auth0's codes of events: a wrong password, no such account, a login. */
const AUTH0_OUTCOMES = outcomesBy({ failure: ['fp', 'fu'], success: ['s'] });

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

/** GitHub's audit log: logins at its own pages. */
const GITHUB_OUTCOMES = outcomesBy({ failure: ['user.failed_login'], success: ['user.login'] });

const GITHUB: LoginLog = {
  logsource: logsourceOf('github', 'audit'),
  names: ['action', 'actor', 'actor_ip'],
  read: (record) => {
    const outcome = record.actor_ip === undefined ? undefined : GITHUB_OUTCOMES.get(record.action);
    if (outcome === undefined) return null;
    return { outcome, user: textOf(record, 'actor'), address: textOf(record, 'actor_ip') };
  },
};

/** JumpCloud: logins of users at their portal, and of administrators at theirs. */
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

/** Services of others that keep accounts, as their audit logs have it. */
export const CLOUD_LOGINS: readonly LoginLog[] = [M365, WORKSPACE, DUO, AUTH0, GITHUB, JUMPCLOUD];
