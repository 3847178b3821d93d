import type { PaneId } from '../arrangement.ts';
import type { KeyContext } from '../keymap/command.ts';
import { listOf, rowBan } from '../rows.ts';
import { type ConsoleState, openDocumentOf } from './console-state.ts';
import { huntOpens, huntsLabel } from './hunt/hunt-state.ts';
import { isMomentMarked, momentOpens } from './moments.ts';
import { placeOfPage } from './paging.ts';
import { currentRow, focusedPane, focusOrder, panesOf, selectedRow } from './selectors.ts';

/** Panes whose time can be chosen; that of a capture is its own. */
const CURVES: ReadonlySet<PaneId> = new Set(['chart', 'requests', 'opened']);

/** What the terminal and the configuration allow. */
export type Abilities = { readonly suspend: boolean; readonly copy: boolean };

export function keyContext(state: ConsoleState, abilities: Abilities): KeyContext {
  const { snapshot } = state;
  const row = currentRow(state);
  const list = listOf(focusedPane(state));
  // On a page keys are about the page.
  const marks = list === null || openDocumentOf(state) !== null ? [] : (state.marks[list] ?? []);
  return {
    commands: state.commands,
    scope: scopeOf(state),
    screen: state.screen,
    row,
    list,
    reading: openDocumentOf(state)?.subject.kind ?? null,
    neighbours: placeOfPage(state)?.of ?? 0,
    marked: marks.length,
    markedBans: marks.filter(({ ban }) => ban !== null).length,
    isFiltered: list !== null && state.lists[list].filter !== '',
    searched: openDocumentOf(state)?.search ?? '',
    paused: state.pause !== null,
    permits: snapshot?.permits ?? 'all',
    ban: row === null || snapshot === null ? null : rowBan(row, snapshot),
    undo: snapshot?.response.undo ?? null,
    toConfirm: snapshot?.decisions.toConfirm ?? null,
    loginSelected: selectedRow('logins', state) !== null,
    maximised: state.maximised,
    hasPanes: focusOrder(state).length > 1,
    hasOthers: panesOf(state).length > 1,
    hasCurve: panesOf(state).some(({ pane }) => CURVES.has(pane)),
    curveEndsNow: state.chart.back === 0,
    hasChart: panesOf(state).some(({ pane }) => pane === 'chart'),
    moment: momentOpens(state),
    isMomentMarked: isMomentMarked(state),
    huntsTime: state.hunt.between !== null,
    hasHunted: state.hunt.query !== '',
    huntOpens: huntOpens(state.hunt),
    huntsLabel: huntsLabel(state.hunt),
    canSuspend: abilities.suspend,
    canCopy: abilities.copy,
  };
}

export function scopeOf(state: ConsoleState): KeyContext['scope'] {
  switch (state.overlay.kind) {
    case 'prompt':
      return 'typing';
    case 'ban':
    case 'unban':
    case 'confirm':
      return 'question';
    case 'none':
      if (state.wall !== null) return 'wall';
      return openDocumentOf(state) === null ? 'main' : 'document';
  }
}
