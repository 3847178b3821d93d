import { BUILT_IN_FORMATS, type Formats } from '../../engine/parse/formats.ts';
import { SourceReader } from '../../engine/source-reader.ts';
import type { LogEvent, Logsource } from '../../model/log-event.ts';
import { countableRules } from '../../rules/logql/countable.ts';
import { planFor } from '../../rules/logql/group-plan.ts';
import type { LoadedRuleSet } from '../../rules/rule-set.ts';
import type { Counting } from '../../sources/loki/watch-list.ts';

type Loaded = Pick<LoadedRuleSet, 'rules' | 'filters' | 'placeholders'>;

/** How lines are read. */
type LineReading = {
  readonly timeZone: string;
  readonly formats?: Formats | undefined;
  /** Told by the user; absent: what the lines say. */
  readonly logsource?: Logsource | undefined;
  /** A proxy is believed: whom a request is from stands elsewhere in its line. */
  readonly hasProxies?: boolean;
};

/** What of the rules that hold now Loki can count for, and which lines are read all the same. */
export class CountIn {
  constructor(
    private loaded: Loaded,
    private readonly reading: LineReading,
  ) {}

  get rules(): Loaded {
    return this.loaded;
  }

  /** The rules were read again. */
  take(loaded: Loaded): void {
    this.loaded = loaded;
  }

  /** What Loki is to count for a selector. The function gives the same object until there are other rules. */
  in(selector: string): () => Counting {
    let last: { readonly loaded: Loaded; readonly counting: Counting } | null = null;
    return () => {
      const { loaded } = this;
      if (last?.loaded !== loaded) last = { loaded, counting: countingOf(loaded, selector, this.reading) };
      return last.counting;
    };
  }
}

function countingOf(loaded: Loaded, selector: string, reading: LineReading): Counting {
  const countable = countableRules(loaded, selector);
  const { counted, left, longest } = countable;
  return {
    ...{ counted, longest, left: left.map(({ name }) => name) },
    plan(lines, program) {
      const { format, events } = readSome(lines, reading);
      // Neither can Loki know.
      const isOther =
        format === 'access' ? reading.hasProxies === true : format !== 'json' && reading.logsource;
      return isOther ? { kind: 'whole' } : planFor(countable, { format, events, program });
    },
  };
}

function readSome(
  lines: string,
  { timeZone, formats = BUILT_IN_FORMATS, logsource }: LineReading,
): { readonly format: string | null; readonly events: readonly Pick<LogEvent, 'category' | 'logsource'>[] } {
  const reader = new SourceReader('', null, timeZone, undefined, formats);
  const events: Pick<LogEvent, 'category' | 'logsource'>[] = [];
  const emit = (event: LogEvent): void =>
    void events.push({ category: event.category, logsource: logsource ?? event.logsource });
  const [now, bytes] = [Date.UTC(2000, 0), Buffer.byteLength(lines)];
  reader.read({ source: '', text: lines, bytes, firstLine: 1, observedAt: now, yearReference: now }, emit);
  reader.end(emit);
  return { format: reader.format, events };
}
