import { serviceNamed } from '../engine/audit/name-service.ts';
import { effectiveNginx } from '../engine/audit/nginx/effective.ts';
import type { Policy } from '../engine/audit/policy.ts';
import { includesFrom, readConfigText } from './include.ts';
import { type AuditInput, NOTHING } from './input.ts';

export const NGINX_CONF = '/etc/nginx/nginx.conf';

/** An nginx configuration, or one file of it, with all that it includes. `text`: what stands in it, where it was read already. */
export function readNginx(path: string, policy: Policy, text?: string): AuditInput {
  const notes: string[] = [];
  const note = (what: string): void => void notes.push(what);
  const main = text === undefined ? readConfigText(path, note) : { path, text };
  const base = { ...NOTHING, source: path, kind: 'nginx' as const, notes };
  if (main === null) return base;
  const includes = includesFrom({ main: path, home: '/etc/nginx', note });
  const configured = effectiveNginx(main, includes, ({ ssl, port, transport }, context) => {
    if (context === 'stream') return serviceNamed('', { port: port ?? 0, transport }, policy);
    return ssl ? 'https' : 'http';
  });
  return { ...base, ...configured };
}
