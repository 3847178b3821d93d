import type { FlatRecord } from './json-record.ts';

/** What Windows' sshd, which logs into `OpenSSH/Operational` unless it is told to write a file, said. */
export type WindowsSshd = {
  readonly name: string;
  readonly pid: string;
  readonly host: string;
  readonly message: string;
};

/** Where exporters put the parts of an event. */
const WAYS = ['Event.', '', 'data.win.', 'win.'] as const;
const CHANNELS: readonly string[] = [
  ...['Event.System.Channel', 'System.Channel', 'Channel', 'winlog.channel'],
  ...['data.win.system.channel', 'win.system.channel', 'LogName', 'log_name'],
];
const COMPUTERS: readonly string[] = [
  ...['Event.System.Computer', 'System.Computer', 'Computer', 'winlog.computer_name'],
  ...['data.win.system.computer', 'win.system.computer', 'MachineName', 'Hostname'],
];
const WINLOG_PROCESS = 'winlog.process';
const PIDS: readonly string[] = [
  ...['Event.System.Execution.#attributes.ProcessID', 'Event.System.Execution_attributes.ProcessID'],
  ...['System.Execution.ProcessID', 'data.win.system.processID', 'win.system.processID'],
  ...[`${WINLOG_PROCESS}.pid`, 'ProcessID', 'ProcessId'],
];
const SPEAKERS: readonly string[] = dataNamed('process');
const PAYLOADS: readonly string[] = dataNamed('payload');
const MESSAGES: readonly string[] = ['Message', 'message'];

/** All keys that decide what such a record says. */
export const WINDOWS_SSHD_KEYS: readonly string[] = [...CHANNELS, ...SPEAKERS, ...PAYLOADS, ...MESSAGES];

function dataNamed(name: string): readonly string[] {
  return [...WAYS.flatMap((way) => [`${way}EventData.${name}`, `${way}eventdata.${name}`]), name].concat(
    `winlog.event_data.${name}`,
  );
}

const SSHD = /^(sshd(?:-session|-auth)?)(?:\.exe)?$/;
/** As the event viewer shows it. */
const SHOWN = /^(sshd(?:-session|-auth)?): (?=\S)/;
/** What it says of itself is left to rules about Windows. */
const OF_ITSELF = /^Server /;

export function windowsSshd(record: FlatRecord): WindowsSshd | null {
  if (!text(record, CHANNELS).startsWith('OpenSSH/')) return null;
  const payload = text(record, PAYLOADS);
  const shown = text(record, MESSAGES);
  const name = payload === '' ? SHOWN.exec(shown)?.[1] : SSHD.exec(text(record, SPEAKERS))?.[1];
  const message = payload === '' ? shown.replace(SHOWN, '') : payload;
  if (name === undefined || OF_ITSELF.test(message)) return null;
  return { name, pid: text(record, PIDS), host: text(record, COMPUTERS), message };
}

function text(record: FlatRecord, names: readonly string[]): string {
  for (const name of names) {
    const value = record[name];
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
  }
  return '';
}
