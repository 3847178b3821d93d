import type { Logsource } from '../../model/log-event.ts';
import { LOGIN_SERVICES } from '../parse/logins/login-services.ts';
import { RECORD_AUDITS } from '../parse/logins/record-audits.ts';
import { RECORD_SERVICES } from '../parse/logins/record-services.ts';

/** Sigma's words for several kinds of event at once. */
const CATEGORY_COVERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['registry_event', ['registry_add', 'registry_set', 'registry_delete', 'registry_rename']],
  ['registry_delete', ['registry_add']],
  ['clipboard_change', ['clipboard_capture']],
]);

/** Sigma's words for the network in general, whatever tells of it. */
const NETWORK: ReadonlyMap<string, readonly Logsource[]> = new Map([
  [
    'connection',
    [{ category: 'network_connection' }, { category: 'firewall' }, { product: 'zeek', service: 'conn' }],
  ],
  ['dns', [{ category: 'dns' }, { category: 'dns_query' }]],
]);

/** Logs that hold the lines of several services: a rule for one of these is for all of them. */
const SERVICE_COVERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['auth', ['sshd', 'sudo', 'su', 'login', 'syslog', 'authpriv']],
  ['syslog', ['cron']],
  ['aaa', ['syslog']],
  // FortiGate's logins are of its log of events; Google's workspace writes into the audit of its cloud.
  ['event', ['fortigate']],
  ['gcp.audit', ['google_workspace.admin']],
  [
    'login',
    [
      'vsftpd',
      'proftpd',
      'pure-ftpd',
      'dovecot',
      'postfix',
      'exim',
      'nginx',
      'apache',
      'iis',
      'auditd',
      'utmp',
      'security',
      'application',
      'cef',
      'aaa',
      'fortigate',
      'lighttpd',
      'courier',
      'cyrus',
      'proxmox',
      'webmin',
      'phpmyadmin',
      'mysql',
      'openvpn',
      'xrdp',
      'asterisk',
      'nextcloud',
      'wordpress',
      'synology',
      'qnap',
      'sendmail',
      'mikrotik',
      'authentik',
      'authelia',
      'mongodb',
      'gitlab',
      'cloudtrail',
      'okta',
      'signinlogs',
      'elasticsearch',
      'ecs',
      'gitea',
      'vaultwarden',
      'home-assistant',
      'keycloak',
      'jellyfin',
      'roundcube',
      'postgresql',
      'samba',
      'kerberos',
      'slapd',
      'exchange',
      'panos',
      'checkpoint',
      'big-ip',
      'netscreen',
      ...LOGIN_SERVICES.map(({ service }) => service),
      ...[...RECORD_SERVICES, ...RECORD_AUDITS].flatMap(({ logsource }) => logsource.service ?? []),
    ],
  ],
]);

/**
 * Whether a rule for `wanted` applies to events of `actual`: every part that the rule names must be the same. A log
 * without a known product may be of any product, if it has the category that the rule names.
 */
export function logsourceApplies(wanted: Logsource, actual: Logsource): boolean {
  const network = wanted.category === 'network' ? NETWORK.get(wanted.service ?? '') : undefined;
  if (network?.some((each) => logsourceHolds(each, actual))) return productApplies(wanted, actual);
  return categoryApplies(wanted, actual) && productApplies(wanted, actual) && serviceApplies(wanted, actual);
}

function categoryApplies({ category, product }: Logsource, actual: Logsource): boolean {
  if (category === undefined || category === actual.category) return true;
  // What somebody does at an application is of its log, a login at it too.
  if (category === 'application' && actual.category === 'authentication')
    return product !== undefined && product === actual.product;
  return actual.category !== undefined && CATEGORY_COVERS.get(category)?.includes(actual.category) === true;
}

function productApplies({ product, category }: Logsource, actual: Logsource): boolean {
  if (product === undefined || product === actual.product) return true;
  if (product === 'fortigate' && actual.product === 'fortios') return true;
  return actual.product === undefined && category !== undefined;
}

function serviceApplies({ service }: Logsource, actual: Logsource): boolean {
  if (service === undefined || service === actual.service) return true;
  return actual.service !== undefined && SERVICE_COVERS.get(service)?.includes(actual.service) === true;
}

/** Whether all that `wanted` names is named alike by `rule`: what a filter for a log source takes in. */
export function logsourceHolds(wanted: Logsource, rule: Logsource): boolean {
  return (['category', 'product', 'service'] as const).every(
    (part) => wanted[part] === undefined || wanted[part] === rule[part],
  );
}
