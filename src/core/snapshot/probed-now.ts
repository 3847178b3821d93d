import type { Engine } from '../../engine/engine.ts';
import { Probed } from '../../model/audit/probing.ts';
import { type DurationMs, SECOND_MS } from '../../model/time.ts';
import type { AlertLog } from '../record/alert-log.ts';

/** Twenty thousand alerts are not looked through for every frame. */
const FRESH_MS: DurationMs = SECOND_MS;

/** Who tries what, as of the last second. */
export class ProbedNow {
  private probed: Probed | null = null;
  private version = -1;
  private takenAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly alerts: AlertLog,
    private readonly engine: Pick<Engine, 'ports'>,
    /** Milliseconds that never go back. */
    private readonly now: () => number,
  ) {}

  take(): Probed {
    const isFresh = this.version === this.alerts.version || this.now() - this.takenAt < FRESH_MS;
    if (this.probed === null || !isFresh) {
      this.version = this.alerts.version;
      this.takenAt = this.now();
      this.probed = new Probed(
        this.alerts.all(),
        (port) => this.engine.ports.find(port),
        (id) => this.alerts.linesOf(id),
      );
    }
    return this.probed;
  }
}
