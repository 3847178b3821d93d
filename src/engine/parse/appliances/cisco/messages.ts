import type { Fields, Outcome } from '../../../../model/log-event.ts';
import { layout } from '../../../pattern.ts';

/** What a message of a Cisco device tells of a login or a packet. */
type CiscoMessage =
  | {
      readonly kind: 'login';
      readonly outcome: Outcome;
      readonly address: string;
      readonly user: string | null;
    }
  | { readonly kind: 'packet'; readonly address: string; readonly fields: Fields };

type Groups = Readonly<Record<string, string | undefined>>;
type Form = readonly [mnemonic: RegExp, pattern: RegExp, tell: (groups: Groups) => CiscoMessage];

const FROM = '(?<address>[\\da-fA-F.:]{2,45})';
const TO = '(?<target>[\\da-fA-F.:]{2,45})';

function login(outcome: Outcome) {
  return ({ address = '', user }: Groups): CiscoMessage => ({
    kind: 'login',
    outcome,
    address,
    user: user || null,
  });
}

function packet({ address = '', target, protocol, port, to, verb, flags }: Groups): CiscoMessage {
  const isDenied = verb === undefined || /^den/i.test(verb);
  return {
    kind: 'packet',
    address,
    fields: {
      ...{ form: 'firewall', dst_ip: target, protocol: protocol?.toLowerCase() },
      ...{ src_port: number(port), dst_port: number(to) },
      tcp_flags: flags?.trim(),
      action: isDenied ? 'blocked' : 'allowed',
    },
  };
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** Accounts are the client's text: what names the peer stands before them, or at the end of the message. */
const FORMS: readonly Form[] = [
  [
    /^LOGIN_FAILED$/,
    new RegExp(
      `^Login failed \\[user: (?<user>.{0,256})\\] \\[Source: ${FROM}\\] \\[localport: \\d{1,5}\\](?: \\[Reason: [^\\]]{0,128}\\])?(?: at .{1,64})?$`,
    ),
    login('failure'),
  ],
  [
    /^LOGIN_SUCCESS$/,
    new RegExp(
      `^Login Success \\[user: (?<user>.{0,256})\\] \\[Source: ${FROM}\\] \\[localport: \\d{1,5}\\](?: at .{1,64})?$`,
    ),
    login('success'),
  ],
  [
    /^605004$/,
    new RegExp(`^Login denied from ${FROM}/\\d{1,5} to \\S{1,128} for user ["']?(?<user>.{0,256}?)["']?$`),
    login('failure'),
  ],
  [
    /^605005$/,
    new RegExp(`^Login permitted from ${FROM}/\\d{1,5} to \\S{1,128} for user ["']?(?<user>.{0,256}?)["']?$`),
    login('success'),
  ],
  [
    /^611102$/,
    new RegExp(`^User authentication failed: IP (?:address:|=) ${FROM}, Uname[:=]? ?(?<user>.{0,256})$`),
    login('failure'),
  ],
  [
    /^611101$/,
    new RegExp(`^User authentication succeeded: IP (?:address:|=) ${FROM}, Uname[:=]? ?(?<user>.{0,256})$`),
    login('success'),
  ],
  [
    /^113(?:005|015)$/,
    new RegExp(
      layout`
        ^AAA user authentication Rejected ?: reason = [\w ]{1,64} ?: (?:server = \S{1,64}|local database) ?: user =\x20
        (?<user>.{0,256}) : user IP = ${FROM}$`,
    ),
    login('failure'),
  ],
  // Who got in at the VPN, with AnyConnect or with a browser.
  [
    /^(?:113039|716001)$/,
    new RegExp(
      `^Group <?.{1,128}?>? User <?(?<user>.{1,256}?)>? IP <?${FROM}>? (?:AnyConnect parent|WebVPN) session started\\.?$`,
    ),
    login('success'),
  ],
  // The same where the VPN tells what address it gave, by IKEv2 too. No address of a client's holds a blank.
  [
    /^722051$/,
    new RegExp(
      `^Group <.{1,128}?> User <(?<user>.{1,256}?)> IP <${FROM}> IPv4 Address <[\\d.]{7,15}> IPv6 address <\\S{2,64}> assigned to session$`,
    ),
    login('success'),
  ],
  [
    /^751025$/,
    new RegExp(
      layout`
        ^Local:\S{1,128}:\d{1,5} Remote:${FROM}:\d{1,5} Username:(?<user>.{1,256}?) (?:IKEv2 )?Group:\S{1,128} IPv4\x20
        Address=[\d.]{7,15} IPv6 address=\S{2,64} assigned to session$`,
    ),
    login('success'),
  ],
  // NX-OS. PAM and sshd tell of the same attempt in other words.
  [
    /^SYSTEM_MSG$/,
    new RegExp(
      `^pam_aaa: ?Authentication failed (?:for user (?<user>.{0,256}) )?from ${FROM} - (?:dcos_)?(?:sshd|login|telnetd)(?:\\[\\d{1,10}\\])?$`,
    ),
    login('failure'),
  ],
  // Meraki. That a VPN's login was accepted is told again, with the account, when it connects.
  [
    /^events$/,
    new RegExp(
      layout`
        ^type=anyconnect_vpn_auth_failure msg= '(?:
          RADIUS\[\d{1,10}\] Server IP=[\da-fA-F.:]{2,45} Server port=\d{1,5}\x20
        )?Peer IP=${FROM} ?Peer port[=[]\d{1,5}\]?[ :].{0,512}$`,
    ),
    login('failure'),
  ],
  [
    /^events$/,
    new RegExp(
      `^(?:client|anyconnect)_vpn_connect user id '(?<user>.{1,256})' local ip [\\da-fA-F.:]{2,45} connected from ${FROM}$`,
    ),
    login('success'),
  ],
  [
    /(?:^|_)(?:flows|firewall)$/,
    new RegExp(
      layout`
        ^(?=allow |deny |.{1,256} pattern: )(?:(?<verb>allow|deny) )?src=${FROM} dst=${TO}\x20
        (?:mac=[\dA-FX:]{17} )?protocol=(?<protocol>\w{1,16})(?: sport=(?<port>\d{1,5}) dport=(?<to>\d{1,5}))?
        (?: type=\d{1,3})?(?:
          \x20pattern: (?:Group Policy )?(?<pattern>[Aa]llow|[Dd]eny)\b.{0,512}
        )?$`,
    ),
    ({ verb, pattern, ...packetOf }) => packet({ ...packetOf, verb: verb ?? pattern }),
  ],
  [
    /^106(?:010|023)$/,
    new RegExp(
      layout`
        ^Deny (?:inbound )?(?<protocol>\w{2,16}) src [^ :]{1,64}:${FROM}(?:/(?<port>\d{1,5}))?(?:\([^)]{0,128}\))?\x20
        dst [^ :]{1,64}:(?:${TO}|[\w.-]{1,128})(?:/(?<to>\d{1,5}))?(?:[ (]|$)`,
    ),
    packet,
  ],
  [
    /^106(?:001|006|007)$/,
    new RegExp(
      layout`
        ^(?:Inbound|Deny inbound) (?<protocol>\w{2,16}) (?:connection denied )?from ${FROM}/(?<port>\d{1,5}) to\x20
        ${TO}/(?<to>\d{1,5})(?: flags (?<flags>[A-Z ]{3,32}?))? {1,2}(?:on|due)`,
    ),
    packet,
  ],
  [
    /^106100$/,
    new RegExp(
      layout`
        ^access-list \S{1,128} (?<verb>denied|permitted|est-allowed) (?<protocol>\w{2,16})\x20
        [^ /]{1,64}/${FROM}\((?<port>\d{1,5})\)(?:\([^)]{0,128}\))? -> [^ /]{1,64}/${TO}\((?<to>\d{1,5})\)`,
    ),
    packet,
  ],
  [
    /^710003$/,
    new RegExp(
      `^(?<protocol>\\w{2,16}) access denied by ACL from ${FROM}/(?<port>\\d{1,5}) to [^ :]{1,64}:${TO}/(?:(?<to>\\d{1,5})|[a-z][\\w-]{1,31})$`,
    ),
    packet,
  ],
  [
    /^IPACCESSLOGP$/,
    new RegExp(
      layout`
        ^list \S{1,128} (?<verb>denied|permitted) (?<protocol>\w{2,16})\x20
        ${FROM}\((?<port>\d{1,5})\)(?: \([^)]{0,128}\))? -> ${TO}\((?<to>\d{1,5})\)`,
    ),
    packet,
  ],
];

/** Null when the message is none that tells of a login or a packet. */
export function readCiscoMessage(mnemonic: string, text: string): CiscoMessage | null {
  if (text.length > LONGEST) return null;
  for (const [name, pattern, tell] of FORMS) {
    const match = name.test(mnemonic) ? pattern.exec(text) : null;
    if (match !== null) return tell(match.groups ?? {});
  }
  return null;
}

const LONGEST = 2048;
