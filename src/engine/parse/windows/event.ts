import type { LogEvent, Logsource, Outcome } from '../../../model/log-event.ts';
import type { FlatRecord } from '../json/json-record.ts';
import type { AddressReader } from '../source-address.ts';
import { eventIdOf } from './channels.ts';
import { positionalFields } from './positions.ts';

/** What an event of Windows tells of a login. */
type Told = {
  readonly outcome: Outcome;
  readonly user: string | null;
  /** As Windows wrote it; null when the event has no place for it. */
  readonly address: string | null;
  /** Over the network, by somebody: it counts. */
  readonly isLogin: boolean;
};

type Value = (name: string) => string | null;

/**
 * An event of Windows from a JSON export (winlogbeat, evtx_dump, `Get-WinEvent`, NXLog, Wazuh): its logins told apart. The
 * fields keep the exporter's names, which rules find by Windows' own.
 */
export function windowsEvent(
  event: LogEvent,
  record: FlatRecord,
  addresses: AddressReader,
  isCertain: boolean,
): LogEvent {
  const id = eventIdOf(record);
  const extra = positionalFields(event.raw, record, id);
  const own = extra === null ? event.fields : { ...record, ...extra };
  const fields = event.logsource.category === 'antivirus' ? { ...own, ...foundBy(valuesOf(own)) } : own;
  const isOfLog = event.logsource.service === (id === SQL_SERVER ? 'application' : 'security');
  const told = (isOfLog ? TOLD.get(id)?.(valuesOf(fields)) : null) ?? null;
  if (told === null) return { ...event, fields };
  const { ip } = addresses.read(isCertain ? told.address : null);
  const { outcome, user } = told;
  const login = told.isLogin && ip !== null && !isLoopback(ip);
  return {
    ...event,
    ...{ category: 'authentication', logsource: id === SQL_SERVER ? APPLICATION : SECURITY, outcome, login },
    ...{ srcIp: ip, user: user ?? event.user },
    fields: { ...fields, src_ip: ip ?? undefined, user: user ?? undefined, outcome: outcome ?? undefined },
  };
}

/** What an antivirus found, in the words of Sigma's rules for any of them. */
function foundBy(value: Value): FlatRecord {
  return {
    Signature: value('Threat Name') ?? value('ThreatName') ?? undefined,
    Filename: value('Path') ?? undefined,
  };
}

const SECURITY: Logsource = Object.freeze({
  category: 'authentication',
  product: 'windows',
  service: 'security',
});
const APPLICATION: Logsource = Object.freeze({
  category: 'authentication',
  product: 'windows',
  service: 'application',
});

/** Where exporters put the fields of an event. */
const PLACES = ['', 'winlog.event_data.', 'Event.EventData.', 'EventData.', 'event_data.'];
const WAZUH = ['data.win.eventdata.', 'win.eventdata.'];

function valuesOf(fields: LogEvent['fields']): Value {
  return (name) => {
    const inWazuh = name.charAt(0).toLowerCase() + name.slice(1);
    for (const key of [...PLACES.map((place) => place + name), ...WAZUH.map((place) => place + inWazuh)]) {
      const value = fields[key];
      if (typeof value === 'number') return String(value);
      if (typeof value === 'string' && value !== '' && value !== '-') return value;
    }
    return null;
  };
}

/** Over the network, over it in clear text, and by remote desktop. */
const REMOTE = ['3', '8', '10'];

function logon(outcome: Outcome) {
  return (value: Value): Told => {
    const user = value('TargetUserName');
    const isSomebody = isPerson(user) || (user === null && outcome === 'failure');
    const isLogin = REMOTE.includes(value('LogonType') ?? '') && isSomebody;
    return { outcome, user, address: value('IpAddress'), isLogin };
  };
}

/** Machines log on to each other all day long, and anybody may as nobody. */
function isPerson(user: string | null): boolean {
  return user !== null && !user.endsWith('$') && user.toUpperCase() !== 'ANONYMOUS LOGON';
}

/** Kerberos: no such account, account locked or disabled, wrong password. */
const REFUSED = ['0x6', '0x12', '0x18'];

/** A ticket is part of a login, which another event tells; that none is given is a refused one. */
function ticket(value: Value): Told {
  const status = value('Status')?.toLowerCase() ?? '0x0';
  const user = value('TargetUserName');
  const isRefused = REFUSED.includes(status);
  const outcome = isRefused ? 'failure' : status === '0x0' ? 'success' : null;
  return { outcome, user, address: value('IpAddress'), isLogin: isRefused && isPerson(user) };
}

/** Asked of a domain controller by the machine at which somebody logs in, which tells where they came from. */
function validated(value: Value): Told {
  const outcome = /^(?:0x)?0+$/.test(value('Status') ?? '0x0') ? 'success' : 'failure';
  return { outcome, user: value('TargetUserName'), address: null, isLogin: false };
}

/** `sa,  Reason: …, [CLIENT: ADDRESS]`: the account is the client's text, the address stands at the end. */
function sqlServer(value: Value): Told | null {
  const parts = ['param1', 'param2', 'param3'].flatMap((name) => value(name) ?? []);
  const text = value('Data') ?? value('Data.#text') ?? parts.join(', ');
  const address = /\[CLIENT: ([\da-fA-F.:%]{2,50})\]\s{0,4}$/.exec(text.slice(-80))?.[1] ?? null;
  if (address === null) return null;
  const user = text.slice(0, Math.max(0, text.indexOf(','))) || null;
  return { outcome: 'failure', user, address, isLogin: true };
}

/**
 * AD FS: who gave a password or a certificate, as XML in one of its texts. There the client's words are escaped once more than
 * the elements: what stands twice came in through them all the same, and nobody is named.
 */
function federated(value: Value): Told | null {
  const text = value('Data') ?? value('Data.#text') ?? value('param2') ?? value('Message') ?? '';
  if (text.length > LONGEST_AUDIT || !/ xsi:type="FreshCredentialAudit"/.test(text)) return null;
  const result = elementIn(text, 'AuditResult');
  if (result !== 'Success' && result !== 'Failure') return null;
  const address = elementIn(text, 'IpAddress');
  const outcome = result === 'Success' ? 'success' : 'failure';
  return { outcome, user: elementIn(text, 'UserId'), address, isLogin: true };
}

const LONGEST_AUDIT = 32_768;

/** What an element holds that stands there once; null where it tells nothing. */
function elementIn(text: string, name: string): string | null {
  const [, first = '', ...others] = text.split(`<${name}>`);
  const content = first.slice(0, Math.max(0, first.indexOf(`</${name}>`)));
  return others.length > 0 || content === '' || content === 'N/A' ? null : content;
}

const SQL_SERVER = '18456';

const TOLD: ReadonlyMap<string, (value: Value) => Told | null> = new Map<
  string,
  (value: Value) => Told | null
>([
  ['4624', logon('success')],
  ['4625', logon('failure')],
  ['4768', ticket],
  ['4771', ticket],
  ['4776', validated],
  ['1202', federated],
  ['1203', federated],
  [SQL_SERVER, sqlServer],
]);

function isLoopback(ip: string): boolean {
  return ip === '::1' || ip.startsWith('127.');
}
