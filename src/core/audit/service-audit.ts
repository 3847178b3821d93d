import { servicesIn } from '../../audit/listing.ts';
import { withAcceptance } from '../../engine/audit/accepted.ts';
import { audit, missingServices } from '../../engine/audit/audit.ts';
import type { ListState } from '../../engine/audit/list-changes.ts';
import type { Policy } from '../../engine/audit/policy.ts';
import type { ServiceList } from '../../engine/audit/services.ts';
import type { Finding } from '../../model/audit/finding.ts';
import { levelRank } from '../../model/level.ts';
import type { LineBlock, SourceId } from '../../model/log-record.ts';

import type { EpochMs } from '../../model/time.ts';
import type { MachineLook } from './machine-source.ts';

type AuditedFile = {
  readonly list: ServiceList;
  readonly findings: readonly Finding[];
  readonly bytes: number;
};

/** The service files as they stand, each against the policy. */
export class ServiceAudit {
  /** Counts how often a file was read or judged. */
  version = 0;
  private readonly files = new Map<SourceId, AuditedFile>();

  private machine: { readonly services: number; readonly findings: readonly Finding[] } = {
    services: 0,
    findings: [],
  };

  constructor(public policy: Policy) {}

  /** Judges the files anew; the machine is looked at again by its source. */
  takePolicy(policy: Policy, now: EpochMs): void {
    this.policy = policy;
    for (const [source, { list, bytes }] of this.files) this.keep(source, list, bytes, now);
  }

  read({ source, text, bytes, observedAt }: LineBlock): void {
    this.keep(source, servicesIn(text, this.policy), bytes, observedAt);
  }

  private keep(source: SourceId, list: ServiceList, bytes: number, now: EpochMs): void {
    const found = [
      ...audit(source, list.entries, this.policy),
      ...missingServices(source, list.entries, this.policy),
    ];
    const findings = withAcceptance(found, this.policy, now).map(asShown);
    this.files.set(source, { list, findings, bytes });
    this.version++;
  }

  /** What was seen of this machine takes the place of what was seen before. */
  readMachine({ inputs, findings }: MachineLook): void {
    this.machine = {
      services: inputs.reduce((sum, input) => sum + input.services.length, 0),
      findings: findings.map(asShown),
    };
  }

  /** Every file as it stands. */
  *lists(): Iterable<readonly [SourceId, ListState]> {
    for (const [source, { list, findings }] of this.files)
      yield [source, { services: list.entries, findings }];
  }

  file(source: SourceId): AuditedFile | undefined {
    return this.files.get(source);
  }

  /** What in a file is no service, or says something we do not know: a finding may hide behind a typing error. */
  notes(source: SourceId): string[] {
    const list = this.files.get(source)?.list;
    if (!list) return [];
    const bad = list.bad.map(({ line, reason }) => `line ${line}: ${reason}`);
    const unknown = list.unknownKeys.map(({ key, line }) => `line ${line}: unknown key ${key}`);
    return [...bad, ...unknown];
  }

  get services(): number {
    const listed = [...this.files.values()].reduce((sum, { list }) => sum + list.entries.length, 0);
    return listed + this.machine.services;
  }

  /** Worst first, then in the order of the files. */
  findings(): Finding[] {
    const all = [...this.files.values(), this.machine].flatMap(({ findings }) => findings);
    return all.sort((a, b) => levelRank(b.severity) - levelRank(a.severity));
  }
}

/** Who accepted a risk still sees it, below all others. */
function asShown(finding: Finding): Finding {
  return finding.accepted === null ? finding : { ...finding, severity: 'informational' };
}
