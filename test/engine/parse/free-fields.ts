import type { LogFormat } from '../../../src/engine/parse/detect.ts';
import { canonicalIp } from '../../../src/model/addresses/ip.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { readLines } from './reading.ts';
import type { Sample, SampleFile } from './samples.ts';

type Span = { readonly start: number; readonly end: number };
/** Where text stands that the event has as a field. */
export type FreeField = Span & { readonly name: string };

/** A sample that tells an event, with the lines that it needs. */
export type SampleRecord = {
  readonly sample: Sample;
  /** Lines that name the columns. */
  readonly before: readonly string[];
  /** Of a record over several lines, all of them. */
  readonly text: string;
  readonly event: LogEvent;
  /** Where the address of the one who acts stands. */
  readonly source: readonly Span[];
  readonly free: readonly FreeField[];
};

/** What the program or the machine says of itself, the words of its own forms, and where the source itself stands. */
const NOT_A_CLIENTS = new Set([
  ...['form', 'outcome', 'process', 'service', 'host', 'pid', 'message', 'level', 'module', 'code', 'time'],
  ...['auth_method', 'protocol', 'action', 'result', 'prefix', 'in_interface', 'out_interface', 'direction'],
  ...[
    'type',
    'subtype',
    'serial',
    'uid',
    'UID',
    'auid',
    'ses',
    'subj',
    'op',
    'grantors',
    'terminal',
    'event',
    'dst_ip',
  ],
  ...[
    'src_ip',
    'src_host',
    'src',
    'sourceIPAddress',
    'vendor',
    'product',
    'signature',
    'name',
    'severity',
    'cat',
  ],
]);

export function sampleRecords(format: LogFormat, { samples }: SampleFile): readonly SampleRecord[] {
  return samples.flatMap((sample, index) => {
    if (sample.annotation.silent) return [];
    const before = samples.slice(0, index).filter(isDirective).map(textOf);
    const next = samples.findIndex(({ annotation }, at) => at > index && !annotation.silent);
    const text = samples
      .slice(index, next === -1 ? undefined : next)
      .map(textOf)
      .join('\n');
    const [event] = readRecord(format, before, text);
    if (event === undefined) return [];
    const source = sourceSpans(text, event);
    return [
      {
        sample,
        before,
        text,
        event,
        source,
        free: freeFields(text, sample.annotation.free ?? [], event, source),
      },
    ];
  });
}

export function readRecord(format: LogFormat, before: readonly string[], text: string): readonly LogEvent[] {
  return readLines(format, [...before, ...text.split('\n')]).events;
}

function isDirective({ annotation, text }: Sample): boolean {
  return annotation.silent === true && /^(?:#|"?(?:Keywords|Level|Message)"?,)/.test(text);
}

function textOf({ text }: Sample): string {
  return text;
}

function sourceSpans(text: string, { srcIp, srcHost }: LogEvent): readonly Span[] {
  const who = srcIp ?? srcHost;
  if (who === null) return [];
  return [...text.matchAll(/[\w.:-]+/g)].flatMap(({ 0: word, index }) => {
    const readings = [word, word.replace(/:\d+$/, ''), word.replace(/[.:]+$/, '')];
    const address = readings.find((reading) => reading === srcHost || canonicalIp(reading) === who);
    return address === undefined ? [] : [{ start: index, end: index + address.length }];
  });
}

/** Texts of the event where the line has them as they are, as JSON has them, or as IIS does. */
function freeFields(
  text: string,
  more: readonly string[],
  { fields, user }: LogEvent,
  source: readonly Span[],
): readonly FreeField[] {
  const places = new Map<string, FreeField>();
  const named = [...Object.entries({ ...fields, user }), ...more.map((value) => ['', value] as const)];
  for (const [name, value] of named) {
    if (typeof value !== 'string' || value === '' || NOT_A_CLIENTS.has(name)) continue;
    const written = [value, JSON.stringify(value).slice(1, -1), value.replaceAll(' ', '+')];
    const spans = written.map((form) => spansOf(form, text)).find(({ length }) => length > 0) ?? [];
    for (const span of [spans[0], spans.at(-1)]) {
      if (span === undefined) continue;
      const place = { name, ...span };
      const isApart = source.every((own) => own.end <= place.start || place.end <= own.start);
      if (isApart) places.set(`${place.start} ${place.end}`, place);
    }
  }
  return [...places.values()];
}

/** Not within a word, or a number. */
function spansOf(part: string, text: string): readonly Span[] {
  const spans: Span[] = [];
  for (let start = text.indexOf(part); start !== -1; start = text.indexOf(part, start + 1)) {
    const end = start + part.length;
    if (!/\w/.test(text.charAt(start - 1)) && !/\w/.test(text.charAt(end))) spans.push({ start, end });
  }
  return spans;
}
