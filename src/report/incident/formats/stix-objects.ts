import { canonicalIp, isIpv6 } from '../../../model/addresses/ip.ts';
import { type EpochMs, toRfc3339 } from '../../../model/time.ts';
import { uuid5 } from '../uuid5.ts';

export type StixObject = { readonly type: string; readonly id: string; readonly [key: string]: unknown };

/** Of STIX 2.1, section 2.9, for cyber-observable objects. */
const OBSERVABLES = '00abedb4-aa42-466c-9c01-fed23315a9b7';
/** Ours, for all that is no observable. */
const OWN = '6f1d0c1e-5a52-5c0b-9d0e-3b7f7d0f2a41';

/** A range counts as its address object, as STIX has it: `203.0.113.0/24`. */
export function addressObject(value: string): StixObject | null {
  const address = canonicalIp(value.split('/')[0] ?? '');
  if (address === null) return null;
  return observable(isIpv6(address) ? 'ipv6-addr' : 'ipv4-addr', { value });
}

const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;

export function domainObject(name: string): StixObject | null {
  return HOST_NAME.test(name) ? observable('domain-name', { value: name.toLowerCase() }) : null;
}

export function accountObject(login: string): StixObject {
  return observable('user-account', { account_login: login });
}

export function fileObject(name: string, sha256: string): StixObject {
  return observable('file', { hashes: { 'SHA-256': sha256 }, name });
}

/** `contributing`: what its id is made of; their names in order of the alphabet, so that it is RFC 8785's form. */
function observable(type: string, contributing: Readonly<Record<string, unknown>>): StixObject {
  const id = `${type}--${uuid5(OBSERVABLES, JSON.stringify(contributing))}`;
  return { type, spec_version: '2.1', id, ...contributing };
}

/** A domain or relationship object. `key` makes its id: the same report gives the same ids. */
export function domainObjectOf(
  type: string,
  key: string,
  created: EpochMs,
  modified: EpochMs,
  properties: Readonly<Record<string, unknown>>,
): StixObject {
  return {
    type,
    spec_version: '2.1',
    id: stixId(type, key),
    created: toRfc3339(created),
    modified: toRfc3339(Math.max(created, modified)),
    ...properties,
  };
}

export function stixId(type: string, key: string): string {
  return `${type}--${uuid5(OWN, `${type} ${key}`)}`;
}

/** Within a pattern's quotes. */
export function patternText(text: string): string {
  return text.replace(/[\\']/g, '\\$&');
}
