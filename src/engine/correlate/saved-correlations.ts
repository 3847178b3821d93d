import type { SavedAlerts } from './alerts.ts';
import type { SavedGroup } from './groups.ts';
import type { SavedLines } from './saved-lines.ts';
import type { SavedWatch } from './settlements.ts';
import type { SavedTrack } from './track-groups.ts';

/** What is counted and ordered, as it is saved. */
export type SavedCorrelations = {
  /** Rules by id, in their order: groups of other rules mean nothing to these. */
  readonly rules: readonly string[];
  readonly groupsEvicted: number;
  /** Of windows and alerts. */
  readonly lines: SavedLines;
  readonly alerts: SavedAlerts;
  readonly tables: readonly Iterable<SavedGroup>[];
  /** Of rules that measure, in their order. */
  readonly tracks: readonly (readonly SavedTrack[])[];
  /** Alerts that may be settled; absent in what an earlier version saved. */
  readonly watches?: readonly SavedWatch[];
};
