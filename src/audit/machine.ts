import { existsSync } from 'node:fs';
import type { Policy } from '../engine/audit/policy.ts';
import type { ServiceEntry } from '../model/audit/finding.ts';
import { type AuditInput, NOTHING } from './input.ts';
import { NGINX_CONF, readNginx } from './nginx.ts';
import { listeningSockets, readSockets } from './sockets.ts';
import { readSshd, SSHD_CONFIG } from './sshd.ts';
import { readUnits } from './units.ts';

/** What is open on this machine and how it is set; `root` stands before every path. */
export function readMachine(policy: Policy, root = ''): readonly AuditInput[] {
  const units = readUnits(policy, root);
  const { services, notes } = readSockets(policy, root);
  const sockets = services.map((entry) => activated(entry, units.services));
  const inputs: AuditInput[] = [{ ...NOTHING, source: 'sockets', kind: 'sockets', services: sockets, notes }];
  const open = new Set(sockets.map(placeOf));
  const waiting = units.services.filter((entry) => entry.status === 'enabled' && !open.has(placeOf(entry)));
  if (waiting.length > 0) inputs.push({ ...units, services: waiting });
  // What sshd listens on is among the sockets already.
  if (existsSync(root + SSHD_CONFIG)) inputs.push({ ...readSshd(root + SSHD_CONFIG), services: [] });
  // So is what nginx listens on.
  if (existsSync(root + NGINX_CONF)) inputs.push({ ...readNginx(root + NGINX_CONF, policy), services: [] });
  return inputs;
}

/** Changes when something is worth another look: a socket came or went, a setting is otherwise. Cheap. */
export function machineSignature(policy: Policy, root: string): string {
  const sshd = existsSync(root + SSHD_CONFIG) ? readSshd(root + SSHD_CONFIG).settings : [];
  const nginx = existsSync(root + NGINX_CONF) ? readNginx(root + NGINX_CONF, policy).settings : [];
  return JSON.stringify([listeningSockets(root), sshd, nginx]);
}

/** systemd holds the socket of a service until somebody comes: its unit says whose it is. */
function activated(entry: ServiceEntry, units: readonly ServiceEntry[]): ServiceEntry {
  if (entry.holder?.pid !== 1 || entry.holder.program !== 'systemd') return entry;
  const unit = units.find((candidate) => placeOf(candidate) === placeOf(entry));
  if (unit === undefined) return entry;
  return { ...entry, service: unit.service, holder: { ...entry.holder, unit: unit.holder?.unit ?? null } };
}

function placeOf({ transport, port }: ServiceEntry): string {
  return `${transport} ${port}`;
}
