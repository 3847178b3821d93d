import type { Logsource } from '../model/log-event.ts';
import { editDistance, nearest } from '../model/nearest.ts';

/** What SigmaHQ's rules name and what parsers here say; a rule may name any other that `--logsource` tells. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  product: [
    ...['windows', 'linux', 'macos', 'aws', 'azure', 'gcp', 'm365', 'okta', 'onelogin', 'github'],
    ...['bitbucket', 'kubernetes', 'zeek', 'cisco', 'fortios', 'fortigate', 'huawei', 'juniper'],
    ...['paloalto', 'apache', 'nginx', 'django', 'ruby_on_rails', 'spring', 'python', 'nodejs'],
    ...['sql', 'velocity', 'opencanary', 'generic', 'rpc_firewall', 'qualys', 'google_workspace'],
    ...['soc-console', 'docker', 'bind', 'unix', 'lacework'],
  ],
  category: [
    ...['process_creation', 'process_access', 'process_tampering', 'process_termination'],
    ...['create_remote_thread', 'create_stream_hash', 'driver_load', 'image_load'],
    ...['network_connection', 'dns_query', 'pipe_created', 'file_access', 'file_change'],
    ...['file_delete', 'file_event', 'file_rename', 'file_executable_detected'],
    ...['file_block_executable', 'file_block_shredding', 'raw_access_thread', 'registry_add'],
    ...['registry_delete', 'registry_event', 'registry_rename', 'registry_set'],
    ...['ps_classic_provider_start', 'ps_classic_start', 'ps_module', 'ps_script'],
    ...['sysmon_error', 'sysmon_status', 'wmi_event', 'clipboard_capture', 'antivirus'],
    ...['application', 'authentication', 'database', 'dns', 'edr', 'firewall', 'network'],
    ...['proxy', 'webserver', 'accounting', 'iis', 'ids', 'email'],
  ],
};

/** `product: linnux`: it would never see an event, and nobody would know why. Null for what is known, or like nothing that is. */
export function oddLogsource(key: string, value: string): string | null {
  const known = KNOWN[key];
  if (known === undefined || known.includes(value)) return null;
  const meant = nearest(
    value,
    known.filter((name) => isSlip(value, name)),
  );
  return meant === null ? null : `no log that is read has ${key} '${value}': did you mean '${meant}'?`;
}

/**
 * Other logs have their own names, and rules for them are right: `gitlab` is no misspelt `github`, nor `mail` an `email`. A typing
 * error is hardly ever in the first letter.
 */
function isSlip(written: string, known: string): boolean {
  if (written.length < LEAST_NAME || written[0] !== known[0]) return false;
  return known.startsWith(written) || editDistance(written, known) <= (written.length < LONG_NAME ? 1 : 2);
}

const LEAST_NAME = 4;
const LONG_NAME = 9;

/** What SigmaHQ has rules for, and nothing here recognises: text of applications in which nothing says whose it is. */
const UNREAD: readonly Logsource[] = [
  { category: 'database' },
  ...['django', 'ruby_on_rails', 'spring', 'python', 'nodejs', 'sql', 'velocity', 'jvm'].map((product) => ({
    category: 'application',
    product,
  })),
  { category: 'application', product: 'rpc_firewall' },
];

/** Whether only `--logsource` says of a log that it is one of these. */
export function isUnread({ category, product }: Logsource): boolean {
  return UNREAD.some(
    (each) => each.category === category && (each.product === undefined || each.product === product),
  );
}
