import {
  type EventCategory,
  type Logsource,
  retainText,
  type UnparsedReason,
} from '../../../model/log-event.ts';
import type { EpochMs } from '../../../model/time.ts';
import { pattern } from '../../pattern.ts';
import type { Emit, Parser, ParserFactory } from '../parser.ts';
import { Connections, type ConnectionsState } from '../programs/connections.ts';
import { BIND_FORMS } from '../programs/dns-forms.ts';
import type { ProgramForm, ProgramMessage } from '../programs/program-message.ts';
import { StampedParser } from '../stamped-parser.ts';
import { readAnyStamp } from '../time/any-stamp.ts';
import { unparsedReason } from '../unparsed.ts';
import { LOGIN_SERVICES, type ReadService } from './login-services.ts';
import { type SavedToldBefore, ToldBefore } from './told-before.ts';

const ISO =
  '\\d{4}[-/:]\\d\\d[-/:]\\d\\d[T -]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?: ?(?:Z|UTC|[+-]\\d\\d:?\\d\\d))?';
const BSD = '[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?';
/** A stamp as JavaScript and Windows write it for the United States. */
const US = '\\d\\d?/\\d\\d?/\\d{4},? \\d\\d?:\\d\\d:\\d\\d(?: [AP]M)?';
const CLF = '\\d\\d/[A-Z][a-z]{2}/\\d{4} \\d\\d:\\d\\d:\\d\\d';

const PARTS: readonly (readonly [part: string, pattern: string])[] = [
  ['{time}', `(?<stamp>${ISO})`],
  ['{bsd}', `(?<stamp>${BSD})`],
  ['{clf}', `(?<stamp>${CLF})`],
  ['{us}', `(?<stamp>${US})`],
  ['{dmy}', '(?<dmy>\\d\\d/\\d\\d/\\d{4} \\d\\d:\\d\\d:\\d\\d)'],
  ['{stamp}', `(?<stamp>${ISO}|${BSD})`],
  ['{word}', '\\S{1,128}'],
  ['{n}', '\\d{1,20}'],
];

/** FreePBX' `2026-Nov-20 08:00:00`. */
const MONTH_NAMED = /^(\d{4})-([A-Z][a-z]{2})-(\d\d) /;
/** NetScaler's `11/20/2026:08:00:00`, or `2026/11/20:08:00:00` as it may be set. */
const US_DATE = /^(\d\d\/\d\d\/\d{4}|\d{4}\/\d\d\/\d\d):/;
/** DirectAdmin's `2014:07:02-00:17:45`, ClickHouse's `2014.07.02 00:17:45`, xrdp's `20140702-00:17:45`. */
const DATE = /^(\d{4})[:.]?(\d\d)[:.]?(\d\d)[- ](?=\d\d:)/;
/** Domino's `20-11-2026 08:00:00`. */
const DAY_FIRST = /^(\d\d)[-.](\d\d)[-.](\d{4}) {1,3}/;
/** ZoneMinder's `11/20/26 08:00:00.123456`, since 1.37 `11/20/26, 8:00:00 PM CET.123456`. */
const SHORT_US_DATE = /^(\d\d)\/(\d\d)\/(\d\d) /;
const SHORT_US = /^(\d\d?\/\d\d?\/)(\d\d, \d\d?:\d\d:\d\d)[ \u202f]([AP]M [A-Z]{3,5})\.\d{6}$/;

/** Longer messages are quoted from somebody else, and not read. */
const LONGEST_MESSAGE = 4096;

type Saved = {
  readonly service: string | null;
  /** What an earlier version did not save. */
  readonly before?: SavedToldBefore;
  readonly connections?: ConnectionsState;
  readonly above?: EpochMs | null;
};

/** The number of the process, where a line begins with it. */
const PROCESS = /^\[\d{1,10}\]/;

type ServiceFile = {
  readonly service: string;
  readonly logsource: Logsource;
  readonly category: EventCategory;
  readonly head: RegExp;
  readonly begins: RegExp;
  readonly below?: RegExp | undefined;
  readonly isKnownBelow: boolean;
  readonly again: RegExp | null;
  readonly forms: readonly ProgramForm[];
};

function fill(pattern: string): RegExp {
  return new RegExp(`^(?:${PARTS.reduce((text, part) => text.replaceAll(...part), pattern)})`);
}

function serviceFile({ service, file, again, forms }: ReadService): readonly ServiceFile[] {
  if (file === null) return [];
  const logsource = Object.freeze({ category: 'authentication', product: 'linux', service });
  const [head, begins] = [fill(file.head), fill(file.begins)];
  const below = file.below === undefined ? undefined : fill(file.below);
  const isKnownBelow = file.isKnownBelow === true;
  return [
    { service, logsource, category: 'authentication', head, begins, below, isKnownBelow, again, forms },
  ];
}

/** BIND's channels: `20-Nov-2026 08:00:00.123 queries: info: client @0x7f 192.0.2.7#53210 (…): …`. */
const BIND_FILE: ServiceFile = {
  service: 'named',
  logsource: Object.freeze({ category: 'dns', product: 'linux', service: 'named' }),
  category: 'system',
  again: null,
  isKnownBelow: false,
  head: /^(?<stamp>\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d{3}) (?=\S)/,
  begins: pattern()`
      ^(?:
        (?:
          client|default|general|database|security|config|resolver|xfer-in|xfer-out|notify|network|update|
          update-security|queries|query-errors|dispatch|dnssec|lame-servers|rate-limit|zoneload|rpz
        ):\x20
        |client (?:@0x|[\da-fA-F.:]{2,45}#)
        |(?:error|warning|notice|info|debug \d): (?:
           client |zone |managed-keys|network |resolver |lame-|listening |all zones|running
         )
      )`,
  forms: BIND_FORMS,
};

let known: readonly ServiceFile[] | null = null;

/** The log files of all programs; compiled when the first log comes that may be one of them. */
function files(): readonly ServiceFile[] {
  known ??= [...LOGIN_SERVICES.flatMap(serviceFile), BIND_FILE];
  return known;
}

function isOf({ head, begins, below, isKnownBelow }: ServiceFile, line: string): boolean {
  if (isKnownBelow && below?.test(line)) return true;
  const [whole] = head.exec(line) ?? [];
  return whole !== undefined && begins.test(line.slice(whole.length, whole.length + 512));
}

/** The log files of the programs in the tables: each is of the program whose lines it begins with. */
class ServiceLogParser extends StampedParser implements Parser {
  readonly format = 'service-log';
  private readonly before = new ToldBefore();
  private readonly connections = new Connections();
  /** When the latest line with a stamp was written. */
  private above: EpochMs | null = null;

  constructor(private file: ServiceFile | null = null) {
    super();
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    this.file ??= files().find((file) => isOf(file, line)) ?? null;
    const { file } = this;
    if (file === null) return unparsedReason(line);
    const head = file.head.exec(line);
    const indent = head === null && this.above !== null ? file.below?.exec(line)?.[0] : undefined;
    if (head === null && indent === undefined) return unparsedReason(line);
    const time = head === null ? this.above : this.timeOf(stampOf(head.groups));
    if (time === null) return 'bad-timestamp';
    this.above = time;
    const message = line.slice((head?.[0] ?? indent ?? '').length);
    const read = readBy(file.forms, message);
    const told = read && this.connections.judge(read, '', time, PROCESS.exec(line)?.[0] ?? '');
    const { ip } = this.addresses.read(told?.address ?? null);
    const { outcome = null, user = null } = told ?? {};
    const isToldBefore =
      told?.login === true &&
      file.again !== null &&
      this.before.isTold(file.again, message, { user, ip, time });
    const isLogin = told?.login === true && ip !== null && !isToldBefore;
    emit({
      ...{ time, logsource: file.logsource, category: file.category, outcome, srcIp: ip, srcHost: null },
      ...{
        count: 1,
        user: user === null ? null : retainText(user),
        login: isLogin,
      },
      fields: {
        ...{ process: file.service, message, form: told?.form, src_ip: ip ?? undefined },
        ...{ user: user ?? undefined, outcome: outcome ?? undefined, ...told?.fields },
      },
      raw: line,
      ref: this.ref(lineNumber),
    });
    return null;
  }

  save(): Saved {
    return {
      service: this.file?.service ?? null,
      before: this.before.save(),
      above: this.above,
      connections: this.connections.save(),
    };
  }

  restore(saved: unknown): void {
    // An earlier version saved the name alone.
    const { service, before, above, connections } =
      typeof saved === 'string' ? { service: saved } : (saved as Saved);
    this.file = files().find((file) => file.service === service) ?? null;
    if (before !== undefined) this.before.restore(before);
    if (connections !== undefined) this.connections.restore(connections);
    this.above = above ?? null;
  }

  private timeOf(stamp: string): EpochMs | null {
    const usual = stamp
      .replace(DATE, '$1-$2-$3 ')
      .replace(DAY_FIRST, '$3-$2-$1 ')
      .replace(SHORT_US_DATE, '20$3-$1-$2 ')
      .replace(SHORT_US, '$120$2 $3')
      .replace(US_DATE, '$1 ')
      .replace(MONTH_NAMED, '$3/$2/$1 ');
    return readAnyStamp(this.stamps, usual);
  }
}

/** x11vnc's `20/11/2026 08:00:00`, which nothing else tells from the American way. */
function stampOf({ stamp, dmy = '' }: Readonly<Record<string, string>> = {}): string {
  return stamp ?? dmy.replace(/^(\d\d)\/(\d\d)\/(\d{4})/, '$3-$2-$1');
}

function readBy(forms: readonly ProgramForm[], message: string): ProgramMessage | null {
  if (message.length > LONGEST_MESSAGE) return null;
  for (const form of forms) {
    const told = form.read(message);
    if (told !== null) return told;
  }
  return null;
}

export const SERVICE_LOG: ParserFactory = {
  format: 'service-log',
  recognises: (line) => files().some((file) => isOf(file, line)),
  create: () => new ServiceLogParser(),
};

/** The format of one program alone: its lines in a log that is mostly another program's. */
export function serviceLogOf(service: string): ParserFactory {
  const fileOf = () => files().find((file) => file.service === service) ?? null;
  return {
    format: 'service-log',
    recognises: (line) => {
      const file = fileOf();
      return file !== null && isOf(file, line);
    },
    create: () => new ServiceLogParser(fileOf()),
  };
}
