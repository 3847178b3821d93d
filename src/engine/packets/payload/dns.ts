import { u16be } from '../capture/bytes.ts';
import { loggedText } from './text.ts';

export type DnsMessage = {
  readonly isAnswer: boolean;
  readonly isNoSuchName: boolean;
  /** Characters of the first name asked for, and of its longest part. */
  readonly nameLength: number;
  readonly longestLabel: number;
};

const HEADER = 12;
const NO_SUCH_NAME = 3;

/** Null when it is no DNS message about a name. */
export function readDns(bytes: Uint8Array, start: number, end: number): DnsMessage | null {
  if (end - start < HEADER + 2 || u16be(bytes, start + 4) === 0) return null;
  let nameLength = 0;
  let longestLabel = 0;
  let at = start + HEADER;
  for (let label = bytes[at] as number; label !== 0; label = bytes[at] as number) {
    if (label > 63 || at + 1 + label >= end || nameLength > 255) return null;
    nameLength += label + (nameLength > 0 ? 1 : 0);
    if (label > longestLabel) longestLabel = label;
    at += 1 + label;
  }
  const flags = u16be(bytes, start + 2);
  return {
    isAnswer: (flags & 0x8000) !== 0,
    isNoSuchName: (flags & 0x8000) !== 0 && (flags & 15) === NO_SUCH_NAME,
    nameLength,
    longestLabel,
  };
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
