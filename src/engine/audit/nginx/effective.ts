import type { ServiceEntry, Setting } from '../../../model/audit/finding.ts';
import { reachOf } from '../bind.ts';
import { type ConfigText, type Configured, type Includes, MAX_DEPTH, MAX_FILES } from '../config-file.ts';
import type { BadLine } from '../services.ts';
import { type Directive, parseNginx } from './directives.ts';
import { type Listen, listens } from './listen.ts';

/** What holds in a block and in those within it, unless they say otherwise. */
type Inherited = Readonly<Record<string, Directive>>;

/** Directives whose value is compared as it stands; blocks inherit them. */
const COMPARED = ['autoindex', 'server_tokens', 'ssl_protocols', 'ssl_ciphers', 'root'] as const;
/** Who may come is decided by one of these. */
const LIMITS: ReadonlySet<string> = new Set([
  ...['auth_basic', 'auth_request', 'auth_jwt', 'deny', 'internal', 'ssl_verify_client', 'return'],
]);
const INHERITED: ReadonlySet<string> = new Set([...COMPARED, ...LIMITS]);
const MAX_BAD = 100;
const MOST_SETTINGS = 5000;

/**
 * What an nginx configuration opens and how it is set. Beside its own directives it tells what only several of them
 * say: `open_location` and `open_proxy_port` (reached by everybody, nobody asks who it is), `alias_traversal` (a
 * location without the slash that its alias has), `clear_text_auth` (passwords asked for without TLS).
 */
export function effectiveNginx(
  main: ConfigText,
  includes: Includes,
  nameOf: (listen: Listen, context: 'http' | 'stream') => string,
): Configured {
  const reading = new Reading(includes);
  const directives = reading.expanded(main, 0);
  const judging = new Judging(nameOf);
  judging.walk(directives, {}, { scope: null, context: 'http', server: null });
  judging.addDefaults(main.path, directives);
  return {
    services: judging.services,
    settings: judging.settings,
    bad: reading.bad.slice(0, MAX_BAD),
    badTotal: reading.badTotal,
  };
}

class Reading {
  readonly bad: BadLine[] = [];
  badTotal = 0;
  private files = 0;

  constructor(private readonly includes: Includes) {}

  /** The directives of a file, with those of the files that it includes in their place. */
  expanded({ path, text }: ConfigText, depth: number): readonly Directive[] {
    if (depth > MAX_DEPTH || this.files++ >= MAX_FILES) return [];
    const { directives, bad, badTotal } = parseNginx(text, path);
    this.badTotal += badTotal;
    for (const each of bad) {
      this.bad.push(depth === 0 ? each : { ...each, reason: `${path}: ${each.reason}` });
    }
    return this.included(directives, depth);
  }

  private included(directives: readonly Directive[], depth: number): readonly Directive[] {
    return directives.flatMap((directive) => {
      const { name, args, block } = directive;
      if (name === 'include' && block === null) {
        return this.includes(args[0] ?? '').flatMap((file) => this.expanded(file, depth + 1));
      }
      return [block === null ? directive : { ...directive, block: this.included(block, depth) }];
    });
  }
}

type Server = { readonly listens: readonly Listen[]; readonly isLocal: boolean };
type Place = {
  /** `server example.org, location /x`; null outside of servers. */
  readonly scope: string | null;
  readonly context: 'http' | 'stream';
  readonly server: Server | null;
};

class Judging {
  readonly services: ServiceEntry[] = [];
  readonly settings: Setting[] = [];
  private readonly told = new Set<string>();

  constructor(private readonly nameOf: (listen: Listen, context: 'http' | 'stream') => string) {}

  walk(directives: readonly Directive[], outer: Inherited, place: Place): void {
    const own = directives.filter(({ name }) => INHERITED.has(name));
    const holds = { ...outer, ...Object.fromEntries(own.map((each) => [each.name, each])) };
    if (place.server !== null) this.tellCompared(holds, new Set(own), place.scope);
    for (const directive of directives) {
      const { name, block } = directive;
      // Of other blocks (map, upstream, types) the lines are no directives.
      if (block === null) continue;
      if (name === 'server') this.server(directive, holds, place);
      else if (name === 'location') this.location(directive, holds, place);
      else if (name === 'stream' || name === 'mail') this.walk(block, holds, { ...place, context: 'stream' });
      else if (name === 'http' || name === 'limit_except' || name === 'if') this.walk(block, holds, place);
    }
  }

  /** nginx tells its version unless somebody says otherwise; only a whole configuration shows that nobody does. */
  addDefaults(path: string, directives: readonly Directive[]): void {
    const isWhole = directives.some(({ name, block }) => name === 'http' && block !== null);
    const isUnset = this.services.length > 0 && this.unset.has('server_tokens');
    if (isWhole && isUnset) this.tell('server_tokens', 'on', { path, line: 0 }, null);
  }

  /** Names that some server leaves as nginx has them. */
  private readonly unset = new Set<string>();

  private server(directive: Directive, outer: Inherited, place: Place): void {
    const block = directive.block ?? [];
    // An upstream has servers too; they have no block.
    const own = listens(block, directive, place.context);
    const isLocal = own.every(({ bind, port }) => port === null || reachOf(bind) === 'local');
    const names = block.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args);
    const called = names.find((name) => name !== '_' && name !== '') ?? `:${own[0]?.port ?? ''}`;
    const scope = `server ${called}`;
    for (const listen of own) this.service(listen, place.context);
    if (place.context === 'http' && outer.server_tokens === undefined) {
      if (!block.some(({ name }) => name === 'server_tokens')) this.unset.add('server_tokens');
    }
    this.walk(block, outer, { ...place, scope, server: { listens: own, isLocal } });
    this.auth(block, scope, own);
  }

  private location(directive: Directive, outer: Inherited, place: Place): void {
    const { args } = directive;
    const block = directive.block ?? [];
    const scope = `${place.scope ?? 'server'}, location ${args.join(' ')}`;
    const path = (args.at(-1) ?? '').replace(/^\^?\\?/, '');
    const isPrefix = args.length === 1 || args[0] === '^~';
    const alias = block.find(({ name }) => name === 'alias');
    if (alias && isPrefix && !path.endsWith('/') && (alias.args[0] ?? '').endsWith('/')) {
      this.tell('alias_traversal', 'yes', alias, scope);
    }
    const own = block.filter(({ name }) => LIMITS.has(name));
    const isLimited = [...Object.values(outer), ...own].some(isLimit);
    if (!isLimited && place.server?.isLocal === false && !path.startsWith('@')) {
      const status = block.find(({ name }) => name === 'stub_status');
      this.tell('open_location', status === undefined ? path : 'stub_status', status ?? directive, scope);
      for (const proxy of block.filter(({ name }) => name.endsWith('_pass'))) {
        const port = /:(\d{1,5})(?=\/|$)/.exec((proxy.args[0] ?? '').replace(/^\w+:\/\//, ''))?.[1];
        if (port !== undefined) this.tell('open_proxy_port', port, proxy, scope);
      }
    }
    this.walk(block, outer, { ...place, scope });
  }

  /** Passwords that are asked for where everybody on the way can read them. */
  private auth(block: readonly Directive[], scope: string, own: readonly Listen[]): void {
    const plain = own.find(({ ssl, port, bind }) => !ssl && port !== null && reachOf(bind) !== 'local');
    const asks = allOf(block).find(({ name, args }) => name === 'auth_basic' && args[0] !== 'off');
    const redirects = block.some(({ name, args }) => name === 'return' && /^30[1278]$/.test(args[0] ?? ''));
    if (plain && asks && !redirects) this.tell('clear_text_auth', 'yes', asks, scope);
  }

  private service(listen: Listen, context: Place['context']): void {
    const { port, bind, transport, line, raw } = listen;
    if (port === null || this.services.length >= MOST_SETTINGS) return;
    const service = this.nameOf(listen, context);
    if (this.told.has(`port ${transport} ${port} ${bind} ${service}`)) return;
    this.told.add(`port ${transport} ${port} ${bind} ${service}`);
    this.services.push({ line, raw, port, service, bind, transport, status: 'configured', access: null });
  }

  private tellCompared(holds: Inherited, own: ReadonlySet<Directive>, scope: string | null): void {
    for (const name of COMPARED) {
      const directive = holds[name];
      if (directive === undefined) continue;
      this.tell(name, comparedValue(directive), directive, own.has(directive) ? scope : null);
    }
  }

  /** Each directive once, wherever it is inherited: the first place tells of it. */
  private tell(
    name: string,
    value: string,
    { path, line }: Pick<Directive, 'path' | 'line'>,
    scope: string | null,
  ) {
    const key = `${path}:${line} ${name} ${line === 0 ? '' : value}`;
    if (this.told.has(key) || this.settings.length >= MOST_SETTINGS) return;
    this.told.add(key);
    this.settings.push({ owner: 'nginx', name, value, source: path, line, scope });
  }
}

function isLimit({ name, args }: Directive): boolean {
  if (!LIMITS.has(name)) return false;
  if (name === 'return') return !/^(?:200|\/|https?:)/.test(args[0] ?? '');
  return args[0] !== 'off';
}

function allOf(directives: readonly Directive[]): readonly Directive[] {
  return directives.flatMap((each) => [each, ...allOf(each.block ?? [])]);
}

/** `HIGH:!aNULL` is what is let in: `high`. */
function comparedValue({ name, args }: Directive): string {
  const written = args.join(' ').toLowerCase();
  if (name === 'root') return written.length > 1 ? written.replace(/\/+$/, '') : written;
  if (name !== 'ssl_ciphers') return written;
  return written
    .split(/[:\s,]+/)
    .filter((cipher) => cipher !== '' && !/^[!-]/.test(cipher))
    .join(' ');
}
