import type { LogEvent } from '../../../model/log-event.ts';
import type { Chain, Emit, ParseContext } from '../parser.ts';

/**
 * Notes which log each event is from, where a line needs those before it, for as long as the order of lines may be reversed.
 */
export class Chains {
  private readonly logs = new WeakMap<LogEvent, Chain>();
  private mayTurn: (() => boolean) | undefined;

  begin({ mayTurn }: ParseContext): void {
    this.mayTurn = mayTurn;
  }

  of(event: LogEvent): Chain | null {
    return this.logs.get(event) ?? null;
  }

  /** Notes of which log each event is. */
  noting(log: Chain, emit: Emit): Emit {
    if (this.mayTurn?.() !== true) return emit;
    return (event) => {
      this.logs.set(event, log);
      emit(event);
    };
  }
}
