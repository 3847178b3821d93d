/** `NAME:<tab>VALUE`, or `SECTION:` alone. No account holds a line end. */
const LINE = /^[ \t]{0,4}([A-Z][A-Za-z0-9/() -]{1,60}):[ \t]{0,9}(.{0,4096})$/;

/** What message texts call it, in Windows' own words: by section where several have it. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['Subject/Account Name', 'SubjectUserName'],
  ['Subject/Account Domain', 'SubjectDomainName'],
  ['Subject/Logon ID', 'SubjectLogonId'],
  ['Account For Which Logon Failed/Account Name', 'TargetUserName'],
  ['Account For Which Logon Failed/Account Domain', 'TargetDomainName'],
  ['New Logon/Account Name', 'TargetUserName'],
  ['New Logon/Account Domain', 'TargetDomainName'],
  ['New Logon/Logon ID', 'TargetLogonId'],
  ['Account Information/Account Name', 'TargetUserName'],
  ['Account Whose Credentials Were Used/Account Name', 'TargetUserName'],
  ['New Account/Account Name', 'TargetUserName'],
  ['Target Account/Account Name', 'TargetUserName'],
  ['Account That Was Locked Out/Account Name', 'TargetUserName'],
  ['Member/Account Name', 'MemberName'],
  ['Logon Account', 'TargetUserName'],
  ['Logon Type', 'LogonType'],
  ['Source Network Address', 'IpAddress'],
  ['Client Address', 'IpAddress'],
  ['Source Port', 'IpPort'],
  ['Client Port', 'IpPort'],
  ['Workstation Name', 'WorkstationName'],
  ['Source Workstation', 'Workstation'],
  ['Status', 'Status'],
  ['Sub Status', 'SubStatus'],
  ['Failure Reason', 'FailureReason'],
  ['Result Code', 'Status'],
  ['Failure Code', 'Status'],
  ['Error Code', 'Status'],
  ['Logon Process', 'LogonProcessName'],
  ['Authentication Package', 'AuthenticationPackageName'],
  ['New Process Name', 'NewProcessName'],
  ['Process Command Line', 'CommandLine'],
  ['Creator Process Name', 'ParentProcessName'],
  ['Service Name', 'ServiceName'],
  ['Service File Name', 'ImagePath'],
]);

const SQL_SERVER = '18456';

/** The fields that the text of an event tells, in English, under Windows' own names; the first of a name holds. */
export function messageFields(id: string, message: string): Readonly<Record<string, string>> {
  if (id === SQL_SERVER) return { Data: message.replace(/^Login failed for user '(.{0,256}?)'\. ?/, '$1, ') };
  const fields: Record<string, string> = {};
  let section = '';
  for (const line of message.split(/\r?\n/, 200)) {
    const [, label = '', written = ''] = LINE.exec(line) ?? [];
    const value = written.trim();
    if (label === '') continue;
    if (value === '') section = label;
    const name = NAMES.get(`${section}/${label}`) ?? NAMES.get(label);
    if (name !== undefined && value !== '') fields[name] ??= value;
  }
  return fields;
}
