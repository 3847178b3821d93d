import type { ViewRequest } from '../../core/protocol.ts';
import type { Level } from '../../model/level.ts';
import type { PaneId, ScreenId } from '../arrangement.ts';
import { insideOfList, type Layout, layoutFor } from '../layout.ts';
import { chartPoints } from '../presentation/chart.ts';
import { insideOf } from '../rect.ts';
import { findRow, idsOf, type ListId, listOf, type Row, rowsOf } from '../rows.ts';
import type { PlacedPane } from '../split.ts';
import type { ConsoleState } from './console-state.ts';
import { selectedIndex } from './cursor.ts';

/** The pane that has the keys on a screen of one pane. */
const MAIN_PANE = {
  alerts: 'alerts',
  logins: 'logins',
  web: 'web',
  network: 'network',
  config: 'findings',
  hunt: 'hunt',
  bans: 'bans',
  sources: 'sources',
  rules: 'rules',
} as const satisfies Record<Exclude<ScreenId, 'overview'>, PaneId>;

/** The screen's panes as they stand when none is maximised. */
export function panesOf(state: ConsoleState): readonly PlacedPane[] {
  const layout = layoutFor(state.size, state.screen);
  return layout.kind === 'screen' ? layout.panes : [];
}

/** From pane to pane with Tab: the lists first, what only is looked at last. */
const FOCUS_ORDER: readonly PaneId[] = ['logins', 'alerts', 'talkers', 'findings', 'bans', 'chart'];

/** The panes that Tab goes through. */
export function focusOrder(state: ConsoleState): readonly PaneId[] {
  if (state.screen !== 'overview') return [MAIN_PANE[state.screen]];
  const shown = new Set(panesOf(state).map(({ pane }) => pane));
  return FOCUS_ORDER.filter((pane) => shown.has(pane));
}

export function focusedPane(state: ConsoleState): PaneId {
  const order = focusOrder(state);
  return order.includes(state.focus) ? state.focus : (order[0] ?? state.focus);
}

export function layoutOf(state: ConsoleState): Layout {
  return layoutFor(state.size, state.screen, state.maximised ? focusedPane(state) : null);
}

/** How many rows of a list are on screen; a list that is not shown counts as one of ten rows. */
export function pageOf(list: ListId, state: ConsoleState): number {
  const layout = layoutOf(state);
  const placed = layout.kind === 'screen' ? layout.panes.find(({ pane }) => pane === list) : undefined;
  return placed === undefined ? 10 : insideOfList(placed).height;
}

/** What the keys act on: the open document's subject, else the selected row of the focused pane. */
export function currentRow(state: ConsoleState): Row | null {
  const { snapshot, document } = state;
  if (snapshot === null) return null;
  if (document !== null) return findRow(document.subject, snapshot);
  const list = listOf(focusedPane(state));
  return list === null ? null : selectedRow(list, state);
}

export function selectedRow(list: ListId, state: ConsoleState): Row | null {
  const { snapshot } = state;
  if (snapshot === null) return null;
  const index = selectedIndex(state.cursors[list], idsOf(list, snapshot));
  return index === null ? null : (rowsOf(list, snapshot)[index] ?? null);
}

/** Key of the source whose curve is drawn; null for all together. */
export function chartSource(state: ConsoleState): string | null {
  if (!state.chart.ofSelected) return null;
  const row = selectedRow('logins', state);
  return row?.kind === 'login' ? row.login.key : null;
}

/** Rows beyond those on screen, so that a page key finds its rows there. */
const LEAST_ROWS = 20;
const MOST_ROWS = 2000;

/** What to ask the core for: as much as the screen shows and the next page. A frozen view only counts. */
export function viewRequest(state: ConsoleState, level: Level): ViewRequest {
  const { document } = state;
  const series = { source: chartSource(state), span: state.chart.span, points: chartWidth(state) };
  const detail = document?.subject.kind === 'alert' ? document.subject.id : null;
  if (state.pause !== null) {
    return {
      loginLimit: 0,
      alertLimit: 0,
      decisionLimit: 0,
      level,
      series: { ...series, points: 2 },
      detail: null,
    };
  }
  return {
    loginLimit: Math.max(rowsWanted('logins', state), rowsWanted('talkers', state)),
    alertLimit: rowsWanted('alerts', state),
    decisionLimit: rowsWanted('bans', state),
    level,
    series,
    detail,
  };
}

function rowsWanted(list: ListId, state: ConsoleState): number {
  const page = pageOf(list, state);
  return Math.min(MOST_ROWS, Math.max(LEAST_ROWS, state.cursors[list].top + 2 * page));
}

function chartWidth(state: ConsoleState): number {
  const layout = layoutOf(state);
  const placed = layout.kind === 'screen' ? layout.panes.find(({ pane }) => pane === 'chart') : undefined;
  return placed === undefined ? 2 : chartPoints(insideOf(placed.rect).width);
}
