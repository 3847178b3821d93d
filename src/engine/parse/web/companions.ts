import type { UnparsedReason } from '../../../model/log-event.ts';
import { serviceLogOf } from '../logins/service-log.ts';
import type { Emit, FormatName, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { ACCESS_LOG } from './access.ts';
import { ACCESS_JSON } from './access-json.ts';
import { APACHE_ERROR, LIGHTTPD_ERROR, NGINX_ERROR } from './error-log.ts';

/** What servers and containers write into one file: requests, errors, logins. Parsers of single lines only. */
const ERRORS = [NGINX_ERROR, APACHE_ERROR, LIGHTTPD_ERROR];
const COMPANIONS: ReadonlyMap<FormatName, readonly ParserFactory[]> = new Map([
  ['access', [...ERRORS, ACCESS_JSON]],
  ['access-json', [...ERRORS, ACCESS_LOG]],
  ['nginx-error', [ACCESS_LOG, ACCESS_JSON, APACHE_ERROR]],
  ['apache-error', [ACCESS_LOG, ACCESS_JSON, NGINX_ERROR]],
  ['lighttpd-error', [ACCESS_LOG]],
  ['proxy-manager', [ACCESS_LOG, NGINX_ERROR]],
  ['framework-access', [serviceLogOf('redmine')]],
]);

/** Reads the lines of a file that are not of its format but of one that is written beside it. */
export class Companions {
  private readonly parsers = new Map<FormatName, Parser>();
  private context: ParseContext | null = null;

  begin(context: ParseContext): void {
    this.context = context;
    for (const parser of this.parsers.values()) parser.begin(context);
  }

  /** `reason`: why the line is not of `format`. Returns null when it is of another that was read. */
  parse(
    format: FormatName,
    reason: UnparsedReason,
    line: string,
    lineNumber: number,
    emit: Emit,
  ): UnparsedReason | null {
    if (reason !== 'bad-line' && reason !== 'unknown-format') return reason;
    const factory = COMPANIONS.get(format)?.find(({ recognises }) => recognises(line));
    return factory === undefined ? reason : this.parserOf(factory).parse(line, lineNumber, emit);
  }

  private parserOf(factory: ParserFactory): Parser {
    let parser = this.parsers.get(factory.format);
    if (parser === undefined) {
      parser = factory.create();
      if (this.context !== null) parser.begin(this.context);
      this.parsers.set(factory.format, parser);
    }
    return parser;
  }
}
