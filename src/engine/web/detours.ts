/**
 * Addresses in a value: of the own network, which only the server reaches, and such as are written so that a program takes
 * them for a page of its own while a browser leaves the site.
 */

/** Where a browser is sent afterwards, or came from: that is the visitor's network, not the server's. */
const OF_THE_BROWSER =
  /redirect|return|callback|continue|next|goto|back|origin|refer|relay|state|service|wreply|success|cancel|logout|home|domain|host|location|^(?:ref|dl|dr|dp|urlref|u|ip|from|to|base_?url|site_?url|q|s|k|query|search|text|terms?|keywords?|title|message|msg|comment|body|name|filter)$/;

const HOST =
  /^(?:url=)?(?:https?|ftps?|sftp|wss?):[/\\]{0,3}(?:[^/?#\s@]{0,100}@)?(\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253})(?::\d{0,5})?(?:[/?#\\]|$)/;
const OWN_NAME =
  /(?:^|\.)(?:localhost|localdomain|internal|intranet|corp|lan|consul|localtest\.me|lvh\.me)$|^(?:localhost|kubernetes|docker|redis|mysql|postgres|mongo(?:db)?|elasticsearch|rabbitmq|consul|vault|minio|backend|admin)$/;
const OWN_NUMBER =
  /^(?:127|10)\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^192\.168\.\d{1,3}\.\d{1,3}$|^172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3}$|^169\.254\.\d{1,3}\.\d{1,3}$|^\[(?:f[cd][0-9a-f]{2}|fe80|::1?\])/;

/** Whether a parameter names an address that only the server reaches; null when it does not. `text`: decoded. */
export function findOwnAddress(name: string, text: string): string | null {
  if (OF_THE_BROWSER.test(name)) return null;
  const host = HOST.exec(withPlainDots(text).toLowerCase())?.[1]?.replace(/\.$/, '');
  if (host === undefined) return null;
  return OWN_NUMBER.test(host) || OWN_NAME.test(host) ? 'an address of the own network' : null;
}

const HIDDEN =
  /^(?:https?|ftps?):([/\\]{0,6})(?:[^/?#\s@]{0,100}@)?(\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253}?)(\.?)(?::\d{0,5})?(?:[/?#\\]|$)/;

/** `http:127.0.0.1`, `http://localhost./`, `http://①②⑦.⓪.⓪.①/`: an address of the own network, so that a list of such does not know it. */
export function isHiddenOwnAddress(text: string): boolean {
  if (!/^(?:http|ftp)/i.test(text)) return false;
  const plain = withPlainDots(text);
  const [, slashes, host = '', dot] = HIDDEN.exec(plain.toLowerCase()) ?? [];
  if (!OWN_NUMBER.test(host) && !OWN_NAME.test(host)) return false;
  return slashes !== '//' || dot === '.' || plain !== text;
}

const NUMERIC =
  /^(?:(https?:|ftp:)[/\\]{1,6}|\/\/)(?:[^/?#@\s]{0,100}@)?((?:0x[0-9a-f]{1,8}|\d{1,12})(?:\.(?:0x[0-9a-f]{1,8}|\d{1,12})){0,3})\.?(?::\d{0,5})?(?:[/?#\\]|$)/i;

/** `http://2852039166/`, `http://0x7f.1/`, `http://425.510.425.510/`: an address of IPv4 as only C's library reads it. */
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

/** Whether one number is an address of the own network: 10, 127, 169.254, 172.16 to 31, 192.168. */
function isOwn(number: string): boolean {
  const [first, two] = [Math.floor(Number(number) / 2 ** 24), Math.floor(Number(number) / 2 ** 16)];
  return (
    first === 10 || first === 127 || two === 0xa9fe || two === 0xc0a8 || (two >= 0xac10 && two <= 0xac1f)
  );
}

/** As a browser reads names: circled letters, full stops of other scripts. */
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
  `^(?:https?:)?(?:\\\\{1,2}/|/\\\\|[/\\\\]{3,6}|/[\\t\\r\\n]/)[/\\\\]{0,4}${NAME}|^https?:(?![/\\\\])${NAME}|^https?://[^/?#\\s]{1,60}@[\\w.-]{1,100}@|^https?://[\\w.-]{1,100}\\.[a-z]{2,20}(?::\\d{0,5})?(?:@|\\\\[@.]?)${NAME}`,
  'i',
);

/** A whole path that is the name of a host: `//example.org`, `//example.org/`; a file that a page names with two slashes is none. */
const HOST_AS_PATH =
  /^\/{2,4}[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:com|net|org|info|biz|io|me|fun|pro|site|online|live|xyz|top|cn|ru|de|fr|example|interact\.sh)\/?$|^\/{2,4}(?:[\w-]{1,63}\.)?interact\.sh\/?$/i;

/** Where a browser is sent when the page has done what it is for. */
const OF_A_REDIRECT =
  /redir|return|(?:^|_)(?:next|continue|goto|go|dest(?:ination)?|back|forward|rurl|out|logout|after_\w{3,12})(?:$|_?ur[il]$)/;
/** Who comes back comes back to a page: a name behind two slashes and nothing else is meant to be taken for one. */
const NO_SCHEME = /^\/\/[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,20}[/\\]?$/i;
/** Hosts by which those who test say what they mean. */
const TESTER = /evil|attacker|malicious/i;
const TESTERS =
  /^(?:https?:)?[/\\]{0,8}(?:[^/\\?#\s]{0,200}[@.])?(?:evil|attacker|malicious)(?:-?(?:site|domain|website|server|host))?\.(?:com|net|org|example|site|tld|local)(?::\d{1,5})?(?:[/\\?#]|$)/i;

/** Whether a parameter sends the browser off the site; null when nothing tells it from a link. */
export function findRedirect(name: string, text: string): string | null {
  if (!text.includes('.')) return null;
  const isSent = text.startsWith('//') && OF_A_REDIRECT.test(name) && NO_SCHEME.test(text);
  return isSent || (TESTER.test(text) && TESTERS.test(text) && !OF_A_MAIL.test(text)) ? LEAVES : null;
}

/** `anna@evil.com`: an address for mail. */
const OF_A_MAIL = /^[\w.+-]{1,64}@[\w.-]{1,200}$/;
const LEAVES = 'an address that leaves the site';

/** `//evil。example`: the dot is none to who looks for one. */
function isStrangeDot(text: string): boolean {
  return /^(?:https?:)?[/\\]{2}[^/?#\s]{0,200}[\u3002\uff0e\uff61]/i.test(text);
}

/** Whether a target leads off the site by looking like a page of it; null when it does not. */
export function findDetour(place: 'path' | 'value', raw: string, text: string): string | null {
  return (
    place === 'path'
      ? FROM_PATH.test(raw) || HOST_AS_PATH.test(raw)
      : FROM_VALUE.test(text) || isStrangeDot(text)
  )
    ? LEAVES
    : null;
}
