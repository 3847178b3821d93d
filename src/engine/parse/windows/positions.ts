import type { FieldValue } from '../../../model/log-event.ts';
import type { FlatRecord } from '../json/json-record.ts';

const SUBJECT = 'SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId';
const MEMBER = `MemberName MemberSid TargetUserName TargetDomainName TargetSid ${SUBJECT}`;

/** The fields of events in their order, which is all that `Get-WinEvent` tells of them. `.`: none that rules ask for. */
const POSITIONS: ReadonlyMap<string, string> = new Map([
  [
    '4624',
    `${SUBJECT} TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType LogonProcessName AuthenticationPackageName WorkstationName . . . . . ProcessName IpAddress IpPort`,
  ],
  [
    '4625',
    `${SUBJECT} TargetUserSid TargetUserName TargetDomainName Status FailureReason SubStatus LogonType LogonProcessName AuthenticationPackageName WorkstationName . . . . ProcessName IpAddress IpPort`,
  ],
  [
    '4688',
    `${SUBJECT} NewProcessId NewProcessName TokenElevationType ProcessId CommandLine TargetUserSid TargetUserName TargetDomainName TargetLogonId ParentProcessName MandatoryLabel`,
  ],
  ['4720', `TargetUserName TargetDomainName TargetSid ${SUBJECT} PrivilegeList SamAccountName`],
  ['4728', MEMBER],
  ['4732', MEMBER],
  ['4756', MEMBER],
  ['4740', `TargetUserName TargetDomainName TargetSid ${SUBJECT}`],
  [
    '4768',
    'TargetUserName TargetDomainName TargetSid ServiceName ServiceSid TicketOptions Status TicketEncryptionType PreAuthType IpAddress IpPort',
  ],
  ['4771', 'TargetUserName TargetSid ServiceName TicketOptions Status PreAuthType IpAddress IpPort'],
  ['4776', 'PackageName TargetUserName Workstation Status'],
  ['1202', '. Data'],
  ['1203', '. Data'],
  ['7045', 'ServiceName ImagePath ServiceType StartType AccountName'],
]);

/**
 * What PowerShell's `Get-WinEvent | ConvertTo-Json` says in words of its own (`Id`, `LogName`, `Properties` by position), by
 * Windows' names. Null for other exporters.
 */
export function positionalFields(raw: string, record: FlatRecord, id: string): FlatRecord | null {
  const { LogName, ProviderName, MachineName } = record;
  if (LogName === undefined && ProviderName === undefined) return null;
  const fields: FlatRecord = {
    EventID: Number(id),
    Channel: LogName,
    Provider_Name: ProviderName,
    Computer: MachineName,
  };
  const names = POSITIONS.get(id)?.split(' ') ?? [];
  for (const [at, value] of propertiesOf(raw).entries()) {
    const name = names[at];
    if (name === undefined || name === '.') continue;
    fields[name] = typeof value === 'number' && IN_HEX.test(name) ? hexOf(value) : value;
  }
  return fields;
}

function propertiesOf(raw: string): readonly FieldValue[] {
  try {
    const { Properties } = JSON.parse(raw) as { readonly Properties?: unknown };
    return Array.isArray(Properties) ? Properties.map(scalarOf) : [];
  } catch {
    return [];
  }
}

/** As Windows writes them elsewhere. */
const IN_HEX = /(?:Status|LogonId|ProcessId|TicketOptions|TicketEncryptionType)$/;

function hexOf(value: number): string {
  return `0x${(value < 0 ? value + 2 ** 32 : value).toString(16)}`;
}

/** `{"Value": …}`; an account's number stands one deeper. */
function scalarOf(property: unknown): FieldValue {
  const value = valueIn(property);
  const own = valueIn(value);
  return typeof own === 'string' || typeof own === 'number' || typeof own === 'boolean' ? own : null;
}

function valueIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { readonly Value?: unknown }).Value : value;
}
