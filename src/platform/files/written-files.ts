import { fstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';

const ACCESS_MODE = 3;

/** Files on disk that this process has open to write: standard output may be one of them. Empty where `/proc` is not. */
export function writtenFiles(): WrittenFiles {
  const files = new Set<string>();
  for (const name of descriptors()) {
    try {
      const info = fstatSync(Number(name));
      if (info.isFile() && isWritten(name)) files.add(identityOf(info));
    } catch {
      // Closed since it was listed.
    }
  }
  return { has: (info) => files.has(identityOf(info)), size: files.size };
}

export type WrittenFiles = { readonly size: number; has(info: Stats): boolean };

function descriptors(): readonly string[] {
  try {
    return readdirSync('/proc/self/fdinfo');
  } catch {
    return [];
  }
}

function isWritten(descriptor: string): boolean {
  const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & ACCESS_MODE) !== 0;
}

function identityOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}
