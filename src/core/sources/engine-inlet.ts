import type { Engine, EngineInput, EngineOutput } from '../../engine/engine.ts';
import type { Cursor, LineBlock, SourceId } from '../../model/log-record.ts';
import { cursorsAfter, type JournalEntry } from '../record/journal.ts';
import { Replay } from '../record/replay.ts';

export type InletOptions = {
  readonly engine: Engine;
  readonly onOutputs: (outputs: readonly EngineOutput[]) => void;
  /** Awaited after each block, so that its results are out before more is read. */
  readonly settle?: () => Promise<void>;
  /** Sees every input of the engine in order, except those that are replayed. */
  readonly onInput?: (input: EngineInput) => void;
  /** What an earlier run fed to its engine after the state that this engine starts from. */
  readonly history?: readonly JournalEntry[];
};

/**
 * The one way into the engine. First comes once more what an earlier run gave it; until that is done, what is new is held. A
 * source whose events still wait for those of others is not read on: that keeps the merge in order of time, and memory bounded.
 */
export class EngineInlet {
  /** Where to resume each source after what the engine has been given. */
  readonly cursors = new Map<SourceId, Cursor>();
  private readonly replay: Replay | null;
  /** Sources that hand over once more what an earlier run has already read. */
  private readonly replayed: ReadonlySet<SourceId>;
  /** Sources that pause because their events wait for others, each with what lets it read on. */
  private readonly waiters = new Map<SourceId, () => void>();

  constructor(private readonly options: InletOptions) {
    const entries = options.history ?? [];
    this.replayed = new Set(cursorsAfter(entries).keys());
    const step = (input: EngineInput): void => this.giveAgain(input);
    this.replay =
      entries.length === 0 ? null : new Replay({ entries, step, onEnd: (held) => held.forEach(this.give) });
  }

  /** The engine is still being fed what an earlier run read; nothing new is judged until that is done. */
  get isReplaying(): boolean {
    return this.replay !== null && !this.replay.isOver;
  }

  /** What is fed now was judged before by an engine that had seen more. */
  get isReplayIncomplete(): boolean {
    return this.isReplaying && this.replay?.isIncomplete === true;
  }

  /** Whether the source hands over once more what an earlier run has already read. */
  isReplayed(source: SourceId): boolean {
    return this.replayed.has(source);
  }

  /** Begins the replay: the lanes of these sources, all that have lines, are open. */
  start(sources: ReadonlySet<SourceId>): void {
    this.replay?.start(sources);
  }

  /** To be called once a second, so that a source that hands nothing over does not hold up the replay. */
  nudgeReplay(): void {
    this.replay?.nudge();
  }

  /** Gives the engine what is no block; held while it is still fed what an earlier run read. */
  step(input: Exclude<EngineInput, { readonly kind: 'block' }>): void {
    if (this.replay && !this.replay.isOver) this.replay.hold(input);
    else this.give(input);
  }

  /** Gives an input at once, and not to `onInput`: what the replay repeats, and the lanes that it needs. */
  giveAgain(input: EngineInput): void {
    const { engine } = this.options;
    if (input.kind === 'block' && input.block.cursor !== undefined)
      this.cursors.set(input.block.source, input.block.cursor);
    const outputs = engine.step(input);
    if (outputs.length > 0) this.options.onOutputs(outputs);
    if (this.waiters.size > 0) this.resume(engine.caughtUp);
  }

  /** While `isReplaying`: what of the block comes after all that an earlier run has read; nullish when nothing does. */
  beyondReplay(block: LineBlock): Promise<LineBlock | null> | undefined {
    return this.replay?.take(block);
  }

  /** Gives a block to the engine. Resolves when its source may read on. */
  async take(block: LineBlock, signal: AbortSignal): Promise<void> {
    this.give({ kind: 'block', block });
    await this.options.settle?.();
    if (this.options.engine.waiting(block.source) > 0 && !signal.aborted) await this.turn(block.source);
  }

  /** Lets everybody go on, because reading ends. */
  breakOff(): void {
    if (this.isReplaying) this.replay?.abandon();
    this.resume([...this.waiters.keys()]);
  }

  private turn(source: SourceId): Promise<void> {
    return new Promise((resume) => {
      this.waiters.set(source, resume);
    });
  }

  private readonly give = (input: EngineInput): void => {
    this.options.onInput?.(input);
    this.giveAgain(input);
  };

  private resume(sources: readonly SourceId[]): void {
    for (const source of sources) {
      const resume = this.waiters.get(source);
      this.waiters.delete(source);
      resume?.();
    }
  }
}
