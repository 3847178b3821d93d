import { canonicalIp } from '../../model/addresses/ip.ts';

type Login = { readonly pid: number; readonly peer: string };

/** glibc's `struct utmp` on 64-bit Linux (utmp(5)). */
const RECORD = { size: 384, type: 0, pid: 4, host: 76, hostLength: 256, address: 348 } as const;
const USER_PROCESS = 7;

/** Logins from elsewhere that utmp has as open. */
export function parseUtmp(bytes: Buffer): Login[] {
  const logins: Login[] = [];
  for (let start = 0; start + RECORD.size <= bytes.length; start += RECORD.size) {
    if (bytes.readInt16LE(start + RECORD.type) !== USER_PROCESS) continue;
    const pid = bytes.readInt32LE(start + RECORD.pid);
    const peer = hostAddress(bytes, start) ?? rawAddress(bytes, start);
    if (peer !== null) logins.push({ pid, peer });
  }
  return logins;
}

/** The host as text; a name when sshd looks names up. */
function hostAddress(bytes: Buffer, start: number): string | null {
  const host = bytes.toString('latin1', start + RECORD.host, start + RECORD.host + RECORD.hostLength);
  return canonicalIp(host.split(/[\0 ]/)[0] ?? '');
}

function rawAddress(bytes: Buffer, start: number): string | null {
  const raw = bytes.subarray(start + RECORD.address, start + RECORD.address + 16);
  if (raw.every((byte) => byte === 0)) return null;
  if (raw.subarray(4).every((byte) => byte === 0)) return [...raw.subarray(0, 4)].join('.');
  return canonicalIp((raw.toString('hex').match(/.{4}/g) ?? []).join(':'));
}
