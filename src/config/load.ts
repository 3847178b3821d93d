import { closeSync, openSync, readSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { isSourceAddress } from '../model/sources/source-address.ts';
import type { Checked } from './issues.ts';
import { type Config, configSchema } from './schema.ts';
import { readStrictDocument, readStrictYaml, type StrictDocument } from './strict-yaml.ts';

/**
 * The configuration in a text. Relative folders and files in it start from the folder of the file,
 * so that the same file means the same wherever the program is started.
 */
export function parseConfig(text: string, file: string): Checked<Config> {
  const checked = readStrictYaml(text, file, configSchema);
  if (!checked.ok) return checked;
  const config = checked.value;
  const absolute = (path: string) => resolve(dirname(file), path);
  const orNull = (path: string | null) => (path === null ? null : absolute(path));
  const value: Config = {
    ...config,
    state: orNull(config.state),
    policy: orNull(config.policy),
    rules: config.rules.map(absolute),
    parsers: config.parsers.map(absolute),
    attach: {
      ...config.attach,
      folder: orNull(config.attach.folder),
    },
    loki: {
      ...config.loki,
      password_file: orNull(config.loki.password_file),
      token_file: orNull(config.loki.token_file),
      ca_file: orNull(config.loki.ca_file),
    },
    notify: absoluteNotify(config.notify, absolute),
    intelligence: absoluteIntelligence(config.intelligence, absolute),
    sources: config.sources.map((source) => ({
      ...source,
      path: source.path === '-' || isSourceAddress(source.path) ? source.path : absolute(source.path),
    })),
  };
  return { ok: true, value };
}

function absoluteNotify(notify: Config['notify'], absolute: (path: string) => string): Config['notify'] {
  const orNull = (path: string | null): string | null => (path === null ? null : absolute(path));
  const { mail, webhooks, files } = notify;
  return {
    ...notify,
    mail: mail && {
      ...mail,
      password_file: orNull(mail.password_file),
      ca_file: orNull(mail.ca_file),
    },
    webhooks: webhooks.map((webhook) => ({ ...webhook, token_file: orNull(webhook.token_file) })),
    files: files.map((file) => ({ ...file, path: absolute(file.path) })),
  };
}

function absoluteIntelligence(
  { block_lists, countries, crawlers }: Config['intelligence'],
  absolute: (path: string) => string,
): Config['intelligence'] {
  const named = ({ name, path }: { readonly name: string; readonly path: string }) => ({
    name,
    path: absolute(path),
  });
  return {
    block_lists: block_lists.map(named),
    countries: countries.map(absolute),
    crawlers: crawlers.map(named),
  };
}

/** Reads and checks a configuration file. All that is wrong is data, with file, line and column. */
export function loadConfig(file: string): Checked<Config> {
  const read = readSmallText(file);
  return read.ok ? parseConfig(read.value, file) : read;
}

/** Any other YAML file of ours (a policy) against its schema, with the same checks and the same issues. */
export function loadStrictDocument<S extends z.ZodType>(
  file: string,
  schema: S,
): Checked<StrictDocument<z.output<S>>> {
  const read = readSmallText(file);
  return read.ok ? readStrictDocument(read.value, file, schema) : read;
}

/** The name of what `-` is in every command. */
export const STDIN = '/dev/stdin';

const MAX_BYTES = 1024 * 1024;

/** Reads at most a mebibyte: the name may lead to a device that never ends. */
function readSmallText(file: string): Checked<string> {
  try {
    const bytes = readUpTo(file, MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) return unreadable(file, 'is larger than 1 MiB: not a configuration');
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    return unreadable(file, whyUnreadable(error));
  }
}

function readUpTo(file: string, limit: number): Buffer {
  // Read by its number: what comes through a socket (from ssh) cannot be opened by name.
  const isStdin = file === STDIN;
  const descriptor = isStdin ? 0 : openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(limit);
    let filled = 0;
    while (filled < limit) {
      const count = readSync(descriptor, buffer, filled, limit - filled, null);
      if (count === 0) break;
      filled += count;
    }
    return buffer.subarray(0, filled);
  } finally {
    if (!isStdin) closeSync(descriptor);
  }
}

function unreadable(file: string, message: string): Checked<never> {
  return {
    ok: false,
    issues: [{ file, line: 0, column: 0, path: '', message, allowed: null, nearest: null }],
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'may not be read (permission denied)',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'there is no such file',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'is not UTF-8 text',
};

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
