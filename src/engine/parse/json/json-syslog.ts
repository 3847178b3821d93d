import { type EpochMs, toRfc3339 } from '../../../model/time.ts';
import { isOfUser, type JournalRecord, speakerOf } from '../journal/speaker.ts';
import { formatsOf } from '../programs/line-programs.ts';
import { isTrustedName } from '../programs/programs.ts';
import type { FlatRecord } from './json-record.ts';
import { WINDOWS_SSHD_KEYS, type WindowsSshd, windowsSshd } from './windows-sshd.ts';

const ECS_PROCESS = 'process';
/** Of the journal. */
const FILEBEAT_PROGRAM = 'syslog.identifier';
/** The names that rsyslog, syslog-ng, fluentd, logstash, filebeat, Vector, GELF, NXLog, Azure and macOS give to the parts of a line. */
const PROGRAM = [
  'program',
  'PROGRAM',
  'programname',
  'syslogtag',
  'syslog_program',
  'SYSLOG_IDENTIFIER',
  'app-name',
  'appname',
  'ident',
  `${ECS_PROCESS}.name`,
  'log.syslog.appname',
  FILEBEAT_PROGRAM,
  '_application_name',
  'ProcessName',
  'SourceName',
  'processImagePath',
];
const MESSAGE = [
  ...['message', 'msg', 'MESSAGE', 'MSG'],
  ...['short_message', 'SyslogMessage', 'Message', 'eventMessage'],
];
const HOST = [
  'hostname',
  'host',
  'HOST',
  'host.name',
  'host.hostname',
  'syslog_hostname',
  'HostName',
  'Hostname',
];
const PID = [
  'pid',
  'PID',
  'procid',
  `${ECS_PROCESS}.pid`,
  'syslog.pid',
  'syslog_pid',
  '_process_id',
  'ProcessID',
  'processID',
];

/** Graylog's, of syslog. In the log of a database its client chose it, and may have chosen the message. */
const GRAYLOG_PROGRAM = 'application_name';
const OF_GRAYLOG = ['facility', 'facility_num', 'gl2_source_input'];

/** All keys that decide what such a record says. */
export const SYSLOG_KEYS: readonly string[] = [
  ...new Set([...PROGRAM, GRAYLOG_PROGRAM, ...OF_GRAYLOG, ...MESSAGE, ...WINDOWS_SSHD_KEYS]),
];

/** Of a path the program's name. */
const TAG = /^(?:\/[\w./-]{0,255}\/)?([\w./-]{1,64}?)(?:\[(\d{1,10})\])?:?$/;

/** The line that syslog would have written of it, when a program speaks whose words are understood; else null. */
export function syslogLine(record: FlatRecord, time: EpochMs): string | null {
  const onWindows = windowsSshd(record);
  if (onWindows !== null) return lineOf(onWindows, time);
  const [, name, pidInTag] = TAG.exec(programOf(record)) ?? [];
  const message = text(record, MESSAGE);
  if (name === undefined || message === '' || !isUnderstood(name, message)) return null;
  return lineOf({ name, pid: pidInTag ?? text(record, PID), host: text(record, HOST), message }, time);
}

function lineOf({ name, pid, host, message }: WindowsSshd, time: EpochMs): string {
  const tag = /^\d{1,10}$/.test(pid) ? `${name}[${pid}]` : name;
  const words = message.trim().replaceAll('\n', '#012').replaceAll('\0', '#000');
  return `${toRfc3339(time)} ${/^[\w.:-]{1,253}$/.test(host) ? host : 'localhost'} ${tag}: ${words}`;
}

/** Who speaks, as the record says; empty where it says nothing of that. */
export function programOf(record: FlatRecord): string {
  const program = journalProgram(record) ?? text(record, PROGRAM);
  const isOfGraylog = OF_GRAYLOG.some((name) => record[name] !== undefined);
  return program === '' && isOfGraylog ? text(record, [GRAYLOG_PROGRAM]) : program;
}

/** Anybody may call himself sshd in the journal: what that knows of him decides, as it does in the journal itself. */
function journalProgram(record: FlatRecord): string | null {
  const entry = journalEntry(record);
  return entry === null ? null : speakerOf(entry);
}

/** Whether a user of the machine wrote the text into its journal. */
export function isUsersText(record: FlatRecord): boolean {
  const entry = journalEntry(record);
  return entry !== null && isOfUser(entry);
}

/** What the journal knows of who speaks, as Fluent Bit or Filebeat writes it. */
function journalEntry(record: FlatRecord): JournalRecord | null {
  const identifier = record[FILEBEAT_PROGRAM];
  const uid = record['journald.uid'];
  if (identifier === undefined && uid === undefined)
    return record.SYSLOG_IDENTIFIER === undefined && record._UID === undefined ? null : record;
  return {
    SYSLOG_IDENTIFIER: identifier,
    _COMM: record['journald.process.name'],
    _UID: uid,
    _SYSTEMD_UNIT: record['systemd.unit'],
  };
}

/** What a web server said of itself stays a record, whose other fields rules may want. */
function isUnderstood(name: string, message: string): boolean {
  const formats = formatsOf(name);
  if (formats !== null) return formats.some(({ recognises }) => recognises(message));
  return name.startsWith('sshd') || isTrustedName(name);
}

function text(record: FlatRecord, names: readonly string[]): string {
  for (const name of names) {
    const value = record[name];
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
  }
  return '';
}
