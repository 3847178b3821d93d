import { MIKROTIK_FORMS } from '../programs/appliances/device-forms.ts';
import { DROPBEAR_FORMS } from '../programs/dropbear-forms.ts';
import { OPENSMTPD_FORMS } from '../programs/mail/opensmtpd.ts';
import { MOSQUITTO_FORMS } from '../programs/mosquitto.ts';
import { OPENVPN_FORMS } from '../programs/openvpn.ts';
import type { LoginService } from './login-service.ts';

/** Servers, their panels, and what routers run. */
export const SERVERS: readonly LoginService[] = [
  {
    // What RouterOS 7 writes to its disk, and prints: no host, and its topics where others write a program.
    service: 'mikrotik',
    protocol: 'ssh',
    file: {
      head: '{time} ',
      begins:
        '(?:account|bridge|caps|certificate|critical|dhcp|dns|error|firewall|hotspot|info|interface|ipsec|l2tp|ovpn|ppp|pptp|route|script|sstp|system|warning|wireguard|wireless)(?:,[a-z0-9-]{2,16}){1,5} ',
    },
    forms: MIKROTIK_FORMS,
  },
  {
    service: 'cpanel',
    protocol: 'https',
    file: {
      head: '\\[{time}\\] ',
      begins: '(?:info|warn|notice|error) \\[(?:cpaneld|whostmgrd|webmaild|cpdavd|cpsrvd)\\] ',
    },
    refused: ['info \\[\\w{4,16}\\] {address} - {user} "{text}" (?:- "-" )?FAILED LOGIN \\w{4,16}: {text}'],
    accepted: [
      'info \\[\\w{4,16}\\] {address} - (?<user>[^\\s"]{1,256})(?: \\(possessor: [^\\s"()]{1,256}\\))? - SUCCESS LOGIN \\w{4,16}',
    ],
  },
  {
    service: 'directadmin',
    protocol: 'https',
    file: { head: "{time}: (?=')", begins: "'[\\da-fA-F.:]{2,45}' " },
    refused: [
      "'{address}' {n} failed login attempts?\\. (?:Account|Invalid account) '{user}'(?: via '{text}')?",
    ],
    accepted: ["'{address}' successful login to '{user}' after {n} attempts"],
  },
  {
    // VestaCP's, too. An account that it asks for has no blanks.
    service: 'hestia',
    protocol: 'https',
    file: {
      head: '{time} ',
      begins: '[\\w.-]{1,64} [\\da-fA-F.:]{2,45} (?:failed to login|successfully logged in)\\b',
    },
    refused: ['{user} {address} failed to login'],
    accepted: ['{user} {address} successfully logged in'],
  },
  {
    // Webmin's own log of what was done; its sessions stand between the account and the address.
    service: 'webmin',
    protocol: 'https',
    file: {
      head: '\\d{9,10}\\.\\d{1,10}\\.\\d{1,4} \\[{clf}\\] ',
      begins: '\\S{1,64} \\S{1,64} [\\da-fA-F.:]{2,45} \\S{1,64} [\\w-]{1,64}\\.(?:pl|cgi) "',
    },
    refused: ['{user} - {address} global miniserv\\.pl "failed" "-" "{text}"(?: {text})?'],
    accepted: ['{user} \\w{1,64} {address} global miniserv\\.pl "login" "-" "{text}"(?: {text})?'],
  },
  {
    service: 'ispconfig',
    protocol: 'https',
    file: {
      head: '(?=.{0,512} at {time}(?: with session ID \\w{1,128})?$)',
      begins: "(?:Failed|Successful) login for user '",
    },
    refused: ["Failed login for user '{user}' from {address} at [\\d-]{10} [\\d:]{8}"],
    accepted: [
      "Successful login for user '{user}' from {address} at [\\d-]{10} [\\d:]{8}(?: with session ID \\w{1,128})?",
    ],
  },
  {
    // What a name that is refused holds stands behind the address.
    service: 'technitium',
    protocol: 'https',
    file: {
      head: '\\[{time}(?: Local)?\\] ',
      begins: '(?:\\[[\\da-fA-F.:]{2,45}:\\d{1,5}\\] |DnsServerCore|DNS Server |Web Service )',
    },
    refused: [
      '\\[{address}\\] DnsServerCore\\.DnsWebServiceException: Invalid username or password for user: {user}',
    ],
    accepted: ['\\[{address}\\] \\[{user}\\] User logged in\\.'],
  },
  {
    service: 'monit',
    protocol: 'https',
    programs: ['monit'],
    file: {
      head: '\\[(?:[A-Z]{2,5} )?{stamp}\\] ',
      begins: '(?:emergency|alert|critical|error|warning|notice|info|debug) {1,5}: ',
    },
    refused: [
      "(?:error {1,5}: )?HttpRequest: access denied -- client {address}: (?:unknown user|wrong password for user) '(?!'$){user}'",
      '(?:error {1,5}: )?HttpRequest: access denied -- client {address}: empty password',
      "(?:error {1,5}: )?Warning: Client '{address}' supplied (?:unknown user|wrong password for user) '{user}' accessing monit httpd",
    ],
  },
  {
    service: 'froxlor',
    protocol: 'https',
    programs: ['Froxlor', 'froxlor'],
    refused: [
      "\\[Login Action {address}\\] Unknown user '{user}' tried to login\\.",
      "\\[Login Action {address}\\] User '{user}' tried to login with wrong password\\.",
    ],
  },
  {
    // The pages of pfSense and OPNsense.
    service: 'pfsense',
    protocol: 'https',
    programs: ['php-fpm', 'audit', 'opnsense'],
    refused: [
      "/[\\w./-]{1,64}: (?:webConfigurator|Web GUI) authentication error for (?:user )?'{user}' from:? {address}",
    ],
    accepted: [
      "/[\\w./-]{1,64}: Successful login for user '{user}' from: {address}(?: \\([\\w ./-]{1,64}\\))?",
    ],
  },
  {
    // OpenWrt's page.
    service: 'luci',
    protocol: 'https',
    programs: ['uhttpd', 'luci'],
    refused: ['(?:\\[\\w{1,8}\\] )?(?:luci: )?failed login on \\S{1,256} for {user} from {address}'],
    accepted: ['(?:\\[\\w{1,8}\\] )?(?:luci: )?accepted login on \\S{1,256} for {user} from {address}'],
  },
  {
    service: 'screensharing',
    protocol: 'vnc',
    programs: ['screensharingd'],
    refused: ['Authentication: FAILED :: User Name: {user} :: Viewer Address: {address} :: Type: \\w{1,16}'],
    accepted: [
      'Authentication: SUCCEEDED :: User Name: {user} :: Viewer Address: {address} :: Type: (?:\\w{1,16}|N/A)',
    ],
  },
  {
    service: 'guacamole',
    protocol: 'https',
    programs: ['tomcat', 'tomcat8', 'tomcat9', 'tomcat10', 'tomcat11', 'catalina.sh', 'guacamole'],
    // What its container writes has a clock and no date: that is the runtime's.
    file: {
      head: '{time} (?=\\d\\d:)',
      begins:
        '\\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\[[\\w-]{1,64}\\] (?:TRACE|DEBUG|INFO|WARN|ERROR) {1,2}o\\.a\\.g\\.[\\w.]{1,96} - ',
    },
    refused: ['(?:[^"]{0,160} )?Authentication attempt from {address} for user "{user}" failed\\.'],
    accepted: ['(?:[^"]{0,160} )?User "{user}" successfully authenticated from {address}\\.'],
  },
  {
    service: 'lemonldap',
    protocol: 'https',
    programs: ['LLNG', 'lemonldap-ng'],
    refused: [
      '(?:\\[warn\\]|Lemonldap::NG :) {user} was not found in (?:LDAP directory|DBI database) \\({address}\\)',
      '(?:\\[warn\\]|Lemonldap::NG :) Bad password for {user} \\({address}\\)',
    ],
  },
  {
    service: 'meshcentral',
    protocol: 'https',
    programs: ['https', 'meshcentral'],
    refused: ['Failed password for {user} from {address} port {n}'],
    accepted: ['Accepted password for {user} from {address} port {n}'],
  },
  {
    // The address of the page and its referer follow the address; nothing of the client's stands before it.
    service: 'drupal',
    protocol: 'https',
    programs: ['drupal'],
    refused: [
      'https?://[\\w.:/-]{1,256}\\|{n}\\|user\\|{address}\\|{text}\\|Login attempt failed for {user}\\.',
      // Nobody has that name, and it is not told; the address is given twice.
      'https?://[\\w.:/-]{1,256}\\|{n}\\|user\\|{address}\\|{text}\\|Login attempt failed from [\\da-fA-F.:]{2,45}\\.',
    ],
    accepted: ['https?://[\\w.:/-]{1,256}\\|{n}\\|user\\|{address}\\|{text}\\|Session opened for {user}\\.'],
  },
  {
    service: 'mssql',
    protocol: 'mssql',
    programs: ['sqlservr'],
    file: { head: '{time} ', begins: '(?:Logon|Server|Backup|spid\\d{1,5}s?) {2,12}\\S' },
    refused: [
      "(?:[\\d-]{10} [\\d:.]{11} )?Logon {2,12}Login failed for user '{user}'\\.(?: Reason: {text})? ?\\[CLIENT: {address}\\]",
    ],
    accepted: [
      "(?:[\\d-]{10} [\\d:.]{11} )?Logon {2,12}Login succeeded for user '{user}'\\. Connection made using [\\w ]{1,32} authentication\\. ?\\[CLIENT: {address}\\]",
    ],
  },
  {
    service: 'mongodb',
    protocol: 'mongodb',
    programs: ['mongod', 'mongos'],
    file: { head: '{time} ', begins: '[FEWID]\\d? {1,2}[A-Z]{2,10} {1,9}\\[[\\w-]{1,48}\\] ' },
    refused: [
      'I {1,2}ACCESS {1,5}\\[conn{n}\\] (?:SASL )?[\\w-]{2,32} authentication failed for {user} on {word} from client {address}(?: ; {text})?',
    ],
    accepted: [
      'I {1,2}ACCESS {1,5}\\[conn{n}\\] Successfully authenticated as principal {user} on {word} from client {address}',
    ],
  },
  {
    // What follows names the account; whose connection it was stands in this line alone.
    service: 'rabbitmq',
    protocol: 'amqp',
    programs: ['rabbitmq-server', 'rabbitmq'],
    file: {
      head: '{time} (?=\\[)',
      begins: '\\[(?:debug|info|notice|warning|error|critical)\\] <[\\d.]{5,24}> ',
    },
    refused: [
      '(?:\\S{10} \\S{12,24} )?\\[error\\] <[\\d.]{5,24}> Error on AMQP connection <[\\d.]{5,24}> \\({address}:{n} -> [\\da-fA-F.:]{2,45}:{n}, state: starting\\):',
    ],
    accepted: [
      "(?:\\S{10} \\S{12,24} )?\\[info\\] <[\\d.]{5,24}> connection <[\\d.]{5,24}> \\({address}:{n} -> [\\da-fA-F.:]{2,45}:{n}(?: - [^']{1,128})?\\): user '{user}' authenticated and granted access to vhost '{text}'",
    ],
  },
  {
    service: 'softether',
    protocol: 'softether',
    file: {
      head: '{time} (?=\\S)',
      begins: '(?:Connection "CID-|The connection "CID-|Session "SID-|On the TCP Listener |\\[HUB ")',
    },
    refused: [
      'Connection "CID-{n}": User authentication failed\\. The user name that has been provided was "{user}", from {address}\\.',
    ],
  },
  {
    // Before 2.1 whose connection it was stands in the line before, or in one further up.
    service: 'mosquitto',
    protocol: 'mqtt',
    programs: ['mosquitto'],
    file: {
      head: '(?<stamp>\\d{10}|\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}(?:[+-]\\d{4})?): ',
      begins:
        '(?:New (?:connection|client connected) from|Client \\S|mosquitto version|Config loaded|Opening (?:ipv[46]|unix) listen|Saving in-memory|Bad socket |(?:Sending|Received) [A-Z]{4,11} |Socket error on client|OpenSSL Error)',
    },
    forms: MOSQUITTO_FORMS,
  },
  {
    service: 'esxi',
    protocol: 'https',
    programs: ['hostd', 'Hostd'],
    file: {
      head: '{time} ',
      begins: '(?:verbose|info|warning|error|panic) [\\w-]{2,24}\\[\\w{1,16}\\] \\[Originator@\\d{1,8} ',
    },
    refused: [
      '(?:(?:info|warning) hostd\\[\\w{1,16}\\] )?(?:\\[Originator@[^\\]]{1,256}\\] )?Rejected password for user {user} from {address}',
    ],
    accepted: [
      '(?:info hostd\\[\\w{1,16}\\] )?(?:\\[Originator@[^\\]]{1,256}\\] )?Accepted password for user {user} from {address}',
    ],
  },
  {
    service: 'couchdb',
    protocol: 'https',
    programs: ['couchdb'],
    file: { head: '\\[\\w{4,9}\\] {time} ', begins: '\\S{1,64}@\\S{1,128} <[\\d.]{5,24}> ' },
    refused: [
      '(?:\\S{1,64}@\\S{1,128} <[\\d.]{5,24}> \\S{1,32} )?couch_httpd_auth: Authentication failed for user {user} from {address}',
    ],
  },
  {
    service: 'clickhouse',
    protocol: 'clickhouse',
    programs: ['clickhouse-server'],
    file: {
      head: '(?<stamp>\\d{4}\\.\\d\\d\\.\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}) (?=\\[ )',
      begins: '\\[ \\d{1,10} \\] \\{[\\w-]{0,64}\\} <[A-Z][a-z]{3,12}> ',
    },
    refused: [
      '(?:\\[ {n} \\] \\{[\\w-]{0,64}\\} )?<Error> Access\\(user directories\\): from: {address}, user: {user}: Authentication failed: {text}',
    ],
  },
  {
    // Before 1.0; the account stands in the command before.
    service: 'filezilla',
    protocol: 'ftp',
    file: { head: '\\({n}\\) ?{us} (?=- )', begins: '- \\(.{1,128}?\\) \\(' },
    refused: ['- \\(not logged in\\) \\({address}\\)> 530 Login or password incorrect!'],
  },
  {
    service: 'filezilla-server',
    protocol: 'ftp',
    file: { head: '{time} (?=\\S{2} \\[)', begins: '[=<>!IWE.-]{2} \\[[A-Z][\\w ]{2,24}' },
    refused: ['[=<>!IWE.-]{2} \\[FTP Session {n} {address}\\] 530 Login incorrect\\.'],
  },
  {
    service: 'openvpn',
    protocol: 'openvpn',
    file: {
      head: '(?<stamp>\\d{4}-\\d\\d-\\d\\d [\\d:]{8}|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} \\d{4}) (?:us=\\d{1,6} )?',
      begins:
        '(?:(?:[^:/]{1,128}/)?(?:(?:udp|tcp)[46](?:-server)?:)?(?:\\[AF_INET6?\\])?\\[?[\\da-fA-F.:]{2,45}\\]?:\\d{1,5} (?:TLS|VERIFY|\\[|peer info|Control Channel|MULTI|PUSH: |PLUGIN_CALL: |Connection reset|SIGUSR1|SENT |Data Channel|Outgoing |Incoming |Authenticate/Decrypt|Username/Password)|MULTI: |OpenVPN \\d\\.|Initialization Sequence Completed|library versions: |UDPv[46] link |TCPv[46]_SERVER )',
    },
    forms: OPENVPN_FORMS,
  },
  {
    // LiteSpeed's pages for administrators, in its error log: the server names the connection, its page the account.
    service: 'litespeed',
    protocol: 'https',
    file: {
      head: '{time} ',
      begins: '\\[(?:ERROR|WARN|NOTICE|INFO|DEBUG)\\] \\[\\d{1,10}\\] (?:\\[T\\d{1,4}\\] )?(?:\\[|[A-Z])',
    },
    refused: [
      '\\[NOTICE\\] \\[\\d{1,10}\\] (?:\\[T\\d{1,4}\\] )?\\[{address}:\\d{1,5}[\\w:.-]{0,96}#_AdminVHost\\] \\[STDERR\\] \\[WebAdmin Console\\] Failed Login Attempt - username:{user} ip:[\\da-fA-F.:]{2,45} url:{text}',
    ],
  },
  {
    // What it writes to its terminal.
    service: 'dropbear',
    protocol: 'ssh',
    file: {
      head: '\\[{n}\\] {bsd} ',
      begins:
        '(?:Child connection from|Exit |[Bb]ad password|[Ll]ogin attempt|Password auth|Pubkey auth|Not backgrounding|Running in background|Failed l)',
    },
    forms: DROPBEAR_FORMS,
  },
  {
    // Proxmox Backup Server's auth.log.
    service: 'proxmox',
    protocol: 'https',
    file: {
      head: '{time}: (?=auth|succ)',
      begins: '(?:authentication failure; rhost=|successful auth for user )',
    },
    refused: ['authentication failure; rhost={address} user={user} msg={text}'],
  },
  {
    // Citrix' gateway.
    service: 'netscaler',
    protocol: 'https',
    file: {
      head: '(?:<\\d{1,3}> ?)?(?:[A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} )?(?:<[\\w.]{3,20}> )?(?:[\\w.:-]{1,255} {1,2})?(?<stamp>(?:\\d\\d/\\d\\d/\\d{4}|\\d{4}/\\d\\d/\\d\\d):\\d\\d:\\d\\d:\\d\\d(?: (?:GMT|UTC|CES?T|[ECMP][SD]T|JST|IST)(?= ))?) {1,2}(?:[A-Z]{2,5} {1,2})?',
      begins: '(?:[\\w.-]{1,64} )?\\d{1,2}-PPE-\\d{1,2} : ',
    },
    refused: [
      '(?:[\\w.-]{1,64} )?\\d{1,2}-PPE-\\d{1,2} : (?:\\w{1,32} )?AAA LOGIN_FAILED {n} {n} : {1,2}User {user} - Client_ip {address} - Failure_reason "[^"]{1,256}"(?: - Browser {text})?',
    ],
    accepted: [
      '(?:[\\w.-]{1,64} )?\\d{1,2}-PPE-\\d{1,2} : (?:\\w{1,32} )?SSLVPN LOGIN {n} {n} : {1,2}(?:Context {text} - SessionId: {n} ?- )?User {user} - Client_ip {address} - (?:X-Forwarded-For_ip {text} - )?Nat_ip {text}',
    ],
  },
  {
    service: 'ocserv',
    protocol: 'openconnect',
    programs: ['ocserv'],
    refused: ["worker(?:\\[{text}\\])?: {address} failed authentication (?:attempt )?for (?:user )?'{user}'"],
  },
  {
    service: 'opensmtpd',
    protocol: 'smtp',
    programs: ['smtpd'],
    forms: OPENSMTPD_FORMS,
  },
  {
    // XML, whose values are escaped: an element an event.
    service: 'bitvise',
    protocol: 'ssh',
    file: {
      head: ' {0,8}<event seq="{n}" time="{time}" ',
      begins: '(?:app="BvSshServer[^"]{0,32}" )?name="[A-Z]_',
    },
    refused: [
      '(?:app="[^"]{1,48}" )?name="I_LOGON_AUTH_FAILED"[^<>]{0,512}>\\s{0,8}<(?:session|conn) [^<>]{0,256}remoteAddress="{address}"[^<>]{0,256}>\\s{0,8}(?:<[^<>]{0,512}>\\s{0,8}){0,4}<authentication [^<>]{0,256}userName="{user}"[^<>]{0,512}>.{0,1024}',
    ],
    accepted: [
      '(?:app="[^"]{1,48}" )?name="I_LOGON_AUTH_SUCCEEDED"[^<>]{0,512}>\\s{0,8}<(?:session|conn) [^<>]{0,256}remoteAddress="{address}"[^<>]{0,256}>\\s{0,8}(?:<[^<>]{0,512}>\\s{0,8}){0,4}<authentication [^<>]{0,256}userName="{user}"[^<>]{0,512}>.{0,1024}',
    ],
  },
];
