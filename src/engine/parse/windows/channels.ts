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

/** Windows' channels, in Sigma's words; in lower case. */
const CHANNELS: ReadonlyMap<string, string> = new Map([
  ['security', 'security'],
  ['openssh/operational', 'openssh'],
  ['system', 'system'],
  ['application', 'application'],
  ['microsoft-windows-sysmon/operational', 'sysmon'],
  ['linux-sysmon/operational', 'sysmon'],
  ['windows powershell', 'powershell-classic'],
  ['microsoft-windows-powershell/operational', 'powershell'],
  ['powershellcore/operational', 'powershell'],
  ['microsoft-windows-taskscheduler/operational', 'taskscheduler'],
  ['microsoft-windows-windows defender/operational', 'windefend'],
  ['microsoft-windows-wmi-activity/operational', 'wmi'],
  ['microsoft-windows-ntlm/operational', 'ntlm'],
  ['microsoft-windows-bits-client/operational', 'bits-client'],
  ['microsoft-windows-codeintegrity/operational', 'codeintegrity-operational'],
  ['microsoft-windows-dns-client/operational', 'dns-client'],
  ['dns server', 'dns-server'],
  ['microsoft-windows-driverframeworks-usermode/operational', 'driver-framework'],
  ['microsoft-windows-smbclient/security', 'smbclient-security'],
  [
    'microsoft-windows-terminalservices-localsessionmanager/operational',
    'terminalservices-localsessionmanager',
  ],
  ['microsoft-windows-windows firewall with advanced security/firewall', 'firewall-as'],
]);

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
  const service =
    CHANNELS.get(text(record, CHANNEL).toLowerCase()) ?? PROVIDERS.get(text(record, PROVIDER).toLowerCase());
  if (service === undefined) return null;
  const category = CATEGORIES.get(service)?.get(eventIdOf(record));
  const product = text(record, CHANNEL) === LINUX_SYSMON ? 'linux' : 'windows';
  return { product, service, ...(category !== undefined && { category }) };
}

const CATEGORIES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['sysmon', SYSMON],
  ['powershell', POWERSHELL],
  ['security', new Map([['4688', 'process_creation']])],
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
