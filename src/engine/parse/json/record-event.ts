import type { LogEvent, Outcome } from '../../../model/log-event.ts';
import type { LineRef } from '../../../model/log-record.ts';
import { type EpochMs, HOUR_MS } from '../../../model/time.ts';
import { fortigateEvent, isOfFortigate } from '../appliances/fortigate.ts';
import type { ParseContext } from '../parser.ts';
import { EVE_REQUEST, eveRequest } from '../sensors/ids-alerts.ts';
import { AddressReader } from '../source-address.ts';
import { readAnyStamp } from '../time/any-stamp.ts';
import { epochNumber, StampReader } from '../time/timestamp.ts';
import { CLIENT } from '../web/access-names.ts';
import { AccessRecordReader, type IsCertain, isTimedAccess } from '../web/access-record.ts';
import { windowsEvent } from '../windows/event.ts';
import { JsonLogsources } from './json-logsource.ts';
import type { FlatRecord } from './json-record.ts';
import { loginEvent } from './record-logins.ts';
import { packetEvent } from './record-packets.ts';

/** Usual names; the first that holds a time is it. */
const TIME = [
  '@timestamp',
  'timestamp',
  'time',
  'ts',
  't',
  't.$date',
  'eventTime',
  'event_time',
  'UtcTime',
  'TimeCreated',
  'SystemTime',
  'System.TimeCreated',
  'System.TimeCreated.SystemTime',
  'data.win.system.systemTime',
  'win.system.systemTime',
  'TimeGenerated',
  // rsyslog's %jsonmesg%.
  'timereported',
  'Event.System.TimeCreated',
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
  'published',
  'CreationTime',
  'createdDateTime',
  'activityDateTime',
  'receiveTimestamp',
  'id.time',
  'data.date',
  'CreatedAt',
  'ts.$date',
  'audit_record.timestamp',
  // Serilog, .NET, Python's and Java's loggers, and whoever names it in his own way.
  ...['@t', 'Timestamp', 'timeStamp', 'TimeStamp', 'Time', 'asctime', 'instant.epochSecond', 'timeMillis'],
  ...[
    'dateTime',
    'DateTime',
    'date_time',
    'dt',
    'Date',
    'eventTimestamp',
    'event_timestamp',
    'event.created',
  ],
  ...['log_time', 'log_timestamp', 'logged_at', 'occurred_at', 'occurredAt', 'createdAt', 'created'],
  ...['ts_ms', '_timestamp', 'timestamp_utc', 'datetime_utc', 'EventReceivedTime', 'receivedTime'],
  ...['start_time', 'startTime'],
  // Atlassian's audit logs, and OpenCanary's.
  ...['timestamp.epochSecond', 'utc_time', 'local_time'],
];
/** Without a zone, and in UTC all the same: Sysmon's, that of Microsoft 365, and OpenCanary's. */
const UTC_TIMES = ['UtcTime', 'CreationTime', 'utc_time'];
const HAS_ZONE = /(?:z|[+-]\d\d:?\d\d)$/i;
/** Names that say that the address is the one who acts. */
const ACTOR = [
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
  'EventData.IpAddress',
  'data.win.eventdata.ipAddress',
  'win.eventdata.ipAddress',
  'c-ip',
  'id.orig_h',
  'srcip',
  'src_host',
  'attr.remote',
  'client.ipAddress',
  'callerIpAddress',
  'properties.ipAddress',
  'ClientIP',
  'ClientIPAddress',
  'protoPayload.requestMetadata.callerIp',
  'actor_ip',
  'sourceIPs',
];
/** Every name that an address of the one who acts may be taken from. */
export const SOURCE: readonly string[] = [...new Set([...ACTOR, ...CLIENT])];
/** What tells of a FortiGate's peer and login. */
const FORTIGATE = ['remip', 'srcip', 'ui', 'action', 'status', 'type', 'subtype'];
const USER = [
  'user',
  'user.name',
  'username',
  'user_name',
  'User',
  'TargetUserName',
  'winlog.event_data.TargetUserName',
  'Event.EventData.TargetUserName',
  'EventData.TargetUserName',
  'data.win.eventdata.targetUserName',
  'win.eventdata.targetUserName',
  'userIdentity.userName',
  'user.username',
  'actor.alternateId',
  'UserId',
  'properties.userPrincipalName',
  'protoPayload.authenticationInfo.principalEmail',
  'actor',
];
const OUTCOME = ['event.outcome', 'outcome'];

/** Makes events of records whose fields have names of their own: JSON, logfmt. Requests are read as such. */
export class RecordReader {
  private readonly requests = new AccessRecordReader();
  private readonly stamps = new StampReader();
  private readonly addresses = new AddressReader();
  private readonly logsources = new JsonLogsources();

  /** What records without any time are of; null: they are not read. */
  private untimed: EpochMs | null = null;

  begin(context: ParseContext): void {
    this.untimed = context.isTimeless === true ? context.yearReference : null;
    this.stamps.begin(context.timeZone, context.yearReference);
    this.requests.begin(context);
  }

  /** Null when no field holds a time. */
  read(record: FlatRecord, raw: string, ref: LineRef, isCertain: IsCertain): LogEvent | null {
    if (isTimedAccess(record)) return this.requests.read(record, raw, ref, isCertain);
    const seen = eveRequest(record);
    if (seen !== null && isTimedAccess(seen))
      return this.requests.read(seen, raw, ref, () => isCertain(EVE_REQUEST));
    const time = this.timeOf(record);
    if (time === null) return null;
    const user = first(record, USER);
    const address = first(record, ACTOR);
    const logsource = this.logsources.of(record);
    const event: LogEvent = {
      time,
      logsource,
      category: 'system',
      outcome: outcomeOf(record),
      count: 1,
      srcIp: typeof address === 'string' && isCertain(SOURCE) ? this.addresses.readPeer(address).ip : null,
      srcHost: null,
      user: typeof user === 'string' ? user : null,
      login: false,
      fields: record,
      raw,
      ref,
    };
    if (isOfFortigate(record))
      return fortigateEvent(event, record, this.addresses, isCertain([...SOURCE, ...FORTIGATE]));
    if (logsource.product === 'windows')
      return windowsEvent(event, record, this.addresses, isCertain(SOURCE));
    return (
      packetEvent(event, record, this.addresses, isCertain) ??
      loginEvent(event, record, this.addresses, isCertain)
    );
  }

  /** When it happened; null when no field holds a time. */
  timeOf(record: FlatRecord): EpochMs | null {
    for (const name of TIME) {
      const value = record[name];
      let time: EpochMs | null = null;
      if (typeof value === 'number') time = epochNumber(value);
      else if (typeof value === 'string')
        time = readAnyStamp(this.stamps, HAS_ZONE.test(value) ? value : withOwnZone(value, name, record));
      if (time !== null) return time;
    }
    return this.datedTime(record) ?? (first(record, TIME) === undefined ? this.untimed : null);
  }

  /** Appliances tell date, time and zone apart, or how many seconds it was since 1970 besides. */
  private datedTime({ date, time, tz, timezone, eventtime }: FlatRecord): EpochMs | null {
    if (typeof date !== 'string' || typeof time !== 'string') return null;
    const zone = typeof tz === 'string' ? tz : timezone;
    const zoned =
      typeof zone === 'string' ? readAnyStamp(this.stamps, withZone(`${date} ${time}`, zone)) : null;
    if (zoned !== null) return zoned;
    const seconds = typeof eventtime === 'string' ? readAnyStamp(this.stamps, eventtime) : null;
    const asUtc = seconds === null ? null : readAnyStamp(this.stamps, `${date} ${time}Z`);
    if (seconds !== null && asUtc !== null && Math.abs(seconds - asUtc) <= FARTHEST_ZONE_MS) return seconds;
    return readAnyStamp(this.stamps, `${date} ${time}`);
  }
}

const FARTHEST_ZONE_MS = 14 * HOUR_MS;

/** Stormshield tells the zone in a field of its own. */
function withOwnZone(stamp: string, name: string, { tz }: FlatRecord): string {
  if (UTC_TIMES.includes(name)) return `${stamp}Z`;
  return typeof tz === 'string' && DATED.test(stamp) && OFFSET.test(tz) ? `${stamp}${tz}` : stamp;
}

const DATED = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?$/;
const OFFSET = /^[+-]\d{4}$/;

/** `-0500` stands right behind the clock, a name behind a space. */
function withZone(stamp: string, zone: string): string {
  return /^[+-]/.test(zone) ? `${stamp}${zone}` : `${stamp} ${zone}`;
}

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

/** Whether a field has a name that times have. */
export function isTimed(record: FlatRecord): boolean {
  return first(record, TIME) !== undefined || isTimedAccess(record);
}
