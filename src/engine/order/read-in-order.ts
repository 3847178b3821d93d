import type { LogEvent } from '../../model/log-event.ts';
import type { Formats } from '../parse/formats.ts';
import type { Chain, FormatName, ParseContext } from '../parse/parser.ts';

/** Events whose lines were turned: as the formats of their logs read those lines in the order in which they were written. */
export function readInOrder(
  events: readonly LogEvent[],
  logOf: (event: LogEvent) => Chain | null,
  formats: Formats,
  context: ParseContext,
): readonly LogEvent[] {
  const again = [...events];
  for (const { format, places } of placesByLog(events, logOf)) {
    const fresh = formats.parserFor(format);
    if (fresh === null) continue;
    const read: LogEvent[] = [];
    const take = (event: LogEvent): void => void read.push(event);
    fresh.begin(context);
    for (const place of places) {
      const { raw, ref } = events[place] as LogEvent;
      fresh.parse(raw, ref.line, take);
    }
    fresh.end?.(take);
    // What stood for several lines, or none, is as it was.
    if (read.length !== places.length) continue;
    for (const [at, place] of places.entries()) again[place] = read[at] as LogEvent;
  }
  return again;
}

type Places = { readonly format: FormatName; readonly places: number[] };

/** Where the lines of each log stand of which one needs those before it. */
function placesByLog(
  events: readonly LogEvent[],
  logOf: (event: LogEvent) => Chain | null,
): Iterable<Places> {
  const byLog = new Map<string, Places>();
  for (const [place, event] of events.entries()) {
    const log = logOf(event);
    if (log === null) continue;
    const key = `${log.format} ${log.name}`;
    const known = byLog.get(key);
    if (known === undefined) byLog.set(key, { format: log.format, places: [place] });
    else known.places.push(place);
  }
  return byLog.values();
}
