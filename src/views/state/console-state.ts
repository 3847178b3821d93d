import type { BanPlan, Snapshot } from '../../core/protocol.ts';
import type { AlertId } from '../../model/alert.ts';
import type { Decision } from '../../model/decision.ts';
import { type DurationMs, type EpochMs, MINUTE_MS } from '../../model/time.ts';
import type { PaneId, ScreenId } from '../arrangement.ts';
import type { Size } from '../rect.ts';
import { LISTS, type ListId, type Subject } from '../rows.ts';
import { type Cursor, FOLLOWING } from './cursor.ts';

/** An open document. `top` is its first visible line, `shift` the columns its raw lines are moved left. */
export type OpenDocument = { readonly subject: Subject; readonly top: number; readonly shift: number };

/** What is known of a ban before it is ordered. */
export type BanQuestion =
  | { readonly kind: 'asking' }
  | { readonly kind: 'plan'; readonly plan: BanPlan }
  | { readonly kind: 'failed'; readonly reason: string };

/** What lies over the screen and takes the keys: at most one thing. */
export type Overlay =
  | { readonly kind: 'none' }
  | { readonly kind: 'help'; readonly top: number }
  | {
      readonly kind: 'ban';
      readonly address: string;
      readonly alertId: AlertId | null;
      readonly question: BanQuestion;
      /** 0 is Cancel, then the plan's choices in their order. */
      readonly choice: number;
      readonly askedAt: EpochMs;
      /** Keys before this are not meant for what has just appeared. */
      readonly deafUntil: EpochMs;
    }
  | {
      readonly kind: 'unban';
      readonly ban: Decision;
      /** 0 is Cancel. */
      readonly choice: number;
      readonly deafUntil: EpochMs;
    };

export type Tone = 'info' | 'good' | 'bad';
export type Message = { readonly text: string; readonly tone: Tone; readonly until: EpochMs };

/** What had arrived when the view was frozen, to count from. */
export type Pause = { readonly alerts: number; readonly events: number };

/** Whether the core answers. */
export type LinkState =
  | { readonly kind: 'starting'; readonly since: EpochMs }
  | { readonly kind: 'answering' }
  | { readonly kind: 'silent'; readonly since: EpochMs; readonly reason: string | null };

export const CHART_SPANS: readonly DurationMs[] = [5, 15, 60, 360, 1440].map(
  (minutes) => minutes * MINUTE_MS,
);

export type ConsoleState = {
  readonly size: Size;
  readonly now: EpochMs;
  readonly link: LinkState;
  /** What the screen shows; stays as it is while paused. */
  readonly snapshot: Snapshot | null;
  readonly pause: Pause | null;
  /** Since the view was frozen. */
  readonly arrived: Pause;
  readonly screen: ScreenId;
  /** The pane of the overview that has the keys. */
  readonly focus: PaneId;
  readonly maximised: boolean;
  readonly cursors: Readonly<Record<ListId, Cursor>>;
  readonly document: OpenDocument | null;
  readonly overlay: Overlay;
  readonly chart: { readonly ofSelected: boolean; readonly span: DurationMs };
  readonly message: Message | null;
  /** A second Ctrl-c before this quits. */
  readonly quitArmedUntil: EpochMs;
};

export function initialState(size: Size, now: EpochMs): ConsoleState {
  return {
    size,
    now,
    link: { kind: 'starting', since: now },
    snapshot: null,
    pause: null,
    arrived: { alerts: 0, events: 0 },
    screen: 'overview',
    focus: 'logins',
    maximised: false,
    cursors: Object.fromEntries(LISTS.map((list) => [list, FOLLOWING])) as Record<ListId, Cursor>,
    document: null,
    overlay: { kind: 'none' },
    chart: { ofSelected: false, span: 5 * MINUTE_MS },
    message: null,
    quitArmedUntil: 0,
  };
}
