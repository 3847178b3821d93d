import type { LogEvent, UnparsedReason } from '../../../model/log-event.ts';
import type { Chain, Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { csvFields } from '../text/csv-fields.ts';
import { monthAt } from '../time/civil-time.ts';
import { unparsedReason } from '../unparsed.ts';
import { LOG_NAMES } from './carried-line.ts';
import { ContainerParser } from './container.ts';
import type { InnerFormats, Wrapped } from './container-stream.ts';
import { wrapped } from './prefixed.ts';
import { PREFIXES, type PrefixName } from './prefixes.ts';

/** Columns of a table in which a search engine took a line of syslog apart: its stamp, who wrote it, and the rest. */
type Parts = { readonly stamp: number; readonly host: number; readonly text: number };

/** What stands before the lines, or the column of a table (CSV) in which they stand, or several. */
type Place = PrefixName | number | Parts;

type Saved = {
  readonly prefix: Place | null;
  /** Absent in what an earlier version saved. */
  readonly naming?: readonly number[];
  readonly lines: unknown;
};

/**
 * Lines of other formats behind whatever the tool that printed, stored or sent them put before. A source comes from one tool.
 */
class PrefixedParser implements Parser {
  readonly format = 'prefixed';
  private prefix: Place | null = null;
  /** Columns of a table that tell which log a line is from, by what stands above them. */
  private naming: readonly number[] = [];
  private readonly lines: ContainerParser;

  constructor(private readonly formats: InnerFormats) {
    this.lines = new ContainerParser(
      'prefixed',
      (line) => (this.prefix === null ? null : unwrap(line, this.prefix, this.naming)),
      formats,
    );
  }

  begin(context: ParseContext): void {
    this.lines.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    this.prefix ??= prefixOf(line, this.formats);
    if (this.prefix === null && line.includes(',')) this.naming = namingColumns(line);
    return this.prefix === null ? unparsedReason(line) : this.lines.parse(line, lineNumber, emit);
  }

  chainOf(event: LogEvent): Chain | null {
    return this.lines.chainOf(event);
  }

  end(emit: Emit): void {
    this.lines.end(emit);
  }

  save(): Saved {
    return { prefix: this.prefix, naming: this.naming, lines: this.lines.save() };
  }

  restore(state: unknown): void {
    const { prefix, naming = [], lines } = state as Saved;
    this.prefix = prefix;
    this.naming = naming;
    this.lines.restore(lines);
  }
}

function unwrap(line: string, name: Place, naming: readonly number[] = []): Wrapped | null {
  if (typeof name === 'number') {
    const fields = csvFields(line);
    const text = fields[name];
    const stream = naming.map((column) => (column === name ? '' : fields[column])).join(' ');
    return text === undefined ? null : wrapped(text, stream, null);
  }
  if (typeof name === 'object') {
    const text = composed(csvFields(line), name);
    return text === null ? null : wrapped(text, '', null);
  }
  const match = PREFIXES.get(name)?.exec(line);
  if (match === undefined || match === null) return null;
  const { stream = '', stamp = null } = match.groups ?? {};
  const text = line.slice(match[0].length);
  if (name === 'ruby') return wrapped(`{"@timestamp":"${stamp}",${text.slice(1)}`, stream, stamp);
  if (name === 'pve') return wrapped(`${packetHead(match.groups ?? {})}${text}`, '', null);
  if (name !== 'fluentd') return wrapped(text, stream, stamp);
  return wrapped(`{"@timestamp":"${stamp}","fluentd":{"tag":"${stream}"},${text.slice(1)}`, stream, stamp);
}

/** What the kernel's line in syslog would begin with. */
function packetHead({ year, month = '', day, clock, zone, chain }: Readonly<Record<string, string>>): string {
  return `${year}-${String(monthAt(month, 0)).padStart(2, '0')}-${day}T${clock}${zone} pve kernel: ${chain} `;
}

/** The first prefix behind which lines of a known format stand. */
function prefixOf(line: string, formats: InnerFormats): Place | null {
  for (const name of PREFIXES.keys()) {
    const inner = unwrap(line, name);
    if (inner !== null && formats.detect([inner.text]) !== null) return name;
  }
  return line.includes(',') ? (columnOf(line, formats) ?? partsOf(line, formats)) : null;
}

function namingColumns(header: string): readonly number[] {
  return csvFields(header)
    .slice(0, MOST_COLUMNS)
    .flatMap((name, column) => (LOG_NAMES.has(name) ? [column] : []));
}

const SHORTEST_LINE = 32;
const MOST_COLUMNS = 32;

/** Of a table that a console or a search engine exports: the column that holds a line of a known format, whole. */
function columnOf(line: string, formats: InnerFormats): number | null {
  const column = csvFields(line)
    .slice(0, MOST_COLUMNS)
    .findIndex((text) => text.length >= SHORTEST_LINE && text !== line && formats.detect([text]) !== null);
  return column === -1 || formats.detect([line]) !== null ? null : column;
}

const STAMP = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?$/;
const HOST = /^[\w.:-]{1,253}$/;
const TAGGED = /^[A-Za-z_][\w./-]{0,63}(?:\[\d{1,10}\])?: \S/;

/** As Graylog exports it: each part in a column of its own. */
function partsOf(line: string, formats: InnerFormats): Parts | null {
  const fields = csvFields(line).slice(0, MOST_COLUMNS);
  const stamp = fields.findIndex((field) => STAMP.test(field));
  const parts = {
    stamp,
    host: fields.findIndex((field, at) => at !== stamp && HOST.test(field)),
    text: fields.findIndex((field) => TAGGED.test(field)),
  };
  const text = composed(fields, parts);
  return text !== null && formats.detect([text]) === 'syslog' && formats.detect([line]) === null
    ? parts
    : null;
}

function composed(fields: readonly string[], { stamp, host, text }: Parts): string | null {
  const [time = '', tagged = ''] = [fields[stamp], fields[text]];
  const writer = fields[host] ?? '';
  if (!STAMP.test(time) || !TAGGED.test(tagged) || !HOST.test(writer)) return null;
  return `${time} ${writer} ${tagged}`;
}

/** Tried only on lines that are of no format as they stand. */
export function prefixedFormat(formats: InnerFormats): ParserFactory {
  return {
    format: 'prefixed',
    recognises: (line) => prefixOf(line, formats) !== null && formats.detect([line]) === null,
    create: () => new PrefixedParser(formats),
  };
}
