import type { LogEvent, Logsource, UnparsedReason } from '../../../../model/log-event.ts';
import type { LineRef } from '../../../../model/log-record.ts';
import { type EpochMs, HOUR_MS } from '../../../../model/time.ts';
import { layout } from '../../../pattern.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../../parser.ts';
import { StampedParser } from '../../stamped-parser.ts';
import { hoursAhead } from '../../time/other-stamp.ts';
import { epochNumber, StampReader } from '../../time/timestamp.ts';
import { unparsedReason } from '../../unparsed.ts';
import { readCiscoMessage } from './messages.ts';
import { type SavedToldLogins, ToldLogins } from './told-logins.ts';

const CISCO: Logsource = Object.freeze({ product: 'cisco', service: 'syslog' });
const LOGIN: Logsource = Object.freeze({ category: 'authentication', product: 'cisco', service: 'aaa' });
const FIREWALL: Logsource = Object.freeze({ category: 'firewall', product: 'cisco' });

const STAMP = layout`
  (?:
    \d{4} [A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d(?:\.\d{1,6})?
    |[A-Z][a-z]{2} [ \d]?\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,6})?
    |\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?
  )`;

/**
 * `<PRIORITY>` of syslog, its stamp and the device, and what some collectors call it (`CiscoASA[999]:`); then what the device writes itself: a number, its stamp (with a `*` or `.`
 * where its clock is not set), and `%FACILITY-SEVERITY-MNEMONIC: `. Either stamp may be missing, not both.
 */
const HEAD = new RegExp(
  layout`
    ^(?:<\d{1,3}>)?(?:\d{1,10}: |: )?(?:(${STAMP})(?: (?<zone>[A-Z]{3,4}))? ?:? )?(?:
      (?!\d{1,10}: |[*.]?[A-Z][a-z]{2} [ \d]?\d )([\w.:-]{1,253}) ?:?\x20
      (?:Cisco(?:ASA|FTD|FWSM|PIX)(?:\[\d{1,10}\])?: )?
    )?(?:\d{1,10}: )?(?:[*.]?(${STAMP})(?: (?<ownZone>[A-Za-z]{2,5}))?: )?
    %([A-Z][A-Z\d_]{1,31}(?:-[A-Z][A-Z\d_]{0,31}){0,2})(?:-[a-z]{2,16})?-([0-7])-([A-Z\d_]{1,48}): ?`,
);

/** Meraki's: seconds since 1970, the device, the kind of record and what it says; behind the header of a relay or without. */
const MERAKI_HEAD = new RegExp(
  layout`
    ^(?:<\d{1,3}>)?(?:${STAMP} [\w.:-]{1,253} )?(?:1 )?(\d{9,10}\.\d{1,9}) ([\w.-]{1,64}) {1,2}(
      (?:\w{1,64}_)?(?:events|flows|firewall)|urls|ids-alerts|security_event|ip_flow_(?:start|end)
    ) (?=\S)`,
);

type Head = {
  readonly time: EpochMs | null;
  readonly length: number;
  readonly fields: {
    readonly host: string | undefined;
    readonly facility: string;
    readonly severity: number | undefined;
    readonly mnemonic: string;
  };
};

/** Routers and switches (IOS, NX-OS), firewalls (ASA, FTD) and Meraki of Cisco. */
class CiscoParser extends StampedParser implements Parser {
  readonly format = 'cisco';
  private readonly told = new ToldLogins();
  /** Of stamps whose zone is named behind them. */
  private readonly utc = new StampReader();

  override begin(context: ParseContext): void {
    super.begin(context);
    this.utc.begin('UTC', context.yearReference);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const head = this.readHead(line);
    if (head === null) return unparsedReason(line);
    if (head.time === null) return 'bad-timestamp';
    const fields = { ...head.fields, message: line.slice(head.length) };
    emit(this.event(fields, head.time, line, this.ref(lineNumber)));
    return null;
  }

  private readHead(line: string): Head | null {
    const head = headOf(line);
    if (head === null) return merakiHead(line);
    const [whole, received, zone, host, own, ownZone, facility = '', severity, mnemonic = ''] = head;
    const stamp = (received ?? own ?? '').replace(YEAR_FIRST, '$2 $1');
    const ahead = hoursAhead((received === undefined ? ownZone : zone) ?? '');
    const stamps = ahead === null ? this.stamps : this.utc;
    const time = stamps.readSyslog(stamp, 0);
    return {
      time: stamps.end === stamp.length && time !== null ? time - (ahead ?? 0) * HOUR_MS : null,
      length: whole.length,
      fields: { host: host?.replace(/:$/, ''), facility, severity: Number(severity), mnemonic },
    };
  }

  save(): SavedToldLogins {
    return this.told.save();
  }

  restore(state: unknown): void {
    this.told.restore(state as SavedToldLogins);
  }

  private event(
    fields: { readonly mnemonic: string; readonly message: string },
    time: EpochMs,
    raw: string,
    ref: LineRef,
  ): LogEvent {
    const told = readCiscoMessage(fields.mnemonic, fields.message);
    const { ip } = this.addresses.read(told?.address ?? null);
    const event = { time, count: 1, srcIp: ip, srcHost: null, raw, ref };
    const src_ip = ip ?? undefined;
    if (told?.kind === 'login') {
      const { outcome, user } = told;
      const own = { ...fields, src_ip, user: user ?? undefined, outcome: outcome ?? undefined };
      const login = ip !== null && this.told.isNew({ outcome, address: ip, user }, fields.mnemonic, time);
      return { ...event, logsource: LOGIN, category: 'authentication', outcome, user, login, fields: own };
    }
    const others = { ...event, outcome: null, user: null, login: false };
    if (told === null) return { ...others, logsource: CISCO, category: 'system', fields };
    return {
      ...others,
      logsource: FIREWALL,
      category: 'network',
      fields: { ...fields, src_ip, ...told.fields },
    };
  }
}

/** As NX-OS writes it. */
const YEAR_FIRST = /^(\d{4}) ([A-Z][a-z]{2} [ \d]?\d)/;

const LONGEST_HEAD = 512;

function headOf(line: string): RegExpExecArray | null {
  const percent = line.slice(0, LONGEST_HEAD).indexOf('%');
  const head = percent === -1 ? null : HEAD.exec(line.slice(0, LONGEST_HEAD));
  return head !== null && (head[1] ?? head[4]) !== undefined ? head : null;
}

function merakiHead(line: string): Head | null {
  const [whole, seconds, host, mnemonic = ''] = MERAKI_HEAD.exec(line.slice(0, LONGEST_HEAD)) ?? [];
  if (whole === undefined) return null;
  const fields = { host, facility: 'MERAKI', severity: undefined, mnemonic };
  return { time: epochNumber(Number(seconds)), length: whole.length, fields };
}

export const CISCO_LOG: ParserFactory = {
  format: 'cisco',
  recognises: (line) => headOf(line) !== null || merakiHead(line) !== null,
  create: () => new CiscoParser(),
};
