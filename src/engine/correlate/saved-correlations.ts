import type { SavedAlerts } from './episodes/alerts.ts';
import type { SavedGroup } from './groups/groups.ts';
import type { SavedLines } from './lines/saved-lines.ts';
import type { SavedTrack } from './measures/track-groups.ts';
import type { SavedWatch } from './settlements/settlements.ts';

/** What is counted and ordered, as it is saved. */
export type SavedCorrelations = {
  /** Rules by id, in their order: groups of other rules mean nothing to these. */
  readonly rules: readonly string[];
  readonly groupsEvicted: number;
  /** The lines that windows and alerts keep. */
  readonly lines: SavedLines;
  readonly alerts: SavedAlerts;
  readonly tables: readonly Iterable<SavedGroup>[];
  /** The groups of each rule that measures, in the order of these rules. */
  readonly tracks: readonly (readonly SavedTrack[])[];
  /** Alerts that may be settled; absent in what an earlier version saved. */
  readonly watches?: readonly SavedWatch[];
};
