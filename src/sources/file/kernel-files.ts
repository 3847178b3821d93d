import type { Stats } from 'node:fs';
import { statfs } from 'node:fs/promises';

/** File systems whose files the kernel makes up when they are read: some never end, some are used up by reading. */
const MADE_UP: ReadonlySet<number> = new Set([
  ...[0x9fa0, 0x62656572], // proc, sysfs
  ...[0x64626720, 0x74726163], // debugfs, tracefs
  ...[0x73636673, 0xf97cff8c, 0x5a3c69f0], // securityfs, SELinux, AppArmor
  ...[0x27e0eb, 0x63677270], // cgroups
  ...[0xcafe4a11, 0x62656570, 0xde5e81e4], // bpf, configfs, EFI's variables
  ...[0x65735543, 0x42494e4d, 0x19800202, 0x67596969], // FUSE's control, binfmt_misc, message queues, RPC's pipes
]);

/** Whether a folder is one of the kernel's own, such as `/proc` and `/sys`. */
export async function isMadeUp(folder: string): Promise<boolean> {
  const info = await statfs(folder).catch(() => null);
  return info !== null && MADE_UP.has(info.type >>> 0);
}

/** Devices of memory (major number 1) that never end and say nothing: zero, full, random, urandom. */
const ENDLESS: ReadonlySet<number> = new Set([5, 7, 8, 9].map((minor) => (1 << 8) | minor));

export function isEndless(info: Stats): boolean {
  return info.isCharacterDevice() && ENDLESS.has(info.rdev);
}
