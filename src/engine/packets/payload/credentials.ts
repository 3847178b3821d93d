import { hasWord, lineEnd, loggedText } from './text.ts';

const SERVICES: Readonly<Record<number, string>> = {
  21: 'ftp',
  25: 'smtp',
  110: 'pop3',
  143: 'imap',
  587: 'smtp',
};
const TELNET = 23;
const MOST_WAITING = 512;
const LONGEST_NAME = 64;

/** A password that went by in clear text: which service, whose. Never the password. */
export type SeenCredential = { readonly service: string; readonly user: string | null };

/** Recognises logins in clear text: FTP, POP3, IMAP, SMTP, Telnet. What it remembers are names, never passwords. */
export class Credentials {
  /** Names that were said and wait for their password, by connection. */
  private readonly waiting = new Map<number, string>();

  /** `connection`: the same for both directions. */
  read(
    bytes: Uint8Array,
    start: number,
    end: number,
    sourcePort: number,
    targetPort: number,
    connection: number,
  ): SeenCredential | null {
    if (sourcePort === TELNET) {
      return hasWord(bytes, Math.max(start, end - 10), end, 'password: ')
        ? { service: 'telnet', user: null }
        : null;
    }
    const service = SERVICES[targetPort];
    const first = (bytes[start] as number) | 32;
    if (first === 117 && hasWord(bytes, start, end, 'user ')) {
      this.remember(connection, this.lineOf(bytes, start + 5, end));
      return null;
    }
    if (first === 112 && hasWord(bytes, start, end, 'pass ') && lineEnd(bytes, start, end) < end) {
      const user = this.waiting.get(connection);
      if (user === undefined && service === undefined) return null;
      this.waiting.delete(connection);
      return { service: service ?? 'ftp', user: user ?? null };
    }
    if (service === 'smtp' && first === 97 && hasWord(bytes, start, end, 'auth ')) {
      const isPlain = hasWord(bytes, start + 5, end, 'plain') || hasWord(bytes, start + 5, end, 'login');
      return isPlain ? { service, user: null } : null;
    }
    if (service === 'imap') return readImap(bytes, start, end);
    return null;
  }

  private lineOf(bytes: Uint8Array, start: number, end: number): string {
    return loggedText(bytes, start, Math.min(lineEnd(bytes, start, end), start + LONGEST_NAME));
  }

  private remember(connection: number, name: string): void {
    this.waiting.delete(connection);
    if (this.waiting.size >= MOST_WAITING) {
      for (const oldest of this.waiting.keys()) {
        this.waiting.delete(oldest);
        break;
      }
    }
    this.waiting.set(connection, name);
  }
}

/** `a1 LOGIN name password` */
function readImap(bytes: Uint8Array, start: number, end: number): SeenCredential | null {
  let at = start;
  while (at < end && at < start + 16 && bytes[at] !== 32) at++;
  if (!hasWord(bytes, at + 1, end, 'login ')) return null;
  const from = at + 7;
  let to = from;
  while (to < end && to < from + LONGEST_NAME && bytes[to] !== 32 && bytes[to] !== 13) to++;
  return { service: 'imap', user: loggedText(bytes, from, to).replaceAll('\\x22', '') };
}
