import type { UnparsedReason } from '../../../model/log-event.ts';
import { MAX_LINE } from '../../limits.ts';
import { JSON_RECORDS } from '../json/json-lines.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { csvFields, opensQuote } from '../text/csv-fields.ts';
import { unparsedReason } from '../unparsed.ts';
import { messageFields } from './message.ts';

type CsvState = {
  readonly columns: readonly string[] | null;
  readonly text: string;
  readonly first: number;
  readonly inner: unknown;
};

/**
 * Windows' event log as CSV, in English: what the event viewer saves, and `Get-WinEvent … | Export-Csv`. An event goes on over
 * as many lines as its message has; the fields are read from that.
 */
class WindowsCsvParser implements Parser {
  readonly format = 'windows-csv';
  private readonly inner = JSON_RECORDS.create();
  private columns: readonly string[] | null = null;
  /** Of the record whose quotes are still open. */
  private text = '';
  private first = 0;

  begin(context: ParseContext): void {
    this.inner.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    if (this.text === '') this.first = lineNumber;
    const text = this.text === '' ? line.replace(/^\ufeff/, '') : `${this.text}\n${line}`;
    if (opensQuote(text)) {
      this.text = text.slice(0, MAX_LINE);
      if (text.length <= MAX_LINE) return null;
      this.text = '';
      return 'too-long';
    }
    this.text = '';
    return this.readRecord(text, emit);
  }

  save(): CsvState {
    const { columns, text, first } = this;
    return { columns, text, first, inner: this.inner.save?.() };
  }

  restore(state: unknown): void {
    const { inner, ...rest } = state as CsvState;
    Object.assign(this, rest);
    this.inner.restore?.(inner);
  }

  private readRecord(text: string, emit: Emit): UnparsedReason | null {
    if (text.startsWith('#TYPE ')) return null;
    const fields = csvFields(text);
    if (
      fields.includes(VIEWERS.time) ||
      (fields.includes(POWERSHELLS.time) && fields.includes(POWERSHELLS.id))
    ) {
      this.columns = fields;
      return null;
    }
    const { columns } = this;
    if (columns === null || fields.length < columns.length) return unparsedReason(text);
    const record = recordOf(columns, fields);
    return record === null ? 'bad-timestamp' : this.inner.parse(JSON.stringify(record), this.first, emit);
  }
}

type Names = Readonly<Record<'time' | 'id' | 'provider' | 'channel' | 'host', string>>;
const VIEWERS: Names = {
  ...{ time: 'Date and Time', id: 'Event ID', provider: 'Source', channel: 'Log', host: 'Computer' },
};
const POWERSHELLS: Names = {
  ...{ time: 'TimeCreated', id: 'Id', provider: 'ProviderName', channel: 'LogName', host: 'MachineName' },
};
/** The event viewer names no log. */
const CHANNELS: Readonly<Record<string, string>> = {
  'Microsoft-Windows-Security-Auditing': 'Security',
  'Microsoft-Windows-Sysmon': 'Microsoft-Windows-Sysmon/Operational',
  'Microsoft-Windows-PowerShell': 'Microsoft-Windows-PowerShell/Operational',
  MSSQLSERVER: 'Application',
  OpenSSH: 'OpenSSH/Operational',
  'Service Control Manager': 'System',
};

function recordOf(columns: readonly string[], fields: readonly string[]): object | null {
  const names = columns.includes(VIEWERS.time) ? VIEWERS : POWERSHELLS;
  const value = (name: string): string | undefined => fields[columns.indexOf(name)];
  const timestamp = stampOf(value(names.time) ?? '');
  const id = value(names.id) ?? '';
  if (timestamp === null || !/^\d{1,9}$/.test(id)) return null;
  const provider = value(names.provider) ?? '';
  // The viewer's message stands behind the last column that it names.
  const message = (columns.includes('Message') ? value('Message') : fields[columns.length]) ?? '';
  return {
    timestamp,
    EventID: Number(id),
    Channel:
      value(names.channel) ??
      CHANNELS[provider] ??
      (provider.startsWith('MSSQL$') ? 'Application' : undefined),
    Provider_Name: provider,
    Computer: value(names.host),
    ...messageFields(id, message),
    Message: message,
  };
}

const DATE = /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})[ ,]{1,2}(\d{1,2})[:.](\d\d)[:.](\d\d)(?: ?([AP])M)?$/i;

/** As the machine's settings have it: who says AM and PM begins with the month, who writes slashes without them with the day. */
function stampOf(text: string): string | null {
  const [, a = '', separator, b = '', c = '', hour = '', minute, second, half] = DATE.exec(text.trim()) ?? [];
  if (hour === '') return null;
  const isMonthFirst = separator === '/' && half !== undefined;
  const [year, month, day] =
    a.length === 4 ? [a, b, c] : isMonthFirst || Number(b) > 12 ? [c, a, b] : [c, b, a];
  const hours =
    half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  const two = (part: string | number): string => String(part).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hours)}:${minute}:${second}`;
}

const HEADER =
  /^\ufeff?(?:#TYPE .{0,40}EventLogRecord|(?:Level|Keywords),Date and Time,Source,Event ID,Task Category|(?=.{0,2000}"?\bTimeCreated\b)(?=.{0,2000}"?\bProviderName\b)"?\w{2,30}"?,"?\w{2,30}"?,)/;

export const WINDOWS_CSV: ParserFactory = {
  format: 'windows-csv',
  // All that follows the line that names the columns is theirs.
  recognises: (line) =>
    HEADER.test(line) ||
    /^(?:[ \t]|[\w ]{2,40},\d{1,4}[./-]\d{1,2}|"|\w[\w ]{2,40}:|\w.{3,400}[.,:]$)/.test(line),
  confirms: (lines) => lines.slice(0, 2).some((line) => HEADER.test(line)),
  create: () => new WindowsCsvParser(),
};
