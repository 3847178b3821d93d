import type Dockerode from 'dockerode';
import { imageService } from '../engine/audit/name-service.ts';
import type { Policy } from '../engine/audit/policy.ts';
import type { ServiceEntry } from '../model/audit/finding.ts';
import { type AuditInput, NOTHING } from './input.ts';

/** What Docker tells of a container, as far as it matters here. */
type PublishedContainer = Pick<Dockerode.ContainerInfo, 'Names' | 'Image' | 'Ports'>;

/** The ports that running containers publish on this machine. Rejects with what dockerode says. */
export async function readDocker(
  docker: Dockerode,
  policy: Policy,
  signal: AbortSignal,
): Promise<AuditInput> {
  const containers = await docker.listContainers({ abortSignal: signal });
  return { ...NOTHING, source: 'docker', kind: 'docker', services: publishedPorts(containers, policy) };
}

/** One entry a published port; IPv4 and IPv6 together. */
export function publishedPorts(containers: readonly PublishedContainer[], policy: Policy): ServiceEntry[] {
  const services = new Map<string, ServiceEntry>();
  for (const { Names, Image, Ports } of containers) {
    const container = (Names[0] ?? '').replace(/^\//, '');
    for (const { IP, PrivatePort, PublicPort, Type } of Ports) {
      if (!PublicPort || (Type !== 'tcp' && Type !== 'udp')) continue;
      const key = `${Type} ${PublicPort}`;
      const known = services.get(key)?.bind?.split(' ') ?? [];
      services.set(key, {
        ...{ line: 0, raw: '', access: null, status: 'published', transport: Type, port: PublicPort },
        service: imageService(Image, { port: PrivatePort, transport: Type }, policy),
        bind: [...new Set([...known, IP || '0.0.0.0'])].join(' '),
        holder: { program: Image, pid: null, unit: null, container },
      });
    }
  }
  return [...services.values()].sort((a, b) => a.port - b.port);
}

/** What Docker tells takes the place of the sockets that it holds open for containers. */
export function withDocker(inputs: readonly AuditInput[], docker: AuditInput): AuditInput[] {
  const published = new Set(docker.services.map(placeOf));
  const isTold = (entry: ServiceEntry): boolean =>
    entry.holder?.program === 'docker-proxy' && published.has(placeOf(entry));
  const others = inputs.map((input) => ({
    ...input,
    services: input.services.filter((entry) => !isTold(entry)),
  }));
  return docker.services.length === 0 ? [...inputs] : [...others, docker];
}

function placeOf({ transport, port }: ServiceEntry): string {
  return `${transport} ${port}`;
}
