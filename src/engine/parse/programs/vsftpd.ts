import { type Logsource, retainText, type UnparsedReason } from '../../../model/log-event.ts';
import type { Emit, Parser, ParserFactory } from '../parser.ts';
import { StampedParser } from '../stamped-parser.ts';
import { unparsedReason } from '../unparsed.ts';
import { VSFTPD_FORMS } from './ftp-mail-forms.ts';
import type { ProgramMessage } from './program-message.ts';

const VSFTPD: Logsource = Object.freeze({ category: 'authentication', product: 'linux', service: 'vsftpd' });

const HEAD =
  /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]?\d) (\d\d:\d\d:\d\d) (\d{4}) \[pid (\d{1,10})\] (?=\[|CONNECT:|DEBUG:|FTP )/;

/** vsftpd's own log: `Fri Nov 20 08:00:00 2026 [pid 7] [USER] FAIL LOGIN: Client "ADDRESS"`. */
class VsftpdParser extends StampedParser implements Parser {
  readonly format = 'vsftpd';

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const head = HEAD.exec(line);
    if (!head) return unparsedReason(line);
    const [whole, month, day, clock, year, pid] = head;
    const time = this.stamps.readSyslog(`${month} ${day} ${year} ${clock}`, 0);
    if (time === null) return 'bad-timestamp';
    const message = line.slice(whole.length);
    const told = readMessage(message);
    const { ip, host } = this.addresses.read(told?.address ?? null);
    const user = told?.user ?? null;
    const outcome = told?.outcome ?? null;
    emit({
      time,
      logsource: VSFTPD,
      category: 'authentication',
      outcome,
      count: 1,
      srcIp: ip,
      srcHost: host,
      user: user === null ? null : retainText(user),
      login: told?.login === true && (ip !== null || host !== null),
      fields: {
        process: 'vsftpd',
        pid,
        message,
        src_ip: ip ?? undefined,
        user: user ?? undefined,
        outcome: outcome ?? undefined,
        ...told?.fields,
      },
      raw: line,
      ref: this.ref(lineNumber),
    });
    return null;
  }
}

function readMessage(message: string): ProgramMessage | null {
  for (const form of VSFTPD_FORMS) {
    const told = form.read(message);
    if (told !== null) return told;
  }
  return null;
}

export const VSFTPD_LOG: ParserFactory = {
  format: 'vsftpd',
  recognises: (line) => HEAD.test(line),
  create: () => new VsftpdParser(),
};
