import {
  type FieldValue,
  type LogEvent,
  type Outcome,
  retainText,
  type UnparsedReason,
} from '../../../model/log-event.ts';
import type { LineRef } from '../../../model/log-record.ts';
import type { EpochMs } from '../../../model/time.ts';
import type { CustomFormatName, Emit, Parser, ParserFactory } from '../parser.ts';
import { readAnyStamp } from '../time/any-stamp.ts';
import { unparsedReason } from '../unparsed.ts';
import { ClientParser } from '../web/client-parser.ts';
import { readRequestLine } from '../web/request-line.ts';
import { type WebRequest, webEvent, webFields } from '../web/web-event.ts';
import type { CustomOutcome, CustomPattern, CustomSpec } from './spec.ts';

type Groups = Readonly<Record<string, string>>;

/** Reads a user's log by the user's patterns. */
class CustomParser extends ClientParser implements Parser {
  readonly format: CustomFormatName;

  constructor(private readonly spec: CustomSpec) {
    super();
    this.format = `parser:${spec.name}`;
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    for (const pattern of this.spec.patterns) {
      const groups = pattern.match(line);
      if (groups === null) continue;
      const time = readAnyStamp(this.stamps, groups.time ?? '');
      if (time === null) return 'bad-timestamp';
      const ref = this.ref(lineNumber);
      emit(
        this.spec.category === 'web'
          ? this.request(pattern, groups, time, line, ref)
          : this.event(pattern, groups, time, line, ref),
      );
      return null;
    }
    return unparsedReason(line);
  }

  private event(pattern: CustomPattern, groups: Groups, time: EpochMs, raw: string, ref: LineRef): LogEvent {
    const { ip, host } = this.addresses.readPeer(groups.src_ip ?? null);
    const outcome = outcomeOf(pattern.outcome, groups);
    const user = groups.user ?? null;
    const { logsource, category } = this.spec;
    return {
      time,
      logsource,
      category,
      outcome,
      count: 1,
      srcIp: ip,
      srcHost: host,
      user: user === null ? null : retainText(user),
      login: pattern.login && (ip !== null || host !== null),
      fields: {
        ...fieldsOf(pattern, groups),
        src_ip: ip ?? undefined,
        src_host: host ?? undefined,
        outcome: outcome ?? undefined,
      },
      raw,
      ref,
    };
  }

  private request(
    pattern: CustomPattern,
    groups: Groups,
    time: EpochMs,
    raw: string,
    ref: LineRef,
  ): LogEvent {
    const line = readRequestLine(groups.request ?? '');
    const client = this.clients.read(groups.src_ip ?? null, () => said(groups.forwarded_for));
    const web: WebRequest = {
      time,
      client: client.address,
      via: client.via,
      username: said(groups.user),
      request: {
        method: said(groups.method) ?? line.method,
        uri: said(groups.uri) ?? line.uri,
        version: said(groups.protocol) ?? line.version,
      },
      status: numberOf(groups.status),
      bytes: numberOf(groups.bytes),
      referer: said(groups.referer),
      userAgent: said(groups.user_agent),
      host: said(groups.host),
    };
    const fields = { ...fieldsOf(pattern, groups), ...webFields(web) };
    return webEvent(web, fields, raw, ref, this.spec.logsource);
  }
}

/** Fields that are numbers in every other parser. */
const NUMBERS = new Set(['src_port', 'dst_port', 'sc-status', 'sc-bytes', 'status', 'bytes']);

function fieldsOf({ names, set }: CustomPattern, groups: Groups): Record<string, FieldValue | undefined> {
  const fields: Record<string, FieldValue | undefined> = { ...set };
  for (const group of Object.keys(groups)) {
    if (group === 'time') continue;
    const name = names[group] ?? group;
    fields[name] = NUMBERS.has(name) ? (numberOf(groups[group]) ?? groups[group]) : groups[group];
  }
  return fields;
}

function outcomeOf(told: CustomOutcome, groups: Groups): Outcome {
  if (told.kind === 'always') return told.outcome;
  const text = (groups[told.group] ?? '').toLowerCase();
  if (told.success.has(text)) return 'success';
  return told.failure.has(text) ? 'failure' : null;
}

/** The text, or nothing where the log writes `-`. */
function said(text: string | undefined): string | undefined {
  return text === '-' || text === '' ? undefined : text;
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export function customFormat(spec: CustomSpec): ParserFactory {
  return {
    format: `parser:${spec.name}`,
    recognises: (line) => spec.patterns.some(({ match }) => match(line) !== null),
    create: () => new CustomParser(spec),
  };
}
