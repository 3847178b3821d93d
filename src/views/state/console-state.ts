import type { BanPlan, UndoneBan } from '../../core/protocol/bans.ts';
import type { Snapshot } from '../../core/protocol/snapshot.ts';
import type { AlertId } from '../../model/alerts/alert.ts';
import type { ThemeName } from '../../model/appearance.ts';
import type { LoggedAction } from '../../model/bans/action.ts';
import type { Decision } from '../../model/bans/decision.ts';
import { LIST_SORTS } from '../../model/lists/list.ts';
import { type DurationMs, type EpochMs, MINUTE_MS } from '../../model/time.ts';
import type { Background } from '../../platform/terminal/background.ts';
import type { PaneId, ScreenId } from '../arrangement.ts';
import type { Command } from '../keymap/command.ts';
import { COMMANDS } from '../keymap.ts';
import type { Size } from '../rect.ts';
import { LISTS, type ListId, type Subject } from '../rows.ts';
import { type HuntState, NO_HUNT } from './hunt/hunt-state.ts';
import type { Aims } from './listing/aim.ts';
import { type Cursor, FOLLOWING } from './listing/cursor.ts';

/** An open document. `top` is its first visible line, `shift` the columns its raw lines are moved left. */
export type OpenDocument = {
  readonly subject: Subject;
  readonly top: number;
  readonly shift: number;
  /** Which of its links is marked, from 0; null for none. */
  readonly link: number | null;
  /** What was searched for in it. */
  readonly search: string;
};

/** What of the state says where somebody is: a screen, and the pages that are open on it. */
type Place = Pick<ConsoleState, 'screen' | 'beside' | 'maximised' | 'documents'>;

/** How a list is asked for; kept as long as the console runs. */
export type ListOptions = { readonly filter: string; readonly sort: number; readonly reverse: boolean };

/** A marked row: its id, and the address that a ban of it would be of. */
export type Mark = {
  readonly id: string;
  readonly address: string | null;
  /** The ban in force on it when it was marked. */
  readonly ban: Decision | null;
};

/** What a line is typed for. */
export type Purpose =
  | { readonly kind: 'filter'; readonly list: ListId; readonly before: string }
  | { readonly kind: 'search'; readonly before: string }
  | { readonly kind: 'palette'; readonly choice: number }
  /** A query: what is typed stands in the state of the hunt. */
  | { readonly kind: 'hunt' }
  | { readonly kind: 'note'; readonly subject: string }
  /** The address, typed to ban it although it is protected. */
  | { readonly kind: 'override'; readonly plan: BanPlan; readonly alertId: AlertId | null };

/** What is known of a ban before it is ordered. */
type BanQuestion =
  | { readonly kind: 'asking' }
  | { readonly kind: 'plan'; readonly plan: BanPlan; readonly others: readonly BanPlan[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** What lies over the screen and takes the keys: at most one thing. */
export type Overlay =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'prompt';
      readonly purpose: Purpose;
      readonly text: string;
      /** Which of what was typed before stands there, 0 the latest; -1: what is typed now, kept as `draft`. */
      readonly recalled: number;
      readonly draft: string;
    }
  | {
      readonly kind: 'ban';
      readonly address: string;
      /** Marked addresses that are banned with it, one after the other. */
      readonly others: readonly string[];
      readonly alertId: AlertId | null;
      readonly question: BanQuestion;
      /** 0 is Cancel, then the plan's choices in their order, then its ranges. */
      readonly choice: number;
      readonly askedAt: EpochMs;
      /** Keys before this are not meant for what has just appeared. */
      readonly deafUntil: EpochMs;
    }
  | {
      readonly kind: 'unban';
      readonly ban: Decision;
      /** Of marked rows, lifted with it, one after the other. */
      readonly others: readonly Decision[];
      /** 0 is Cancel. */
      readonly choice: number;
      readonly deafUntil: EpochMs;
    }
  | {
      readonly kind: 'confirm';
      readonly what: Confirmation;
      /** 0 is Cancel. */
      readonly choice: number;
      readonly deafUntil: EpochMs;
    };

/** What is asked once more before it is done. */
export type Confirmation =
  | { readonly kind: 'undo'; readonly what: string; readonly bans: readonly UndoneBan[] }
  /** `remove`: it was allowed, and is to be so no longer. */
  | { readonly kind: 'allow'; readonly address: string; readonly order: 'add' | 'remove' }
  /** The ban of a range: whoever can still answer was not shut out by it. */
  | { readonly kind: 'keep'; readonly ban: Decision }
  | { readonly kind: 'leave-wall' };

export type Tone = 'info' | 'good' | 'bad';
type Message = { readonly text: string; readonly tone: Tone; readonly until: EpochMs };

/** What had arrived when the view was frozen, to count from. */
export type Pause = { readonly alerts: number; readonly events: number };

/** Whether the core answers. */
type LinkState =
  | { readonly kind: 'starting'; readonly since: EpochMs }
  | { readonly kind: 'answering' }
  | { readonly kind: 'silent'; readonly since: EpochMs; readonly reason: string | null };

export const CHART_SPANS: readonly DurationMs[] = [5, 15, 60, 360, 1440].map(
  (minutes) => minutes * MINUTE_MS,
);

/** `since`: when it began to show the first of its screens; `skipped`: screens gone on by hand. */
type Wall = { readonly since: EpochMs; readonly skipped: number; readonly masked: boolean };

/** How long each screen stands on the wall. */
const WALL_TURN_MS: DurationMs = 15_000;
const WALL_SCREENS: readonly ScreenId[] = ['overview', 'alerts', 'logins', 'web', 'bans', 'sources'];

/** What stands on the wall now. */
export function wallScreen({ since, skipped }: Wall, now: EpochMs): ScreenId {
  const turn = Math.max(0, Math.floor((now - since) / WALL_TURN_MS)) + skipped;
  return WALL_SCREENS[turn % WALL_SCREENS.length] ?? 'overview';
}

const UNSORTED: ListOptions = { filter: '', sort: 0, reverse: false };

/** Nobody looks further down on a wall: what is open and worst stands on top. */
const WORST_FIRST: ListOptions = { ...UNSORTED, sort: LIST_SORTS.alerts.indexOf('level') };

export function listsOf(wall: Wall | null): ConsoleState['lists'] {
  const lists = LISTS.map((list) => [list, wall !== null && list === 'alerts' ? WORST_FIRST : UNSORTED]);
  return Object.fromEntries(lists) as Record<ListId, ListOptions>;
}

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
  /** The pane beside its list that has the keys on another screen than the overview; null: the list has them. */
  readonly beside: PaneId | null;
  readonly maximised: boolean;
  readonly cursors: Readonly<Record<ListId, Cursor>>;
  readonly aims: Aims;
  readonly lists: Readonly<Record<ListId, ListOptions>>;
  /** Filters and searches, newest first. */
  readonly typedBefore: Readonly<Record<'filter' | 'search', readonly string[]>>;
  readonly marks: Readonly<Partial<Record<ListId, readonly Mark[]>>>;
  /** Where a hunt was begun from a row or a page: Esc goes back there. */
  readonly huntedFrom: Place | null;
  /** Opened from each other, the one on top last. */
  readonly documents: readonly OpenDocument[];
  /** What was done, newest first, as it was when the log was opened. */
  readonly actions: readonly LoggedAction[];
  readonly overlay: Overlay;
  readonly chart: {
    readonly ofSelected: boolean;
    readonly span: DurationMs;
    readonly back: DurationMs;
    /** A time that is marked on the curves. */
    readonly at: EpochMs | null;
    /** An hour of the week that is marked, from 0 on Monday. */
    readonly hour: number | null;
  };
  readonly hunt: HuntState;
  readonly theme: ThemeName;
  /** It stays when the terminal says what it draws on. */
  readonly isThemeWanted: boolean;
  readonly background: Background | null;
  readonly commands: readonly Command[];
  /** Shown to everybody, touched by nobody; null for a console that somebody works at. */
  readonly wall: Wall | null;
  readonly message: Message | null;
  /** A row was just gone to, and is told even where something is wrong; null: that was a while ago. */
  readonly wentAt: EpochMs | null;
  /** A second Ctrl-c before this quits. */
  readonly quitArmedUntil: EpochMs;
};

/** The open document: the last one that was opened. */
export function openDocumentOf({ documents }: ConsoleState): OpenDocument | null {
  return documents.at(-1) ?? null;
}

/** What it is drawn with as long as nobody says otherwise. */
type Colours = {
  readonly themeName: ThemeName;
  readonly isThemeWanted: boolean;
  readonly background: Background | null;
};

export function initialState(
  size: Size,
  now: EpochMs,
  { themeName: theme, isThemeWanted, background }: Colours,
  wall: Wall | null = null,
  commands: readonly Command[] = COMMANDS,
): ConsoleState {
  return {
    size,
    now,
    link: { kind: 'starting', since: now },
    snapshot: null,
    pause: null,
    arrived: { alerts: 0, events: 0 },
    screen: 'overview',
    focus: 'logins',
    beside: null,
    maximised: false,
    cursors: Object.fromEntries(LISTS.map((list) => [list, FOLLOWING])) as Record<ListId, Cursor>,
    aims: { since: now, stood: {} },
    lists: listsOf(wall),
    typedBefore: { filter: [], search: [] },
    marks: {},
    huntedFrom: null,
    documents: [],
    actions: [],
    overlay: { kind: 'none' },
    chart: { ofSelected: false, span: 5 * MINUTE_MS, back: 0, at: null, hour: null },
    hunt: NO_HUNT,
    ...{ theme, isThemeWanted, background },
    commands,
    wall,
    message: null,
    wentAt: null,
    quitArmedUntil: 0,
  };
}

/** As long as it takes to read a line, and look at the next. */
const ROW_IS_TOLD_MS: DurationMs = 10_000;

export function isRowOver({ wentAt }: ConsoleState, now: EpochMs): boolean {
  return wentAt !== null && now - wentAt >= ROW_IS_TOLD_MS;
}

/** Whether the header shows the time that it is. */
export function isClockRunning({ link, pause, snapshot }: ConsoleState): boolean {
  return link.kind === 'answering' && pause === null && snapshot?.finished === false;
}
