import type { Holder } from '../../model/audit/finding.ts';
import type { Policy } from './policy.ts';
import { areAt, type PortPlace } from './policy-port.ts';

/** What a process goes by, as /proc tells it. Untrusted. */
export type ProcessName = {
  /** /proc/PID/comm: at most 15 characters. */
  readonly comm: string;
  readonly argv: readonly string[];
};

const COMM_LENGTH = 15;

/** The whole name where the kernel cut it off: `systemd-resolve` is `systemd-resolved`. */
function programName({ comm, argv }: ProcessName): string {
  const started = baseName(argv[0]?.split(' ')[0] ?? '');
  return comm.length === COMM_LENGTH && started.startsWith(comm) ? started : comm;
}

/** Programs that only run what others wrote: the service has another name. */
const INTERPRETERS =
  /^(?:java|node(?:js)?|python[\d.]*|ruby[\d.]*|perl|php[\d.]*|dotnet|beam\.smp|mono|sh|bash)$/;

/** Programs that hold a port for whatever they start when somebody comes. */
const SUPERSERVERS: ReadonlySet<string> = new Set(['inetd', 'xinetd', 'launchd', 'systemd', 'init']);

/**
 * What a socket's service is called, in the words of the policy where it has one. Without a process the port has to
 * say it; `portName` is what /etc/services calls it.
 */
export function serviceName(
  place: PortPlace,
  held: ProcessName | null,
  policy: Policy,
  portName: string | null,
): string {
  const known = [...policy.allowed, ...policy.forbidden];
  const named = (word: string) => known.find(({ service, aliases }) => [service, ...aliases].includes(word));
  const byPort = known.find(({ ports }) => areAt(ports, place))?.service ?? portName;
  if (held === null) return byPort ?? 'unknown';
  const program = programName(held).toLowerCase();
  if (SUPERSERVERS.has(program)) return byPort ?? program;
  const title = held.argv[0] ?? '';
  // The client, and the part of the server that a logged in user has: they listen for what is forwarded.
  if (program === 'ssh' || program === 'sshd-session' || /^sshd(?:-session)?: .*@/.test(title))
    return 'ssh-forwarding';
  if (program === 'docker-proxy') {
    const inside = { ...place, port: Number(held.argv[held.argv.indexOf('-container-port') + 1]) };
    return known.find(({ ports }) => areAt(ports, inside))?.service ?? program;
  }
  const own = named(program) ?? named(program.replace(/[\d.]+$/, ''));
  if (own !== undefined) return own.service;
  if (INTERPRETERS.test(program)) {
    const words = held.argv.slice(1, 60).map((word) => baseName(word).toLowerCase());
    const ran = words
      .map((word) => named(word.replace(/\.\w{1,4}$/, '')) ?? named(word.split('.').at(-1) ?? ''))
      .find(Boolean);
    if (ran !== undefined) return ran.service;
  }
  return program;
}

/** The service of a name that is no process (a unit, a container): the policy's word for it, else the name itself. */
export function serviceNamed(name: string, place: PortPlace, policy: Policy): string {
  const known = [...policy.allowed, ...policy.forbidden];
  const own = known.find(({ service, aliases }) => [service, ...aliases].includes(name));
  return (own ?? known.find(({ ports }) => areAt(ports, place)))?.service ?? (name === '' ? 'unknown' : name);
}

/** The service that an image of a container holds: `docker.io/library/mysql:8.0` is `mysql`. */
export function imageService(image: string, inside: PortPlace, policy: Policy): string {
  const name =
    baseName(image.split('@')[0] ?? '')
      .split(':')[0]
      ?.toLowerCase() ?? '';
  return serviceNamed(name, inside, policy);
}

export function holderOf(
  held: ProcessName,
  pid: number,
  unit: string | null,
  container: string | null,
): Holder {
  return { program: programName(held), pid, unit, container };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
