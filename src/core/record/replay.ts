import type { EngineInput } from '../../engine/engine.ts';
import type { LineBlock, SourceId } from '../../model/log-record.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { headOf, type JournalEntry } from './journal.ts';

/** Lines that are not copied in the journal: their source is to hand them over again. */
type Noted = Extract<JournalEntry, { readonly kind: 'block'; readonly cursor: string }>;

type ReplayOptions = {
  readonly entries: readonly JournalEntry[];
  readonly step: (input: EngineInput) => void;
  /** Called once, when all has been replayed, with what happened meanwhile. */
  readonly onEnd: (held: readonly EngineInput[]) => void;
};

/** Lines of a source that the journal has not come to yet. */
type Waiting = { readonly block: LineBlock; readonly resolve: (rest: LineBlock | null) => void };

/** For how many looks, a second apart, a source is waited for that should hand over lines and does not. */
const MOST_LOOKS = 10;

const NEWLINE = 10;

/**
 * Leads the engine once more through what it was given after the last checkpoint: the same lines, cut in the same
 * places, in the same order among the sources. So it comes to where it was, whatever order the sources read in now.
 *
 * Sources hand their lines over again and wait until the journal has come to them. What a source has not got any more (a
 * log or a container was removed, and made anew) is passed over: its next lines are not taken for it.
 */
export class Replay {
  /** Lines were passed over: what is counted from here on is not all that the earlier run counted. */
  isIncomplete = false;
  private next = 0;
  private ended = false;
  private isAbandoned = false;
  private looks = 0;
  private readonly waiting = new Map<SourceId, Waiting>();
  /** Lines taken from a source that are only a part of the next entry of that source. */
  private readonly begun = new Map<SourceId, string>();
  /** Sources that will not hand over what is missing. */
  private readonly spent = new Set<SourceId>();
  private readonly held: EngineInput[] = [];

  constructor(private readonly options: ReplayOptions) {}

  /** Begins; `sources`: those that are read in this run. */
  start(sources: ReadonlySet<SourceId>): void {
    for (const entry of this.options.entries) {
      if (entry.kind === 'block' && !sources.has(entry.source)) this.spent.add(entry.source);
    }
    this.run();
  }

  get isOver(): boolean {
    return this.ended;
  }

  /** Takes lines of a source. Resolves when it may read on: with what the journal knows nothing of, if there is any. */
  take(block: LineBlock): Promise<LineBlock | null> {
    if (this.isAbandoned) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.spent.delete(block.source);
      this.waiting.set(block.source, { block, resolve });
      this.run();
    });
  }

  /** What happens beside the lines comes after them: a source that is at its end has no more. */
  hold(input: Exclude<EngineInput, { readonly kind: 'block' }>): void {
    this.held.push(input);
    if (input.kind === 'open' || input.kind === 'busy') return;
    this.spent.add(input.source);
    this.run();
  }

  /** Called once a second: a source that is silent does not hold up the others for ever. */
  nudge(): void {
    const entry = this.options.entries[this.next];
    if (++this.looks < MOST_LOOKS || entry === undefined) return;
    if (entry.kind === 'block') this.spent.add(entry.source);
    this.run();
  }

  /** Ends without having come to the end: the next run tries again. */
  abandon(): void {
    this.isAbandoned = true;
    for (const { resolve } of this.waiting.values()) resolve(null);
    this.waiting.clear();
  }

  private run(): void {
    if (this.ended || this.isAbandoned) return;
    for (let entry = this.options.entries[this.next]; entry; entry = this.options.entries[this.next]) {
      if (entry.kind !== 'block') this.options.step(entry);
      else if ('text' in entry) this.stepBlock(entry, entry.text);
      else if ('cursor' in entry && !this.readAgain(entry)) return;
      this.next++;
      this.looks = 0;
      crashPoint('in-replay');
    }
    this.end();
  }

  /** False while lines are still missing. */
  private readAgain(entry: Noted): boolean {
    const { source, length } = entry;
    let text = this.begun.get(source) ?? '';
    const waiting = this.waiting.get(source);
    const missing = length - text.length;
    const isOther =
      waiting !== undefined &&
      ((text === '' && !beginsAs(waiting.block, entry)) || cutsLine(waiting.block, missing));
    if (waiting && !isOther && missing > 0) {
      const { block, resolve } = waiting;
      const taken = Math.min(block.text.length, missing);
      text += block.text.slice(0, taken);
      this.waiting.delete(source);
      if (taken < block.text.length) this.waiting.set(source, { block: restOf(block, taken), resolve });
      else resolve(null);
    }
    const isWhole = text.length === length;
    this.begun.set(source, isWhole ? '' : text);
    if (!isWhole && !isOther && !this.spent.has(source)) return false;
    this.begun.delete(source);
    if (!isWhole) this.isIncomplete = true;
    const { head: _, ...block } = entry;
    if (text !== '') this.stepBlock(block, text);
    return true;
  }

  private stepBlock(entry: Extract<JournalEntry, { readonly kind: 'block' }>, text: string): void {
    const { kind, length: _, ...block } = entry;
    this.options.step({ kind, block: { ...block, text } });
  }

  private end(): void {
    this.ended = true;
    this.options.onEnd(this.held);
    for (const { block, resolve } of this.waiting.values()) resolve(block);
    this.waiting.clear();
  }
}

function beginsAs({ text }: LineBlock, { head }: Noted): boolean {
  return head === undefined || head === headOf(text);
}

/** Lines were never cut: this is another log, which begins with the same line, or whose first line nobody noted. */
function cutsLine({ text }: LineBlock, taken: number): boolean {
  return taken > 0 && taken < text.length && text.charCodeAt(taken - 1) !== NEWLINE;
}

function restOf(block: LineBlock, taken: number): LineBlock {
  const before = block.text.slice(0, taken);
  return {
    ...block,
    text: block.text.slice(taken),
    firstLine: block.firstLine + linesIn(before),
    bytes: Math.max(0, block.bytes - Buffer.byteLength(before)),
  };
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
