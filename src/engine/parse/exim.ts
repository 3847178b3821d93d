import { type Logsource, retainText, type UnparsedReason } from '../../model/log-event.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from './parser.ts';
import { EXIM_FORMS } from './programs/exim-forms.ts';
import type { ProgramMessage } from './programs/program-message.ts';
import { AddressReader } from './source-address.ts';
import { StampReader } from './timestamp.ts';
import { unparsedReason } from './unparsed.ts';

const EXIM: Logsource = Object.freeze({ category: 'authentication', product: 'linux', service: 'exim' });

const HEAD = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [+-]\d{4})?) (?:\[(\d{1,10})\] )?/;

/** exim's main log: `2026-11-20 08:00:00 [7] login authenticator failed for …`. */
class EximParser implements Parser {
  readonly format = 'exim';
  private readonly stamps = new StampReader();
  private readonly addresses = new AddressReader();
  private source = '';

  begin(context: ParseContext): void {
    this.source = context.source;
    this.stamps.begin(context.timeZone, context.yearReference);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const [whole, stamp = '', pid] = HEAD.exec(line) ?? [];
    if (whole === undefined) return unparsedReason(line);
    const time = this.stamps.readRfc3339(stamp, 0);
    if (time === null || this.stamps.end !== stamp.length) return 'bad-timestamp';
    const message = line.slice(whole.length);
    const told = readEximMessage(message);
    const { ip, host } = this.addresses.read(told?.address ?? null);
    const user = told?.user ?? null;
    const outcome = told?.outcome ?? null;
    const fields = {
      process: 'exim',
      pid,
      message,
      form: told?.form,
      src_ip: ip ?? undefined,
      ...told?.fields,
    };
    emit({
      ...{ time, logsource: EXIM, category: 'authentication', outcome, count: 1, srcIp: ip, srcHost: host },
      user: user === null ? null : retainText(user),
      login: told?.login === true && ip !== null,
      fields: { ...fields, user: user ?? undefined, outcome: outcome ?? undefined },
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
}

function readEximMessage(message: string): ProgramMessage | null {
  if (message.length > LONGEST_MESSAGE) return null;
  for (const form of EXIM_FORMS) {
    const told = form.read(message);
    if (told !== null) return told;
  }
  return null;
}

const LONGEST_MESSAGE = 4096;

/** What no other log has behind such a stamp. */
const LINE =
  /^(?:[\w-]{1,64} authenticator failed for |(?:[\dA-Za-z]{6}-[\dA-Za-z]{6,11}-[\dA-Za-z]{2,4} )(?:<=|=>|->|\*>|\*\*|==|Completed|SMTP |H=|\S{1,64}@)|H=|SMTP |no MAIL in |no host name found for |unexpected disconnection |rejected |Start queue run|End queue run|exim \d)/;

export const EXIM_LOG: ParserFactory = {
  format: 'exim',
  recognises: (line) => {
    const [whole] = HEAD.exec(line) ?? [];
    return whole !== undefined && LINE.test(line.slice(whole.length, whole.length + 256));
  },
  create: () => new EximParser(),
};
