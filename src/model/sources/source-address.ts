import { UserError } from '../user-error.ts';

/** What a PATH names that is no file: the journal, a container, an address to listen on. */
export type SourceAddress =
  | {
      readonly kind: 'journald';
      /** Units, or the names that programs log under; all when there are none. */
      readonly names: readonly string[];
      /** A journal file or a folder of them instead of this machine's journal. */
      readonly path: string | null;
    }
  | { readonly kind: 'docker'; readonly containers: ContainerChoice }
  | {
      readonly kind: 'syslog';
      readonly transport: 'udp' | 'tcp';
      readonly host: string;
      readonly port: number;
    }
  /** What a LogQL log query chooses; null: every stream that says what it is of. */
  | { readonly kind: 'loki'; readonly query: string | null };

export type ContainerChoice =
  | { readonly by: 'name'; readonly name: string }
  | { readonly by: 'label'; readonly label: string }
  | { readonly by: 'all' };

const PREFIX = /^(journal|docker|syslog|loki):/;
const SYSLOG_PORT = 5514;

/** Whether a PATH is an address; a file of such a name is reached as `./journal:x`. */
export function isSourceAddress(path: string): boolean {
  return PREFIX.test(path);
}

/** The address in a PATH, or null when it names a file. Throws `UserError` for an address that is none. */
export function parseSourceAddress(path: string): SourceAddress | null {
  const scheme = PREFIX.exec(path)?.[1];
  if (scheme === undefined) return null;
  const rest = path.slice(scheme.length + 1);
  if (scheme === 'journal') return journalAddress(path, rest);
  if (scheme === 'docker') return dockerAddress(path, rest);
  if (scheme === 'loki') return lokiAddress(path, rest.trim());
  return syslogAddress(path, rest);
}

const JOURNAL_NAME = /^\w[\w.@:-]{0,127}$/;

function journalAddress(path: string, rest: string): SourceAddress {
  if (rest.includes('/')) return { kind: 'journald', names: [], path: rest };
  const names = rest === '' ? [] : rest.split(',');
  if (names.every((name) => JOURNAL_NAME.test(name))) return { kind: 'journald', names, path: null };
  throw new UserError(
    `${path}: not a part of the journal`,
    'Write journal: for all of it, journal:sshd,nginx for units or programs, journal:/folder or journal:/file for a copy.',
  );
}

const CONTAINER_NAME = /^[a-zA-Z0-9][\w.-]{0,254}$/;

function dockerAddress(path: string, rest: string): SourceAddress {
  if (rest === '' || rest === '*') return { kind: 'docker', containers: { by: 'all' } };
  if (rest.startsWith('label=') && rest.length > 'label='.length) {
    return { kind: 'docker', containers: { by: 'label', label: rest.slice('label='.length) } };
  }
  if (CONTAINER_NAME.test(rest)) return { kind: 'docker', containers: { by: 'name', name: rest } };
  throw new UserError(
    `${path}: not a container`,
    'Write docker:NAME, docker:label=KEY=VALUE, or docker: for all containers.',
  );
}

/** Whether the query is one, Loki itself says best. */
function lokiAddress(path: string, rest: string): SourceAddress {
  if (rest === '') return { kind: 'loki', query: null };
  if (rest.startsWith('{')) return { kind: 'loki', query: rest };
  throw new UserError(
    `${path}: not a selector of Loki`,
    'Write loki: for all streams, or loki:\'{job="sshd"}\' for those with a label; LOKI_ADDR names the server.',
  );
}

const LISTEN = /^(udp|tcp):\/\/(\[[0-9a-fA-F:.]+\]|[\w.-]*)(?::(\d{1,5}))?$/;
const HIGHEST_PORT = 65_535;

function syslogAddress(path: string, rest: string): SourceAddress {
  const [, transport, host, port] = LISTEN.exec(rest === '' ? 'udp://' : rest) ?? [];
  const number = port === undefined ? SYSLOG_PORT : Number(port);
  if ((transport === 'udp' || transport === 'tcp') && number <= HIGHEST_PORT) {
    const bare = (host ?? '').replace(/^\[|\]$/g, '');
    return { kind: 'syslog', transport, host: bare === '' ? '127.0.0.1' : bare, port: number };
  }
  throw new UserError(
    `${path}: not an address to listen on`,
    'Write syslog:udp://127.0.0.1:5514 or syslog:tcp://127.0.0.1:5514.',
  );
}
