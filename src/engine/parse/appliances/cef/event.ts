import type { Fields, LogEvent, Logsource, Outcome } from '../../../../model/log-event.ts';
import type { LineRef } from '../../../../model/log-record.ts';
import type { EpochMs } from '../../../../model/time.ts';
import { LOGIN_SERVICES } from '../../logins/login-services.ts';
import type { ProgramMessage } from '../../programs/program-message.ts';
import type { AddressReader } from '../../source-address.ts';
import { WEBSERVER, webEvent, webFields } from '../../web/web-event.ts';
import type { CefRecord } from './record.ts';

const CEF: Logsource = Object.freeze({ product: 'cef' });
const LOGIN: Logsource = Object.freeze({ category: 'authentication', product: 'cef', service: 'cef' });
const FIREWALL: Logsource = Object.freeze({ category: 'firewall', product: 'cef' });

/** Sigma's names for fields that CEF names differently. */
const NAMES: Readonly<Record<string, string>> = {
  spt: 'src_port',
  dst: 'dst_ip',
  dpt: 'dst_port',
  dvchost: 'host',
  msg: 'message',
};
const NUMBERS = ['spt', 'dpt'];

/** An event of an appliance: a request, a login, a packet, or any other. */
export function cefEvent(
  record: CefRecord,
  time: EpochMs,
  raw: string,
  ref: LineRef,
  addresses: AddressReader,
): LogEvent {
  const { fields: own } = record;
  const inWords = watchguardLogin(record);
  const { ip } = addresses.read(inWords === null ? sourceOf(record) : inWords.address);
  const user = inWords?.user ?? own.get('duser') ?? own.get('suser') ?? null;
  const fields = fieldsOf(record, ip);
  const request = requestOf(record, time, ip, fields, raw, ref);
  if (request !== null) return request;
  const outcome = inWords === null ? outcomeOf(record) : inWords.outcome;
  const told = {
    ...{ time, count: 1, srcIp: ip, srcHost: null, user, raw, ref, outcome },
    fields: { ...fields, user: user ?? undefined, outcome: outcome ?? undefined },
  };
  if (inWords !== null || isLogin(record)) {
    const login =
      ip !== null && outcome !== null && !ip.startsWith('127.') && ip !== '::1' && !isMachine(user);
    return { ...told, logsource: LOGIN, category: 'authentication', login };
  }
  if (own.has('proto') && own.has('dst') && own.has('act')) {
    const packet = {
      ...fields,
      form: 'firewall',
      protocol: own.get('proto')?.toLowerCase(),
      action: actionOf(record),
    };
    return { ...told, logsource: FIREWALL, category: 'network', outcome: null, login: false, fields: packet };
  }
  return { ...told, logsource: CEF, category: 'system', login: false };
}

const WATCHGUARD = LOGIN_SERVICES.find(({ service }) => service === 'watchguard')?.forms ?? [];

/** WatchGuard's Firebox names whose login it was in words only, those of its syslog. */
function watchguardLogin({ vendor, fields, twice }: CefRecord): ProgramMessage | null {
  const text = vendor === 'WatchGuard' && !twice.has('msg') ? fields.get('msg') : undefined;
  if (text === undefined || text.length > 1024) return null;
  for (const form of WATCHGUARD) {
    const told = form.read(text);
    if (told !== null) return told;
  }
  return null;
}

/** `src`; IPv6 has a place of its own. */
function sourceOf({ fields, twice }: CefRecord): string | null {
  if (['src', 'c6a2', 'c6a2Label'].some((key) => twice.has(key))) return null;
  const six = /source/i.test(fields.get('c6a2Label') ?? '') ? fields.get('c6a2') : undefined;
  return fields.get('src') ?? six ?? null;
}

function fieldsOf(
  { vendor, product, signature, name, severity, fields: own }: CefRecord,
  ip: string | null,
): Fields {
  const fields: Record<string, string | number | undefined> = {
    ...{ src_ip: ip ?? undefined, vendor, product, signature, name, severity },
  };
  for (const [key, value] of own) {
    // `cs1Label=rule cs1=…`: the label is its name.
    if (key.endsWith('Label') && own.has(key.slice(0, -'Label'.length))) continue;
    const label = own.get(`${key}Label`);
    const isNumber = NUMBERS.includes(key) && /^\d{1,5}$/.test(value);
    const names = [NAMES[key] ?? key, ...(label === undefined || label in fields ? [] : [label])];
    for (const each of names) fields[each] ??= isNumber ? Number(value) : value;
  }
  return fields;
}

const URL_PATH = /^(?:[a-z][a-z\d+.-]{0,31}:\/\/[^/?#]{0,253})?([/?].{0,8192})$/is;

/** A request that a web application firewall reports: rules for requests see it. */
function requestOf(
  { fields: own }: CefRecord,
  time: EpochMs,
  ip: string | null,
  fields: Fields,
  raw: string,
  ref: LineRef,
): LogEvent | null {
  const method = own.get('requestMethod') ?? own.get('method');
  const uri = URL_PATH.exec(own.get('request') ?? '')?.[1];
  if (method === undefined || uri === undefined || !/^[A-Za-z]{3,16}$/.test(method)) return null;
  const web = {
    ...{ time, client: { ip, host: null }, username: own.get('suser'), bytes: undefined },
    request: { method: method.toUpperCase(), uri, version: own.get('requestProtocol') },
    status: statusOf(own),
    referer: own.get('requestContext')?.startsWith('http') ? own.get('requestContext') : undefined,
    userAgent: own.get('requestClientApplication'),
    host: own.get('dhost'),
  };
  return webEvent(web, { ...webFields(web), ...without(fields, 'src_ip') }, raw, ref, WEBSERVER);
}

function statusOf(own: ReadonlyMap<string, string>): number | undefined {
  const labelled = ['cn1', 'cn2', 'cn3'].find((key) =>
    /status|response code/i.test(own.get(`${key}Label`) ?? ''),
  );
  const status = own.get(labelled ?? 'status') ?? '';
  return /^[1-5]\d\d$/.test(status) ? Number(status) : undefined;
}

function without(fields: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

/** The text in which words for a login are looked for: the appliance's own fields, not `msg`, which may quote a client. */
function wordsOf({ name, signature, fields }: CefRecord): string {
  const keys = ['categoryBehavior', 'cat', 'categoryOutcome', 'outcome', 'act'];
  return [name, signature, ...keys.map((key) => fields.get(key) ?? '')].join(' ').slice(0, 1024);
}

function isLogin(record: CefRecord): boolean {
  return /\blog(?:ged|ging)?[ _-]?[io]n\b|\bsign(?:ed)?[ _-]?in\b|authenticat/i.test(wordsOf(record));
}

function outcomeOf(record: CefRecord): Outcome {
  const words = wordsOf(record);
  if (/fail|denied|deny|refus|reject|invalid|unsuccess|incorrect|block|wrong/i.test(words)) return 'failure';
  return /success|succe|accept|allow|grant|permit|signed in|logged [io]n/i.test(words) ? 'success' : null;
}

function actionOf({ fields }: CefRecord): string | undefined {
  const act = fields.get('act') ?? '';
  if (/^(?:not |un)/i.test(act)) return 'allowed';
  if (/block|drop|den(?:y|ied)|reject|reset|prevent/i.test(act)) return 'blocked';
  return /allow|accept|pass|permit|detect|log/i.test(act) ? 'allowed' : undefined;
}

/** Whether the account is a machine's (it ends in `$`): machines log in to each other all day. */
function isMachine(user: string | null): boolean {
  return user?.endsWith('$') ?? false;
}
