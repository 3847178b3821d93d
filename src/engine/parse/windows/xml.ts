import type { UnparsedReason } from '../../../model/log-event.ts';
import { MAX_LINE } from '../../limits.ts';
import { pattern } from '../../pattern.ts';
import { JSON_RECORDS } from '../json/json-lines.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { unparsedReason } from '../unparsed.ts';

type XmlState = {
  readonly text: string;
  readonly first: number;
  readonly isOpen: boolean;
  readonly inner: unknown;
};

const END = '</Event>';
const BEGIN = /<Event(?=[\s>])/g;

/**
 * Windows' event log as XML, an event a line or over many: what the event viewer, `wevtutil qe /f:xml` and `ToXml()` write,
 * with or without a root. Each event is read as `evtx_dump` would write it in JSON, under the number of its first line.
 */
class WindowsXmlParser implements Parser {
  readonly format = 'windows-xml';
  readonly takesLongLines = true;
  private readonly inner = JSON_RECORDS.create();
  /** Of the event that is not at its end yet. */
  private text = '';
  private first = 0;
  private isOpen = false;

  begin(context: ParseContext): void {
    this.inner.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    let problem: UnparsedReason | null = null;
    for (let at = 0; at < line.length; ) {
      if (!this.isOpen) {
        BEGIN.lastIndex = at;
        const begin = BEGIN.exec(line);
        const between = line.slice(at, begin?.index ?? line.length);
        if (!BETWEEN.test(between)) problem = unparsedReason(between);
        if (begin === null) break;
        at = begin.index;
        this.isOpen = true;
        this.first = lineNumber;
      }
      const end = line.indexOf(END, at);
      this.keep(`${line.slice(at, end === -1 ? line.length : end)}\n`);
      if (end === -1) break;
      at = end + END.length;
      problem = this.readEvent(emit) ?? problem;
    }
    return problem;
  }

  save(): XmlState {
    const { text, first, isOpen } = this;
    return { text, first, isOpen, inner: this.inner.save?.() };
  }

  restore(state: unknown): void {
    const { inner, ...rest } = state as XmlState;
    Object.assign(this, rest);
    this.inner.restore?.(inner);
  }

  /** One character more than is read, so that it is known to be too long. */
  private keep(piece: string): void {
    this.text += piece.slice(0, MAX_LINE + 1 - this.text.length);
  }

  private readEvent(emit: Emit): UnparsedReason | null {
    const { text } = this;
    this.text = '';
    this.isOpen = false;
    return text.length > MAX_LINE ? 'too-long' : this.inner.parse(asJson(text), this.first, emit);
  }
}

/** What stands around events: a root, the declaration. */
const BETWEEN = /^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<\/?Events\b[^>]{0,300}>\s*)?$/;

/** Text of the client's stands escaped: a `<` begins what Windows wrote. */
function asJson(xml: string): string {
  const system = part(xml, 'System');
  const id = /<EventID[^>]{0,80}>\s{0,9}(\d{1,9})\s{0,9}</.exec(system)?.[1];
  return JSON.stringify({
    Event: {
      System: {
        Provider: { '#attributes': { Name: attribute(system, 'Provider', 'Name') } },
        EventID: id === undefined ? undefined : Number(id),
        Level: leaf(system, 'Level'),
        TimeCreated: { '#attributes': { SystemTime: attribute(system, 'TimeCreated', 'SystemTime') } },
        EventRecordID: leaf(system, 'EventRecordID'),
        Channel: leaf(system, 'Channel'),
        Computer: leaf(system, 'Computer'),
      },
      EventData: dataOf(part(xml, 'EventData')),
      UserData: leavesOf(part(xml, 'UserData')),
    },
  });
}

export function part(xml: string, name: string): string {
  const start = xml.indexOf(`<${name}`);
  const end = start === -1 ? -1 : xml.indexOf(`</${name}>`, start);
  return end === -1 ? '' : xml.slice(start, end);
}

export function attribute(xml: string, element: string, name: string): string | undefined {
  const found = new RegExp(`<${element}\\s[^>]{0,300}?\\b${name}=(?:'([^']{0,300})'|"([^"]{0,300})")`).exec(
    xml,
  );
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : unescaped(value);
}

export function leaf(xml: string, element: string): string | undefined {
  const value = new RegExp(`<${element}>([^<]{0,1000})</${element}>`).exec(xml)?.[1];
  return value === undefined ? undefined : unescaped(value.trim());
}

const DATA = /<Data(?:\s{1,9}Name=(?:'([^']{1,200})'|"([^"]{1,200})"))?\s{0,9}(?:\/>|>([^<]*)<\/Data>)/g;

/** What has no name is one text, as `evtx_dump` has it. */
export function dataOf(xml: string): Readonly<Record<string, unknown>> | undefined {
  const named: Record<string, string> = {};
  const unnamed: string[] = [];
  for (const [, single, double, value = ''] of xml.matchAll(DATA)) {
    const name = single ?? double;
    if (name === undefined) unnamed.push(unescaped(value));
    else named[unescaped(name)] ??= unescaped(value);
  }
  return xml === '' ? undefined : { ...named, ...(unnamed.length > 0 && { Data: unnamed.join(', ') }) };
}

const LEAF = /<([A-Za-z][\w:.-]{0,100})(?:\s[^<>]{0,300})?>([^<]*)<\//g;

function leavesOf(xml: string): Readonly<Record<string, string>> | undefined {
  const leaves: Record<string, string> = {};
  for (const [, name = '', value = ''] of xml.matchAll(LEAF)) leaves[name] ??= unescaped(value);
  return xml === '' ? undefined : leaves;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([\da-fA-F]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/g,
    (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

const SCHEMA = 'schemas.microsoft.com/win/2004/08/events/event';
const OF_AN_EVENT = pattern()`
  ^\s*<(?:
    \/?Events?\b
    |\/?(?:
       System|EventData|UserData|RenderingInfo|Data|Provider|EventID|Version|Level|Task|Opcode|Keywords?|
       TimeCreated|EventRecordID|Correlation|Execution|Channel|Computer|Security|Message
     )[\s>/]
  )`;

export const WINDOWS_XML: ParserFactory = {
  format: 'windows-xml',
  recognises: (line) => OF_AN_EVENT.test(line) || (line.startsWith('<?xml') && line.includes(SCHEMA)),
  confirms: (lines) => lines.some((line) => line.includes(SCHEMA)),
  create: () => new WindowsXmlParser(),
};
