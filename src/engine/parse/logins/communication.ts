import { layout } from '../../pattern.ts';
import type { LoginService } from './login-service.ts';

/** Mail, chat and telephony. */
export const COMMUNICATION: readonly LoginService[] = [
  {
    // Of several addresses, all but the last are what a proxy was told: only one alone is taken.
    service: 'sogo',
    protocol: 'https',
    programs: ['sogod'],
    file: { head: '{bsd} sogod \\[{n}\\]: ', begins: '\\S' },
    refused: [
      "SOGoRootPage Login from '{address}' for user '{user}' might not have worked(?: - password policy: {text})?",
    ],
    accepted: [
      "SOGoRootPage successful login from '{address}' for user '{user}' - expire = -?{n} {1,2}grace = -?{n}",
    ],
  },
  {
    // The account in the context before the message is one that exists; what the client calls itself stands behind the address.
    service: 'zimbra',
    protocol: 'https',
    file: {
      head: '{time} ',
      begins: '[A-Z]{4,5} {1,2}\\[[^\\]]{1,256}\\] \\[[^\\]]{0,512}\\] [a-zA-Z]{2,24} - ',
    },
    refused: [
      layout`
        [A-Z]{4,5} {1,2}\[[^\]]{1,256}\] \[(?:name=[^;\]]{1,128};)?(?:mid={n};)?(?:ip=[\da-fA-F.:]{2,45};)?oip={address}
        ;[^\]]{0,512}\] SoapEngine - handler exception: authentication failed for \[{user}\], [\w ]{1,64}`,
      layout`
        [A-Z]{4,5} {1,2}\[[^\]]{1,256}\] \[(?:ip=[\da-fA-F.:]{2,45};)?oip={address};[^\]]{0,512}\] (?:imap|pop) -\x20
        authentication failed for \[{user}\] \([\w ]{1,64}\)`,
      layout`
        [A-Z]{4,5} {1,2}\[[^\]]{1,256}\] \[ip={address};(?!oip=)[^\]]{0,512}\] (?:imap|pop) - authentication failed\x20
        for \[{user}\] \([\w ]{1,64}\)`,
      layout`
        [A-Z]{4,5} {1,2}\[[^\]]{1,256}\] \[(?:name=[^;\]]{1,128};)?(?:mid={n};)?(?:ip=[\da-fA-F.:]{2,45};)?oip={address}
        ;[^\]]{0,512}\] security - cmd=(?:Admin)?Auth; account={user}; (?:protocol=\w{1,16}; )?error=authentication\x20
        failed for \[{text}\](?:, [\w ]{1,64})?;`,
    ],
  },
  {
    // What the connection is stands first; the account and all else that the client chose behind it.
    service: 'stalwart',
    protocol: 'mail',
    programs: ['stalwart', 'stalwart-mail'],
    file: {
      head: '{time} ',
      begins: '(?:TRACE|DEBUG|INFO|WARN|ERROR) {1,2}[A-Z][^()=]{2,80} \\([a-z][\\w-]{1,24}\\.[\\w-]{2,40}\\)',
    },
    refused: [
      layout`
        (?:INFO|WARN|ERROR) {1,2}Authentication failed \(auth\.failed\)\x20
        (?:listenerId = "[\w-]{1,64}", )?(?:localPort = {n}, )?remoteIp =\x20
        {address}(?:, remotePort = {n})?(?:, accountName = "{user}")?(?:, {text})?`,
    ],
    accepted: [
      layout`
        INFO {1,2}Authentication successful \(auth\.success\) (?:listenerId = "[\w-]{1,64}", )?(?:localPort = {n}, )?
        remoteIp = {address}(?:, remotePort = {n})?(?:, accountName = "{user}")?(?:, {text})?`,
    ],
  },
  {
    service: 'horde',
    protocol: 'https',
    programs: ['HORDE', 'horde'],
    refused: [
      '(?:\\[\\w{3,8}\\] )?\\[\\w{1,16}\\] FAILED LOGIN for {user} \\[{address}\\](?: \\(forwarded for \\[{text}\\]\\))? to {text}',
    ],
    accepted: [
      '(?:\\[\\w{3,8}\\] )?\\[\\w{1,16}\\] Login success for {user} \\[{address}\\](?: \\(forwarded for \\[{text}\\]\\))? to {text}',
    ],
  },
  {
    // vpopmail's accounts, for qmail.
    service: 'vpopmail',
    protocol: 'mail',
    programs: ['vpopmail', 'vchkpw'],
    refused: [
      "(?:vchkpw(?:-\\w{1,16})?: )?(?:vpopmail user not found|password fail(?: \\(pass: '{text}'\\))?|null password given) {user}:{address}",
    ],
    accepted: ['(?:vchkpw(?:-\\w{1,16})?: )?\\([\\w/+-]{1,24}\\) login success {user}:{address}'],
  },
  {
    service: 'uw-imap',
    protocol: 'imap',
    programs: ['ipop3d', 'imap-login', 'imapd'],
    refused: [
      'Login (?:failed|disabled|excessive login failures) user={user} auth={text} host=(?:[\\w.-]{1,255} )?\\[{address}\\]',
    ],
  },
  {
    service: 'kerio',
    protocol: 'mail',
    file: {
      head: '\\[{clf}\\] ',
      begins: layout`
          (?:
            Failed \w{2,16} login
            |[\w/]{2,16}: (?:User|Invalid password)
            |Attempt to deliver|SMTP Spam|IP address |Relay attempt|Message from|Client with
            |Administration login|Found \d
          )`,
    },
    refused: [
      'Failed \\w{2,16} login from {address}(?: with SASL method [\\w-]{2,24})?\\.',
      "[\\w/]{2,16}: User {user} doesn't exist\\. Attempt from IP address {address}\\.?",
      '[\\w/]{2,16}: Invalid password for user {user}\\. Attempt from IP address {address}\\.?',
    ],
  },
  {
    service: 'ejabberd',
    protocol: 'xmpp',
    programs: ['ejabberd', 'ejabberdctl'],
    file: {
      head: '{time} (?=\\[)',
      begins:
        '\\[(?:debug|info|notice|warning|error|critical)\\] (?:<\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}>@ejabberd|\\()',
    },
    refused: [
      layout`
        (?:\S{10} \S{12,24} )?\[\w{4,8}\] (?:<[\d.]{5,24}>@[\w:/]{1,96} )?\([^()]{1,200}\) Failed\x20
        (?:c2s {word} )?authentication for {user} from (?:IP )?{address}(?:: [\w ]{1,128})?`,
    ],
    accepted: [
      layout`
        (?:\S{10} \S{12,24} )?\[\w{4,8}\] (?:<[\d.]{5,24}>@[\w:/]{1,96} )?\([^()]{1,200}\) Accepted c2s {word}\x20
        authentication for {user} by {word} backend from {address}`,
    ],
  },
  {
    // Of an account that is not there it says so, and, with log-auth-failures, that it refused it.
    service: 'freeswitch',
    protocol: 'sip',
    again: / sofia_reg\.c:\d{1,6} SIP auth failure /,
    programs: ['freeswitch'],
    file: {
      head: '{time} (?=\\[|\\d)',
      begins:
        '(?:[\\d.]{1,6}% )?\\[(?:DEBUG|INFO|NOTICE|WARNING|ERR|CRIT|ALERT)\\] [\\w.]{1,64}\\.c(?:pp)?:\\d',
    },
    refused: [
      layout`
        (?:\S{10} \S{8,18} )?(?:[\d.]{1,6}% )?\[WARNING\] sofia_reg\.c:{n} SIP auth failure \([A-Z]{3,12}\) on sofia\x20
        profile '[\w.-]{1,64}' for \[{user}\] from ip {address}`,
      "(?:\\S{10} \\S{8,18} )?(?:[\\d.]{1,6}% )?\\[WARNING\\] sofia_reg\\.c:{n} Can't find user \\[{user}\\] from {address}",
    ],
  },
  {
    service: 'mumble',
    protocol: 'mumble',
    programs: ['murmurd', 'mumble-server'],
    file: { head: '<[WCFX]>{time} ', begins: '(?:\\d{1,9} => |[A-Z])' },
    refused: [
      layout`
        (?:<[WCFX]>\S{10} \S{8,16} )?{n} => <{n}:{user}\(-?{n}\)> Rejected connection from {address}:{n}: (?:
          Invalid server password|Wrong certificate or password for existing user
        )`,
    ],
    accepted: ['(?:<[WCFX]>\\S{10} \\S{8,16} )?{n} => <{n}:{user}\\({n}\\)> Authenticated'],
  },
  {
    service: 'teamspeak',
    protocol: 'teamspeak',
    file: { head: '{time}\\|', begins: '(?:INFO|WARNING|ERROR|CRITICAL|DEBUG) {0,8}\\|\\w{1,24} {0,24}\\|' },
    refused: [
      'INFO {1,8}\\|Query {1,24}\\| {0,8}(?:{n})? {0,8}\\|query from {n} {address} attempted to login with account "{user}" and failed!',
    ],
  },
  {
    service: 'znc',
    protocol: 'irc',
    programs: ['znc'],
    file: {
      head: '\\[{time}\\] (?=\\[)',
      begins:
        '\\[[^\\[\\]]{1,64}\\] (?:failed to login|connected to|disconnected from|cleared|opened|closed)',
    },
    refused: ['\\[{user}\\] failed to login from {address}'],
    accepted: ['\\[{user}\\] connected to ZNC from {address}'],
  },
  {
    // What its pages write for those who ban.
    service: 'freepbx',
    protocol: 'https',
    file: {
      head: '\\[(?<stamp>\\d{4}-[A-Z][a-z]{2}-\\d\\d [\\d:]{8})\\] ',
      begins: '\\[freepbx_security\\.[A-Z]{4,9}\\]: ',
    },
    refused: [
      '\\[freepbx_security\\.[A-Z]{4,9}\\]: Authentication failure for {user} from {address} \\[\\] \\[\\]',
    ],
  },
  {
    // HCL's, once IBM's: its console, with the number of the process in front or without. Day first, but where slashes part them.
    service: 'domino',
    protocol: 'mail',
    file: {
      head: layout`
        (?:\[[\dA-Fa-f:-]{4,48}\] )?(?<stamp>
          \d\d[-.]\d\d[-.]\d{4} {1,3}[\d:]{8}|\d{4}-\d\d-\d\d [\d:]{8}|\d\d/\d\d/\d{4} {1,3}[\d:]{8}(?: [AP]M)?
        ) {2,4}(?=\S)`,
      begins:
        '(?:(?:SMTP|POP3|IMAP|HTTP|LDAP|NRPC|NSF|DIIOP) Server(?: \\[[\\dA-F:-]{4,48}\\])?:? |smtp: |http: |Router: |Opened session |Closed session |AMgr: )',
    },
    refused: [
      'SMTP Server(?: \\[[\\dA-F:-]{4,48}\\])?:? Authentication failed for user {user} ; connecting host (?!\\[){address}',
      'SMTP Server(?: \\[[\\dA-F:-]{4,48}\\])?:? Authentication failed for user {user} ; connecting host \\[{address}\\]',
      '(?:POP3|IMAP|LDAP) Server(?: \\[[\\dA-F:-]{4,48}\\])?:? Authentication failure for {user}, connecting host (?!\\[){address}: {text}',
      '(?:smtp|http): {user} \\[{address}\\] authentication failure using internet password',
    ],
  },
  {
    service: 'solid-pop3d',
    protocol: 'pop3',
    programs: ['solid-pop3d', 'spop3d'],
    refused: [
      "authentication failed: (?:no such user|can't map user name): {user} - {address}",
      '(?:APOP )?authentication failed for (?:mapped )?user {user} - {address}',
      "can't find APOP secret for user {user} - {address}",
      'root login not allowed - {address}',
    ],
  },
  {
    service: 'squirrelmail',
    protocol: 'https',
    file: {
      head: '{us} (?=\\[)',
      begins: '\\[(?:LOGIN|LOGOUT|LOGIN_ERROR|MASS_MAILING|OUTGOING_MAIL|ERROR)\\] ',
    },
    refused: [
      '\\[LOGIN_ERROR\\] {user} \\([\\w.-]{0,255}\\) from {address}: Unknown user or password incorrect\\.',
    ],
    accepted: ['\\[LOGIN\\] {user} \\([\\w.-]{0,255}\\) from {address}: ?'],
  },
  {
    // Of an account that is not there it says so twice.
    service: 'openwebmail',
    protocol: 'https',
    file: {
      head: '(?<stamp>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} \\d{4}) - ',
      begins: '\\[\\d{1,10}\\] \\([\\da-fA-F.:]{2,45}\\) \\S',
    },
    refused: ['\\[{n}\\] \\({address}\\) {user} - login error - {text}'],
    accepted: ['\\[{n}\\] \\({address}\\) {user} - login - {text}'],
  },
  {
    // By its module `log_auth`; the session's name stands before a tab.
    service: 'prosody',
    protocol: 'xmpp',
    programs: ['prosody'],
    file: { head: '{bsd} (?=\\S)', begins: '\\S{1,64}\\t(?:debug|info|warn|error)\\t' },
    refused: [
      '(?:\\S{1,64}\\tinfo\\t|\\S{1,64}: )?Failed authentication attempt \\([\\w-]{1,64}\\) for user {user} from IP: {address}',
    ],
  },
];
