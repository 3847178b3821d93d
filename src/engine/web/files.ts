import { pattern } from '../pattern.ts';
import { hasAny } from './clues.ts';
import { isHiddenOwnAddress, isOddNumber } from './detours.ts';
import { findAdminDoor, findKnownHole } from './doors.ts';
import { findSensitiveFile, isOfARepository } from './probes.ts';
import { ABSOLUTE, SYSTEM_FILE } from './system-files.ts';

/**
 * A value that leads to a file it was not meant for: climbing out of a folder, a file of the system by its path, a wrapper
 * that reads what is not a file, an address within the network, a document that pulls in others (XXE).
 */

/** One step up to the folder above, in all spellings: `../`, `..\`, `....//`, `..;/`, `.././`. */
const CLIMB = /(?<![\w.])(?:\.\.|\.{4,})(?:;[\w=]{0,20})?[/\\]/g;
/** Novell and old Windows read `...` as two steps up. Only two in a row count: a single one is an omission in a text. */
const OF_THREE = /(?:^|[/\\])(?:\.{3}[/\\]){2}/;
const SINGLE_CLIMB_TO = pattern()`
  (?:^|[^\w.])\.{2,4}[/\\]{1,3}(?:\.{1,2}[/\\])*(?:
    etc|proc|sys|var|usr|root|home|tmp|opt|dev|boot|bin|windows|winnt|winxp|inetpub|web-inf
    |meta-inf|config|conf|admin|private|logs?|wp-config|database|settings|credentials|id_rsa
    |passwd|boot\.ini|win\.ini|web\.config
    |\.(?:env|git|ssh|aws|svn|ht\w{1,8})
  )\b`;

/**
 * `/a/../../b.css`, written as in a page: a style, a font or a picture, which anybody may have. Crawlers ask so where a page
 * climbs once too often; what is hidden (`%2e`) or leads through a program (`/x.php/a.css`) is none, nor is a script: on Node
 * that may be the server's own (`/../../server.js`).
 */
const PART_OF_A_PAGE =
  /^\/{1,2}(?:[\w-]{1,60}\/{1,2}|\.\.\/){1,24}[\w-][\w.-]{0,80}\.(?:css|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|eot)$/i;
/** No page climbs higher; who seeks the root of the disk does. */
const MOST_CLIMBS_OF_A_PAGE = 4;

/** Addresses that a site's own programs send: maps of their source, and pages that somebody saved to disk. */
const OF_A_PROGRAM = /\.map$|^file:\/{2,3}[a-z]:\/users\/[^?]{1,200}\.html?$/;
/** A path that ends in the name of a file which is of use only to an intruder. */
const TELLING_NAME = pattern()`
  ^(?:[a-z]:|\.{0,2})\/(?:[^?&=\s]{0,120}\/)?(?:
    php\.ini|my\.(?:ini|cnf)|httpd\.conf|apache2?\.conf|nginx\.conf|vsftpd\.conf|proftpd\.conf
    |sshd_config
    |(?:access|error|ssl|auth|mail|secure|messages|syslog|lastlog|wtmp|btmp|utmp)[._]?log
    |passwd|shadow|id_[rd]sa|authorized_keys|known_hosts|\.bash_history|\.htpasswd|boot\.ini
    |win\.ini|web\.config|wp-config\.php|config\.inc\.php
    |(?:config|repair|regback)\/sam
    |ntuser\.dat
  )\b`;

/** A whole value that names a file which no site serves, or one that every scanner tries first. */
const WHOLE_NAME = pattern()`
  ^(?:\.?\/)?(?:
    wp-config\.php|web\.config|boot\.ini|id_rsa
    |\.(?:
       env|htpasswd|htaccess|git\/config|git\/head|(?:bash|zsh|mysql|psql)_history|(?:bash|zsh|csh)rc|
       bash_(?:profile|logout)|netrc|pgpass|my\.cnf|npmrc|pypirc|forward|logout|ssh\/\w{1,20}|aws\/credentials
     )
  )(?:\.\w{1,5})?$`;

const WRAPPER = pattern()`
  (?:^|[=\s"'(,;@])(?:
    php:\/{0,3}(?:filter|input|fd|memory|temp|stdin|output)
    |file:\/{2,}
    |file:\/?(?:etc|proc|[a-z]:)
    |expect:\/\/|phar:\/\/|zip:\/\/|rar:\/\/|ogg:\/\/|glob:\/\/|ssh2\.\w{3,6}:\/\/
    |compress\.(?:zlib|bzip2):\/\/
    |zlib:
    |data:(?:\/\/)?text\/plain
    |data:;base64
    |data:[\w/+.-]{0,40};base64,pd(?:9w|89)
    |netdoc:|jar:(?:https?|file):|gopher:\/\/|dict:\/\/|tftp:\/\/|ldaps?:\/\/\S|local_file:
    |view-source:file|php:\/\/
  )
  |\/(?:php:\/{1,2}(?:filter|input)|(?:gopher|dict):\/{1,2}[\w.[])`;

/** Addresses that only the server itself can reach: metadata services of clouds, loopback in unusual spellings. */
const INSIDE_ADDRESS = pattern()`
  \b169\.254\.169\.254\b|\b169\.254\.170\.2\b
  |\bmetadata\.(?:google|tencentyun|azure|packet)\b
  |\b100\.100\.100\.200\b|\b192\.0\.0\.192\b
  |^(?:https?:)?\/\/(?:
     0\.0\.0\.0
     |\[(?:::|0{0,4}:0{0,4}:[0:]{0,20}1?|::1|(?:0{0,4}:){2,6}ffff:[\w.:]{3,15})(?:%\w{1,15})?\]
     |[^/@]{0,60}@(?:127\.[\d.]{1,12}|169\.254\.[\d.]{1,8}|localhost)
   )(?:[:/?#]|$)
  |\/\/[\w.-]{0,80}(?:127|169[.-]254|192[.-]168|10)[\d.-]{3,12}\.(?:nip|sslip|xip)\.io\b
  |(?:https?|ftp):\/\/(?:127\.0\.0\.1|localhost):(?:
     21|22|23|25|110|143|389|445|1433|2375|3306|5432|5984|6379|9200|11211|27017
   )\b
  |instance-data\b|rancher-metadata\b|\bkubernetes\.default\b|\.svc\.cluster\.local\b
  |\/latest\/(?:meta-data|user-data|dynamic)\b
  |\/computemetadata\/v1`;

/** Services that tell their user when a name is looked up (out-of-band testing): no visitor links there. */
const LISTENERS = pattern()`
  (?:
    (?:^|[\w-]\.|[/\\@])(?:
      oast\.(?:pro|live|site|online|fun|me)
      |interact\.sh|oastify\.com|burpcollaborator\.net|bxss\.me|wapiti3\.ovh
      |some-inexistent-website\.acu
      |r87\.(?:com|me)
    )
    |[\w-]\.(?:
       dnslog\.(?:cn|link)|ceye\.io|requestrepo\.com|xss\.(?:ht|report)|eyes\.sh|canarytokens\.(?:com|org)
     )
  )(?![\w.-])`;

/** Remote inclusion: an address whose rest is cut off, or that ends in code, or whose host is a number in an include. */
const REMOTE = pattern()`
  ^(?:(?:https?|ftps?):)?\/\/[^?\s]{1,300}(?:
    \.(?:txt|inc|gif|jpg|dat)\?{1,4}$
    |\?{2,4}$|\0|\.txt[?&]?$
    |\/(?:shell|cmd|c99|r57|rfi\w{0,6}|evil|id)\.(?:txt|php\w?|gif|jpg)\b
  )`;

const EXTERNAL_ENTITY =
  /<!(?:entity|doctype)[^>]{0,300}(?:\b(?:system|public)\b|\[|%)|<\w{1,10}:include\s[^>]{0,100}href|<!entity\b(?!\s{1,9}\w{1,40}\s{1,9}"&#)/;

export const BY_NAME_ALONE = 'a file that is not for visitors';

/** Why a parameter is a file that a site keeps to itself, by its name alone; null when it is not. */
export function findWholeName(text: string): string | null {
  return WHOLE_NAME.test(text.toLowerCase()) ? BY_NAME_ALONE : null;
}

/** Where programs are told which file to read or to include. */
const OF_A_FILE =
  /^(?:file|filename|files?path|page|path|include|inc|template|tpl|load|module|view|theme|doc|document|dir|src_?file)$/;
const INCLUDED = pattern()`
  ^(?:ftps?:)?\/\/[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}(?::\d{1,5})?\/[^?\s]{0,200}\.(?:php\d?|inc|txt|aspx?|jsp)$
  |^(?:sftp|ssh2|smb|scp|telnet):\/\/\S
  |^(?:\.\.[/\\]){1,9}(?!
     (?:[\w-]{1,30}\/){0,2}(?:index|home|default|main|login|about|contact)\.
   )[\w./\\-]{1,100}\.(?:
     php\d?|inc|aspx?|jsp|conf|config|ini|ya?ml|env|py|rb|sql|bak
   )$`;

/** Why a parameter that names a file names one from elsewhere, or code above its folder; null when it does not. */
export function findInclude(name: string, text: string): string | null {
  return OF_A_FILE.test(name) && INCLUDED.test(text.toLowerCase()) ? 'a file from elsewhere' : null;
}

/** A bare name or address. Within a command or a page, the command is what gets reported. */
const BARE_NAME = /^[\w\s.:/@?#=%+,-]{5,400}$/;

/** Why a parameter is the name of a host that only serves to notice lookups; null when it is not. */
export function findListener(text: string): string | null {
  return BARE_NAME.test(text) && LISTENERS.test(text.toLowerCase())
    ? 'a name that only tells that it was looked up'
    : null;
}

type Place = 'path' | 'value';

/** `/etc/hosts file location`: somebody asks about a file. */
const isProse = (text: string): boolean =>
  /^(?:[a-z]{2,10}:\/{2,3}|(?:[a-z]:)?[\w./\\~-]{2,80})(?: [\p{L}\p{M}'-]{1,24}){1,10}[?!]?$/u.test(text);

/** Why a decoded value reaches for a file; null when it does not. `raw`: as it was sent. */
export function findFileAccess(value: string, raw: string, place: Place): string | null {
  const text = withPlainSlashes(value.toLowerCase());
  if (place === 'value' && isProse(text) && !text.includes('..')) return null;
  const plain = text
    .replaceAll('\\', '/')
    .replace(/\/(?:\.?\/)+/g, '/')
    .replaceAll('\0', '');
  return (
    findSystemFile(plain, place) ??
    findClimb(text, raw, place) ??
    (text.includes(':') && WRAPPER.test(text) ? 'a wrapper instead of a file' : null) ??
    findAddress(place === 'value' ? text : addressIn(text), place) ??
    (place === 'value' && SHARE.test(text) ? 'a file from elsewhere' : null) ??
    (text.includes('<!') || text.includes(':include') ? entity(text) : null) ??
    (place === 'path' ? findBypass(text, raw) : null) ??
    ((text.includes('unix:') || text.includes('docker.sock')) &&
    /\bunix:[^|]{5,4000}\|(?:https?|fcgi):|^unix:\/\/\/|\/docker\.sock\b/.test(text)
      ? 'an address within the network'
      : null) ??
    (text.includes('::$') && /::\$(?:data|index_allocation)/.test(text) ? 'a stream of NTFS' : null) ??
    (text.includes('\0') ? nullByte(text, place) : null)
  );
}

/** Ways to write `.` and `/` that only broken decoders understand: `0x2e`, a stray lead byte, private characters. */
function withPlainSlashes(text: string): string {
  if (!text.includes('..') && !text.includes('0x2e') && !text.includes('à') && !text.includes('á'))
    return text;
  return text
    .replaceAll('0x2e', '.')
    .replace(/0x(?:2f|5c)/g, '/')
    .replace(/[\u00e0\u00e1](?=[./\\])/g, '')
    .replace(/(?<=\.\.)(?:[\uefc8\uf025\u00e0\u00e1]|%(?:[1-9]\w|%\d\d)\w?)/g, '/');
}

function findClimb(text: string, raw: string, place: Place): string | null {
  if (!text.includes('..')) return null;
  if (/\.\.;[/\\]|\w\.\.[/\\]{1,2}\.(?:git|env|ssh|aws|svn|ht)/.test(text)) return 'a step out of the folder';
  const climbs = text.match(CLIMB)?.length ?? 0;
  if (OF_THREE.test(text)) return 'steps out of the folder';
  const mayBeOfAPage = place === 'path' && climbs <= MOST_CLIMBS_OF_A_PAGE;
  if (mayBeOfAPage && PART_OF_A_PAGE.test(raw) && !SINGLE_CLIMB_TO.test(text)) return null;
  if (climbs >= 2) return `${climbs} steps out of the folder`;
  if (SINGLE_CLIMB_TO.test(text) || (place === 'value' && isKeptFile(text)))
    return 'a step out of the folder to a known file';
  if (climbs === 0 && !/(?:^|[=/\\])\.\.$/.test(text)) return null;
  const hidden = /%(?:25){0,2}(?:2e|c0|c1|e0|u)|\.\.(?:%(?:25){1,2}(?:2f|5c)|%5c|\\|%c[01])|%00/i.test(raw);
  const alone = /^\.\.?[/\\]{0,2}\.?\.?[/\\]{0,2}$/.test(text) || /[/\\]\.\.[/\\]?$/.test(text);
  if (hidden || (alone && place === 'value')) return 'a step out of the folder';
  return place === 'path' && /^[/\\]{1,3}\.\.[/\\]/.test(text) ? 'a step out of the site' : null;
}

/**
 * `../appsettings.json`: a file that a site keeps to itself, one folder above. A file that every project has
 * (`../package.json`) is none.
 */
function isKeptFile(text: string): boolean {
  const above = /^(?:\.?\/)?\.\.(\/[\w./-]{2,120})$/.exec(text)?.[1];
  return (
    above !== undefined &&
    !/\.(?:js|ts|md|html?)$|\/(?:package|composer)\.json$/.test(above) &&
    findSensitiveFile(above) !== null
  );
}

/** `/;/admin`, `/%2e/admin`: the proxy that protects the folder reads another path than the server behind it. */
function findBypass(text: string, raw: string): string | null {
  return /^\/(?:\.?;|\.?%2e(?=\/))\/|;\.(?:css|js|png|ico|jpg|gif|html?|json|svg|woff2?)$/.test(text) ||
    /^\/%2e\/\w/i.test(raw)
    ? 'a way around who guards the folder'
    : null;
}

function findSystemFile(plain: string, place: Place): string | null {
  if (place === 'path') return isSystemPath(plain) && !isOfARepository(plain) ? 'a file of the system' : null;
  if (!plain.includes('/') && !plain.includes(':')) return null;
  if (SYSTEM_FILE.test(plain) || TELLING_NAME.test(plain)) return 'a file of the system';
  return ABSOLUTE.test(plain) && !OF_A_PROGRAM.test(plain) ? 'a path of the system' : null;
}

function isSystemPath(plain: string): boolean {
  return (
    (hasAny(plain, ROOT_SIGNS) && ROOT_IN_PATH.test(plain)) ||
    (TELLING_END.test(plain) && ABSOLUTE.test(plain))
  );
}

const TELLING_END =
  /(?:\.(?:conf|cnf|log|ini|inf|dat|err)|_log|_history|passwd|shadow|\/environ|\/cmdline|id_rsa|authorized_keys)$/;
const ROOT_SIGNS = [
  '/etc/',
  '/proc/',
  ':/',
  '/var/log/',
  '/usr/local/',
  '/root/.',
  '.ini',
  '-inf/',
  '/winnt/',
  '/windows/',
  '/system32/',
];
/** Files of the system in the path of a request, where a site may have folders of its own named `etc` or `home`. */
const ROOT_IN_PATH = pattern()`
  \/etc\/(?:
    passwd|shadow|group|hosts|issue|fstab|crontab|sudoers|my\.cnf|mysql\/|ssh\/|nginx\/|apache2?\/|httpd\/|php
  )
  |\/proc\/(?:
     self|version|cmdline|cpuinfo
     |\d{1,7}\/(?:environ|cmdline|maps|fd|status|cgroup|mounts|net|root|cwd|exe|stat|limits)
   )\b
  |^\/(?:
     [a-z]:\/(?:windows|winnt|boot\.ini|inetpub|program files|xampp|wamp|users\/[^/]{1,40}\/\.)
     |var\/log\/|usr\/local\/\w|root\/\.|boot\.ini|winnt\/
     |windows\/(?:win\.ini|system|repair)
   )
  |\/[a-z]:\/(?:windows|winnt|boot|win\.ini)
  |\/(?:win|boot|system)\.ini\b
  |\/(?:web|meta)-inf\/|\/system32\/`;

const ADDRESS_SIGNS = [
  '//',
  '169.254.',
  'metadata.',
  'kubernetes.',
  '.svc.',
  '100.100.',
  '192.0.0',
  'instance-data',
  'rancher-metadata',
  '/latest/',
  'computemetadata',
];

/** The address within a path, `/proxy/http://169.254.169.254/`. */
function addressIn(path: string): string {
  const scheme = path.indexOf('://');
  return scheme === -1 ? '' : path.slice(path.lastIndexOf('/', scheme - 1) + 1);
}

function findAddress(value: string, place: Place): string | null {
  // Programs skip spaces before an address.
  const text = value.trimStart();
  if (!hasAny(text, ADDRESS_SIGNS))
    return place === 'value' && (isHiddenOwnAddress(text) || isOddNumber(text))
      ? 'an address within the network'
      : null;
  const plain = /[\u2460-\u24ff]/.test(text) ? text.normalize('NFKC') : text;
  if (INSIDE_ADDRESS.test(plain) || isOddNumber(plain) || asksItself(text) || isHiddenOwnAddress(text))
    return 'an address within the network';
  if (LISTENERS.test(text)) return 'a name that only tells that it was looked up';
  // Web archives have addresses of files in their paths.
  return place === 'value' && REMOTE.test(text) ? 'a file from elsewhere' : null;
}

/**
 * The server itself, and a page of it that is not for visitors. Not other ports: programs on somebody's desk are called back
 * there after a login.
 */
const LOOPBACK =
  /^https?:\/\/(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])(?::(?:80|443))?(\/[^?#\s]{1,200})/;

function asksItself(text: string): boolean {
  const path = LOOPBACK.exec(text)?.[1];
  if (path === undefined) return false;
  return findSensitiveFile(path) !== null || findKnownHole(path) !== null || findAdminDoor(path) !== null;
}

/** `\\\\host\\share\\file`: a file of another machine. Opening it sends the server's own credentials there. */
const SHARE = pattern()`
  ^\\\\[a-z0-9][\w.-]{2,60}\\[\w.$-]{2,60}\\[\w.$-]
  |^\\\\[a-z0-9][\w.-]{0,60}\\[\w.-]{1,60}\$(?:\\|$)
  |^\\\\(?:\d{1,3}(?:\.\d{1,3}){3}|[\w-]{1,60}(?:\.[\w-]{1,60}){1,6}\.?[a-z]{2,20})(?:[@:]\w{1,8})?\\[\w.$-]`;

function entity(text: string): string | null {
  return EXTERNAL_ENTITY.test(text) ? 'a document that pulls in others' : null;
}

function nullByte(text: string, place: Place): string | null {
  return (place === 'path'
    ? /\.\w{1,5}\0|\0\.\w{1,5}$/
    : /[/\\][^\0]{0,300}\0|^[\w.-]{1,60}\0$|\.\w{1,5}\0|\0\.\w{1,5}$/
  ).test(text)
    ? 'a null byte that cuts a name'
    : null;
}
