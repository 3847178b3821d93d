import { idsOf, listOf } from '../rows.ts';
import type { Action } from './action.ts';
import type { ConsoleState } from './console-state.ts';
import { type Move, moveBy, moveCursor, placeCursor } from './cursor.ts';
import { focusedPane, focusOrder, pageOf } from './selectors.ts';

type Navigation = Extract<
  Action,
  {
    type:
      | 'showed'
      | 'stepped-focus'
      | 'pointed'
      | 'moved'
      | 'toggled-maximise'
      | 'opened'
      | 'scrolled'
      | 'shifted'
      | 'went-back'
      | 'opened-help';
  }
>;

/** Moving about: screens, panes, lists, documents, help. */
export function navigate(state: ConsoleState, action: Navigation): ConsoleState {
  switch (action.type) {
    case 'showed':
      return { ...state, screen: action.screen, maximised: false, document: null, overlay: { kind: 'none' } };
    case 'stepped-focus':
      return stepFocus(state, action.step);
    case 'pointed':
      return pointAt(state, action.pane, action.row);
    case 'moved':
      return move(state, action);
    case 'toggled-maximise':
      return { ...state, maximised: !state.maximised };
    case 'opened':
      return { ...state, document: { subject: action.subject, top: 0, shift: 0 } };
    case 'opened-help':
      return { ...state, overlay: { kind: 'help', top: 0 } };
    case 'scrolled':
      return scroll(state, action.move, action.extent, action.page);
    case 'shifted':
      return state.document === null
        ? state
        : {
            ...state,
            document: { ...state.document, shift: Math.max(0, state.document.shift + action.columns) },
          };
    case 'went-back':
      return goBack(state);
  }
}

/** One thing at a time: what lies on top is closed first, the overview comes last. */
function goBack(state: ConsoleState): ConsoleState {
  if (state.overlay.kind !== 'none') return { ...state, overlay: { kind: 'none' } };
  if (state.document !== null) return { ...state, document: null };
  if (state.maximised) return { ...state, maximised: false };
  return { ...state, screen: 'overview' };
}

function stepFocus(state: ConsoleState, step: 1 | -1): ConsoleState {
  const panes = focusOrder(state);
  const at = panes.indexOf(focusedPane(state));
  const next = panes[(at + step + panes.length) % panes.length];
  return next === undefined ? state : { ...state, focus: next };
}

function pointAt(state: ConsoleState, pane: ConsoleState['focus'], row: number | null): ConsoleState {
  const focused = focusOrder(state).includes(pane) ? { ...state, focus: pane } : state;
  const list = listOf(pane);
  if (list === null || row === null || state.snapshot === null) return focused;
  const cursor = placeCursor(state.cursors[list], idsOf(list, state.snapshot), row);
  return { ...focused, cursors: { ...state.cursors, [list]: cursor } };
}

function move(state: ConsoleState, action: Extract<Action, { type: 'moved' }>): ConsoleState {
  const list = action.list ?? listOf(focusedPane(state));
  if (list === null || state.snapshot === null) return state;
  const ids = idsOf(list, state.snapshot);
  const cursor = moveCursor(state.cursors[list], ids, pageOf(list, state), action.move);
  return { ...state, cursors: { ...state.cursors, [list]: cursor } };
}

function scroll(state: ConsoleState, move: Move, extent: number, page: number): ConsoleState {
  const { overlay, document } = state;
  const scrolled = (top: number) =>
    Math.max(0, Math.min(Math.max(0, extent - page), top + moveBy(move, page)));
  if (overlay.kind === 'help') return { ...state, overlay: { kind: 'help', top: scrolled(overlay.top) } };
  if (document === null) return state;
  return { ...state, document: { ...document, top: scrolled(document.top) } };
}
