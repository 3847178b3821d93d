import type { Configured } from '../engine/audit/config-file.ts';
import type { ServiceList } from '../engine/audit/services.ts';

/** The kinds of input that an audit can read. */
type AuditKind = 'services' | 'sockets' | 'sshd' | 'nginx' | 'compose' | 'units' | 'docker' | 'listing';

/** One thing that was read for an audit: a file, or a part of this machine. */
export type AuditInput = Configured & {
  readonly source: string;
  readonly kind: AuditKind;
  readonly unknownKeys: ServiceList['unknownKeys'];
  /** What could not be seen or was odd, in words. Untrusted. */
  readonly notes: readonly string[];
};

export const NOTHING = {
  services: [],
  settings: [],
  bad: [],
  badTotal: 0,
  unknownKeys: [],
  notes: [],
} as const;

/** Services of one input; what comes after is left out, and said. */
export const MOST_SERVICES = 10_000;

/** The input with its first services only, and a note, when there are too many. */
export function withinLimits(input: AuditInput): AuditInput {
  const { services, notes } = input;
  if (services.length <= MOST_SERVICES) return input;
  return {
    ...input,
    services: services.slice(0, MOST_SERVICES),
    notes: [...notes, `more than ${MOST_SERVICES} services: the others are not compared`],
  };
}
