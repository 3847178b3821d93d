import { readFileSync } from 'node:fs';
import { BUILT_IN_FORMATS, type Formats } from '../../../src/engine/parse/formats.ts';
import type { FormatName, Parser } from '../../../src/engine/parse/parser.ts';
import type { TrustedProxies } from '../../../src/engine/parse/web/forwarded.ts';
import type { LogEvent, UnparsedReason } from '../../../src/model/log-event.ts';
import { RECORDED_AT } from '../../evidence/truth.ts';

type Reading = {
  readonly events: readonly LogEvent[];
  /** Line number and reason. */
  readonly unparsed: readonly (readonly [number, UnparsedReason])[];
};

type ReadOptions = {
  readonly timeZone?: string;
  readonly yearReference?: number;
  /** After this many lines the parser is saved and a new one goes on. */
  readonly saveAfter?: number;
  readonly formats?: Formats;
  readonly proxies?: TrustedProxies;
};

/** All that a format's parser makes of these lines, from the first to the end of the source. */
export function readLines(format: FormatName, lines: readonly string[], options: ReadOptions = {}): Reading {
  const events: LogEvent[] = [];
  const unparsed: [number, UnparsedReason][] = [];
  const emit = (event: LogEvent): void => void events.push(event);
  let parser = begun(format, options);
  for (const [index, line] of lines.entries()) {
    if (index === options.saveAfter) parser = revived(parser, options);
    const reason = parser.parse(line, index + 1, emit);
    if (reason !== null) unparsed.push([index + 1, reason]);
  }
  parser.end?.(emit);
  return { events, unparsed };
}

/** The one event of one line. */
export function readLine(
  format: FormatName,
  line: string,
  options: ReadOptions = {},
): LogEvent | UnparsedReason {
  const { events, unparsed } = readLines(format, [line], options);
  const [event] = events;
  if (event !== undefined && events.length === 1 && unparsed.length === 0) return event;
  const [first] = unparsed;
  if (first === undefined || events.length > 0)
    throw new Error(`${events.length} events for one line: ${line}`);
  return first[1];
}

function begun(format: FormatName, options: ReadOptions): Parser {
  const {
    timeZone = 'UTC',
    yearReference = RECORDED_AT,
    formats = BUILT_IN_FORMATS,
    proxies = null,
  } = options;
  const parser = formats.parserFor(format);
  if (parser === null) throw new Error(`no parser of ${format}`);
  parser.begin({ source: `test:${format}`, timeZone, yearReference, proxies });
  return parser;
}

/** The state goes through JSON, as it does through the store. */
function revived(parser: Parser, options: ReadOptions): Parser {
  const next = begun(parser.format, options);
  next.restore?.(JSON.parse(JSON.stringify(parser.save?.() ?? null)));
  return next;
}

export function evidenceLines(name: string): readonly string[] {
  const text = readFileSync(new URL(`../../evidence/${name}`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}
