import type { EngineObserver } from '../engine/engine.ts';
import type { CompiledDetection } from '../engine/sigma/compile.ts';
import type { LogEvent, UnparsedReason } from '../model/log-event.ts';
import type { SourceId } from '../model/log-record.ts';
import { toRfc3339 } from '../model/time.ts';
import { safeJson } from '../platform/safe-text.ts';

/** Lines of one source that have no answer yet, in order; `null` waits. */
type Slots = Map<number, string | null>;

/**
 * `scan --events`: one object for each record, each source in its own order. A line whose meaning shows only later
 * (a refused key counts when its connection ends) holds back those behind it until then.
 */
export class EventLines implements EngineObserver {
  private readonly bySource = new Map<SourceId, Slots>();

  constructor(private readonly write: (line: string) => void) {}

  record(source: SourceId, line: number, reason: UnparsedReason | null): void {
    const slots = this.slots(source);
    if (reason === null) {
      if (!slots.has(line)) slots.set(line, null);
    } else slots.set(line, safeJson({ type: 'unparsed', source, line_no: line, reason }));
    this.release(slots);
  }

  event(event: LogEvent, matched: readonly CompiledDetection[]): void {
    const { source, line } = event.ref;
    const slots = this.slots(source);
    slots.set(line, safeJson(eventJson(event, matched)));
    this.release(slots);
  }

  /** The sources have ended: what waits will not come (it was outside the range asked for). */
  end(): void {
    for (const slots of this.bySource.values()) {
      for (const text of slots.values()) if (text !== null) this.write(text);
      slots.clear();
    }
  }

  private release(slots: Slots): void {
    for (const [line, text] of slots) {
      if (text === null) return;
      this.write(text);
      slots.delete(line);
    }
  }

  private slots(source: SourceId): Slots {
    let slots = this.bySource.get(source);
    if (!slots) {
      slots = new Map();
      this.bySource.set(source, slots);
    }
    return slots;
  }
}

function eventJson(event: LogEvent, matched: readonly CompiledDetection[]): Record<string, unknown> {
  return {
    type: 'event',
    source: event.ref.source,
    line_no: event.ref.line,
    time: toRfc3339(event.time),
    category: event.category,
    outcome: event.outcome,
    src_ip: event.srcIp,
    ...(event.srcHost !== null && { src_host: event.srcHost }),
    user: event.user,
    ...(event.count !== 1 && { count: event.count }),
    login: event.login,
    fields: event.fields,
    rules: matched.map(({ rule }) => ({
      id: rule.id,
      name: rule.name,
      level: rule.level,
      class: rule.class,
    })),
  };
}
