import { type Finding, findingId, type ServiceEntry } from '../../model/audit/finding.ts';
import type { MachineChange } from './changes.ts';

/** What a service list said: kept between runs, so that what changed meanwhile is seen. */
export type ListBaseline = {
  /** By port and service: status, access and bind. */
  readonly services: Readonly<Record<string, string>>;
  readonly findings: readonly string[];
};

export type ListState = { readonly services: readonly ServiceEntry[]; readonly findings: readonly Finding[] };

/** More of one kind is not kept, and not compared. */
const MOST = 2000;

export function listBaseline({ services, findings }: ListState): ListBaseline {
  return {
    services: Object.fromEntries(services.slice(0, MOST).map((entry) => [keyOf(entry), saidOf(entry)])),
    findings: findings.slice(0, MOST).map(findingKey),
  };
}

/** Services that were added, removed or changed in a list, and findings that came of it. Values are untrusted. */
export function listChanges(file: string, before: ListBaseline, state: ListState): MachineChange[] {
  const now = listBaseline(state);
  const changes: MachineChange[] = [];
  for (const entry of state.services.slice(0, MOST)) {
    const was = before.services[keyOf(entry)];
    if (was === now.services[keyOf(entry)]) continue;
    const { port, service, status, access, bind, line } = entry;
    const told = { file, line, port, service, status, access: access ?? '', bind: bind ?? '' };
    if (was === undefined) changes.push({ event: 'service-added', ...told });
    else changes.push({ event: 'service-changed', ...told, before: was });
  }
  for (const [key, was] of Object.entries(before.services)) {
    if (now.services[key] !== undefined) continue;
    const [port = '', service = ''] = key.split(' ', 2);
    changes.push({ event: 'service-removed', file, port: Number(port), service, before: was });
  }
  const known = new Set(before.findings);
  for (const finding of state.findings) {
    if (finding.accepted !== null || known.has(findingKey(finding))) continue;
    const { kind, severity, service, port, reason, recommendation } = finding;
    const about = { service, ...(port !== null && { port }) };
    changes.push({ event: 'finding-appeared', file, kind, severity, ...about, reason, recommendation });
  }
  return changes;
}

/** The same service may stand on several lines of a list: those are one to us. */
function keyOf({ port, service }: ServiceEntry): string {
  return `${port} ${service}`;
}

function saidOf({ status, access, bind }: ServiceEntry): string {
  return `status ${status}, access ${access ?? '-'}, bind ${bind ?? '-'}`;
}

/** Line numbers move when a file is edited: what is wrong stays the same. */
function findingKey(finding: Finding): string {
  return findingId({ ...finding, line: 0 });
}
