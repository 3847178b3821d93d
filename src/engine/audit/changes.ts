import { type Finding, findingId, type ServiceEntry, type Setting } from '../../model/audit/finding.ts';
import { reachOf } from './bind.ts';

/** What a machine looked like: kept between runs, so that what changed meanwhile is seen. */
export type Baseline = {
  /** By transport, port and service: where it listens and who holds it. */
  readonly ports: Readonly<Record<string, string>>;
  /** By owner, name and scope: its value. */
  readonly settings: Readonly<Record<string, string>>;
  readonly findings: readonly string[];
};

/** One difference, as a record of JSON that rules can be asked about. Values are untrusted. */
export type MachineChange = Readonly<Record<string, string | number>>;

type MachineState = {
  readonly services: readonly ServiceEntry[];
  readonly settings: readonly Setting[];
  readonly findings: readonly Finding[];
};

/** More of one kind is not kept, and not compared. */
const MOST = 2000;

/** What the next look at the machine is compared with. */
export function baselineOf({ services, settings, findings }: MachineState): Baseline {
  const ports = services.filter(isOpen).map((entry) => [portKey(entry), entry.bind ?? ''] as const);
  const values = settings.map((setting) => [settingKey(setting), setting.value] as const);
  return {
    ports: Object.fromEntries(ports.slice(0, MOST)),
    settings: Object.fromEntries(values.slice(0, MOST)),
    findings: findings.slice(0, MOST).map(findingKey),
  };
}

/** What is otherwise than it was: ports that opened or closed, settings, findings that came. */
export function changesSince(before: Baseline, state: MachineState): MachineChange[] {
  const now = baselineOf(state);
  const changes: MachineChange[] = [];
  for (const entry of state.services.filter(isOpen)) {
    const bind = before.ports[portKey(entry)];
    if (bind === undefined) changes.push({ event: 'port-opened', ...portFields(entry) });
    else if (bind !== (entry.bind ?? '')) {
      changes.push({ event: 'port-rebound', ...portFields(entry), bound_before: bind });
    }
  }
  for (const key of Object.keys(before.ports)) {
    const [transport = '', port = '', service = ''] = key.split(' ');
    if (now.ports[key] === undefined)
      changes.push({ event: 'port-closed', transport, port: Number(port), service });
  }
  const owners = new Set(Object.keys(before.settings).map((key) => key.split(' ')[0]));
  for (const setting of state.settings) {
    const { owner, name, value, source, line } = setting;
    const was = before.settings[settingKey(setting)];
    // A program whose settings are seen for the first time was not changed.
    if (was === value || (was === undefined && !owners.has(owner))) continue;
    changes.push({
      event: 'setting-changed',
      owner,
      setting: name,
      value,
      before: was ?? '',
      file: source,
      line,
    });
  }
  const known = new Set(before.findings);
  for (const finding of state.findings.filter(
    (one) => one.accepted === null && !known.has(findingKey(one)),
  )) {
    const { kind, severity, service, port, setting, reason, recommendation } = finding;
    const about = { service, ...(port !== null && { port }), ...(setting !== null && { setting }) };
    changes.push({ event: 'finding-appeared', kind, severity, ...about, reason, recommendation });
  }
  return changes;
}

/** A client's UDP socket comes and goes. */
function isOpen({ status }: ServiceEntry): boolean {
  return status !== 'client';
}

function portKey({ transport, port, service }: ServiceEntry): string {
  return `${transport ?? ''} ${port} ${service}`;
}

function settingKey({ owner, name, scope }: Setting): string {
  return `${owner} ${name} ${scope ?? ''}`;
}

/** Line numbers move when a file is edited: what is wrong stays the same. */
function findingKey(finding: Finding): string {
  return findingId({ ...finding, line: 0 });
}

function portFields({ transport, port, service, bind, holder }: ServiceEntry): MachineChange {
  return {
    ...{ transport: transport ?? '', port, service, bind: bind ?? '', reach: reachOf(bind ?? '*') },
    ...(holder && { program: holder.program, unit: holder.unit ?? '', container: holder.container ?? '' }),
    ...(holder?.pid && { pid: holder.pid }),
  };
}
