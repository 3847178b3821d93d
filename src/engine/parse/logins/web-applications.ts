import { layout } from '../../pattern.ts';
import type { LoginService } from './login-service.ts';

const REQUEST = '.* [\\da-fA-F.:]{2,45} "[A-Z]{3,7} /';
const ONE_REQUEST = `(?!${REQUEST}${REQUEST})`;

/** What people run at home and in small offices behind a web page. */
export const WEB_APPLICATIONS: readonly LoginService[] = [
  {
    // Sonarr, Radarr and what was made of them: NLog. Until 2022 they ran in Mono, whose name syslog has then.
    service: 'servarr',
    protocol: 'https',
    programs: ['Sonarr', 'Radarr', 'Lidarr', 'Prowlarr', 'Readarr', 'Whisparr', 'mono'],
    file: { head: '{time}\\|', begins: '(?:Trace|Debug|Info|Warn|Error|Fatal)\\|[\\w.]{1,80}\\|' },
    refused: ["(?:\\[Warn\\] Auth: |Warn\\|Auth\\|)Auth-Failure ip {address} username '{user}'"],
    accepted: ["(?:\\[Info\\] Auth: |Info\\|Auth\\|)Auth-Success ip {address} username '{user}'"],
  },
  {
    service: 'qbittorrent',
    protocol: 'https',
    programs: ['qbittorrent-nox', 'qbittorrent'],
    file: { head: '\\([NIWC]\\) {time} - ', begins: '[A-Z]' },
    refused: [
      'WebAPI login failure\\. Reason: invalid credentials, attempt count: {n}, IP: {address}, username: {user}',
      'WebAPI login failure\\. Reason: invalid credentials, attempt count: {n}, IP: {address}',
    ],
    accepted: ['WebAPI login success\\. IP: {address}'],
  },
  {
    service: 'overseerr',
    protocol: 'https',
    file: {
      head: '{time} (?=\\[)',
      begins: '\\[(?:error|warn|info|http|debug)\\](?:\\[[\\w .-]{1,48}\\])?: ',
    },
    refused: [
      '\\[warn\\]\\[\\w{1,16}\\]: Failed (?:sign-in|login) attempt [\\w ,.]{1,80} \\{"ip":"{address}","email":"{user}"(?:,{text})?\\}',
      '\\[info\\]\\[\\w{1,16}\\]: Failed login attempt [\\w ,.]{1,80} \\{"account":\\{"ip":"{address}","email":"{user}"(?:,{text})?\\}\\}',
    ],
  },
  {
    service: 'uptime-kuma',
    protocol: 'https',
    file: { head: '{time} ', begins: '\\[[A-Z][A-Z_-]{1,24}\\] (?:INFO|WARN|ERROR|DEBUG): ' },
    refused: [
      '\\[AUTH\\] WARN: (?:Incorrect username or password|Invalid token provided) for user {user}\\. IP={address}',
    ],
    accepted: ['\\[AUTH\\] INFO: Successfully logged in user {user}\\. IP={address}'],
  },
  {
    service: 'adguard-home',
    protocol: 'https',
    programs: ['AdGuardHome', 'adguardhome'],
    // With a fraction, which nginx' error log of the same look has not.
    file: {
      head: '(?=\\d{4}/\\d\\d/\\d\\d [\\d:]{8}\\.\\d){time} (?=\\[)',
      begins: '\\[(?:error|info|debug|fatal)\\] ',
    },
    refused: [
      '(?:\\S{10} \\S{8,18} )?\\[error\\] [A-Z]{3,7} (?:\\S{1,128} )?{address} /control/login: invalid username or password',
    ],
    accepted: [
      '(?:\\S{10} \\S{8,18} )?\\[info\\] auth: user "{user}" successfully logged in from ip {address}',
    ],
  },
  {
    service: 'paperless',
    protocol: 'https',
    file: {
      head: '\\[{time}\\] (?=\\[)',
      begins: '\\[(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\\] \\[paperless[\\w.]{0,64}\\] ',
    },
    refused: [
      '\\[INFO\\] \\[paperless\\.auth\\] Login failed for user `{user}` from (?:private )?IP `{address}`\\.?',
    ],
  },
  {
    // Programs of .NET that log by Serilog: Bitwarden's own server, Ombi.
    service: 'bitwarden',
    protocol: 'https',
    programs: ['Bitwarden-Identity', 'bitwarden-identity'],
    file: {
      head: '{time} (?=\\[)',
      begins: '\\[(?:VRB|DBG|INF|WRN|ERR|FTL|Verbose|Debug|Information|Warning|Error|Fatal)\\] ',
    },
    refused: [
      '\\[(?:WRN|Warning|Bit\\.[\\w.]{1,128})\\] Failed login attempt(?:, 2FA invalid)?\\. {address}',
      '\\[(?:WRN|Warning)\\] Failed login attempt by IP: {address}',
    ],
  },
  {
    service: 'emby',
    protocol: 'https',
    file: { head: '{time} ', begins: '(?:Info|Warn|Error|Debug|Fatal) [A-Z][\\w .]{1,48}: ' },
    refused: ['(?:Warn|Error) [\\w ]{1,32}: AUTH-ERROR: {address} - {text}'],
  },
  {
    service: 'gitlab',
    protocol: 'https',
    file: { head: '{time}: ', begins: '(?:Failed Login: |User |Project |Group |[A-Z][\\w ]{2,40} ")' },
    refused: ['Failed Login: username={user} ip={address}'],
  },
  {
    service: 'odoo',
    protocol: 'https',
    programs: ['odoo', 'odoo-bin', 'odoo-server'],
    file: {
      head: '{time} (?={n} )',
      begins: '{n} [A-Z]{4,8} \\S{1,64} (?:odoo|openerp|werkzeug|longpolling)[\\w.]{0,128}: ',
    },
    refused: [
      '(?:\\S{10} \\S{12} )?{n} INFO {word} (?:odoo|openerp)\\.addons\\.[\\w.]{1,96}: Login failed for db:{word} login:{user} from {address}',
    ],
    accepted: [
      '(?:\\S{10} \\S{12} )?{n} INFO {word} (?:odoo|openerp)\\.addons\\.[\\w.]{1,96}: Login successful for db:{word} login:{user} from {address}',
    ],
  },
  {
    // The page of the request stands behind the address, and is the client's.
    service: 'jira',
    protocol: 'https',
    file: {
      head: '{time} (?=\\S{1,96} )',
      begins:
        '(?:https?-[\\w.-]{1,80}|ajp-[\\w.-]{1,80}|Catalina-[\\w-]{1,64}) \\S{1,128} \\d{1,5}x\\d{1,12}x\\d{1,5} ',
    },
    refused: [
      layout`
        [\w.-]{1,96} \S{1,128} \d{1,5}x\d{1,12}x\d{1,5} [\w-]{1,32} {address} \S{1,1024} The user '{user}' has\x20
        FAILED authentication\. {1,2}Failure count equals {n}`,
    ],
    accepted: [
      "[\\w.-]{1,96} \\S{1,128} \\d{1,5}x\\d{1,12}x\\d{1,5} [\\w-]{1,32} {address} \\S{1,1024} The user '{user}' has PASSED authentication\\.",
    ],
  },
  {
    service: 'centreon',
    protocol: 'https',
    file: { head: '{time}\\|', begins: '-?\\d{1,9}\\|\\d{1,9}\\|\\d{1,9}\\|\\[' },
    refused: [
      "-?{n}\\|{n}\\|{n}\\|\\[[A-Z]{1,8}\\] \\[{address}\\] Authentication failed for '{user}' : [\\w ]{1,64}",
    ],
  },
  {
    service: 'group-office',
    protocol: 'https',
    file: { head: '\\[{time}\\](?=LOGIN )', begins: 'LOGIN ' },
    refused: ['LOGIN FAILED for user: "{user}" from IP: {address}'],
    accepted: ['LOGIN SUCCESS for user: "{user}" from IP: {address}'],
  },
  {
    service: 'tine20',
    protocol: 'https',
    file: { head: '[\\da-f]{4,8} [\\da-f]{4,8} -- .{1,64}? -- - {time} ', begins: '[A-Z]{3,8} \\(\\d\\): ' },
    refused: [
      'WARN \\(4\\): Tinebase_Controller::login::{n} Login with username {user} from {address} failed \\(-?{n}\\)!',
    ],
  },
  {
    // Apereo's: who came from where stands before the server's own address, at the end.
    service: 'cas',
    protocol: 'https',
    file: { head: '{time} ', begins: '[A-Z]{4,5} {1,2}\\[org\\.(?:apereo|jasig)\\.' },
    refused: [
      'INFO {1,2}\\[org\\.apereo\\.inspektr\\.[\\w.]{1,96}\\] - {text}\\|AUTHENTICATION_FAILED\\|{user}\\|{address}\\|[\\da-fA-F.:]{2,45}',
    ],
  },
  {
    service: 'pterodactyl',
    protocol: 'sftp',
    file: { head: ' {0,2}[A-Z]{4,5}: \\[{bsd}\\] ', begins: '[a-z]' },
    refused: [
      'failed to validate user credentials \\([\\w ]{1,64}\\) ip={address} subsystem=sftp username={user}',
    ],
  },
  {
    service: 'immich',
    protocol: 'https',
    file: {
      head: '\\[Nest\\] {n} {1,4}- {us} {1,8}(?=[A-Z])',
      begins: '[A-Z]{3,7} \\[[\\w:~.-]{1,96}\\] ',
    },
    refused: [
      'WARN \\[(?:[A-Z][a-z]{2,15}:)?AuthService(?:~\\w{1,32})?\\] Failed login attempt for user {user} from ip address {address}',
    ],
  },
  {
    service: 'audiobookshelf',
    protocol: 'https',
    file: {
      head: '\\[{time}\\] (?=[A-Z])',
      begins: '(?:TRACE|DEBUG|INFO|NOTE|WARN|ERROR|FATAL): \\[\\w{2,40}\\] ',
    },
    refused: [
      layout`
        ERROR: \[(?:Local)?Auth\] Failed login attempt for username "{user}" from ip {address}\x20
        \((?:User not found|Invalid password|User is not active)\)(?: \([\w.]{1,40}:{n}\))?`,
    ],
    accepted: [
      'INFO: \\[(?:Local)?Auth\\] User "{user}" logged in from ip {address}(?: \\([\\w.]{1,40}:{n}\\))?',
    ],
  },
  {
    service: 'calibre-web',
    protocol: 'https',
    file: {
      head: '\\[{time}\\] {1,3}(?=[A-Z])',
      begins: '(?:DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL) \\{cps[\\w.]{0,48}:\\d{1,5}\\} ',
    },
    refused: [
      'WARN(?:ING)? \\{cps\\.\\w{1,32}:{n}\\} (?:LDAP )?Login failed for user "{user}" IP-add?ress: {address}',
    ],
  },
  {
    // One line for every third attempt in a row.
    service: 'seafile',
    protocol: 'https',
    file: {
      head: '{time} (?=\\[)',
      begins: '\\[(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\\] seahub[\\w.]{0,96}:\\d{1,5} ',
    },
    refused: [
      '\\[WARNING\\] seahub\\.auth\\.views:{n} login Login attempt limit reached, (?:email/)?username: {user}, ip: {address}, attemps: {n}',
    ],
  },
  {
    // Between tabs, below a line that names the columns.
    service: 'joomla',
    protocol: 'https',
    file: { head: '{time}\\t(?=[A-Z])', begins: '[A-Z]{4,9} \\S{1,45}\\t[\\w-]{1,64}\\t' },
    refused: ['[A-Z]{4,9} {address}\\tjoomlafailure\\t{text}'],
  },
  {
    // Rails, whose logger may stand in front; the account is the client's text, the address Redmine's.
    service: 'redmine',
    protocol: 'https',
    file: {
      head: '(?=.{0,512} at {time}$)(?:[IW], \\[[\\dT:.-]{19,32} #{n}\\] {1,2}(?:INFO|WARN) -- : )?(?:\\[[\\w.:-]{1,64}\\] ){0,3}(?=[FS])',
      begins: "(?:Failed login|Successful authentication) for '",
    },
    refused: ["Failed login for '{user}' from {address} at [\\d-]{10} [\\d:]{8} UTC"],
    accepted: ["Successful authentication for '{user}' from {address} at [\\d-]{10} [\\d:]{8} UTC"],
  },
  {
    // The connection's address; what a proxy says of it stands behind.
    service: 'sabnzbd',
    protocol: 'https',
    file: { head: '{time}::', begins: '(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)::\\[\\w{1,48}:\\d{1,6}\\] ' },
    refused: [
      layout`
        WARNING::\[interface:{n}\] (?:
          Unsuccessful login attempt from
          |Fehlerhafter Login Versuch von
          |Echec de la tentative de connexion de
          |Mislukte login poging van
        ) {address}(?: \(X-Forwarded-For: {text}\))? \[{text}\]`,
    ],
  },
  {
    // The log of its pages, as the locale C and the United States write the day.
    service: 'zoneminder',
    protocol: 'https',
    file: {
      head: '(?<stamp>\\d\\d/\\d\\d/\\d\\d [\\d:]{8}\\.\\d{6}|\\d\\d?/\\d\\d?/\\d\\d, \\d\\d?:[\\d:]{5}[ \\u202f][AP]M [A-Z]{3,5}\\.\\d{6}) (?=[a-z])',
      begins: '(?:web_php|web_js|zm[a-z]{1,16}(?:_\\w{1,16})?)\\[\\d{1,10}\\]\\.[A-Z\\d]{3} \\[',
    },
    refused: [
      'web_php\\[{n}\\]\\.(?:WAR|ERR) \\[{address}\\] \\[Login denied for user "{user}"\\] at [\\w./-]{1,256} line {n}',
      'web_php\\[{n}\\]\\.(?:WAR|ERR) \\[{address}\\] \\[Could not retrieve user {user} details\\] at [\\w./-]{1,256} line {n}',
    ],
    accepted: [
      'web_php\\[{n}\\]\\.INF \\[{address}\\] \\[Login successful for user "{user}"\\] at [\\w./-]{1,256} line {n}',
    ],
  },
  {
    // What was asked for stands before the address, which is the last but for numbers.
    service: 'ntfy',
    protocol: 'https',
    programs: ['ntfy'],
    file: {
      head: '{time} (?=[A-Z])',
      begins:
        '(?:TRACE|DEBUG|INFO|WARN|ERROR) .{1,256} \\((?:error|tag|http_method|topic|visitor_id|emails|message|smtp)[\\w]{0,32}=',
    },
    refused: [
      layout`
        (?:\S{10} \S{8} )?(?:DEBUG|INFO) Connection closed with HTTP 401 \(ntfy error 40101\) \(error=unauthorized,\x20
        {text}, visitor_ip={address}(?:, visitor_{text})?\)`,
    ],
  },
  {
    service: 'monitorix',
    protocol: 'https',
    file: {
      head: '(?<stamp>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} \\d{4}) - ',
      begins: '(?:AUTHERR|NOTALLOWED|NOTEXIST|[A-Z]{2,12}) - \\[',
    },
    refused: ['AUTHERR - \\[{address}\\] Authentication error: {text}'],
  },
  {
    // Wazuh's own interface: what was sent stands behind the address. Paths stand there decoded: a second request within the line is somebody's text.
    service: 'wazuh',
    protocol: 'https',
    file: {
      head: '{time} (?=[A-Z])',
      begins: '(?:DEBUG2?|INFO|WARNING|ERROR): \\S{1,128} [\\da-fA-F.:]{2,45} "[A-Z]{3,7} /',
    },
    refused: [
      `INFO: ${ONE_REQUEST}{user} {address} "POST /security/user/authenticate(?:/run_as)?" with parameters {text} done in [\\d.]{1,12}s: 401`,
    ],
    accepted: [
      `INFO: ${ONE_REQUEST}{user} {address} "POST /security/user/authenticate(?:/run_as)?" with parameters {text} done in [\\d.]{1,12}s: 200`,
    ],
  },
  {
    // Under a stamp with the server's name; in the language that it is set to.
    service: 'glpi',
    protocol: 'https',
    file: {
      head: '{time} (?=\\[)',
      begins: '\\[[\\w-]{0,64}@[\\w.-]{0,255}\\]$',
      below: '(?=\\[[a-z]{2,24}\\] \\d: )',
    },
    refused: [
      "\\[login\\] \\d: (?:Failed login for|Connection failed for|Échec de connexion de) {user} (?:from IP|depuis l'IP|depuis l’IP) {address}",
    ],
    accepted: [
      "\\[login\\] \\d: {user} (?:log in from IP|se connecte depuis l'IP|se connecte depuis l’IP) {address}",
    ],
  },
  {
    // Harbor, whose container logs by syslog. What the client calls itself stands behind the address.
    service: 'harbor',
    protocol: 'https',
    programs: ['core'],
    refused: [
      layout`
        [\dT:.Z-]{20,30} \[ERROR\] \[/server/middleware/security/basic_auth\.go:{n}\]\[client IP="{address}"\x20
        requestID="[\w-]{0,64}" user agent="{text}"\]: failed to authenticate user:{user}, error:{text}`,
    ],
  },
];
