import type { UnparsedReason } from '../../../model/log-event.ts';
import type { EpochMs } from '../../../model/time.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { AddressReader } from '../source-address.ts';
import { StampReader } from '../time/timestamp.ts';
import { unparsedReason } from '../unparsed.ts';
import { OTHER_FORM, SshdMessageReader } from './forms.ts';
import { SshdReader, type SshdState } from './sshd.ts';

/**
 * What stands before sshd's words where it writes a log by itself (`-E`, `-e`): nothing, so that whoever keeps it adds a
 * stamp. Windows' `sshd.log` (`7 2026-11-20 08:00:00.123 `), s6-log (`2026-11-20 08:00:00.123456789  `), multilog
 * (`@40000000…`), containers' runtimes (`2026-11-20T08:00:00.123456789Z `).
 */
const HEADS: readonly RegExp[] = [
  /^(?<pid>\d{1,7}) (?<stamp>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) (?=\S)/,
  /^(?<stamp>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}) {2}(?=\S)/,
  /^@(?<tai>[\da-f]{16})(?<nano>[\da-f]{8}) (?=\S)/,
  /^(?<stamp>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}(?:Z|[+-]\d\d:\d\d)) (?=\S)/,
];

type Head = { readonly length: number; readonly groups: Readonly<Record<string, string | undefined>> };

function headOf(line: string): Head | null {
  for (const pattern of HEADS) {
    const head = pattern.exec(line);
    if (head !== null) return { length: head[0].length, groups: head.groups ?? {} };
  }
  return null;
}

/** TAI64N counts from 2^62, and was ten seconds ahead of Unix in 1970; the leap seconds since are multilog's own affair. */
function taiTime(seconds: string, nano: string): EpochMs {
  const since1970 = Number(BigInt(`0x${seconds}`) - 2n ** 62n) - 10;
  return since1970 * 1000 + Math.floor(Number.parseInt(nano, 16) / 1_000_000);
}

class SshdLogParser implements Parser {
  readonly format = 'sshd-log';
  private readonly stamps = new StampReader();
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
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const head = headOf(line);
    if (head === null) return unparsedReason(line);
    const { stamp, tai, nano = '', pid } = head.groups;
    const time = tai === undefined ? this.stamps.readRfc3339(stamp ?? '', 0) : taiTime(tai, nano);
    if (time === null || !Number.isSafeInteger(time)) return 'bad-timestamp';
    this.emit = emit;
    // Containers end their lines with a carriage return where they have a terminal.
    const message = line.slice(head.length).trimEnd();
    this.sshd.read({
      ...{ raw: line, line: lineNumber, time, host: null, process: 'sshd' },
      ...{ pid: pid ?? null, message, repeat: 1 },
    });
    return null;
  }

  end(emit: Emit): void {
    this.emit = emit;
    this.sshd.end();
  }

  save(): SshdState {
    return this.sshd.save();
  }

  restore(saved: unknown): void {
    this.sshd.restore(saved as SshdState);
  }
}

const LISTENING = /^Server listening on /;

let messages: SshdMessageReader | null = null;

function recognises(line: string): boolean {
  const head = headOf(line);
  if (head === null) return false;
  return isOfSshdAlone(line.slice(head.length));
}

/** Whether sshd wrote all of it: with `-E` it writes no time, and nobody added one. */
export function isOfSshdAlone(line: string): boolean {
  const message = line.trimEnd();
  messages ??= new SshdMessageReader();
  return LISTENING.test(message) || messages.read(message).form !== OTHER_FORM;
}

export const SSHD_LOG: ParserFactory = { format: 'sshd-log', recognises, create: () => new SshdLogParser() };
