import { u16be } from '../capture/bytes.ts';
import { loggedText } from './text.ts';

type DnsMessage = {
  readonly isAnswer: boolean;
  readonly isNoSuchName: boolean;
  /** Characters of the first name asked for, and of its longest part. */
  readonly nameLength: number;
  readonly longestLabel: number;
  /** It begins with an address, part by part: who has it (`ip6.arpa`), or is it on a block list? */
  readonly isAddress: boolean;
};

const HEADER = 12;
const NO_SUCH_NAME = 3;
/** This many short numbers at the beginning of a name are an address. */
const ADDRESS_PARTS = 4;

/** Null when it is no DNS message about a name. */
export function readDns(bytes: Uint8Array, start: number, end: number): DnsMessage | null {
  if (end - start < HEADER + 2 || u16be(bytes, start + 4) === 0) return null;
  let nameLength = 0;
  let longestLabel = 0;
  let labels = 0;
  let numbers = 0;
  let at = start + HEADER;
  for (let label = bytes[at] as number; label !== 0; label = bytes[at] as number) {
    if (label > 63 || at + 1 + label >= end || nameLength > 255) return null;
    nameLength += label + (nameLength > 0 ? 1 : 0);
    if (label > longestLabel) longestLabel = label;
    if (numbers === labels && isNumber(bytes, at + 1, label)) numbers++;
    labels++;
    at += 1 + label;
  }
  const flags = u16be(bytes, start + 2);
  return {
    isAnswer: (flags & 0x8000) !== 0,
    isNoSuchName: (flags & 0x8000) !== 0 && (flags & 15) === NO_SUCH_NAME,
    nameLength,
    longestLabel,
    isAddress: numbers >= ADDRESS_PARTS,
  };
}

/** Up to three digits, hexadecimal ones included. */
function isNumber(bytes: Uint8Array, start: number, length: number): boolean {
  if (length > 3) return false;
  for (let at = start; at < start + length; at++) {
    const byte = (bytes[at] as number) | 32;
    if (!((byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102))) return false;
  }
  return true;
}

/** The name that a message asks for; to be read only when `readDns` found one. */
export function dnsName(bytes: Uint8Array, start: number): string {
  const labels: string[] = [];
  let at = start + HEADER;
  for (let label = bytes[at] as number; label !== 0 && label <= 63; label = bytes[at] as number) {
    labels.push(loggedText(bytes, at + 1, at + 1 + label));
    at += 1 + label;
  }
  return labels.join('.');
}
