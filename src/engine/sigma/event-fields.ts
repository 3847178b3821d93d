import { isIpv6 } from '../../model/addresses/ip.ts';
import { widerBan } from '../../model/addresses/ip-range.ts';
import type { Known } from '../../model/known.ts';
import type { Fields, FieldValue, LogEvent } from '../../model/log-event.ts';
import { isBlocked } from './verdict.ts';

export type EventReader = (event: LogEvent) => FieldValue | undefined;

/** Names that mean the same thing as a property of the event, whatever the parser called it. */
export const EVENT_FIELDS: ReadonlyMap<string, EventReader> = new Map<string, EventReader>([
  ['src_ip', (event) => event.srcIp],
  ['c-ip', (event) => event.srcIp],
  ['src_host', (event) => event.srcHost],
  ['user', (event) => event.user],
  ['outcome', (event) => event.outcome],
  ['login', (event) => event.login],
  ['login_begun', (event) => event.begun ?? event.fields.login_begun],
  ['auth_method', (event) => event.authMethod ?? event.fields.auth_method],
  ['valid_user', (event) => event.validUser ?? event.fields.valid_user],
  ['blocked', isBlocked],
  ['x_src_net', (event) => (event.srcIp === null ? null : networkOf(event.srcIp))],
]);

/** What these say of an event follows from its `loginKind`: it is known before any rule is asked. */
const LOGIN_FIELDS = [
  'login',
  'outcome',
  'login_begun',
  'auth_method',
  'valid_user',
  'x_new_source',
  'x_usual_source',
];

/** Whether the field says nothing but how a login went. */
export function isLoginField(name: string): boolean {
  return LOGIN_FIELDS.includes(name);
}

/** What the user's files say of the source address (block lists, countries, crawlers). An address on several lists has all their names. */
export const KNOWN_FIELDS: ReadonlyMap<string, (known: Known) => string | null> = new Map([
  ['source.threat', ({ lists }: Known) => (lists.length === 0 ? null : lists.join(' '))],
  ['source.geo.country_iso_code', ({ country }: Known) => country],
  ['source.crawler', ({ crawler }: Known) => crawler],
]);

/** The fields that events of such an address have. */
export function knownFields(known: Known | null): Fields {
  if (known === null) return {};
  return Object.fromEntries(
    Array.from(KNOWN_FIELDS, ([name, tell]) => [name, tell(known)] as const).filter(
      ([, value]) => value !== null,
    ),
  );
}

/** The /24 or /64 of a canonical address. */
function networkOf(address: string): string | null {
  const dot = address.lastIndexOf('.');
  return dot > 0 && !isIpv6(address) ? `${address.slice(0, dot)}.0/24` : widerBan(address);
}

/**
 * Real rules put a path, a query or a whole URL into any of these and mean the request target:
 * each is matched against the target as logged and as decoded.
 */
const TARGET_FIELDS: ReadonlySet<string> = new Set([
  'cs-uri-query',
  'c-uri',
  'cs-uri',
  'c-uri-query',
  'cs-uri-stem',
  'c-uri-stem',
]);
export const TARGET = 'cs-uri';

export function isTargetField(name: string): boolean {
  return TARGET_FIELDS.has(name);
}

/** What is known of its source from earlier logins. */
const SOURCE_FIELDS: ReadonlySet<string> = new Set(['x_new_source', 'x_usual_source']);
/** Whether a request was answered with as many bytes as a front page before it. */
export const FRONT_PAGE = 'x_front_page';
/** Whether the page answered another request for a file of the system before it, and considerably otherwise. */
export const OTHER_ANSWER = 'x_other_answer';
/** What is known of a request only from those before it. */
export const OF_EARLIER_REQUESTS: ReadonlySet<string> = new Set([FRONT_PAGE, OTHER_ANSWER]);
/** What a request tries: what `x_probe` says it asks for, or else the make of the program whose file it asks for. */
export const TRIED = 'x_tried';

/** Whether the name means a property of the event, whatever fields it has. */
export function isEventField(name: string): boolean {
  return (
    EVENT_FIELDS.has(name) ||
    KNOWN_FIELDS.has(name) ||
    SOURCE_FIELDS.has(name) ||
    name === TRIED ||
    OF_EARLIER_REQUESTS.has(name)
  );
}
