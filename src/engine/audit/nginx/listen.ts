import { portNumber } from '../port-number.ts';
import type { Directive } from './directives.ts';

/** Where a server of nginx listens; `port` is null for a Unix socket. */
export type Listen = {
  readonly port: number | null;
  readonly bind: string;
  readonly ssl: boolean;
  readonly transport: 'tcp' | 'udp';
  readonly line: number;
  readonly raw: string;
};

const PLAIN_PORT = 80;

/** What the `listen` directives of a server say; without one a server of HTTP listens on port 80. */
export function listens(
  block: readonly Directive[],
  server: Directive,
  context: 'http' | 'stream',
): Listen[] {
  const directives = block.filter(({ name }) => name === 'listen');
  // Before nginx 1.25.1 TLS could be switched on for a whole server.
  const allSsl = block.some(({ name, args }) => name === 'ssl' && args[0] === 'on');
  if (directives.length === 0 && context === 'http') {
    const { line } = server;
    return [{ port: PLAIN_PORT, bind: '*', ssl: allSsl, transport: 'tcp', line, raw: '' }];
  }
  return directives.map(({ args, line }) => {
    const [where = '', ...words] = args;
    const isUdp = words.includes('udp') || words.includes('quic') || words.includes('http3');
    return {
      ...placeOf(where),
      ssl: allSsl || words.includes('ssl') || words.includes('quic'),
      transport: isUdp ? 'udp' : 'tcp',
      line,
      raw: `listen ${args.join(' ')}`,
    } as const;
  });
}

/** `80`, `*:80`, `127.0.0.1:8000`, `localhost`, `[::]:443`, `unix:/run/x.sock` */
function placeOf(where: string): Pick<Listen, 'port' | 'bind'> {
  if (where.startsWith('unix:')) return { port: null, bind: where.slice(5) };
  if (/^\d{1,5}$/.test(where)) return { port: portNumber(where), bind: '*' };
  const [, bracketed, plain = '', port] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(where) ?? [];
  return { port: port === undefined ? PLAIN_PORT : portNumber(port), bind: bracketed ?? (plain || '*') };
}
