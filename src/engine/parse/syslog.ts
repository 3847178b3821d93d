import type { UnparsedReason } from '../../model/log-event.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from './parser.ts';
import { AddressReader } from './source-address.ts';
import { SshdReader, type SshdState } from './sshd/sshd.ts';
import { retainRecord, SyslogHeader, type SyslogRecord } from './syslog-header.ts';
import { systemEvent } from './system-event.ts';
import { StampReader } from './timestamp.ts';
import { unparsedReason } from './unparsed.ts';

type SyslogState = { readonly last: SyslogRecord | null; readonly sshd: SshdState };

/** Syslog files (RFC 3164 as everyone writes it, RFC 3339 stamps, RFC 5424): finds who speaks and hands the message on. */
class SyslogParser implements Parser {
  readonly format = 'syslog';
  private readonly stamps = new StampReader();
  private readonly header = new SyslogHeader();
  private readonly sshd: SshdReader;
  private source = '';
  private emit: Emit = () => undefined;
  /** For `last message repeated N times`: keeps one block of text alive at most. */
  private last: SyslogRecord | null = null;

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
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    this.emit = emit;
    const start = afterPriority(line);
    const time = this.readHeader(line, start);
    if (typeof time === 'string') return time;
    const record = this.record(line, lineNumber, time);
    this.last = record;
    if (record.process !== null && this.sshd.reads(record.process)) this.sshd.read(record);
    else emit(systemEvent(record, this.source));
    return null;
  }

  end(emit: Emit): void {
    this.emit = emit;
    this.sshd.end();
  }

  save(): SyslogState {
    return { last: this.last && retainRecord(this.last), sshd: this.sshd.save() };
  }

  restore(state: unknown): void {
    const { last, sshd } = state as SyslogState;
    this.last = last;
    this.sshd.restore(sshd);
  }

  private readHeader(line: string, start: number): EpochMs | UnparsedReason {
    if (start > 0 && line.startsWith('1 ', start)) {
      return this.header.readRfc5424(line, start + 2, this.stamps) ?? 'bad-timestamp';
    }
    const time = this.stamps.readSyslog(line, start);
    if (time === null) return this.stamps.end > start ? 'bad-timestamp' : unparsedReason(line);
    return this.header.readAfterStamp(line, this.stamps.end) ? time : unparsedReason(line);
  }

  private record(raw: string, line: number, time: EpochMs): SyslogRecord {
    const { host, process, pid, message } = this.header;
    // `l` of `last message repeated` and `m` of `message repeated`.
    const letter = message.charCodeAt(0);
    if (letter === 109) {
      const repeated = REPEATED.exec(message);
      if (repeated !== null) {
        const inner = message.slice(repeated[0].length, -1).trimStart();
        return { raw, line, time, host, process, pid, message: inner, repeat: Number(repeated[1]) };
      }
    } else if (letter === 108 && process === null && this.last !== null) {
      const repeated = LAST_REPEATED.exec(message);
      if (repeated !== null) return { ...this.last, raw, line, time, repeat: Number(repeated[1]) };
    }
    return { raw, line, time, host, process, pid, message, repeat: 1 };
  }
}

/** rsyslog: the message itself follows, closed by `]`. */
const REPEATED = /^message repeated (\d{1,6}) times: \[(?=.*\]$)/;
/** BSD's syslogd and its heirs: about the line before. */
const LAST_REPEATED = /^last message repeated (\d{1,6}) times?$/;

/** Place after `<34>`, or 0. */
function afterPriority(line: string): number {
  if (line.charCodeAt(0) !== 60) return 0;
  const close = line.indexOf('>');
  return close >= 2 && close <= 4 && /^\d+$/.test(line.slice(1, close)) ? close + 1 : 0;
}

/** Stamp, host, and a tag that ends with a colon: what no other kind of log begins with. */
const SYSLOG_LINE =
  /^(?:<\d{1,3}>)?(?:1 )?(?:[A-Z][a-z]{2} [ \d]?\d (?:\d{4} )?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?):? (?:<[a-z0-9.]{1,20}> )?(?!(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|UTC) )[\w.:%-]{1,253} (?:[a-z]{2,8}[0-7]?\.[a-z]{3,7} )?(?:[A-Za-z_/][\w./@-]{0,63}(?:\([\w.-]{1,32}\))?(?:\[\d{1,20}\])?:(?: |$)|last message repeated |[\w./-]{1,48} (?:\d{1,20}|-) [\w-]{1,32} [-[])/;

const RECOGNISED_LENGTH = 512;

export const SYSLOG: ParserFactory = {
  format: 'syslog',
  recognises: (line) => SYSLOG_LINE.test(line.slice(0, RECOGNISED_LENGTH)),
  create: () => new SyslogParser(),
};
