/**
 * Addresses in a value: those of the server's own network, which a client cannot reach itself, and those written so that a
 * program takes them for a page of its own site while a browser leaves it.
 */

import { layout, pattern } from '../pattern.ts';

/**
 * Parameters that say where a browser goes next, or came from: an address of a local network in them is the visitor's, not
 * the server's.
 */
const OF_THE_BROWSER = pattern()`
  redirect|return|callback|continue|next|goto|back|origin|refer|relay|state|service|wreply|success
  |cancel|logout|home|domain|host|location
  |^(?:
     ref|dl|dr|dp|urlref|u|ip|from|to|base_?url|site_?url|q|s|k|query|search|text|terms?|keywords?|title|message|
     msg|comment|body|name|filter
   )$`;

const HOST =
  /^(?:url=)?(?:https?|ftps?|sftp|wss?):[/\\]{0,3}(?:[^/?#\s@]{0,100}@)?(\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253})(?::\d{0,5})?(?:[/?#\\]|$)/;
const OWN_NAME = pattern()`
  (?:^|\.)(?:localhost|localdomain|internal|intranet|corp|lan|consul|localtest\.me|lvh\.me)$
  |^(?:
     localhost|kubernetes|docker|redis|mysql|postgres|mongo(?:db)?|elasticsearch|rabbitmq|consul|vault|minio|
     backend|admin
   )$`;
const OWN_NUMBER = pattern()`
  ^(?:127|10)\.\d{1,3}\.\d{1,3}\.\d{1,3}$
  |^192\.168\.\d{1,3}\.\d{1,3}$
  |^172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3}$
  |^169\.254\.\d{1,3}\.\d{1,3}$
  |^\[(?:f[cd][0-9a-f]{2}|fe80|::1?\])`;

/** Why a parameter names an address of the server's own network; null when it does not. `text`: decoded. */
export function findOwnAddress(name: string, text: string): string | null {
  if (OF_THE_BROWSER.test(name)) return null;
  const host = HOST.exec(withPlainDots(text).toLowerCase())?.[1]?.replace(/\.$/, '');
  if (host === undefined) return null;
  return OWN_NUMBER.test(host) || OWN_NAME.test(host) ? 'an address of the own network' : null;
}

const HIDDEN =
  /^(?:https?|ftps?):([/\\]{0,6})(?:[^/?#\s@]{0,100}@)?(\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253}?)(\.?)(?::\d{0,5})?(?:[/?#\\]|$)/;

/**
 * `http:127.0.0.1`, `http://localhost./`, `http://①②⑦.⓪.⓪.①/`: an address of the own network, written so that a list of
 * forbidden addresses misses it.
 */
export function isHiddenOwnAddress(text: string): boolean {
  if (!/^(?:http|ftp)/i.test(text)) return false;
  const plain = withPlainDots(text);
  const [, slashes, host = '', dot] = HIDDEN.exec(plain.toLowerCase()) ?? [];
  if (!OWN_NUMBER.test(host) && !OWN_NAME.test(host)) return false;
  return slashes !== '//' || dot === '.' || plain !== text;
}

const NUMERIC = pattern('i')`
  ^(?:(https?:|ftp:)[/\\]{1,6}|\/\/)(?:[^/?#@\s]{0,100}@)?(
    (?:0x[0-9a-f]{1,8}|\d{1,12})(?:\.(?:0x[0-9a-f]{1,8}|\d{1,12})){0,3}
  )\.?(?::\d{0,5})?(?:[/?#\\]|$)`;

/**
 * `http://2852039166/`, `http://0x7f.1/`, `http://425.510.425.510/`: an IPv4 address in a form that only the C library
 * (`inet_aton`) accepts.
 */
export function isOddNumber(text: string): boolean {
  const [, scheme, host = ''] = NUMERIC.exec(text) ?? [];
  if (host === '') return false;
  const parts = host.split('.');
  if (parts.length === 4)
    return !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  // `//2026/11/`, `//2.0/`, `//20261123/`: folders that are numbers.
  return (
    scheme !== undefined || host === '0' || /^(?:0x|0[0-7]{10,12}$|0\d{3}\.|127\.)/i.test(host) || isOwn(host)
  );
}

/** Whether an IPv4 address written as one number is of the own network: 10/8, 127/8, 169.254/16, 172.16/12, 192.168/16. */
function isOwn(number: string): boolean {
  const [first, two] = [Math.floor(Number(number) / 2 ** 24), Math.floor(Number(number) / 2 ** 16)];
  return (
    first === 10 || first === 127 || two === 0xa9fe || two === 0xc0a8 || (two >= 0xac10 && two <= 0xac1f)
  );
}

/** A host's name as a browser reads it: circled letters as letters, full stops of other scripts as dots. */
function withPlainDots(text: string): string {
  return /[\u2460-\u24ff\u3002\uff0e\uff61]/.test(text)
    ? text.normalize('NFKC').replace(/[\u3002\uff61]/g, '.')
    : text;
}

const NAME = '[\\w-]{1,63}(?:\\.[\\w-]{1,63}){0,8}\\.[a-z]{2,20}(?:[/?#\\\\]|$)';
const FROM_PATH = new RegExp(
  `^/(?:\\\\|\\\\x5c|%5c|%09|%0[ad]|%2f|/(?:%09|%2f|%5c|\\\\))[/\\\\]{0,3}(?:%2f|%5c|%09){0,3}${NAME}|^//${NAME}.{0,20}%2[ef]`,
  'i',
);
const FROM_VALUE = new RegExp(
  layout`
    ^(?:https?:)?(?:\\{1,2}/|/\\|[/\\]{3,6}|/[\t\r\n]/)[/\\]{0,4}${NAME}
    |^https?:(?![/\\])${NAME}
    |^https?://[^/?#\s]{1,60}@[\w.-]{1,100}@
    |^https?://[\w.-]{1,100}\.[a-z]{2,20}(?::\d{0,5})?(?:@|\\[@.]?)${NAME}`,
  'i',
);

/** A whole path that is the name of a host: `//example.org`, `//example.org/`; a file that a page names with two slashes is none. */
const HOST_AS_PATH = pattern('i')`
  ^\/{2,4}[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:
    com|net|org|info|biz|io|me|fun|pro|site|online|live|xyz|top|cn|ru|de|fr|example|interact\.sh
  )\/?$
  |^\/{2,4}(?:[\w-]{1,63}\.)?interact\.sh\/?$`;

/** Names of parameters that say where a browser goes when the page has done its work. */
const OF_A_REDIRECT =
  /redir|return|(?:^|_)(?:next|continue|goto|go|dest(?:ination)?|back|forward|rurl|out|logout|after_\w{3,12})(?:$|_?ur[il]$)/;
/**
 * An ordinary redirect leads back to a page of the site. A host's name behind two slashes and nothing else leads elsewhere.
 */
const NO_SCHEME = /^\/\/[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,20}[/\\]?$/i;
/** Names of hosts by which testers say what they mean. */
const TESTER = /evil|attacker|malicious/i;
const TESTERS = pattern('i')`
  ^(?:https?:)?[/\\]{0,8}(?:[^/\\?#\s]{0,200}[@.])?(?:evil|attacker|malicious)
  (?:-?(?:site|domain|website|server|host))?\.(?:com|net|org|example|site|tld|local)(?::\d{1,5})?(?:[/\\?#]|$)`;

/** Why a parameter sends the browser off the site; null when it looks like any link. */
export function findRedirect(name: string, text: string): string | null {
  if (!text.includes('.')) return null;
  const isSent = text.startsWith('//') && OF_A_REDIRECT.test(name) && NO_SCHEME.test(text);
  return isSent || (TESTER.test(text) && TESTERS.test(text) && !OF_A_MAIL.test(text)) ? LEAVES : null;
}

/** `anna@evil.com`: an address for mail. */
const OF_A_MAIL = /^[\w.+-]{1,64}@[\w.-]{1,200}$/;
const LEAVES = 'an address that leaves the site';

/** `//evil。example`: a browser reads this sign as a dot, a check for dots does not. */
function isStrangeDot(text: string): boolean {
  return /^(?:https?:)?[/\\]{2}[^/?#\s]{0,200}[\u3002\uff0e\uff61]/i.test(text);
}

/** Why a target leads off the site although it looks like a page of it; null when it does not. */
export function findDetour(place: 'path' | 'value', raw: string, text: string): string | null {
  return (
    place === 'path'
      ? FROM_PATH.test(raw) || HOST_AS_PATH.test(raw)
      : FROM_VALUE.test(text) || isStrangeDot(text)
  )
    ? LEAVES
    : null;
}
