import { type ListBaseline, listBaseline, listChanges } from '../../engine/audit/list-changes.ts';
import type { Cursor, SourceId } from '../../model/log-record.ts';
import { type DurationMs, SECOND_MS, toRfc3339 } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Source } from '../../sources/source.ts';
import type { ServiceAudit } from './service-audit.ts';

export const LISTS_ID = 'service lists';
/** An editor empties a file before it writes it: what changed is looked at when it has been still for so long. */
const STILL_MS: DurationMs = SECOND_MS;
/** Lists whose last state is kept. */
const MOST_LISTS = 100;

type ListWatchOptions = {
  readonly audit: ServiceAudit;
  readonly clock: Clock;
  /** Resolves after that time, or at once when aborted. */
  readonly pause: (time: DurationMs, signal: AbortSignal) => Promise<void>;
};

type Kept = { readonly lists: Readonly<Record<SourceId, ListBaseline>>; readonly line: number };

/**
 * What changes in the service lists that are read, also against an earlier run, as lines of JSON, so that rules alert on
 * it as on any log.
 */
export function listWatch({ audit, clock, pause }: ListWatchOptions): Source {
  return {
    id: LISTS_ID,
    async read(sink, signal, from) {
      const kept = readCursor(from);
      const lists = new Map(Object.entries(kept.lists));
      let { line } = kept;
      let seen = 0;
      let judged = 0;
      while (!signal.aborted) {
        // Unchanged since the last look: nobody is in the midst of writing it.
        if (audit.version !== judged && audit.version === seen) {
          judged = seen;
          const now = clock.now();
          const changes = [...audit.lists()].slice(0, MOST_LISTS).flatMap(([file, state]) => {
            const before = lists.get(file);
            lists.set(file, listBaseline(state));
            return before === undefined
              ? [
                  {
                    event: 'baseline',
                    file,
                    services: state.services.length,
                    findings: state.findings.length,
                  },
                ]
              : listChanges(file, before, state);
          });
          if (changes.length > 0) {
            const records = changes.map((change) => ({
              time: toRfc3339(now),
              soc_console: 'services',
              ...change,
            }));
            const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
            const firstLine = line;
            line += changes.length;
            const cursor: Cursor = JSON.stringify({ lists: Object.fromEntries(lists), line } satisfies Kept);
            const block = { source: LISTS_ID, text, firstLine, bytes: Buffer.byteLength(text), cursor };
            await sink.accept({ ...block, yearReference: now, observedAt: now });
          }
        }
        seen = audit.version;
        sink.idle();
        await pause(STILL_MS, signal);
      }
    },
  };
}

/** One that cannot be understood is as good as none. */
function readCursor(cursor: Cursor | undefined): Kept {
  const nothing: Kept = { lists: {}, line: 1 };
  try {
    const { lists, line } = JSON.parse(cursor ?? '{}') as Partial<Kept>;
    return lists && typeof line === 'number' ? { lists, line } : nothing;
  } catch {
    return nothing;
  }
}
