import type { LogEvent, UnparsedReason } from '../model/log-event.ts';
import type { SourceId } from '../model/log-record.ts';
import type { CompiledDetection } from './sigma/rule-set.ts';

/** Sees every line and every event of an engine; for `--events`. */
export type EngineObserver = {
  /** A line was read. `reason`: why it will give no event; null when it gives one, now or later. */
  record(source: SourceId, line: number, reason: UnparsedReason | null): void;
  /**
   * An event, in the order of detection, with the detections that it matched. `newSource`, `usualSource`: what was known then of
   * where a login came from, as rules ask for it.
   */
  event(
    event: LogEvent,
    matched: readonly CompiledDetection[],
    newSource: boolean,
    usualSource: boolean,
  ): void;
};
