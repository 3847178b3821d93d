import { type ProgramForm, type ProgramMessage, toldBy } from '../program-message.ts';

/**
 * Packets as the kernel logs them for nftables, iptables and ufw: `PREFIX IN=… OUT=… MAC=… SRC=… DST=… … PROTO=TCP
 * SPT=… DPT=…`. The prefix is the administrator's; an ICMP error ends with the packet that it is about, in brackets.
 */
const PACKET =
  /^IN=(\S{0,32}) (?:OUT=(\S{0,32}) )?(?:PHYSIN=\S{1,32} )?(?:PHYSOUT=\S{1,32} )?(?:MAC=[\da-f:]{0,200} )?SRC=([\da-fA-F.:]{2,45}) DST=([\da-fA-F.:]{2,45}) /;

const KERNEL_CLOCK = /^\[ {0,12}\d{1,12}\.\d{1,9}\] /;
const BLOCKED = /block|drop|deny|denied|reject|invalid/i;
const ALLOWED = /allow|accept|pass/i;
/** The rule of a UniFi gateway: `[WAN_LOCAL-D-40000]`; what it does stands in the middle. */
const UNIFI_RULE = /^\[[\w.]{1,48}-(A|RET|D|R)-\d{1,12}\]/;
const FLAG = /^(?:SYN|ACK|FIN|RST|PSH|URG|ECE|CWR)$/;

/** Further from the beginning no prefix reaches. */
const LONGEST_PREFIX = 200;

function readPacket(text: string): ProgramMessage | null {
  const at = text.slice(0, LONGEST_PREFIX).indexOf('IN=');
  const packet = at === -1 ? null : PACKET.exec(text.slice(at));
  if (packet === null) return null;
  const [head, inside, outside = '', source, target] = packet;
  const prefix = text.slice(0, at).replace(KERNEL_CLOCK, '').trim();
  const values = new Map<string, string>();
  const flags: string[] = [];
  for (const word of text.slice(at + head.length).split(' ', 40)) {
    // What follows is a packet within the packet.
    if (word.startsWith('[')) break;
    const equals = word.indexOf('=');
    if (equals === -1 && FLAG.test(word)) flags.push(word);
    const key = word.slice(0, Math.max(0, equals));
    if (equals > 0 && !values.has(key)) values.set(key, word.slice(equals + 1));
  }
  const protocol = values.get('PROTO');
  return toldBy('firewall', {
    address: source ?? null,
    fields: {
      dst_ip: target,
      src_port: port(values.get('SPT')),
      dst_port: port(values.get('DPT')),
      protocol: protocol?.toLowerCase(),
      tcp_flags: protocol === 'TCP' ? flags.join(' ') : undefined,
      in_interface: inside === '' ? undefined : inside,
      out_interface: outside === '' ? undefined : outside,
      prefix: prefix === '' ? undefined : prefix,
      action: actionOf(prefix),
    },
  });
}

function port(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/** As far as the administrator's words tell it. */
export function actionOf(prefix: string): string | undefined {
  const letter = UNIFI_RULE.exec(prefix)?.[1];
  if (letter !== undefined) return letter === 'A' || letter === 'RET' ? 'allowed' : 'blocked';
  if (BLOCKED.test(prefix)) return 'blocked';
  return ALLOWED.test(prefix) ? 'allowed' : undefined;
}

export const FIREWALL_FORMS: readonly ProgramForm[] = [{ name: 'firewall', read: readPacket }];
