import type { UnparsedReason } from '../../../model/log-event.ts';
import type { EpochMs } from '../../../model/time.ts';
import { OwnTexts } from '../../own-texts.ts';
import { pattern } from '../../pattern.ts';
import type { OpenBlock } from '../open-block.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { ProgramReader, type SavedPrograms } from '../programs/program-reader.ts';
import { AddressReader } from '../source-address.ts';
import { SshdReader, type SshdState } from '../sshd/sshd.ts';
import { readUsual } from '../sshd/usual-messages.ts';
import { withEnglishMonth } from '../time/local-months.ts';
import { OtherStamps } from '../time/other-stamp.ts';
import { StampReader } from '../time/timestamp.ts';
import { unparsedReason } from '../unparsed.ts';
import { retainRecord, SyslogLine, type SyslogRecord } from './syslog-header.ts';
import { UsualHeader } from './usual-header.ts';

type SyslogState = {
  readonly last: SyslogRecord;
  readonly sshd: SshdState;
  /** Absent in what an earlier version saved. */
  readonly programs?: SavedPrograms;
};

/** Syslog files (RFC 3164 as everyone writes it, RFC 3339 stamps, RFC 5424): finds who speaks and hands the message on. */
class SyslogParser implements Parser {
  readonly format = 'syslog';
  readonly isChained = true;
  private readonly stamps = new StampReader();
  private readonly otherStamps = new OtherStamps();
  private readonly record = new SyslogLine();
  private readonly usual = new UsualHeader();
  /** Whether the line at hand has a header that differs from the one that was learnt. */
  private unusual = false;
  private readonly users = new OwnTexts();
  private readonly programs = new ProgramReader();
  private readonly sshd: SshdReader;
  private source = '';
  private emit: Emit = () => undefined;

  constructor() {
    this.sshd = new SshdReader(
      () => this.source,
      new AddressReader(),
      (event) => this.emit(event),
    );
  }

  begin(context: ParseContext): void {
    this.source = context.source;
    this.stamps.begin(context.timeZone, context.yearReference);
    this.otherStamps.begin(context.timeZone, context.yearReference);
    this.record.begin();
    this.usual.forget();
    this.programs.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    this.emit = emit;
    const { record } = this;
    const time = this.record.readSamePrefix(line) ?? this.readHeader(line, afterPriority(line));
    if (typeof time === 'string') return time;
    if (this.unusual) {
      this.unusual = false;
      const isSshd = record.process !== null && this.sshd.reads(record.process);
      if (isSshd && !this.stamps.isAtLimit(time))
        this.usual.learn(record.prefix, time, record.host, record.process);
    }
    record.raw = line;
    record.line = lineNumber;
    record.time = time;
    record.repeat = 1;
    // `m` of `message repeated`, `l` of `last message repeated`.
    const letter = record.message.charCodeAt(0);
    if (letter === 109) unfold(record);
    else if (letter === 108 && record.process === null) repeatLast(record);
    if (record.process !== null && this.sshd.reads(record.process)) {
      this.sshd.read(record);
    } else {
      this.sshd.passTime(record);
      emit(this.programs.read(record, this.source));
    }
    return null;
  }

  parseUsual(block: OpenBlock, start: number, end: number, lineNumber: number, emit: Emit): boolean {
    const { record, usual } = this;
    const messageAt = usual.read(block, start, end);
    if (messageAt === -1) {
      this.unusual = true;
      return false;
    }
    const message = readUsual(block, messageAt, end, this.users);
    if (message === null) return false;
    this.emit = emit;
    record.open = block;
    record.start = start;
    record.messageAt = messageAt;
    record.end = end;
    record.line = lineNumber;
    record.time = usual.time;
    record.host = usual.host;
    record.process = usual.process;
    record.pid = usual.pid;
    record.repeat = 1;
    this.sshd.observe(record, message);
    return true;
  }

  end(emit: Emit): void {
    this.emit = emit;
    this.sshd.end();
  }

  save(): SyslogState {
    return { last: retainRecord(this.record), sshd: this.sshd.save(), programs: this.programs.save() };
  }

  restore(state: unknown): void {
    const { last, sshd, programs = [] } = state as SyslogState;
    Object.assign(this.record, last);
    this.sshd.restore(sshd);
    this.programs.restore(programs);
  }

  private readCtime(line: string, date: RegExpExecArray): EpochMs | UnparsedReason {
    const [head, month, day = '', clock, year] = date;
    const time = this.stamps.readClf(`${day.replace(' ', '0')}/${month}/${year}:${clock}`, 0);
    if (time === null) return 'bad-timestamp';
    return this.record.readAfterStamp(line, head.length - 1, time) ? time : unparsedReason(line);
  }

  private readHeader(line: string, start: number): EpochMs | UnparsedReason {
    if (line.startsWith('1 ', start) && (start > 0 || line.charCodeAt(6) === 45)) {
      return this.record.readRfc5424(line, start + 2, this.stamps) ?? 'bad-timestamp';
    }
    const date = CTIME.exec(line);
    if (date !== null) return this.readCtime(line, date);
    const { stamps, otherStamps } = this;
    const time = stamps.readSyslog(line, start);
    if (time === null && stamps.end > start) return 'bad-timestamp';
    const other = time === null ? otherStamps.read(line) : otherStamps.readZone(line, start, stamps.end);
    const found = other ?? time;
    const end = other === null ? stamps.end : otherStamps.end;
    return found !== null && this.record.readAfterStamp(line, end, found) ? found : unparsedReason(line);
  }
}

/** As ctime(3) writes it: the year stands last. */
const CTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d) (\d{4}) /;

/** rsyslog: the message itself stands in the brackets. */
function unfold(record: SyslogLine): void {
  const repeated = REPEATED.exec(record.message);
  if (repeated === null || !record.message.endsWith(']')) return;
  record.message = record.message.slice(repeated[0].length, -1).trimStart();
  record.repeat = Number(repeated[1]);
}

/** BSD's syslogd and its heirs: the line before is meant. */
function repeatLast(record: SyslogLine): void {
  const repeated = LAST_REPEATED.exec(record.message);
  if (repeated === null || record.before.process === null) return;
  Object.assign(record, record.before);
  record.repeat = Number(repeated[1]);
}

const REPEATED = /^message repeated (\d{1,6}) times: \[/;
const LAST_REPEATED = /^last message repeated (\d{1,6}) times?$/;

/** Place after `<34>` (`<34> ` of RealVNC), or 0. */
function afterPriority(line: string): number {
  if (line.charCodeAt(0) !== 60) return 0;
  const close = line.indexOf('>');
  if (close < 2 || close > 4 || !/^\d+$/.test(line.slice(1, close))) return 0;
  return line.charCodeAt(close + 1) === 32 ? close + 2 : close + 1;
}

/** Stamp, host (twice of nginx; or a tag with a number instead), and a tag that ends with a colon: what no other kind of log begins with. */
const SYSLOG_LINE = pattern()`
  ^(?:<\d{1,3}> ?)?(?:1 )?(?:
    [A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}(?= [a-z]{2,8}[0-7]?\.[a-z]{3,7} )
    |[A-Z][a-z]{2} [ \d]?\d (?:\d{4} )?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?
    |\d{4} [A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d
    |\d{4}:\d\d:\d\d-\d\d:\d\d:\d\d
    |\d{9,10}\.\d{6}
    |(?:[A-Z][a-z]{2} )?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?
  ):? {1,2}(?:(?:UTC|GMT|MSK|[A-Z]{2,3}T) (?=[\w.:%-]{1,253} ))?(?:<[a-z0-9.]{1,20}> )?(?:[A-Z][a-z]\(\d{1,3}\) )?(?!
    (?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|UTC)[ []
  )(?:
    [A-Za-z_/][\w./-]{0,63}\[\d{1,10}\]:\x20
    |auth(?:-worker)?\([^()\s]{1,300}\)(?:<[^<>\s]{1,64}>){0,2}:\x20
    |0x[\da-f]{1,16} {1,16}[A-Z][a-z]{2,12} {1,16}0x[\da-f]{1,16} {1,24}\d{1,10}\x20
    |(?<host>[\w.:%,@/-]{1,253}) (?:\k<host> )?(?:
       [a-z]{2,8}[0-7]?(?:\.|\|[a-z]{2,8}:|:)[a-z|]{3,12} |(?:emerg|alert|crit|err|warning|notice|info|debug)\x20
     )?(?:
       [A-Za-z_/][\w./@-]{0,63}(?:\([\w./:-]{1,128}\))?(?:\[\d{1,20}\](?:\([A-Za-z]{1,14}\))?)?:(?: |$)
       |[\w.-]{1,64}@[^\s[\]]{0,255}\.service\[\d{1,10}\]:\x20
       |last message repeated\x20
       |CISE_[A-Z][A-Za-z_]{2,48} \d{10}\x20
       |[a-z0-9-]{2,16}(?:,[a-z0-9-]{2,16}){1,5}:?\x20
       |\[[\w.:-]{1,64}\] ?(?:DESCR="|IN=)
       |[\w./-]{1,48} (?:\d{1,20}|-) [\w-]{1,32} [-[]
     )
  )`;

/** RFC 5424 as it stands, with any name of a program and of a message (`org.keycloak.events`). */
const RFC5424_LINE =
  /^<\d{1,3}>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d) \S{1,255} \S{1,48} \S{1,128} \S{1,32} [-[]/;

/** metalog's: the name of the program in brackets, and no host. */
const BRACKETED_LINE =
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \[[A-Za-z_][\w./-]{0,47}(?:\([\w.-]{1,32}\))?\] \S/;

const RECOGNISED_LENGTH = 512;

export const SYSLOG: ParserFactory = {
  format: 'syslog',
  recognises: (line) => {
    const head = line.slice(0, RECOGNISED_LENGTH);
    return (
      SYSLOG_LINE.test(withEnglishMonth(head) ?? head) || RFC5424_LINE.test(head) || BRACKETED_LINE.test(head)
    );
  },
  create: () => new SyslogParser(),
};
