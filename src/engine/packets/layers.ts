import {
  ACK,
  Decoded,
  FIN,
  ICMP,
  ICMPV6,
  PSH,
  RST,
  SYN,
  TCP,
  TUNNEL_KINDS,
  UDP,
  URG,
} from './decode/decoded.ts';
import { decodeLink } from './decode/link.ts';
import { ethertypeName, ipProtocolName, linkName } from './decode/names.ts';
import type { Sample } from './samples.ts';
import { ipv4Text, ipv6Text } from './table/addresses.ts';

const MOST_LAYERS = 4;
const FLAG_NAMES: readonly (readonly [number, string])[] = [
  [SYN, 'SYN'],
  [ACK, 'ACK'],
  [FIN, 'FIN'],
  [RST, 'RST'],
  [PSH, 'PSH'],
  [URG, 'URG'],
];

/** A packet in words, a line for each layer, outermost first. */
export function layersOf({ bytes, link, length }: Pick<Sample, 'bytes' | 'link' | 'length'>): string[] {
  const decoded = new Decoded();
  const lines = [`${linkName(link)}, ${length} bytes on the wire`];
  decodeLink(bytes, 0, bytes.length, link, decoded);
  addLines(decoded, lines);
  for (let layer = 1; decoded.tunnel !== -1 && layer < MOST_LAYERS; layer++) {
    const { innerStart, innerEnd, innerLink, tunnel, tunnelId } = decoded;
    lines.push(`${TUNNEL_KINDS[tunnel]}${tunnelId === 0 ? '' : ` ${tunnelId}`}, inside:`);
    decoded.clear();
    decodeLink(bytes, innerStart, innerEnd, innerLink, decoded);
    addLines(decoded, lines);
  }
  return lines;
}

function addLines(decoded: Decoded, lines: string[]): void {
  const { family, protocol, ttl, sourcePort, targetPort, flags, payloadLength } = decoded;
  if (decoded.arpStart !== 0) lines.push('ARP');
  if (decoded.unknown !== -1 && family === 0) {
    lines.push(decoded.unknownValue >= 0x600 ? ethertypeName(decoded.unknownValue) : 'not decoded further');
  }
  if (family === 0) return;
  const source = addressOf(family, decoded.s0, decoded.s1, decoded.s2, decoded.s3);
  const target = addressOf(family, decoded.d0, decoded.d1, decoded.d2, decoded.d3);
  const fragment = decoded.isFragment ? ', a fragment' : '';
  lines.push(`IPv${family} ${source} > ${target}, TTL ${ttl}${fragment}`);
  if (decoded.isLaterFragment) return;
  if (protocol === TCP) {
    lines.push(`TCP ${sourcePort} > ${targetPort} [${flagsText(flags)}], ${payloadLength} bytes of data`);
  } else if (protocol === UDP)
    lines.push(`UDP ${sourcePort} > ${targetPort}, ${payloadLength} bytes of data`);
  else if (protocol === ICMP || protocol === ICMPV6) {
    lines.push(`${ipProtocolName(protocol).toUpperCase()} type ${decoded.icmpType} code ${decoded.icmpCode}`);
  } else lines.push(ipProtocolName(protocol));
}

function addressOf(family: number, ...words: readonly number[]): string {
  return family === 4 ? ipv4Text(words[3] as number) : ipv6Text(words);
}

function flagsText(flags: number): string {
  if (flags === -1) return 'not captured';
  const names = FLAG_NAMES.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
  return names.length === 0 ? 'no flags' : names.join(' ');
}
