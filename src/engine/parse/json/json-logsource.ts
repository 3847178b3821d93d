import type { Logsource } from '../../../model/log-event.ts';
import { IDS_ALERTS } from '../sensors/ids-alerts.ts';
import { windowsLogsource } from '../windows/channels.ts';
import type { FlatRecord } from './json-record.ts';

/** Reads from a record what log it is of; one shared object for each kind. What nothing tells is no log of Sigma's. */
export class JsonLogsources {
  private readonly known = new Map<string, Logsource>();
  private readonly unknown = Object.freeze({});

  of(record: FlatRecord): Logsource {
    const windows = windowsLogsource(record);
    if (windows !== null) return this.shared(windows);
    // What our own watch of a machine tells (core/audit/machine-source.ts).
    if (record.soc_console === 'machine') return this.shared({ product: 'soc-console', service: 'machine' });
    // What our watch of service lists tells (core/audit/list-watch.ts).
    if (record.soc_console === 'services')
      return this.shared({ product: 'soc-console', service: 'services' });
    if (record.eventSource !== undefined && record.awsRegion !== undefined)
      return this.shared({ product: 'aws', service: 'cloudtrail' });
    if (text(record, ['apiVersion']).startsWith('audit.k8s.io/'))
      return this.shared({ category: 'application', product: 'kubernetes', service: 'audit' });
    if (record.event_type === 'alert' && record['alert.signature_id'] !== undefined) return IDS_ALERTS;
    const other =
      cloudLogsource(record) ??
      zeekLogsource(record) ??
      endpointLogsource(record) ??
      applicationLogsource(record);
    return other === null ? this.unknown : this.shared(other);
  }

  private shared(logsource: Logsource): Logsource {
    const key = JSON.stringify(logsource);
    let shared = this.known.get(key);
    if (!shared) {
      shared = Object.freeze(logsource);
      this.known.set(key, shared);
    }
    return shared;
  }
}

/** Services in the cloud, by what their own exports always hold. */
function cloudLogsource(record: FlatRecord): Logsource | null {
  if (record.published !== undefined && record.eventType !== undefined && record['actor.id'] !== undefined)
    return { product: 'okta', service: 'okta' };
  if (record.Workload !== undefined && record.Operation !== undefined)
    return { product: 'm365', service: M365.get(text(record, ['Workload'])) ?? 'audit' };
  if (text(record, ['protoPayload.@type']).endsWith('AuditLog')) {
    const isOfWorkspace = record['protoPayload.serviceName'] === 'admin.googleapis.com';
    return { product: 'gcp', service: isOfWorkspace ? 'google_workspace.admin' : 'gcp.audit' };
  }
  if (record._document_id !== undefined && record.action !== undefined && record.actor !== undefined)
    return { product: 'github', service: 'audit' };
  const azure = record.operationName === undefined ? undefined : AZURE.get(text(record, ['category']));
  return azure === undefined ? null : { product: 'azure', service: azure };
}

/** Programs whose records Sigma has names for, by what only they write. */
function applicationLogsource(record: FlatRecord): Logsource | null {
  if (typeof record.logtype === 'number' && record.node_id !== undefined && record.src_host !== undefined)
    return { category: 'application', product: 'opencanary' };
  if (text(record, ['auditType.actionI18nKey']).startsWith('bitbucket.'))
    return { product: 'bitbucket', service: 'audit' };
  const isOfOneLogin = record.event_type_id !== undefined && record.actor_user_id !== undefined;
  return isOfOneLogin ? { product: 'onelogin', service: 'onelogin.events' } : null;
}

const M365: ReadonlyMap<string, string> = new Map([
  ['Exchange', 'exchange'],
  ['SecurityComplianceCenter', 'threat_management'],
]);

/** Categories of Azure Monitor, in Sigma's words. */
const AZURE: ReadonlyMap<string, string> = new Map([
  ...['Administrative', 'Policy', 'Security', 'ServiceHealth', 'Alert'].map(
    (name) => [name, 'activitylogs'] as const,
  ),
  ...[
    'SignInLogs',
    'NonInteractiveUserSignInLogs',
    'ServicePrincipalSignInLogs',
    'ManagedIdentitySignInLogs',
    'ADFSSignInLogs',
  ].map((name) => [name, 'signinlogs'] as const),
  ...['RiskyUsers', 'UserRiskEvents', 'RiskyServicePrincipals', 'ServicePrincipalRiskEvents'].map(
    (name) => [name, 'riskdetection'] as const,
  ),
  ['AuditLogs', 'auditlogs'],
]);

function zeekLogsource(record: FlatRecord): Logsource | null {
  // Written to a file of its own, as Zeek does by itself, a record does not say its log; connections are told by their states.
  const log = text(record, ['_path']) || (record.conn_state === undefined ? '' : 'conn');
  // The name comes from the record: only what looks like one of Zeek's logs, so that there are not many.
  if (record['id.orig_h'] === undefined || !ZEEK_LOG.test(log)) return null;
  return { product: 'zeek', service: log, ...(log === 'dns' && { category: 'dns' }) };
}

/** What a machine does, as ECS tells it: Elastic's endpoint, auditbeat. */
function endpointLogsource(record: FlatRecord): Logsource | null {
  const product = text(record, ['host.os.type']);
  if (!PRODUCTS.includes(product)) return null;
  const types = text(record, ['event.type']).split(', ');
  const kind = text(record, ['event.category']);
  const category = types.map((type) => ENDPOINT.get(`${kind} ${type}`)).find((found) => found !== undefined);
  return category === undefined ? null : { category, product };
}

const PRODUCTS = ['linux', 'windows', 'macos'];
/** By category and type of an event, in Sigma's words. */
const ENDPOINT: ReadonlyMap<string, string> = new Map([
  ['process start', 'process_creation'],
  ['process end', 'process_termination'],
  ['file creation', 'file_event'],
  ['file deletion', 'file_delete'],
  ['network start', 'network_connection'],
  ['registry creation', 'registry_add'],
  ['registry change', 'registry_set'],
  ['library start', 'image_load'],
]);

const ZEEK_LOG =
  /^(?:conn|dns|http|ssl|ssh|smtp|ftp|files|x509|rdp|smb_files|smb_mapping|dce_rpc|kerberos|ntlm|notice|weird|tunnel|dhcp|snmp|sip|mysql|rfb|radius|socks|modbus|dnp3|syslog)$/;

function text(record: FlatRecord, names: readonly string[]): string {
  for (const name of names) {
    const value = record[name];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return '';
}
