import type { ServiceEntry, Setting } from '../../../model/audit/finding.ts';
import { type ConfigText, type Configured, type Includes, MAX_DEPTH, MAX_FILES } from '../config-file.ts';
import { portNumber } from '../port-number.ts';
import type { BadLine } from '../services.ts';
import { SSHD_ALIASES, SSHD_DEFAULTS, SSHD_TIMES } from './defaults.ts';
import { type SshdLine, sshdLines } from './lines.ts';

/** Where a value was said, and under which condition; null: always. */
type Said = { readonly line: SshdLine; readonly path: string; readonly scope: string | null };

const MATCH_ALL = 'all';
const MAX_BAD = 100;

/**
 * What an sshd_config means, as `sshd -T` would tell it: of each setting the first value counts, `Match` blocks stand
 * over what holds always, includes are read where they stand, the rest is default.
 */
export function effectiveSshd(main: ConfigText, includes: Includes): Configured {
  const reading = new Reading(includes);
  reading.read(main, null, 0);
  const { said, bad } = reading;
  const always = new Map<string, Setting>();
  const conditional: Setting[] = [];
  const seen = new Set<string>();
  // `Match all` is last in `sshd -T`'s way of looking, and stands over the rest.
  for (const one of [...said.filter(({ scope }) => scope === MATCH_ALL), ...said]) {
    const setting = settingOf(one);
    const key = `${setting.scope ?? ''} ${setting.name}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (setting.scope === null) always.set(setting.name, setting);
    else conditional.push(setting);
  }
  for (const [name, value] of Object.entries(SSHD_DEFAULTS)) {
    if (always.has(name)) continue;
    always.set(name, { owner: 'sshd', name, value, source: main.path, line: 0, scope: null });
  }
  return {
    services: portsOf(said),
    settings: [...always.values(), ...conditional],
    bad: bad.slice(0, MAX_BAD),
    badTotal: bad.length,
  };
}

class Reading {
  readonly said: Said[] = [];
  readonly bad: BadLine[] = [];
  private files = 0;

  constructor(private readonly includes: Includes) {}

  /** A `Match` ends with its file. */
  read({ path, text }: ConfigText, inherited: string | null, depth: number): void {
    if (depth > MAX_DEPTH || this.files++ >= MAX_FILES) return;
    let scope = inherited;
    for (const line of sshdLines(text)) {
      const { keyword, args, raw } = line;
      if (args.length === 0) {
        this.bad.push({ line: line.line, reason: `${keyword} has no value`, raw });
      } else if (keyword === 'match') {
        scope = scopeOf(args, inherited);
      } else if (keyword === 'include') {
        for (const pattern of args) {
          for (const file of this.includes(pattern)) this.read(file, scope, depth + 1);
        }
      } else {
        this.said.push({ line, path, scope });
      }
    }
  }
}

function scopeOf(args: readonly string[], inherited: string | null): string {
  const own = args.join(' ').toLowerCase() === 'all' ? MATCH_ALL : `Match ${args.join(' ')}`;
  if (inherited === null || inherited === MATCH_ALL) return own;
  return own === MATCH_ALL ? inherited : `${inherited}, ${own}`;
}

function settingOf({ line: { line, keyword, args }, path, scope }: Said): Setting {
  const name = SSHD_ALIASES[keyword] ?? keyword;
  const value = writtenValue(name, args);
  return { owner: 'sshd', name, value, source: path, line, scope: scope === MATCH_ALL ? null : scope };
}

function writtenValue(name: string, args: readonly string[]): string {
  const written = args.join(' ');
  if (SSHD_TIMES.has(name)) return String(secondsOf(written) ?? written);
  const lower = written.toLowerCase();
  if (lower === 'true') return 'yes';
  if (lower === 'false') return 'no';
  return name in SSHD_DEFAULTS ? lower : written;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** sshd_config(5), TIME FORMATS: `90`, `2m`, `1h30m`. */
function secondsOf(text: string): number | null {
  const lower = text.toLowerCase();
  if (!/^(?:\d{1,9}[smhdw]?)+$/.test(lower)) return null;
  const parts = [...lower.matchAll(/(\d{1,9})([smhdw]?)/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNIT_SECONDS[unit] ?? 1), 0);
}

/** Every address with every port; an address may bring a port of its own. */
function portsOf(said: readonly Said[]): ServiceEntry[] {
  const lines = (keyword: string) =>
    said.filter(({ line, scope }) => line.keyword === keyword && scope === null);
  const ports = lines('port').flatMap(({ line, path }) => {
    const port = portNumber(line.args[0] ?? '');
    return port === null ? [] : [{ port, line, path }];
  });
  const addresses = lines('listenaddress').map(({ line, path }) => ({
    ...listenOf(line.args[0] ?? ''),
    line,
    path,
  }));
  const places = ports.length > 0 ? ports : [{ port: 22, line: null, path: '' }];
  if (addresses.length === 0) return places.map(({ port, line }) => sshdEntry(port, null, line));
  return addresses.flatMap(({ host, port, line }) =>
    port !== null
      ? [sshdEntry(port, host, line)]
      : places.map((place) => sshdEntry(place.port, host, place.line ?? line)),
  );
}

function sshdEntry(port: number, bind: string | null, line: SshdLine | null): ServiceEntry {
  const written = { line: line?.line ?? 0, raw: line?.raw ?? '' };
  return {
    ...written,
    port,
    service: 'ssh',
    status: 'configured',
    access: null,
    bind: bind ?? '*',
    transport: 'tcp',
  };
}

/** `::1`, `[::1]:2222`, `192.0.2.1:2222`, `host` */
function listenOf(text: string): { readonly host: string; readonly port: number | null } {
  const [, bracketed, after] = /^\[([^\]]*)\](?::(\d{1,5}))?$/.exec(text) ?? [];
  if (bracketed !== undefined) return { host: bracketed, port: portNumber(after ?? '') };
  const [, host, port] = /^([^:]*):(\d{1,5})$/.exec(text) ?? [];
  return host === undefined ? { host: text, port: null } : { host, port: portNumber(port ?? '') };
}
