import type { Alert, AlertId, Evidence } from '../../model/alerts/alert.ts';

/** The lines of the alerts that an engine remembers. */
export type Remembered = {
  has(id: AlertId): boolean;
  /** Null when it does not remember the alert. */
  evidence(id: AlertId): readonly Evidence[] | null;
};

/** Finds the lines of an alert: in the engine while that remembers it, else in the store; only what is in neither is kept here. */
export class AlertLines {
  private readonly kept = new Map<AlertId, readonly Evidence[]>();

  /** `remembered`: null, and all lines are kept. */
  constructor(
    private readonly stored: (id: AlertId) => Alert | null,
    private readonly remembered: (() => Remembered) | null,
  ) {}

  of(id: AlertId): readonly Evidence[] {
    return this.kept.get(id) ?? this.remembered?.().evidence(id) ?? this.storedOf(id);
  }

  /** An alert of an earlier run, which the store has. */
  restore(alert: Alert): void {
    if (this.remembered === null) this.keep(alert);
  }

  /** An alert opened or grew. */
  take(alert: Alert): void {
    if (this.remembered?.().has(alert.id) !== true) this.keep(alert);
    else if (this.kept.size > 0) this.kept.delete(alert.id);
  }

  /** The engine forgets it, and the store does not have it yet. */
  keep({ id, evidence }: Alert): void {
    this.kept.set(id, evidence);
  }

  isStored(id: AlertId): void {
    if (this.remembered !== null) this.kept.delete(id);
  }

  /** Nobody will ask for them any more. */
  drop(id: AlertId): void {
    this.kept.delete(id);
  }

  /** A store that cannot be read just now costs the lines, not the core. */
  private storedOf(id: AlertId): readonly Evidence[] {
    try {
      return this.stored(id)?.evidence ?? [];
    } catch {
      return [];
    }
  }
}
