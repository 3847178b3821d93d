import { Engine, type EngineOptions } from '../../engine/engine.ts';
import type { EngineState } from '../../engine/engine-state.ts';
import type { AlertId } from '../../model/alerts/alert.ts';
import type { Cursor, SourceId } from '../../model/log-record.ts';
import { type DurationMs, MINUTE_MS } from '../../model/time.ts';
import type { SavedProgress } from '../../store/progress.ts';
import { type JournalEntry, readJournal } from './journal.ts';
import { joinParts } from './state-parts.ts';

/** To be raised with every change of what an engine saves, or of what a parser makes of a line. */
const STATE_VERSION = 6;

/** Where a core begins: anew, or where an earlier run stopped or was killed. */
export type Resumed = {
  readonly engine: Engine;
  readonly cursors: ReadonlyMap<SourceId, Cursor>;
  /** What is to be given to the engine before anything new. */
  readonly history: readonly JournalEntry[];
  /**
   * The history was read before with other rules, or by a run of which nothing else is left. Its alerts may come out with other
   * ids than the store has them under: what was told is not told again.
   */
  readonly isAnew?: true;
  /** Alerts that the store may not have as the engine knows them. */
  readonly unsaved: readonly AlertId[];
  /** What could not be taken over, for the operator. */
  readonly notes: readonly string[];
};

/** `unsaved`: absent in what an earlier version saved. */
type SavedState = EngineState & { readonly unsaved?: readonly AlertId[] };

/** Who made a checkpoint. `rules`: a digest of all rules. */
export function checkpointMark(rules: string): string {
  return `${STATE_VERSION} ${rules}`;
}

/**
 * Goes on from what an earlier run left. When it had other rules, or what it had counted is lost, counting begins anew at its
 * last checkpoint: what it found since may not have been stored.
 */
export function resume(options: EngineOptions, mark: string, saved: SavedProgress | null): Resumed {
  if (saved === null || (saved.madeBy === '' && saved.journal.length === 0)) return nothing(options, []);
  const history = historyOf(saved.journal);
  if (saved.madeBy === '') return { ...nothing(options, []), history };
  const { cursors } = saved;
  const state = stateOf(saved);
  const [version = ''] = saved.madeBy.split(' ');
  if (state === null || Number(version) !== STATE_VERSION) {
    const why = state === null ? 'was damaged' : 'is of another version';
    const notes = [`What was counted so far ${why}: counting begins anew`];
    return { ...nothing(options, notes), cursors, history, isAnew: true };
  }
  const { unsaved = [] } = state;
  if (saved.madeBy === mark)
    return { engine: Engine.restore(options, state), cursors, history, unsaved, notes: [] };
  const correlations = { ...state.correlations, rules: [] };
  const engine = Engine.restore(options, { ...state, correlations });
  const notes = ['The rules have changed: counting begins anew'];
  return { engine, cursors, history, isAnew: true, unsaved, notes };
}

/** How long it is told what could not be taken over. */
const NOTED_MS: DurationMs = 10 * MINUTE_MS;

/** What the operator is told of it so long after the start. */
export function notesNow({ notes }: Pick<Resumed, 'notes'>, age: DurationMs): readonly string[] {
  return age < NOTED_MS ? notes : [];
}

function nothing(options: EngineOptions, notes: readonly string[]): Resumed {
  return { engine: new Engine(options), cursors: new Map(), history: [], unsaved: [], notes };
}

function historyOf(rows: readonly string[]): JournalEntry[] {
  try {
    return readJournal(rows);
  } catch {
    return [];
  }
}

function stateOf({ parts }: SavedProgress): SavedState | null {
  try {
    return joinParts(parts) as SavedState;
  } catch {
    return null;
  }
}
