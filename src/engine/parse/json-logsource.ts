import type { Logsource } from '../../model/log-event.ts';
import type { FlatRecord } from './json-record.ts';
import { windowsLogsource } from './windows/channels.ts';

/** Reads from a record what log it is of; one shared object for each kind. What nothing tells is no log of Sigma's. */
export class JsonLogsources {
  private readonly known = new Map<string, Logsource>();
  private readonly unknown = Object.freeze({});

  of(record: FlatRecord): Logsource {
    const windows = windowsLogsource(record);
    if (windows !== null) return this.shared(windows);
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
