import type { UnparsedReason } from '../../../model/log-event.ts';
import { toRfc3339 } from '../../../model/time.ts';
import type { Chain, Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { SYSLOG } from '../syslog/syslog.ts';
import { unparsedReason } from '../unparsed.ts';
import { type BlockEntry, isOfJournalBlock, JournalBlocks } from './journal-blocks.ts';
import { type JournalRecord, journalText, speakerOf } from './speaker.ts';

/**
 * The records of `journalctl -o json`, one a line, and of `-o export` and `-o verbose`, over several: each is read as the line that syslog would have written of it, so
 * that a daemon's messages mean the same in both. `raw` is that line.
 */
class JournaldParser implements Parser {
  readonly format = 'journald';
  /** Its events' lines are those that syslog would have written. */
  private readonly log: Chain = { format: 'syslog', name: 'journal' };
  private readonly syslog = SYSLOG.create();
  private readonly blocks = new JournalBlocks();

  begin(context: ParseContext): void {
    this.syslog.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const record = readRecord(line);
    if (record !== null) return this.readEntry(record, lineNumber, emit);
    const done = this.blocks.read(line, lineNumber);
    return done === undefined ? unparsedReason(line) : this.readBlock(done, emit);
  }

  /** The reason stands at the line that ended the entry: only then it is known. */
  private readBlock(entry: BlockEntry | null, emit: Emit): UnparsedReason | null {
    return entry === null ? null : this.readEntry(entry.record, entry.line, emit);
  }

  private readEntry(record: JournalRecord, lineNumber: number, emit: Emit): UnparsedReason | null {
    const line = syslogLine(record);
    return typeof line === 'string' ? this.syslog.parse(line, lineNumber, emit) : line.unparsed;
  }

  chainOf(): Chain {
    return this.log;
  }

  end(emit: Emit): void {
    this.readBlock(this.blocks.end(), emit);
    this.syslog.end?.(emit);
  }

  save(): unknown {
    return { syslog: this.syslog.save?.(), blocks: this.blocks.save() };
  }

  restore(state: unknown): void {
    const { syslog = state, blocks } = state as { readonly syslog?: unknown; readonly blocks?: unknown };
    this.syslog.restore?.(syslog);
    // Of 1.0.0, which knew no entries over several lines.
    if (blocks !== undefined) this.blocks.restore(blocks);
  }
}

/** The line that syslog would have written of an entry; or why there is none. */
function syslogLine(record: JournalRecord): string | { readonly unparsed: UnparsedReason } {
  const time = timeOf(record);
  if (time === null) return { unparsed: 'bad-timestamp' };
  // What is too long for it journalctl leaves out, unless it is told `--all`.
  if (record.MESSAGE === null) return { unparsed: 'too-long' };
  // Vector calls the message and the host as it does everywhere.
  const message = journalText(record.MESSAGE) ?? journalText(record.message);
  if (message === null) return { unparsed: 'bad-line' };
  const host = oneWord(journalText(record._HOSTNAME) ?? journalText(record.host) ?? 'localhost');
  const pid = journalText(record._PID) ?? journalText(record.SYSLOG_PID);
  const tag = `${oneWord(speakerOf(record))}${pid !== null && /^\d{1,20}$/.test(pid) ? `[${pid}]` : ''}`;
  return `${toRfc3339(time)} ${host} ${tag}: ${onOneLine(message)}`;
}

/** Lines of `journalctl -o json`, each as syslog would have written it; what is none of these stays as it is. */
export function asSyslogLines(lines: string): string {
  return lines
    .split('\n')
    .map((line) => {
      const record = recognises(line) ? readRecord(line) : null;
      const written = record === null ? line : syslogLine(record);
      return typeof written === 'string' ? written : line;
    })
    .join('\n');
}

function readRecord(line: string): JournalRecord | null {
  if (line.charCodeAt(0) !== 123) return null;
  try {
    return JSON.parse(line) as JournalRecord;
  } catch {
    return null;
  }
}

/** When journald took it, in microseconds: unlike `_SOURCE_REALTIME_TIMESTAMP` not for the sender to choose. */
function timeOf(record: JournalRecord): number | null {
  const stamp = journalText(record.__REALTIME_TIMESTAMP);
  if (stamp === null || !/^\d{10,16}$/.test(stamp)) return null;
  return Math.floor(Number(stamp) / 1000);
}

/** Nothing in a name may look like the end of the tag. */
function oneWord(name: string): string {
  return name === '' ? 'unknown' : name.slice(0, 64).replace(/[^\w./@+-]/g, '_');
}

/** A message of several lines stays one event: rsyslog, too, writes the line end as `#012`. */
function onOneLine(message: string): string {
  return message.trimEnd().replaceAll('\n', '#012').replaceAll('\0', '#000');
}

/** Quotes within a value are escaped: these can only be keys. */
function recognises(line: string): boolean {
  return (
    line.charCodeAt(0) === 123 &&
    line.includes('"__REALTIME_TIMESTAMP"') &&
    (line.includes('"__CURSOR"') || line.includes('"MESSAGE"'))
  );
}

export const JOURNALD: ParserFactory = {
  format: 'journald',
  recognises: (line) => recognises(line) || isOfJournalBlock(line),
  confirms: (lines) => lines.some((line) => recognises(line) || /^__CURSOR=|;t=[\da-f]{8,16};/.test(line)),
  create: () => new JournaldParser(),
};
