import type { UnparsedReason } from '../../../model/log-event.ts';
import { JSON_RECORDS } from '../json/json-lines.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { unparsedReason } from '../unparsed.ts';
import { attribute, dataOf, leaf, part } from './xml.ts';

const BEGIN = '<Event><System><Provider Name="Linux-Sysmon"';
const END = '</Event>';

/**
 * What Sysmon for Linux writes into syslog, an event a line (its outputxml.cpp). One that was cut is left a message: what stands
 * behind the cut would be missing without a word.
 */
class LinuxSysmonParser implements Parser {
  readonly format = 'windows-xml';
  private readonly inner = JSON_RECORDS.create();

  begin(context: ParseContext): void {
    this.inner.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    if (!isEvent(line)) return unparsedReason(line);
    const system = part(line, 'System');
    // Sysmon's own word stands over what a command line could name.
    const record = {
      ...dataOf(part(line, 'EventData')),
      TimeCreated: attribute(system, 'TimeCreated', 'SystemTime'),
      EventID: leaf(system, 'EventID'),
      Channel: leaf(system, 'Channel'),
      Provider_Name: attribute(system, 'Provider', 'Name'),
      Computer: leaf(system, 'Computer'),
    };
    return this.inner.parse(JSON.stringify(record), lineNumber, emit);
  }
}

function isEvent(line: string): boolean {
  return line.startsWith(BEGIN) && line.trimEnd().endsWith(END);
}

export const LINUX_SYSMON: ParserFactory = {
  format: 'windows-xml',
  recognises: isEvent,
  create: () => new LinuxSysmonParser(),
};
