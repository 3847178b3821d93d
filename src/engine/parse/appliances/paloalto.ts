import type { LogEvent, Logsource, Outcome, UnparsedReason } from '../../../model/log-event.ts';
import { pattern } from '../../pattern.ts';
import type { Emit, Parser, ParserFactory } from '../parser.ts';
import { StampedParser } from '../stamped-parser.ts';
import { csvFields } from '../text/csv-fields.ts';
import { readAnyStamp } from '../time/any-stamp.ts';
import { unparsedReason } from '../unparsed.ts';

const OTHER: Logsource = Object.freeze({ product: 'paloalto', service: 'panos' });
const FIREWALL: Logsource = Object.freeze({ category: 'firewall', product: 'paloalto', service: 'panos' });
const LOGIN: Logsource = Object.freeze({ category: 'authentication', product: 'paloalto', service: 'panos' });

/** Behind the header of syslog, or none: `1,STAMP,SERIAL,TYPE,SUBTYPE,`. Nothing of a client's stands before it. */
const HEAD = pattern()`
  ^(?:[^,"]{0,200}[ :])?(?=
    \d,\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d,\w{6,24},(?:
      SYSTEM|GLOBALPROTECT|TRAFFIC|THREAT|AUTHENTICATION|CONFIG|USERID|DECRYPTION|HIPMATCH|HIP-MATCH|CORRELATION|
      TUNNEL|IPTAG|SCTP|GTP
    ),
  )`;

/** The address stands at the end, the account, which is the client's, before it. */
const TOLD =
  /^(failed authentication|authenticated) for user '(?<user>.{0,256})'\..{0,1024} From: (?<address>[\da-fA-F.:]{1,44}[\da-fA-F])\.?$/s;

const VPN_LOGINS = new Set(['portal-auth', 'gateway-auth']);

type Told = { readonly outcome: Outcome; readonly user: string | null; readonly address: string | null };

const NOTHING: Told = { outcome: null, user: null, address: null };

/** PAN-OS' logs as its syslog has them: logins at the device and at GlobalProtect, packets. */
class PaloAltoParser extends StampedParser implements Parser {
  readonly format = 'paloalto';

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const head = HEAD.exec(line)?.[0].length;
    if (head === undefined) return unparsedReason(line);
    const fields = csvFields(line.slice(head));
    const time = readAnyStamp(this.stamps, fields[6] || (fields[1] ?? ''));
    if (time === null) return 'bad-timestamp';
    const [, , , type = '', subtype] = fields;
    const told =
      type === 'SYSTEM' ? systemTold(fields) : type === 'GLOBALPROTECT' ? vpnTold(fields) : NOTHING;
    const packet = type === 'TRAFFIC' ? packetOf(fields) : null;
    const { ip } = this.addresses.read(packet === null ? told.address : (fields[7] ?? null));
    const { outcome, user } = told;
    const kind: Pick<LogEvent, 'logsource' | 'category'> =
      packet !== null
        ? { logsource: FIREWALL, category: 'network' }
        : outcome !== null
          ? { logsource: LOGIN, category: 'authentication' }
          : { logsource: OTHER, category: 'system' };
    emit({
      ...{ time, ...kind, outcome, srcIp: ip, srcHost: null, user, count: 1 },
      login: outcome !== null && ip !== null,
      fields: {
        ...{ type, subtype, message: type === 'SYSTEM' ? fields[14] : undefined, ...packet },
        ...{ src_ip: ip ?? undefined, user: user ?? undefined, outcome: outcome ?? undefined },
      },
      raw: line,
      ref: this.ref(lineNumber),
    });
    return null;
  }
}

function systemTold(fields: readonly string[]): Told {
  if (fields[4] !== 'auth') return NOTHING;
  const told = TOLD.exec(fields[14] ?? '');
  if (told === null) return NOTHING;
  const { user = null, address = null } = told.groups ?? {};
  return { outcome: told[1] === 'authenticated' ? 'success' : 'failure', user, address };
}

function vpnTold(fields: readonly string[]): Told {
  const status = VPN_LOGINS.has(fields[8] ?? '') ? fields[28] : undefined;
  const outcome = status === 'failure' ? 'failure' : status === 'success' ? 'success' : null;
  const [v4, v6] = [fields[15], fields[16]];
  const address = v4 === undefined || v4 === '' || v4 === '0.0.0.0' ? (v6 ?? null) : v4;
  return outcome === null ? NOTHING : { outcome, user: fields[12] || null, address };
}

function packetOf(fields: readonly string[]): LogEvent['fields'] {
  const action = fields[30] ?? '';
  const isBlocked = /^(?:deny|drop|reset)/.test(action);
  return {
    ...{ form: 'firewall', dst_ip: fields[8], protocol: fields[29], app: fields[14] },
    ...{ src_port: portOf(fields[24]), dst_port: portOf(fields[25]) },
    action: isBlocked ? 'blocked' : action === 'allow' ? 'allowed' : action,
  };
}

function portOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

export const PALO_ALTO_LOG: ParserFactory = {
  format: 'paloalto',
  recognises: (line) => HEAD.test(line),
  create: () => new PaloAltoParser(),
};
