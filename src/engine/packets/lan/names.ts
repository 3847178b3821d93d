import { Spread } from '../analysis/spread.ts';
import { u16be } from '../capture/bytes.ts';
import type { Decoded } from '../decode/decoded.ts';
import { dnsName, readDns } from '../payload/dns.ts';
import { loggedText } from '../payload/text.ts';
import type { Handle } from '../table/addresses.ts';
import { mix } from '../table/hash.ts';
import { type LanFinding, namesFinding } from './findings.ts';

export const LLMNR = 5355;
export const NETBIOS = 137;

const HEADER = 12;
const IS_ANSWER = 0x8000;
/** A name server (WINS) marks that it looks things up for others; it may know every name. */
const LOOKS_UP = 0x0080;
const OPCODE = 0x7800;
const REPLY_CODE = 0x000f;
const NETBIOS_NAME = 32;
const NETBIOS_ADDRESS = 0x0020;
/** What kind of service a NetBIOS name is of stands in its last byte, two letters: a host has many. */
const NETBIOS_LETTERS = 30;
/** Browsers look for their proxy under it; nobody is called so. */
const PROXY_NAME = 'wpad';

/** Reads answers to questions that went to everybody (LLMNR, NetBIOS): a host answers to its own name only. */
export class NameWatch {
  private readonly answered = new Spread({ keys: 1024, values: 64, span: 90_000, floor: 2 });

  get displaced(): number {
    return this.answered.displaced;
  }

  /** Null when the message shows nothing odd. `who`: text of the sender's address. */
  read(
    bytes: Uint8Array,
    decoded: Decoded,
    sender: Handle,
    who: () => string,
    tick: number,
  ): LanFinding | null {
    const { payloadStart: at, payloadEnd: end, sourcePort } = decoded;
    if (end - at < HEADER + 2) return null;
    const flags = u16be(bytes, at + 2);
    const isAnswer = (flags & (IS_ANSWER | OPCODE | REPLY_CODE)) === IS_ANSWER && u16be(bytes, at + 6) > 0;
    if (!isAnswer) return null;
    const protocol = sourcePort === LLMNR ? 'llmnr' : 'nbns';
    const name = protocol === 'llmnr' ? llmnrName(bytes, at, end) : netbiosName(bytes, at, end, flags);
    if (name === null) return null;
    const sight = this.answered.add(sender, hashOf(name), tick);
    if (sight === null && name !== PROXY_NAME) return null;
    return namesFinding(protocol, who(), name, sight?.distinct ?? 1);
  }
}

/** Null for names of addresses: a host has many. */
function llmnrName(bytes: Uint8Array, at: number, end: number): string | null {
  const message = readDns(bytes, at, end);
  const name = message === null ? null : dnsName(bytes, at).toLowerCase();
  return name === null || name.endsWith('.arpa') ? null : name;
}

function netbiosName(bytes: Uint8Array, at: number, end: number, flags: number): string | null {
  const start = at + HEADER;
  if ((flags & LOOKS_UP) !== 0 || bytes[start] !== NETBIOS_NAME || start + NETBIOS_NAME + 4 > end)
    return null;
  // No question stands in front of the answer.
  if (u16be(bytes, at + 4) !== 0 || u16be(bytes, start + NETBIOS_NAME + 2) !== NETBIOS_ADDRESS) return null;
  const letters = new Uint8Array(NETBIOS_LETTERS / 2);
  for (let letter = 0; letter < letters.length; letter++) {
    const high = (bytes[start + 1 + 2 * letter] as number) - 65;
    const low = (bytes[start + 2 + 2 * letter] as number) - 65;
    if (high < 0 || high > 15 || low < 0 || low > 15) return null;
    letters[letter] = (high << 4) | low;
  }
  return loggedText(letters, 0, letters.length).trimEnd().toLowerCase();
}

function hashOf(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = mix(hash ^ name.charCodeAt(at));
  return hash;
}
