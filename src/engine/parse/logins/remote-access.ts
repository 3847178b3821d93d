import { layout } from '../../pattern.ts';
import { readJsonRecord } from '../json/json-record.ts';
import { SAMBA_FORMS } from '../programs/directories/directory-forms.ts';
import { XRDP_FORMS } from '../programs/other-login-forms.ts';
import { type ProgramForm, type ProgramMessage, toldBy } from '../programs/program-message.ts';
import type { LoginService } from './login-service.ts';
import { SAMBA } from './record-services.ts';

const SAMBA_JSON = 'JSON Authentication: ';

/** Samba's audit as JSON in its own files (`log level = 1 auth_json_audit:3`). */
function sambaRecord(text: string): ProgramMessage | null {
  const record = text.startsWith(SAMBA_JSON) ? readJsonRecord(text.slice(SAMBA_JSON.length)) : null;
  const told = record === null ? null : SAMBA.read(record);
  if (told === null) return null;
  const fields = { auth_method: 'password', protocol: 'smb' };
  return toldBy('samba-record', { ...told, login: true, fields });
}

const SAMBA_RECORD_FORM: ProgramForm = { name: 'samba-record', read: sambaRecord };

/** Desktops, shares, proxies and consoles that people reach from elsewhere. */
export const REMOTE_ACCESS: readonly LoginService[] = [
  {
    // Its own files are xrdp-sesman.log and xrdp.log.
    service: 'xrdp',
    protocol: 'rdp',
    file: {
      head: '\\[(?<stamp>\\d{8}-[\\d:]{8}|\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{3}[+-]\\d{4})\\] (?=\\[)',
      begins: '\\[(?:CORE|ERROR|WARN|INFO|DEBUG|TRACE) {0,2}\\] ',
    },
    forms: XRDP_FORMS,
  },
  {
    // Its own files have a stamp and the place in the source, and below it what happened; the audit may be told twice, as JSON too.
    service: 'samba',
    protocol: 'smb',
    again: /^JSON Authentication: /,
    file: {
      head: '\\[{time}, {1,3}\\d{1,2}(?:, [^\\]]{1,128})?\\] (?=\\S)',
      begins: '[\\w./-]{1,256}\\.c:\\d{1,6}\\(\\w{1,128}\\)$',
      below: ' {2}(?=\\S)',
    },
    forms: [...SAMBA_FORMS, SAMBA_RECORD_FORM],
  },
  {
    // Cockpit's pages, of which PAM alone tells, each of its modules. Nothing of the client's stands before the address.
    service: 'cockpit',
    protocol: 'https',
    programs: ['cockpit-session'],
    again: /^pam_(?!unix\()/,
    refused: [
      layout`
        pam_\w{1,32}\(cockpit:auth\): authentication failure; logname=\S{0,64} uid={n} euid={n} tty=\S{0,64}\x20
        ruser=\S{0,64} rhost={address}(?: {1,3}user={user})?`,
    ],
  },
  {
    // Dante: the port stands behind the address as a fifth number. The name is the client's, behind both.
    service: 'dante',
    protocol: 'socks',
    programs: ['danted', 'sockd'],
    file: {
      head: '(?<stamp>[A-Z][a-z]{2} [ \\d]\\d [\\d:]{8}) \\(\\d{10}\\.\\d{1,6}\\) (?:danted|sockd)\\[\\d{1,10}\\]: (?=\\S)',
      begins: '(?:info|error|warning|notice|alert|debug): ',
    },
    refused: [
      layout`
        info: block\({n}\): tcp/accept \]: {address}\.\d{1,5} [\da-fA-F.:]{2,52}: error after reading {n} bytes? in\x20
        {n} seconds?: could not access user "{user}"'s records in the system password file: [\w ]{1,64}`,
      layout`
        info: block\({n}\): tcp/accept \]: {address}\.\d{1,5} [\da-fA-F.:]{2,52}: error after reading {n} bytes? in\x20
        {n} seconds?: [\w ]{1,64} authentication failed for user "{user}"`,
    ],
  },
  {
    // RealVNC: the port stands behind two colons, what the client calls itself nowhere.
    service: 'realvnc',
    protocol: 'vnc',
    programs: ['vncserver-x11', 'vncserver-virtual', 'vncserver', 'vncserverui-service', 'Xvnc'],
    refused: [
      'Connections: disconnected: (?<address>[\\d.]{7,15}|\\[?[\\da-fA-F:.]{2,45}?\\]?)::\\d{1,5} \\(\\w{2,8}\\) \\(\\[AuthFailure\\] [^()]{1,256}\\)',
    ],
    accepted: [
      'Connections: authenticated: (?<address>[\\d.]{7,15}|\\[?[\\da-fA-F:.]{2,45}?\\]?)::\\d{1,5} \\(\\w{2,8}\\), as {user} \\(\\w{1,32} permissions\\)',
    ],
  },
  {
    // LibVNCServer, and what serves a desktop by it.
    service: 'x11vnc',
    protocol: 'vnc',
    file: {
      head: '{dmy}(?: |$)',
      // It says much about its screen before the first client comes.
      begins: layout`
          (?:
            $|-{18}
            |passing arg to libvncserver:\x20
            |x11vnc version: |Using X display |rootwin:\x20
            |X(?: DAMAGE|FIXES|INERAMA|inerama|KEYBOARD| display|[ T]\w{1,8} extension)
            |(?:Wirefram|Scroll Detect)i\w{1,3}:\x20
            |using XFIXES |GrabServer control |Default visual ID:\x20
            |Read initial data from X\x20
            |initialize_screen:\x20
            |Listening (?:for VNC|also on)\x20
            |f(?:b|ast) read|The X server says |screen setup finished
            |(?:rfb)?[aA]uthProcessClientMessage:\x20
            |rfb[A-Z]\w{2,40}:\x20
            |Got connection from client\x20
            |Client [\w.:-]{2,255} gone
            |incr accepted_client=|Normal socket connection|client_count: |Enabling |webSocketsHandshake:\x20
          )`,
    },
    refused: [
      '(?:rfb)?[aA]uthProcessClientMessage: [aA]uthentication failed from {address}(?: \\([\\w ]{1,64}\\))?',
    ],
  },
  {
    service: 'syncthing',
    protocol: 'https',
    programs: ['syncthing'],
    refused: ['(?:\\[\\w{5}\\] )?INFO: Wrong credentials supplied during API authorization from {address}'],
  },
  {
    // Xvnc and x0vncserver: a stamp alone on its line, and below it what happened.
    service: 'tigervnc',
    protocol: 'vnc',
    programs: ['Xvnc', 'Xtigervnc', 'x0vncserver', 'x0tigervncserver'],
    file: {
      head: '(?<stamp>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} \\d{4})$',
      begins: '$',
      below:
        ' (?=(?:Connections|SConnection|VNCSConnST|VNCServerST|SVncAuth|EncodeManager|ComparingUpdateTracker|vncext|Blacklist): )',
      isKnownBelow: true,
    },
    refused: [
      ' ?VNCSConnST: {1,2}closing {address}::{n}: Authentication failure(?:: (?!No password){text})?',
    ],
  },
  {
    // Kerberos' rlogin. The name before the address is what whoever owns that says of it.
    service: 'klogind',
    protocol: 'rlogin',
    programs: ['klogind'],
    refused: ["Authentication failed from \\S{1,255} \\({address}\\): [\\w ',-]{1,128}"],
  },
  {
    service: 'wu-ftpd',
    protocol: 'ftp',
    programs: ['wu-ftpd', 'in.ftpd', 'ftpd'],
    refused: ['failed login from [\\w.-]{1,255} \\[{address}\\]'],
  },
  {
    // A honeypot: who gets in there got in nowhere. Whose connection it is stands before what it was given.
    service: 'cowrie',
    protocol: 'ssh',
    file: {
      head: '{time} (?=\\[)',
      begins: layout`
          \[(?:
            (?:[\w. '-]{1,64} on )?(?:
              HoneyPotSSHTransport|CowrieTelnetTransport|HoneyPotTelnetTransport|StripCrTelnetTransport
            ),\d
            |cowrie\.|twisted\.
          )`,
    },
    refused: [
      "\\[(?:[\\w. '-]{1,64} on )?\\w{8,32},{n},{address}\\] login attempt \\[(?:b')?{user}'?/{text}\\] (?:failed|succeeded)",
    ],
  },
];
