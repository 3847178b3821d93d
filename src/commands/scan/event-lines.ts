import type { EngineObserver } from '../../engine/engine-observer.ts';
import type { CompiledDetection } from '../../engine/sigma/rule-set.ts';
import type { LogEvent, UnparsedReason } from '../../model/log-event.ts';
import type { SourceId } from '../../model/log-record.ts';
import { toRfc3339 } from '../../model/time.ts';
import { safeJson } from '../../platform/safe-text.ts';

/** One source: its lines that are not out yet, in order (an empty one has no answer so far), and how far it was read. */
type Lines = { readonly slots: Map<number, string[]>; read: number };

/**
 * `scan --events`: one object for each record, each source in its own order. A line whose meaning shows only later
 * (a refused key counts when its connection ends) holds back those behind it until then.
 */
export class EventLines implements EngineObserver {
  private readonly bySource = new Map<SourceId, Lines>();

  constructor(private readonly write: (line: string) => void) {}

  /** An event may come before its line is said to be read, in the midst of reading it, or long after. */
  record(source: SourceId, line: number, reason: UnparsedReason | null): void {
    const lines = this.linesOf(source);
    lines.read = line;
    if (reason !== null)
      lines.slots.set(line, [safeJson({ type: 'unparsed', source, line_no: line, reason })]);
    else if (!lines.slots.has(line)) lines.slots.set(line, []);
    this.release(lines);
  }

  event(event: LogEvent, matched: readonly CompiledDetection[]): void {
    const { source, line } = event.ref;
    const lines = this.linesOf(source);
    const text = safeJson(eventJson(event, matched));
    // One line may hold many records, as CloudTrail's documents do.
    const texts = lines.slots.get(line);
    if (texts) texts.push(text);
    else lines.slots.set(line, [text]);
    this.release(lines);
  }

  /** The sources have ended: what waits will not come (it was outside the range asked for). */
  end(): void {
    for (const { slots } of this.bySource.values()) {
      for (const text of [...slots.values()].flat()) this.write(text);
      slots.clear();
    }
  }

  private release({ slots, read }: Lines): void {
    for (const [line, texts] of slots) {
      if (texts.length === 0 || line > read) return;
      for (const text of texts) this.write(text);
      slots.delete(line);
    }
  }

  private linesOf(source: SourceId): Lines {
    let lines = this.bySource.get(source);
    if (!lines) {
      lines = { slots: new Map(), read: 0 };
      this.bySource.set(source, lines);
    }
    return lines;
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
