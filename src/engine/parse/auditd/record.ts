import type { FieldValue } from '../../../model/log-event.ts';

/** One record of the kernel's audit: its type, when and which event it is of, and its fields. */
export type AuditRecord = {
  readonly type: string;
  /** `1489519256.192`, or as `ausearch -i` writes it: `11/20/2026 08:00:00.123`. */
  readonly stamp: string;
  readonly serial: string;
  readonly node: string | undefined;
  readonly fields: Readonly<Record<string, FieldValue | undefined>>;
  /** A field came twice with two values: nothing tells which is the kernel's. */
  readonly isContradicted: (name: string) => boolean;
};

const HEAD =
  /^(?:node=([\w.:-]{1,253}) )?type=(\w{1,48}|UNKNOWN\[\d{1,6}\]) msg=audit\((\d{9,11}(?:\.\d{1,9})?|\d\d?\/\d\d?\/\d{2,4} \d\d:\d\d:\d\d(?:\.\d{1,9})?):(\d{1,20})\) ?: ?/;

/** Records of programs without the auditd that names them. */
const NUMBERS: ReadonlyMap<string, string> = new Map([
  ...([
    ['1100', 'USER_AUTH'],
    ['1101', 'USER_ACCT'],
    ['1103', 'CRED_ACQ'],
    ['1105', 'USER_START'],
  ] as const),
  ...([
    ['1112', 'USER_LOGIN'],
    ['1123', 'USER_CMD'],
    ['1300', 'SYSCALL'],
    ['1309', 'EXECVE'],
  ] as const),
]);

/** What the kernel and libaudit write in hexadecimal where it holds a blank, a quote or worse. */
const ENCODED =
  /^(?:acct|comm|exe|cmd|cwd|name|path|proctitle|data|dir|key|vm|old-disk|new-disk|watch|file|root_dir|sw|unit)$/;
const ARGUMENT = /^a\d{1,4}(?:\[\d{1,4}\])?$/;
const HEX = /^(?:[\dA-F]{2})+$/;
const MAX_FIELDS = 128;
const SEPARATOR = '\x1d';

/**
 * `[node=NAME ]type=TYPE msg=audit(STAMP:SERIAL): key=value … msg='key=value …'`, then, where auditd was told to, the names
 * of the numbers behind a separator. No text that anybody chose holds a blank: it is in hexadecimal then. Null when
 * the line is no such record.
 */
export function readAuditRecord(line: string): AuditRecord | null {
  const head = HEAD.exec(line);
  if (head === null) return null;
  const [whole, node, type = '', stamp = '', serial = ''] = head;
  const name = NUMBERS.get(/^UNKNOWN\[(\d+)\]$/.exec(type)?.[1] ?? type) ?? type;
  const separator = line.indexOf(SEPARATOR, whole.length);
  const own = line.slice(whole.length, separator === -1 ? undefined : separator);
  const fields: Record<string, FieldValue | undefined> = {};
  const twice = new Set<string>();
  // What is interpreted is not encoded any more.
  const isRaw = !stamp.includes('/');
  for (const [key, text] of pairs(own)) {
    const value = isRaw && isEncoded(key, name) ? decoded(text) : unquoted(text);
    if (key in fields && fields[key] !== value) twice.add(key);
    else fields[key] = value;
  }
  if (separator !== -1)
    for (const [key, text] of pairs(line.slice(separator + 1))) fields[key] ??= unquoted(text);
  return { type: name, stamp, serial, node, fields, isContradicted: (key) => twice.has(key) };
}

const KEY = /^[A-Za-z][\w.[\]-]{0,47}$/;

function* pairs(text: string): Generator<readonly [key: string, value: string]> {
  for (const word of text
    .replace(/ msg='/, ' ')
    .replace(/^msg='/, '')
    .split(' ', MAX_FIELDS)) {
    const equals = word.indexOf('=');
    const key = word.slice(0, Math.max(0, equals));
    if (KEY.test(key) && key !== '__proto__') yield [key, word.slice(equals + 1)];
  }
}

function isEncoded(key: string, type: string): boolean {
  return ENCODED.test(key) || (type === 'EXECVE' && ARGUMENT.test(key));
}

function unquoted(text: string): string {
  const value = text.endsWith("'") ? text.slice(0, -1) : text;
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

function decoded(text: string): string {
  const value = unquoted(text);
  if (text.startsWith('"') || value.length < 2 || !HEX.test(value)) return value;
  const bytes = new Uint8Array(value.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(value.slice(2 * at, 2 * at + 2), 16);
  // Arguments stand in one text with a null byte behind each.
  return new TextDecoder().decode(bytes).replaceAll('\0', ' ').trimEnd();
}
