import { layout } from '../../pattern.ts';
import { ISE_FORMS } from '../programs/appliances/ise-forms.ts';
import { TRUENAS_FORMS } from '../programs/appliances/truenas-forms.ts';
import type { LoginService } from './login-service.ts';

/** In the form that WebTrends asks for: nothing around the account says where it ends, and no other value may hold a quote. */
const PULSE_WELF = layout`
  (?:id=firewall time="[\d :-]{19}" )?pri={n} {1,2}fw=\S{0,64} vpn=\S{0,64}\x20
  (?:ivs=[\w -]{0,64} )?user=(?<user>[^"]{0,256}?) realm="[^"]{0,128}" roles="[^"]{0,512}"\x20
  (?:type=\w{0,16} )?proto=\w{0,16} src={address} dst=\S{0,64} (?:dstname=\S{0,255} )?(?:type=\w{0,16} )?
  (?:op=\S{0,64} )?(?:arg="[^"]{0,256}" )?(?:result=\S{0,16} )?sent=\d{0,20} rcvd=\d{0,20}\x20
  (?:agent="[^"]{0,1024}" )?(?:duration=\d{0,20} )?msg="`;

/** Routers, switches, VPN gateways, network storage, and what checks passwords for them. */
export const APPLIANCES: readonly LoginService[] = [
  {
    // Juniper's, at a console or by telnet. With structured data the name of the message stands before it, not in it.
    service: 'junos',
    protocol: 'telnet',
    programs: ['login'],
    refused: ['(?:LOGIN_FAILED: )?Login failed for user {user} from host {address}'],
    accepted: ['(?:LOGIN_INFORMATION: )?User {user} logged in from host {address} on device {word}'],
  },
  {
    // An attempt that was given up is none.
    service: 'arista',
    protocol: 'ssh',
    programs: ['Aaa'],
    refused: [
      layout`
        (?:{n}: )?%AAA-4-LOGIN_FAILED: user {user} failed to login \[from: {address}\] \[service: [\w-]{1,32}\]\x20
        \[reason: Authentication failed[^\]]{0,128}\]`,
    ],
    accepted: [
      '(?:{n}: )?%AAA-5-LOGIN: user {user} logged in \\[from: {address}\\] \\[service: [\\w-]{1,32}\\]',
    ],
  },
  {
    service: 'vcenter',
    protocol: 'https',
    programs: ['vpxd'],
    refused: [
      layout`
        Event \[{n}\] \[[\d-]{1,16}\] \[[\dT:.Z-]{16,32}\] \[vim\.event\.BadUsernameSessionEvent\] \[\w{4,8}\]\x20
        \[{text}\] \[{text}\] \[{n}\] \[Cannot login {user}@{address}\]`,
    ],
    accepted: [
      layout`
        Event \[{n}\] \[[\d-]{1,16}\] \[[\dT:.Z-]{16,32}\] \[vim\.event\.UserLoginSessionEvent\] \[\w{4,8}\]\x20
        \[{text}\] \[{text}\] \[{n}\] \[User {user}@{address} logged in as {text}\]`,
    ],
  },
  {
    // Ivanti's, once Juniper's. The address stands before all that the client chose; `Primary authentication failed` tells it again.
    service: 'pulse-secure',
    protocol: 'vpn',
    programs: ['PulseSecure', 'Juniper', 'Ivanti'],
    // What its own accounts are refused for stands in a line right before.
    again: / - Login failed (?:for '\w{4,16}' authentication )?using auth server /,
    file: {
      head: 'id=firewall time="{time}" (?=pri=)',
      begins: 'pri=\\d {1,2}fw=\\S{0,64} vpn=\\S{0,64} (?:ivs=|user=)',
    },
    refused: [
      `${PULSE_WELF}AUT\\d{5}: Login failed(?: for '\\w{4,16}' authentication)?(?: using auth server [^"]{1,256}?)?\\. {0,2}Reason: [^"]{1,256}"`,
      layout`
        [\d-]{10} [\d:]{8} - [\w.-]{1,64} - \[{address}\] (?:Default Network::)?{user}\([^()]{0,128}\)
        (?:\[[^\]]{0,256}\]){1,2} - Login failed(?: for '\w{4,16}' authentication)?(?: using auth server {text})?\.
        \x20{0,2}Reason: {text}`,
    ],
    accepted: [
      `${PULSE_WELF}AUT\\d{5}: (?:Agent l|L)ogin succeeded for [^"]{1,1024}"`,
      layout`
        [\d-]{10} [\d:]{8} - [\w.-]{1,64} - \[{address}\] (?:Default Network::)?{user}\([^()]{0,128}\)
        (?:\[[^\]]{0,256}\]){1,2} - (?:Agent l|L)ogin succeeded for {text}`,
    ],
  },
  {
    // Also what it tells QRadar (LEEF), in the same words.
    service: 'watchguard',
    protocol: 'vpn',
    programs: ['admd'],
    refused: [
      '(?:msg_id="[\\dA-F-]{9}" )?Authentication of [\\w ]{2,32} user \\[{user}\\] from {address} (?:was )?rejected, [\\w \']{1,128}',
      '(?:msg_id="[\\dA-F-]{9}" )?(?:WSM|WebUI) User {user} from {address} log in attempt was rejected - [\\w \']{1,128}\\.',
    ],
    accepted: [
      '(?:msg_id="[\\dA-F-]{9}" )?Authentication of [\\w ]{2,32} user \\[{user}\\] from {address} (?:was )?accepted',
    ],
  },
  {
    // The name stands behind the address, and so does all that it may hold.
    service: 'sophos-utm',
    protocol: 'https',
    programs: ['aua'],
    refused: [
      layout`
        id="3005" severity="warn" sys="System" sub="auth" name="Authentication failed" srcip="{address}"\x20
        host="[^"]{0,255}" user="{user}" caller="[\w-]{1,32}" reason="[^"]{1,128}"`,
    ],
  },
  {
    service: 'unraid',
    protocol: 'https',
    programs: ['webGUI', 'webgui'],
    refused: [
      'Unsuccessful login user {user} from {address}(?:\\. Ignoring login attempts for {n} seconds\\.)?',
    ],
    accepted: ['Successful login user {user} from {address}'],
  },
  {
    // What the client calls itself stands behind its name: neither may hold the address, which stands before both.
    service: 'openmediavault',
    protocol: 'https',
    programs: ['openmediavault-webgui'],
    refused: ['Unauthorized login attempt from {address} \\[username={user}, user-agent={text}\\]'],
    accepted: ['Authorized login from {address} \\[username={user}, user-agent={text}\\]'],
  },
  {
    // Who called whom it speaks for: an address where it is a VPN, a device's own where it is Wi-Fi. Within a tunnel it is told again.
    service: 'freeradius',
    protocol: 'radius',
    programs: ['radiusd', 'freeradius'],
    file: {
      head: '(?<stamp>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} \\d{4}) : (?=\\S)',
      begins: '(?:Auth|Info|Error|Warning|Proxy|Acct|Debug): ',
    },
    refused: [
      layout`
        (?:Auth: )?(?:\({n}\) {1,2})?(?:Login incorrect|Invalid user)(?: \({text}\))?: \[{user}(?:/{text})?\] \(from\x20
        client {word} port {n} cli {address}\)`,
    ],
    accepted: [
      '(?:Auth: )?(?:\\({n}\\) {1,2})?Login OK: \\[{user}(?:/{text})?\\] \\(from client {word} port {n} cli {address}\\)',
    ],
  },
  {
    // BIG-IP's own pages.
    service: 'big-ip',
    protocol: 'https',
    programs: ['httpd'],
    refused: [
      layout`
        (?:\d{8}:\d: AUDIT - )?(?:user {text} - RAW: )?httpd\(pam_audit\): User={user} tty=\S{1,64} host={address}\x20
        failed to login after {n} attempts \(start="[^"]{8,40}" end="[^"]{8,40}"\)\.?:?`,
    ],
    accepted: [
      layout`
        (?:\d{8}:\d: AUDIT - )?(?:user {text} - RAW: )?httpd\(pam_audit\): user={user} partition=\[[^\]]{1,64}\]\x20
        level=[\w -]{1,32} tty=\S{1,64} host={address} attempts={n} start="[^"]{8,40}"(?: end="[^"]{8,40}")?\.?:?`,
    ],
  },
  {
    // H3C's and HPE's Comware: switches and routers.
    service: 'comware',
    protocol: 'ssh',
    file: {
      head: layout`
        (?:<\d{1,3}>)?%?(?<stamp>
          \d{4}-\d\d-\d\dT[\d:]{8}(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)|[A-Z][a-z]{2} [ \d]\d [\d:]{8}
        )(?:[.:]\d{3})?(?: \d{4})? \S{1,255} (?=%%10)`,
      begins: '%%10[A-Z][A-Z\\d_]{1,31}/\\d/[A-Z][A-Z\\d_]{2,63}: ',
    },
    refused: [
      layout`
        %%10SSHS/\d/SSHS_AUTH_FAIL: (?:-DevIP={word}; |-[\w-]{1,16}=[^;]{1,128}; )?SSH user {user} \(IP: {address}\) (?:
          failed to log in|didn't pass password authentication|didn't pass keyboard-interactive authentication
        ) [\w ']{1,128}\.`,
      '%%10LOGIN/\\d/LOGIN_FAILED: (?:-[\\w-]{1,16}=[^;]{1,128}; )?{user} failed to (?:log in|login) from {address}\\.',
      '%%10WEB/\\d/WEB_LOGIN_FAILED: (?:-[\\w-]{1,16}=[^;]{1,128}; )?{user} failed to (?:log in|login) from {address}\\.',
    ],
    accepted: [
      '%%10(?:SHELL/\\d/SHELL|WEB/\\d/WEB)_LOGIN: (?:-[\\w-]{1,16}=[^;]{1,128}; )?{user} logged in from {address}\\.',
    ],
  },
  {
    // Huawei's VRP.
    service: 'vrp',
    protocol: 'ssh',
    file: {
      head: layout`
        (?:<\d{1,3}>)?(?<stamp>
          \d{4}-\d\d-\d\d[T ][\d:]{8}(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?|[A-Z][a-z]{2} {1,2}\d{1,2} \d{4} [\d:]{8}
        )(?:\.\d{1,6})?(?:[+-]\d\d:\d\d)?(?: DST)? (?:\d{4} )?\S{1,255} (?=%%01)`,
      begins:
        '%%01[A-Z][A-Z\\d_]{1,31}/\\d/\\w{2,63}(?:\\([a-z]\\))?(?::CID=0x[\\da-f]{4,12};|\\[\\d{1,10}\\]:|: ?)',
    },
    refused: [
      layout`
        %%01SSHS?/\d/SSH_FAIL(?:ED)?(?:\([a-z]\))?(?:\[{n}\])?:(?:CID=0x[\da-f]{4,12};)? ?Failed to (?:login|log in)\x20
        through SSH\. ?\(I[Pp](?:Address)?={address}, (?:VpnInstanceName={text}, )?UserName={user},\x20
        Times={n}(?:, {text})?\)\.?`,
      layout`
        %%01(?:SHELL|LINE|VTY|WEB|HTTP)/\d/LOGIN_?FAIL(?:ED)?(?:\([a-z]\))?(?:\[{n}\])?:(?:CID=0x[\da-f]{4,12};)? ?
        Failed to log ?in\. ?\(I[Pp](?:Address)?={address}, UserName={user}, Times={n}(?:, {text})?\)\.?`,
    ],
    accepted: [
      '%%01SHELL/\\d/LOGIN(?:\\([a-z]\\))?(?:\\[{n}\\])?: ?VTY login from {address} \\(UserName={user}\\)\\.?',
    ],
  },
  {
    service: 'truenas',
    protocol: 'https',
    programs: ['TNAUDIT_MIDDLEWARE'],
    forms: TRUENAS_FORMS,
  },
  {
    service: 'cisco-ise',
    protocol: 'radius',
    programs: [
      'CISE_Failed_Attempts',
      'CISE_Passed_Authentications',
      'CISE_Administrative_and_Operational_Audit',
    ],
    forms: ISE_FORMS,
  },
  {
    // HPE's ProCurve, Aruba's switches of that line: the number of the event before what tells it.
    service: 'procurve',
    protocol: 'ssh',
    file: {
      head: '(?:<\\d{1,3}> ?)?(?:\\d{1,2} )?{bsd} \\S{1,255} \\d{5} (?=[a-zA-Z])',
      begins: '[a-zA-Z][\\w.-]{1,15}: ',
    },
    refused: [
      layout`
        auth: {1,2}(?:(?:AM|ST)\d(?:-[A-Z]{2,8})?: ){0,2}Invalid user name/password on [A-Za-z-]{2,16}\x20
        session,? {0,2}User '{user}' is trying to login from {address}`,
    ],
  },
  {
    // Dell's, by the number of its messages.
    service: 'idrac',
    protocol: 'https',
    programs: ['Severity'],
    refused: [
      'Warning, Category: Audit, MessageID: USR0031, Message: Unable to log in for {user} from {address} using [\\w/ -]{2,24}\\.',
    ],
    accepted: [
      'Informational, Category: Audit, MessageID: USR0030, Message: Successfully logged in using {user}, from {address} and [\\w/ -]{2,24}\\.',
    ],
  },
];
