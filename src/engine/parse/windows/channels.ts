import type { Logsource } from '../../../model/log-event.ts';
import type { FlatRecord } from '../json/json-record.ts';

/** Sysmon's events by number, in Sigma's words. */
const SYSMON: ReadonlyMap<string, string> = new Map([
  ['1', 'process_creation'],
  ['2', 'file_change'],
  ['3', 'network_connection'],
  ['4', 'sysmon_status'],
  ['5', 'process_termination'],
  ['6', 'driver_load'],
  ['7', 'image_load'],
  ['8', 'create_remote_thread'],
  ['9', 'raw_access_thread'],
  ['10', 'process_access'],
  ['11', 'file_event'],
  ['12', 'registry_add'],
  ['13', 'registry_set'],
  ['14', 'registry_rename'],
  ['15', 'create_stream_hash'],
  ['16', 'sysmon_status'],
  ['17', 'pipe_created'],
  ['18', 'pipe_created'],
  ['19', 'wmi_event'],
  ['20', 'wmi_event'],
  ['21', 'wmi_event'],
  ['22', 'dns_query'],
  ['23', 'file_delete'],
  ['24', 'clipboard_capture'],
  ['25', 'process_tampering'],
  ['26', 'file_delete_detected'],
  ['27', 'file_block_executable'],
  ['28', 'file_block_shredding'],
  ['29', 'file_executable_detected'],
  ['255', 'sysmon_error'],
]);

const POWERSHELL: ReadonlyMap<string, string> = new Map([
  ['4103', 'ps_module'],
  ['4104', 'ps_script'],
]);

const CLASSIC_POWERSHELL: ReadonlyMap<string, string> = new Map([
  ['400', 'ps_classic_start'],
  ['600', 'ps_classic_provider_start'],
  ['800', 'ps_classic_script'],
]);

/** Windows' channels, in Sigma's words; in lower case, those of Microsoft without that. */
const CHANNELS: ReadonlyMap<string, string> = new Map([
  ['security', 'security'],
  ['openssh/operational', 'openssh'],
  ['system', 'system'],
  ['application', 'application'],
  ['linux-sysmon/operational', 'sysmon'],
  ['windows powershell', 'powershell-classic'],
  ['powershellcore/operational', 'powershell'],
  ['dns server', 'dns-server'],
  ['msexchange management', 'msexchange-management'],
  ['application-experience/program-compatibility-assistant', 'application-experience'],
  ['application-experience/program-telemetry', 'application-experience'],
  ['applocker/exe and dll', 'applocker'],
  ['applocker/msi and script', 'applocker'],
  ['applocker/packaged app-deployment', 'applocker'],
  ['applocker/packaged app-execution', 'applocker'],
  ['appmodel-runtime/admin', 'appmodel-runtime'],
  ['appxdeploymentserver/operational', 'appxdeployment-server'],
  ['appxpackaging/operational', 'appxpackaging-om'],
  ['bitlocker/bitlocker management', 'bitlocker'],
  ['bits-client/operational', 'bits-client'],
  ['capi2/operational', 'capi2'],
  ['certificateservicesclient-lifecycle-system/operational', 'certificateservicesclient-lifecycle-system'],
  ['codeintegrity/operational', 'codeintegrity-operational'],
  ['dhcp-server/operational', 'dhcp'],
  ['diagnosis-scripted/operational', 'diagnosis-scripted'],
  ['dns client events/operational', 'dns-client'],
  ['dns-client/operational', 'dns-client'],
  ['dns-server/analytical', 'dns-server-analytic'],
  ['dns-server/audit', 'dns-server-audit'],
  ['driverframeworks-usermode/operational', 'driver-framework'],
  ['hyper-v-worker', 'hyper-v-worker'],
  ['hyper-v-worker-admin', 'hyper-v-worker'],
  ['hyper-v-worker-operational', 'hyper-v-worker'],
  ['iis-configuration/operational', 'iis-configuration'],
  ['kernel-eventtracing', 'kernel-event-tracing'],
  ['kernel-eventtracing/admin', 'kernel-event-tracing'],
  ['kernel-shimengine/diagnostic', 'kernel-shimengine'],
  ['kernel-shimengine/operational', 'kernel-shimengine'],
  ['ldap-client/debug', 'ldap'],
  ['lsa/operational', 'lsa-server'],
  ['ntfs/operational', 'ntfs'],
  ['ntlm/operational', 'ntlm'],
  ['powershell/operational', 'powershell'],
  ['printservice/admin', 'printservice-admin'],
  ['printservice/operational', 'printservice-operational'],
  ['security-mitigations/kernel mode', 'security-mitigations'],
  ['security-mitigations/kernelmode', 'security-mitigations'],
  ['security-mitigations/user mode', 'security-mitigations'],
  ['security-mitigations/usermode', 'security-mitigations'],
  ['sense/operational', 'sense'],
  ['servicebus-client/admin', 'servicebus-client'],
  ['servicebus-client/operational', 'servicebus-client'],
  ['shell-core/operational', 'shell-core'],
  ['smbclient/connectivity', 'smbclient-connectivity'],
  ['smbclient/security', 'smbclient-security'],
  ['sysmon/operational', 'sysmon'],
  ['taskscheduler/operational', 'taskscheduler'],
  ['terminalservices-localsessionmanager/operational', 'terminalservices-localsessionmanager'],
  ['vhdmp/operational', 'vhdmp'],
  ['windows defender/operational', 'windefend'],
  ['windows firewall with advanced security/firewall', 'firewall-as'],
  ['wmi-activity/operational', 'wmi'],
]);
const OF_MICROSOFT = /^microsoft-(?:windows-)?/;

/** Sysmon for Linux writes as that of Windows does. */
const LINUX_SYSMON = 'Linux-Sysmon/Operational';

const CHANNEL = [
  ...[
    'Channel',
    'channel',
    'winlog.channel',
    'Event.System.Channel',
    'System.Channel',
    'LogName',
    'log_name',
  ],
  ...['data.win.system.channel', 'win.system.channel'],
];
const PROVIDER = [
  'ProviderName',
  'Provider_Name',
  'SourceName',
  'winlog.provider_name',
  'System.Provider.Name',
];
/** Of exports that leave the channel out. */
const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ['microsoft-windows-security-auditing', 'security'],
  ['microsoft-windows-sysmon', 'sysmon'],
]);
const EVENT_ID = [
  ...[
    'EventID',
    'event_id',
    'winlog.event_id',
    'Event.System.EventID',
    'Event.System.EventID.#text',
    'System.EventID',
  ],
  ...['System.EventID.Value', 'data.win.system.eventID', 'win.system.eventID', 'Id', 'EventId', 'event.code'],
];

/** What log of Windows the record is of; null when it is none. */
export function windowsLogsource(record: FlatRecord): Logsource | null {
  const channel = text(record, CHANNEL);
  const service = serviceOf(channel) ?? PROVIDERS.get(text(record, PROVIDER).toLowerCase());
  // Whatever channel it is that Sigma has no word for.
  if (service === undefined) return OF_MICROSOFT.test(channel.toLowerCase()) ? { product: 'windows' } : null;
  const category = CATEGORIES.get(service)?.get(eventIdOf(record));
  const product = channel === LINUX_SYSMON ? 'linux' : 'windows';
  return { product, service, ...(category !== undefined && { category }) };
}

function serviceOf(channel: string): string | undefined {
  return CHANNELS.get(channel.toLowerCase().replace(OF_MICROSOFT, ''));
}

/** Events of Defender that name what it found, and where. */
const DEFENDERS_FINDS = [
  ...['1006', '1007', '1008', '1009', '1010', '1011', '1012', '1015', '1017', '1018', '1019'],
  ...['1115', '1116', '1117', '1118', '1119'],
];

const CATEGORIES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['sysmon', SYSMON],
  ['powershell', POWERSHELL],
  ['powershell-classic', CLASSIC_POWERSHELL],
  ['security', new Map([['4688', 'process_creation']])],
  ['windefend', new Map(DEFENDERS_FINDS.map((id) => [id, 'antivirus'] as const))],
]);

/** The event's number, as text; '' when it has none. */
export function eventIdOf(record: FlatRecord): string {
  return text(record, EVENT_ID);
}

function text(record: FlatRecord, names: readonly string[]): string {
  for (const name of names) {
    const value = record[name];
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
  }
  return '';
}
