/**
 * Files that are never meant for visitors, and doors that only programs looking for holes knock at: told by the path alone.
 */

import { layout, pattern } from '../pattern.ts';

/** Folders and files that begin with a dot and are public by intention. */
const PUBLIC_DOT = pattern()`
  ^\.(?:
    well-known|auth|netlify|vite(?:press)?\w{0,10}|vuepress|docusaurus|net(?:-?core|-\w{1,20})?|api|ghost|
    within\w{0,20}|rum|images?|imaging|rest|amp|ajax|cache|public|next|nuxt|assets|static|storybook|hcms|magnolia|
    resources|sandstorm\w{0,10}|github|buildinfo|pnpm|proxy|client|css|js|html?|png|jpe?g|gif|svg|webp|pdf|txt|ico
  )$`;

const CODE_FILE = layout`
  (?:
    php\d?|phtml|inc|aspx?|ashx|asa|asax|jspx?|do|cfm|cgi|pl|py|rb|sh|conf|config|cnf|cfg|ini|ya?ml|xml|json|
    properties|env|js|ts|html?|txt|tpl|sql|htaccess|htpasswd
  )`;
/** Copies that editors and careful people leave beside a file. */
const LEFT_OVER = new RegExp(
  layout`
    \.${CODE_FILE}(?:
      \.?~
      |[._-]?(?:
         bak|backup|bkp|old|orig|original|save|saved|sav|swp|swo|copy|dist|tmp|temp|txt|inc|src|source|sample|
         example|prod|dev|local|test|zip|gz|tar|rar|7z|un~|rej|lock
       )
      |[._-][0-9]
    )\d?$
    |\.(?:bak|backup|bkp|old|orig|swp|swo|save|sav)\d{0,2}$
    |/[#%][^/]{1,60}[#%]$|/[\w.-]{1,60}~$`,
);
/** Sitemaps, static files and small programs that were packed beforehand. */
const COMPRESSED_PAGE = /\.(?:xml|json|js|css|html?|svg|txt|csv|p[ly]|rb|sh)\.(?:gz|br|zip|zst)$/;
const DUMP = pattern()`
  ^\/(?:www\.)?[\w-]{1,60}\.(?:com|net|org|io|de|fr|ru|cn|info|biz|edu|gov|co\.\w\w)(?:[_.-]\w{1,10})?\.
  (?:zip|rar|tar|tar\.gz|tgz|7z|bak|gz)$
  |\.(?:
     sql|sqlite[23]?|mdb|accdb|dmp|dump|pgsql|psql|db3?|bson|kdbx?|ldf|mdf|ibd|frm
   )(?:\.(?:gz|zip|bz2|7z|xz|tar|tgz|rar))?$
  |\/(?:
     backups?|bak|bkup|bkp|db|dbdump|database|dump|mysql|mysqldump|www|web|wwwroot|htdocs|public_html|httpdocs|
     html|home|website|site|old|archive|localhost|wordpress|wp|wp-content|wp-backup|joomla|magento|drupal|
     customers?|credentials|src|source|sourcecode|app|webapp|root|admin|test|1|123|code|conf|config|prod|
     production|full|latest|sql|vhosts?|users?
   )(?:
     [_.-](?:backup|bak|old|db|sql|dump|prod|live|full|\d{1,8})
   ){0,2}\.(?:
     zip|tar|tar\.gz|tgz|tar\.bz2|gz|bz2|rar|7z|xz|war|jar|db|bak|old
   )$`;
/** Folders where a site offers files for download: archives of programs have such names there. */
const OFFERED = pattern()`
  \/(?:
    downloads?|dl|releases?|files?|uploads|media|dist|archives?|pub|packages?|artifacts?|assets|attachments?|
    snapshots?|wordpress|-
  )\/(?:[^/]{1,80}\/){0,8}(?:
    archive|latest|source|src|code|full|app|test|site|html|website|web|www|1|123|wordpress|joomla|magento|drupal
  )(?:[_.-][\w.-]{0,20})?\.(?:zip|tar|tar\.\w{2,3}|tgz|7z|rar|war|jar)$`;
/** Lists of packages, as pacman fetches them from a mirror: `/core/os/x86_64/core.db`. */
const OF_A_MIRROR = /\/(?:x86_64|aarch64|armv7h|i686|any)\/[\w.@+-]{1,60}\.db(?:\.tar\.\w{2,4})?$/;
const SECRET_NAME = pattern()`
  \/(?:
    id_(?:rsa|dsa|ecdsa|ed25519)(?:\.\w{1,5})?
    |authorized_keys|known_hosts
    |(?:[\w-]{1,30}[._-])?(?:
       server|private|privkey|privatekey|ssl|tls|host|domain|localhost|key|wildcard|www
     )\d?(?:[._-][\w-]{1,20})?\.(?:key|pem|crt\.key)
    |(?:ca|cert|[\w-]{1,60}\.(?:com|net|org|io|de|fr|ru|cn))\.key
    |[\w.-]{1,60}\.(?:pfx|p12|jks|keystore|ovpn|ppk|rdp|pgpass)
    |(?:
       aws[\w-]{0,12}|gcloud[\w-]{0,12}|service[-_]?account[\w-]{0,12}|firebase[\w-]{0,20}|
       google[\w-]{0,20}credentials
     )\.json
    |credentials\.(?:json|csv|txt|ya?ml|xml|db|ini|py|php)
    |secrets?\.(?:json|ya?ml|txt|py|xml|toml|yml\.enc|php)
    |passwords?\.(?:txt|csv|xlsx?|db|dat|ini|inc|lst)
    |users?\.(?:sql|csv|dat|db|pwd)
    |accounts\.(?:txt|sql)|master\.key|admin\.(?:pwd|txt|dat)
  )$`;
const KEYS = 'keys or passwords';
const INSIDE = 'the inside of the server';
const CONFIGURATION = pattern()`
  \/(?:
    wp-config[\w.~-]{0,30}|includes\/configure\.php
    |config(?:uration|s)?(?:[-_.\d][\w-]{0,10})?\.(?:
       php|inc(?:\.php)?|ini|ya?ml|xml|py|rb|cfg|conf|bak|old|txt|asp|aspx|properties|toml|env|js\.bak|db
     )
    |local_?settings?\.(?:php|py)
    |settings?\.(?:py|inc|ini|ya?ml|local\.php|cfg)
    |database[s]?\.(?:ya?ml|php|ini|json|properties|inc|py|xml)
    |db(?:
       config|_config|_connect|connect|conn|access|_access|info
     )?\.(?:php|inc|ini|ya?ml|conf|properties|xml|asp)
    |parameters\.(?:ya?ml|ini|xml)
    |application(?:[-_.]\w{1,16})?\.(?:ya?ml|properties|ini|conf|wadl)
    |bootstrap\.(?:ya?ml|properties)
    |appsettings(?:\.\w{1,20})?\.json
    |web\.config\w{0,10}|machine\.config|global\.asax?|php\.ini|user\.ini|httpd\.conf|nginx\.conf
    |my\.cnf|server\.xml|tomcat-users\.xml|context\.xml|web\.xml|struts\.xml|hibernate\.cfg\.xml
    |sftp(?:-config)?\.json|ftpsync\.settings|ws_ftp\.(?:log|ini)|filezilla\.xml|sitemanager\.xml
    |recentservers\.xml|dwsync\.xml|phpunit\.xml(?:\.dist)?
    |[\w-]{1,20}\.neon(?:\.dist)?
    |[\w-]{0,20}credentials?[\w-]{0,20}\.(?:inc|ini|json|ya?ml|conf|cfg)
    |[\w-]{0,20}(?:password|passwd)s?\.(?:inc|ini|ya?ml|jsn|conf|cfg)
    |composer\.(?:lock|phar)|installed\.json|gemfile(?:\.lock)?|pipfile(?:\.lock)?
    |dockerfile(?:\.\w{1,10})?
    |docker-[\w.-]{1,30}\.ya?ml
    |vagrantfile|jenkinsfile|makefile|gruntfile\.js|gulpfile\.js|serverless\.ya?ml
    |terraform\.tf(?:state|vars)(?:\.backup)?
    |ansible\.cfg|inventory\.ini|id\.txt|sendgrid\.env
    |env\.(?:json|txt|bak|prod|dev|old|php|local)
    |\w{0,10}\.env(?:\.\w{1,16})?
    |env|local\.xml|desktop\.ini|system\.ini|thumbs\.db|ehthumbs\.db|error_log|access_log|cfg\.php
    |conf\.php|inc\.php|connect(?:ion)?\.inc|webpack\.config\.js|cargo\.toml|nbproject\/\S{1,60}
    |keys\.js|auth\.json|aws\.ya?ml|localconfiguration\.php
    |wp-settings\.php\.\w{1,5}
    |sites\/default\/settings\.php
    |app\/etc\/(?:local\.xml|env\.php)
    |storage\/logs\/\S{1,40}
    |config\/(?:
       initializers|database|secrets|master|application|app(?!\.js)|default|production|local|parameters
     )(?![a-z])\S{0,40}(?<!\.(?:css|js|mjs|png|svg))
  )$`;
const ROOT_FILE = pattern()`
  ^\/(?:
    passwd|shadow|passwords?\.(?:json|xml)|accounts\.xml|oauth[\w-]{0,20}\.json|token\.json
    |etc\/\w{1,20}|composer\.json|package\.json|package-lock\.json|yarn\.lock|pnpm-lock\.yaml
    |requirements\.txt|deploy\.sh|build\.xml|pom\.xml|setup\.py|manage\.py|test\.php
    |install\.(?:php|sql)|readme\.(?:md|txt)\.bak|changelog\.txt\.bak|config\.js\.bak
    |cvs\/(?:root|entries)
    |_vti_(?:pvt|cnf|bin\/(?:fpcount|_vti_a\w\w\/))\S{0,60}
  )$`;
const LOG_FILE = pattern()`
  \/(?:
    debug|errors?|access|laravel|production|development|npm-debug|yarn-error|install|php[-_]?errors?|server|app|
    application|sql|mysql|mail|auth|system|trace|wp-content\/debug|logs?\/[\w.-]{1,40}
  )\.log(?:\.\d|\.gz)?$`;
const STATUS_PAGE = pattern()`
  \/(?:
    server-(?:status|info)|nginx_status
    |phpinfo(?:\d{0,3}|[\w-]{0,10}\.php\d?)
    |php[-_]?info\.php|info\.php|infos?php\.php|pi\.php|pinfo\.php|i\.php|_profiler(?:\/\S{0,40})?
    |app_dev\.php(?:\/\S{0,40})?
    |elmah\.axd|trace\.axd|heapdump|threaddump|jolokia(?:\/\S{0,60})?
    |(?:actuator|manage|management)\/(?:
       env|heapdump|threaddump|dump|trace|httptrace|loggers|mappings|beans|configprops|auditevents|logfile|
       jolokia|gateway|shutdown|refresh|restart|sessions|conditions|scheduledtasks|flyway|caches
     )\S{0,40}
    |actuator\/?
    |debug\/(?:pprof|vars|default\/view)\S{0,40}
    |telescope\/requests|horizon\/api\S{0,40}|_ignition\/\S{1,40}|__debug__\S{0,20}
    |debugbar\/\S{0,40}|\.ds_store|perl-status|stub_status|fpm[-_]status|status\?full
    |metrics\.json\.bak
  )$`;

/** Endings of pages, pictures and programs, which nearly every request has. Of these only some names are worth a look. */
const ORDINARY: ReadonlySet<string> = new Set(
  (
    'html htm xhtml css js mjs cjs png jpg jpeg gif svg webp avif ico bmp woff woff2 ttf otf eot map pdf mp4 webm ogg mp3 wav xml rss atom ' +
    'txt webmanifest wasm md csv doc docx xls xlsx ppt pptx php aspx asp jsp do action cgi zip json m3u8 ts jsx vue apk dmg exe deb'
  ).split(' '),
);
/** How the names of such files begin that one of the patterns above could match. */
const TELLING_START = pattern()`
  ^(?:
    wp-|auth\.|conf|cfg|setting|local|data|db|param|app|env|sftp|secret|cred|pass|user|account|aws|gcloud|service|
    firebase|google|oauth|token|admin|backup|bak|bkup|bkp|dump|mysql|www|web|html|home|site|old|archive|word|wp|
    joomla|magento|drupal|customer|src|source|root|test|1|123|file|code|prod|full|latest|sql|vhost|public|htdocs|
    httpdocs|info|php|pi|i\.|install|composer|package|pnpm|yarn|require|setup|manage|gulp|grunt|webpack|key|
    connect|inc|elmah|trace|server|tomcat|context|struts|hibernate|filezilla|sitemanager|recentservers|dwsync|pom|
    build|id\.|deploy
  )`;
/** Names without an end, or folders, worth a look. */
const TELLING_FOLDER = pattern()`
  ^\/(?:
    server-|nginx_status|_profiler|phpinfo|heapdump|threaddump|jolokia|actuator|manage|debug\/|telescope|horizon|
    _ignition|__debug__|debugbar|perl-status|stub_status|fpm|_vti_|cvs\/|env$|nbproject|app_dev|etc\/|passwd|
    shadow
  )`;
const TELLING_NAME: ReadonlySet<string> = new Set(
  'id_rsa id_dsa id_ecdsa id_ed25519 authorized_keys known_hosts credentials env gemfile pipfile dockerfile vagrantfile jenkinsfile makefile error_log access_log heapdump threaddump phpinfo server-status server-info actuator'.split(
    ' ',
  ),
);

/**
 * A file of a repository, shown by what shows repositories: GitHub, GitLab, Gitea, Bitbucket, cgit and Gerrit have these names
 * in front of a branch.
 */
const IN_A_REPOSITORY = pattern()`
  ^(?:\/[^/]{1,100}){2,8}?\/(?:-\/)?(?:
    blob|raw|blame|edit|tree|commits|history|media|contents|browse|src\/(?:branch|commit|tag)|
    actions\/(?:runs|workflows)
  )\/[^/]
  |\/[+ ]\/|\/repository\/files\/
  |\/revisions\/[^/]{1,60}\/files\/
  |\/(?:browser|viewvc|source|svn)\/(?:[^/]{1,60}\/){0,3}(?:trunk|branches|tags)\/
  |^\/(?:[^/]{1,60}\/){0,3}(?:remote\.php\/(?:web)?dav|dav\/files)\/
  |\.git\/(?:plain|tree|blob|blame|log|diff|raw|src)\/`;

/** What comes with a program for those who build it or read about it: Debian's `/doc/NAME/…`, the Makefile of a part of it. */
const WITH_A_PROGRAM = /\/doc\/[^/]{1,80}\/.|^(?:\/[^/]{1,80}){2,20}\/makefile$/;

/** What people attached to a page or a ticket, by its number: `/download/attachments/12/dump.sql.zip`. */
const ATTACHED = /\/attachments?\/(?:download\/)?\d{1,12}\/[^/]{1,200}$/;

/** An article whose title begins with a dot: `/wiki/.org`. */
const ABOUT_A_DOT = pattern()`
  ^(?:\/[\w-]{1,40}){0,2}\/wiki\/\.(?!
    env|git(?:\/|$|config|-c)|svn|hg|aws|ssh|ds_store|htpasswd|bash_history|npmrc|docker|kube|netrc|pgpass
  )[\w-]{1,20}(?:\.\w{2,6})?$`;

/** Why a path asks for a file that no visitor needs; null when it does not. `path`: decoded, in lower case. */
export function findSensitiveFile(path: string): string | null {
  const says =
    (path.includes('/.') ? hiddenSegment(path) : null) ?? (isWorthALook(path) ? lookAt(path) : null);
  return says === null || isOfARepository(path) || ATTACHED.test(path) || ABOUT_A_DOT.test(path)
    ? null
    : says;
}

/** Whether a path, decoded and in lower case, is what a site shows of a repository. */
export function isOfARepository(path: string): boolean {
  return IN_A_REPOSITORY.test(path);
}

function isWorthALook(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  if (dot !== -1 && (!ORDINARY.has(name.slice(dot + 1)) || name.endsWith('.zip'))) return true;
  if (dot !== -1 && TELLING_START.test(name)) return true;
  if (dot === -1 && (TELLING_NAME.has(name) || name.endsWith('~') || name.endsWith('#'))) return true;
  return TELLING_FOLDER.test(path);
}

function lookAt(path: string): string | null {
  const says = lookAtName(path);
  return says !== KEYS && says !== INSIDE && WITH_A_PROGRAM.test(path) ? null : says;
}

function lookAtName(path: string): string | null {
  if (LEFT_OVER.test(path) && !COMPRESSED_PAGE.test(path)) return 'a copy that was left behind';
  if (DUMP.test(path) && !OFFERED.test(path) && !OF_A_MIRROR.test(path)) return 'a database or an archive';
  if (SECRET_NAME.test(path)) return KEYS;
  if (CONFIGURATION.test(path) || ROOT_FILE.test(path)) return 'a configuration file';
  if (LOG_FILE.test(path)) return 'a log file';
  return STATUS_PAGE.test(path) ? INSIDE : null;
}

function hiddenSegment(path: string): string | null {
  for (let at = path.indexOf('/.'); at !== -1; at = path.indexOf('/.', at + 1)) {
    const slash = path.indexOf('/', at + 1);
    const segment = path.slice(at + 1, slash === -1 ? path.length : slash);
    if (segment.length > 2 && /^\.[a-z_]/.test(segment) && !PUBLIC_DOT.test(segment)) {
      return /^\.(?:git|svn|hg|bzr|cvs)/.test(segment) ? 'the history of the source code' : 'a hidden file';
    }
  }
  return null;
}

/** Pages that one monitoring program asks for together. */
const MONITORED = /\/(?:server-status|nginx_status|stub_status|fpm[-_]status|status)$/;
const IN_A_PAGE = /[^/]+\.(?:css|png|jpe?g|gif|svg|webp|ico|woff2?)$/;

/**
 * What a request for such a file looks for. All files of one hidden folder count as one thing, and so do all status pages.
 */
export function soughtFile(path: string): string {
  return MONITORED.test(path) ? '/status' : path.replace(IN_A_PAGE, '');
}
