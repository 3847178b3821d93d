import type { Logsource } from '../../model/log-event.ts';
import type { FlatRecord } from './json-record.ts';

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
  ['system', 'system'],
  ['application', 'application'],
  ['microsoft-windows-sysmon/operational', 'sysmon'],
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

const CHANNEL = ['Channel', 'channel', 'winlog.channel', 'Event.System.Channel', 'data.win.system.channel'];
const EVENT_ID = [
  'EventID',
  'event_id',
  'winlog.event_id',
  'Event.System.EventID',
  'Event.System.EventID.#text',
  'data.win.system.eventID',
];

/** Reads from a record what log it is of; one shared object for each kind. What nothing tells is no log of Sigma's. */
export class JsonLogsources {
  private readonly known = new Map<string, Logsource>();
  private readonly unknown = Object.freeze({});

  of(record: FlatRecord): Logsource {
    const channel = CHANNELS.get(text(record, CHANNEL).toLowerCase());
    if (channel !== undefined) return this.windows(channel, text(record, EVENT_ID));
    // What our own watch of a machine tells (core/machine-source.ts).
    if (record.soc_console === 'machine') return this.shared({ product: 'soc-console', service: 'machine' });
    // What our watch of service lists tells (core/list-watch.ts).
    if (record.soc_console === 'services')
      return this.shared({ product: 'soc-console', service: 'services' });
    if (record.eventSource !== undefined && record.awsRegion !== undefined)
      return this.shared({ product: 'aws', service: 'cloudtrail' });
    if (text(record, ['apiVersion']).startsWith('audit.k8s.io/'))
      return this.shared({ product: 'kubernetes', service: 'audit' });
    const zeek = text(record, ['_path']);
    // The name comes from the record: only what looks like one of Zeek's logs, so that there are not many.
    if (record['id.orig_h'] !== undefined && ZEEK_LOG.test(zeek))
      return this.shared({ product: 'zeek', service: zeek });
    return this.unknown;
  }

  private windows(service: string, eventId: string): Logsource {
    const categories = service === 'sysmon' ? SYSMON : service === 'powershell' ? POWERSHELL : null;
    const category = categories?.get(eventId);
    return this.shared({ product: 'windows', service, ...(category !== undefined && { category }) });
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

const ZEEK_LOG =
  /^(?:conn|dns|http|ssl|ssh|smtp|ftp|files|x509|rdp|smb_files|smb_mapping|dce_rpc|kerberos|ntlm|notice|weird|tunnel|dhcp|snmp|sip|mysql|rfb|radius|socks|modbus|dnp3|syslog)$/;

function text(record: FlatRecord, names: readonly string[]): string {
  for (const name of names) {
    const value = record[name];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return '';
}
