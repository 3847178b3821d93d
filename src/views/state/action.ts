import type { BanPlan, Snapshot } from '../../core/protocol.ts';
import type { AlertId } from '../../model/alert.ts';
import type { Decision } from '../../model/decision.ts';
import type { PaneId, ScreenId } from '../arrangement.ts';
import type { Size } from '../rect.ts';
import type { ListId, Subject } from '../rows.ts';
import type { Tone } from './console-state.ts';
import type { Move } from './cursor.ts';

/** Everything that changes what is on the screen. */
export type Action =
  | { readonly type: 'answered'; readonly snapshot: Snapshot }
  /** The core has not answered since then, or said no. */
  | { readonly type: 'unanswered'; readonly since: number; readonly reason: string | null }
  | { readonly type: 'ticked' }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'showed'; readonly screen: ScreenId }
  | { readonly type: 'stepped-focus'; readonly step: 1 | -1 }
  | { readonly type: 'pointed'; readonly pane: PaneId; readonly row: number | null }
  | { readonly type: 'moved'; readonly move: Move; readonly list?: ListId }
  | { readonly type: 'toggled-maximise' }
  | { readonly type: 'toggled-pause' }
  | { readonly type: 'toggled-chart-source' }
  | { readonly type: 'stepped-chart-span' }
  | { readonly type: 'opened'; readonly subject: Subject }
  /** `extent` lines of document or help, of which `page` fit. */
  | { readonly type: 'scrolled'; readonly move: Move; readonly extent: number; readonly page: number }
  | { readonly type: 'shifted'; readonly columns: number }
  | { readonly type: 'went-back' }
  | { readonly type: 'opened-help' }
  | { readonly type: 'asked-ban'; readonly address: string; readonly alertId: AlertId | null }
  | { readonly type: 'planned-ban'; readonly address: string; readonly plan: BanPlan }
  | { readonly type: 'failed-ban-plan'; readonly address: string; readonly reason: string }
  | { readonly type: 'asked-unban'; readonly ban: Decision }
  | { readonly type: 'moved-choice'; readonly step: 1 | -1 }
  | { readonly type: 'said'; readonly text: string; readonly tone: Tone }
  | { readonly type: 'armed-quit' };
