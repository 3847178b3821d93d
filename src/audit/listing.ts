import type { Listed, ListedPort } from '../engine/audit/listings/listing.ts';
import { beginsAsListing, looksLikeListing, parseListing } from '../engine/audit/listings/parse-listing.ts';
import { imageService, serviceName, serviceNamed } from '../engine/audit/name-service.ts';
import type { Policy } from '../engine/audit/policy.ts';
import type { PortPlace } from '../engine/audit/policy-port.ts';
import { looksLikeServices, parseServices, type ServiceList } from '../engine/audit/services.ts';
import type { Holder, ServiceEntry } from '../model/audit/finding.ts';
import { type AuditInput, NOTHING } from './input.ts';
import { merged, USUAL_CLIENT_PORTS } from './sockets.ts';

/** What is open by what another program listed, mostly on another machine: `ssh web01 ss -tulpn | soc-console audit -`. */
export function readListing(path: string, policy: Policy, text: string): AuditInput {
  const { entries, bad, badTotal } = listedServices(text, policy);
  return { ...NOTHING, source: path, kind: 'listing', services: entries, bad, badTotal };
}

/** The services of a file that is a list of them, or a listing that another program made. */
export function servicesIn(text: string, policy: Policy): ServiceList {
  const isListing = beginsAsListing(text) || (looksLikeListing(text) && !looksLikeServices(text.split('\n')));
  return isListing ? listedServices(text, policy) : parseServices(text);
}

function listedServices(text: string, policy: Policy): ServiceList {
  const { ports, bad, badTotal } = parseListing(text);
  const entries = ports.map(({ line, raw, ...port }) => ({ ...entryOf(port, policy), line, raw }));
  // Every host that was scanned has its own services; one machine has one on all its addresses.
  const isScan = ports.some(({ held }) => held?.by === 'scan');
  return { entries: isScan ? entries : merged(entries), bad, badTotal, unknownKeys: [] };
}

function entryOf({ transport, bind, port, held }: ListedPort, policy: Policy): ServiceEntry {
  const [first, last] = USUAL_CLIENT_PORTS;
  const isClient = transport === 'udp' && held?.by !== 'scan' && port >= first && port <= last;
  return {
    ...{ line: 0, raw: '', access: null, transport, bind, port },
    service: nameOf(held, { port, transport }, policy),
    status: isClient ? 'client' : 'listening',
    // A scan sees no process.
    ...(held?.by === 'scan' ? {} : { holder: held === null ? null : holderOf(held) }),
  };
}

function nameOf(held: Listed | null, place: PortPlace, policy: Policy): string {
  if (held === null) return serviceName(place, null, policy, null);
  if (held.by === 'container') return imageService(held.image, { ...place, port: held.inside }, policy);
  if (held.by === 'scan') {
    const usual = serviceName(place, null, policy, null);
    if (held.service === null) return usual;
    // All that speaks HTTP answers as `http`.
    const isWeb = held.service.startsWith('http') && usual.startsWith('http');
    return isWeb ? usual : serviceNamed(held.service, place, policy);
  }
  const title = held.program.replace(/\.exe$/i, '');
  const comm = title.split(/[:\s/]/)[0] ?? '';
  // Which container it is for is not in the listing: its port has to say it.
  if (comm === 'docker-proxy') return serviceName(place, null, policy, comm);
  return serviceName(place, { comm: whole(comm, policy), argv: [title] }, policy, null);
}

/** lsof prints nine characters of a name. */
const LSOF_LENGTH = 9;

function whole(name: string, policy: Policy): string {
  if (name.length !== LSOF_LENGTH) return name;
  const known = [...policy.allowed, ...policy.forbidden].flatMap(({ service, aliases }) => [
    service,
    ...aliases,
  ]);
  return known.includes(name) ? name : (known.find((word) => word.startsWith(name)) ?? name);
}

function holderOf(held: Exclude<Listed, { by: 'scan' }>): Holder {
  if (held.by === 'container') return { program: held.image, pid: null, unit: null, container: held.name };
  return { program: held.program, pid: held.pid, unit: null, container: null };
}
