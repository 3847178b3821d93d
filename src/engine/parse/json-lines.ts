import type { Outcome, UnparsedReason } from '../../model/log-event.ts';
import type { EpochMs } from '../../model/time.ts';
import { JsonLogsources } from './json-logsource.ts';
import { type FlatRecord, isContradicted, readJsonRecord } from './json-record.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from './parser.ts';
import { AddressReader } from './source-address.ts';
import { epochNumber, StampReader } from './timestamp.ts';
import { unparsedReason } from './unparsed.ts';

/** Usual names; the first that holds a time is it. */
const TIME = [
  '@timestamp',
  'timestamp',
  'time',
  'ts',
  'eventTime',
  'event_time',
  'UtcTime',
  'TimeCreated',
  'SystemTime',
  'Event.System.TimeCreated.#attributes.SystemTime',
  'Event.System.TimeCreated_attributes.SystemTime',
  'datetime',
  'date',
  '_time',
  'created_at',
  'requestReceivedTimestamp',
  'stageTimestamp',
  'EventTime',
  'logTime',
  'when',
];
/** Names that say that the address is the one who acts. */
const SOURCE = [
  'src_ip',
  'source.ip',
  'client.ip',
  'client_ip',
  'clientip',
  'remote_addr',
  'remote_ip',
  'sourceIPAddress',
  'SourceIp',
  'IpAddress',
  'winlog.event_data.IpAddress',
  'Event.EventData.IpAddress',
  'c-ip',
  'id.orig_h',
  'srcip',
];
const USER = [
  'user',
  'user.name',
  'username',
  'user_name',
  'User',
  'TargetUserName',
  'winlog.event_data.TargetUserName',
  'Event.EventData.TargetUserName',
  'userIdentity.userName',
  'user.username',
];
const OUTCOME = ['event.outcome', 'outcome'];

/** Any log of one JSON object a line. All its values are fields, nested ones with dots. */
class JsonLinesParser implements Parser {
  readonly format = 'json';
  private readonly stamps = new StampReader();
  private readonly addresses = new AddressReader();
  private readonly logsources = new JsonLogsources();
  private source = '';

  begin(context: ParseContext): void {
    this.source = context.source;
    this.stamps.begin(context.timeZone, context.yearReference);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const record = line.startsWith('{') ? readJsonRecord(line) : null;
    if (record === null) return unparsedReason(line);
    const time = this.timeOf(record);
    if (time === null) return 'bad-timestamp';
    const user = first(record, USER);
    emit({
      time,
      logsource: this.logsources.of(record),
      category: 'system',
      outcome: outcomeOf(record),
      count: 1,
      srcIp: this.sourceOf(record, line),
      srcHost: null,
      user: typeof user === 'string' ? user : null,
      login: false,
      fields: record,
      raw: line,
      ref: { source: this.source, line: lineNumber },
    });
    return null;
  }

  /** No line waits for another. */
  end(): void {}

  save(): null {
    return null;
  }

  restore(): void {}

  private sourceOf(record: FlatRecord, line: string): string | null {
    const address = first(record, SOURCE);
    if (typeof address !== 'string' || isContradicted(line, SOURCE)) return null;
    return this.addresses.read(address).ip;
  }

  private timeOf(record: FlatRecord): EpochMs | null {
    for (const name of TIME) {
      const value = record[name];
      let time: EpochMs | null = null;
      if (typeof value === 'number') time = epochNumber(value);
      // Sysmon says by the name alone that it is UTC.
      else if (typeof value === 'string') time = this.read(name === 'UtcTime' ? `${value}Z` : value);
      if (time !== null) return time;
    }
    return null;
  }

  private read(stamp: string): EpochMs | null {
    if (stamp.length > 64) return null;
    if (/^\d{9,20}(?:\.\d{1,9})?$/.test(stamp)) return epochNumber(Number(stamp));
    const time =
      stamp.charCodeAt(2) === SLASH ? this.stamps.readClf(stamp, 0) : this.stamps.readRfc3339(stamp, 0);
    return this.stamps.end === stamp.length ? time : null;
  }
}

const SLASH = 47;

function first(record: FlatRecord, names: readonly string[]): FlatRecord[string] {
  for (const name of names) {
    const value = record[name];
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

function outcomeOf(record: FlatRecord): Outcome {
  const outcome = first(record, OUTCOME);
  return outcome === 'success' || outcome === 'failure' ? outcome : null;
}

function recognises(line: string): boolean {
  if (!line.startsWith('{') || !isJson(line)) return false;
  const record = readJsonRecord(line);
  return record !== null && first(record, TIME) !== undefined;
}

/** As it stands: what only nearly is JSON is left to the formats of which that is known. */
function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

export const JSON_LINES: ParserFactory = {
  format: 'json',
  recognises,
  create: () => new JsonLinesParser(),
};
