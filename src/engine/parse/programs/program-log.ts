import { type Logsource, retainText, type UnparsedReason } from '../../../model/log-event.ts';
import type { Emit, FormatName, Parser, ParserFactory } from '../parser.ts';
import { StampedParser } from '../stamped-parser.ts';
import { readAnyStamp } from '../time/any-stamp.ts';
import { unparsedReason } from '../unparsed.ts';
import type { ProgramForm, ProgramMessage } from './program-message.ts';

/** A log file that one program writes by itself. */
type ProgramLogSpec = {
  readonly format: FormatName;
  /** What the program is called in Sigma's log source. */
  readonly service: string;
  /** What stands before the message; its group `stamp` as RFC 3339 or nearly so, its group `pid` if it has one. */
  readonly head: RegExp;
  readonly forms: readonly ProgramForm[];
  /** What messages begin with that no other log has behind such a head. */
  readonly begins: RegExp;
};

const LONGEST_MESSAGE = 4096;
/** MariaDB writes a blank for the first digit of the hour. */
const SHORT_HOUR = /^(\d{4}-\d\d-\d\d) {1,2}(\d:)/;
/** MySQL before 5.6, and MariaDB before 10.1: `261120  8:00:00`. */
const SHORT_DATE = /^(\d\d)(\d\d)(\d\d) {1,2}(?=\d)/;

class ProgramLogParser extends StampedParser implements Parser {
  readonly format: FormatName;
  private readonly logsource: Logsource;

  constructor(private readonly spec: ProgramLogSpec) {
    super();
    this.format = spec.format;
    this.logsource = Object.freeze({ category: 'authentication', product: 'linux', service: spec.service });
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const head = this.spec.head.exec(line);
    if (head === null) return unparsedReason(line);
    const { stamp: written = '', pid } = head.groups ?? {};
    const stamp = written.replace(SHORT_DATE, '20$1-$2-$3 ').replace(SHORT_HOUR, '$1 0$2');
    const time = readAnyStamp(this.stamps, stamp);
    if (time === null) return 'bad-timestamp';
    const message = line.slice(head[0].length);
    const told = this.read(message);
    const { ip, host } = this.addresses.read(told?.address ?? null);
    const user = told?.user ?? null;
    const outcome = told?.outcome ?? null;
    const fields = { process: this.spec.service, pid, message, form: told?.form, src_ip: ip ?? undefined };
    emit({
      ...{ time, logsource: this.logsource, category: 'authentication', outcome, srcIp: ip, srcHost: host },
      ...{ count: told?.attempts ?? 1, user: user === null ? null : retainText(user) },
      login: told?.login === true && (ip !== null || host !== null),
      fields: { ...fields, user: user ?? undefined, outcome: outcome ?? undefined, ...told?.fields },
      raw: line,
      ref: this.ref(lineNumber),
    });
    return null;
  }

  private read(message: string): ProgramMessage | null {
    if (message.length > LONGEST_MESSAGE) return null;
    const text = message.endsWith(' ') ? message.trimEnd() : message;
    for (const form of this.spec.forms) {
      const told = form.read(text);
      if (told !== null) return told;
    }
    return null;
  }
}

export function programLog(spec: ProgramLogSpec): ParserFactory {
  return {
    format: spec.format,
    recognises: (line) => {
      const [whole] = spec.head.exec(line) ?? [];
      return whole !== undefined && spec.begins.test(line.slice(whole.length, whole.length + 256));
    },
    create: () => new ProgramLogParser(spec),
  };
}
