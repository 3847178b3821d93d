import { type ListId, listOf, windowOf } from '../rows.ts';
import type { Action } from './action.ts';
import type { ConsoleState, OpenDocument } from './console-state.ts';
import { FOLLOWING, goTo, idAt, type Move, moveBy, moveCursor, placeCursor } from './listing/cursor.ts';
import { filtered } from './listing/listing.ts';
import { isMomentMarked } from './moments.ts';
import { focusedOn, focusedPane, focusOrder, pageOf } from './selectors.ts';

type Navigation = Extract<
  Action,
  {
    type:
      | 'showed'
      | 'stepped-focus'
      | 'pointed'
      | 'moved'
      | 'went-to'
      | 'toggled-maximise'
      | 'opened'
      | 'turned-page'
      | 'scrolled'
      | 'shifted'
      | 'stepped-link'
      | 'found'
      | 'went-back';
  }
>;

/** How many documents may be opened from each other; the first ones are forgotten. */
const MOST_DOCUMENTS = 20;

/** Moving about: screens, panes, lists, documents, help. */
export function navigate(state: ConsoleState, action: Navigation): ConsoleState {
  switch (action.type) {
    case 'showed':
      return show(state, action);
    case 'stepped-focus':
      return stepFocus(state, action.step);
    case 'pointed':
      return pointAt(state, action.pane, action.row);
    case 'moved':
      return move(state, action);
    case 'went-to':
      return goToRow(state, action.list, action.index);
    case 'toggled-maximise':
      return { ...state, maximised: !state.maximised };
    case 'opened':
      return {
        ...(state.documents.length === 0 ? holding(state) : state),
        documents: [...state.documents, unread(action.subject)].slice(-MOST_DOCUMENTS),
      };
    case 'turned-page':
      return {
        ...holding(goToRow(state, action.list, action.index)),
        documents: [unread(action.subject)],
      };
    case 'scrolled':
      return scroll(state, action.move, action.extent, action.page);
    case 'found':
      return onTop(state, (document) => ({ ...document, top: action.top }));
    case 'shifted':
      return onTop(state, (document) => ({
        ...document,
        shift: Math.max(0, document.shift + action.columns),
      }));
    case 'stepped-link':
      return onTop(state, (document) => stepLink(document, action));
    case 'went-back':
      return goBack(state);
  }
}

/** One thing at a time: what lies on top is closed first, then marks and filter, the overview comes last. */
function goBack(state: ConsoleState): ConsoleState {
  if (state.overlay.kind !== 'none') return { ...state, overlay: { kind: 'none' } };
  if (state.documents.length > 1) return { ...state, documents: state.documents.slice(0, -1) };
  if (state.documents.length === 1) return { ...lettingGo(state), documents: [] };
  if (state.screen === 'hunt' && state.huntedFrom !== null)
    return { ...state, ...state.huntedFrom, huntedFrom: null };
  const list = listOf(focusedPane(state));
  if (list !== null && (state.marks[list] ?? []).length > 0) return { ...state, marks: {} };
  if (list !== null && state.lists[list].filter !== '') return filtered(state, list, '');
  if (isMomentMarked(state)) return { ...state, chart: { ...state.chart, at: null, hour: null } };
  if (state.maximised) return { ...state, maximised: false };
  if (state.screen !== 'overview' && state.beside !== null) return { ...state, beside: null };
  return { ...state, screen: 'overview' };
}

function show(
  state: ConsoleState,
  { screen, returns = false }: Extract<Action, { type: 'showed' }>,
): ConsoleState {
  const { beside, maximised, documents } = state;
  const isHunting = state.screen === 'hunt' && documents.length === 0;
  const here = isHunting ? state.huntedFrom : { screen: state.screen, beside, maximised, documents };
  return {
    ...state,
    ...{ screen, maximised: false, beside: null, documents: [], overlay: { kind: 'none' } },
    huntedFrom: returns ? here : null,
  };
}

function unread(subject: OpenDocument['subject']): OpenDocument {
  return { subject, top: 0, shift: 0, link: null, search: '' };
}

/** While the page of the first row is read, that row stays selected, whatever comes in above it. */
function holding(state: ConsoleState): ConsoleState {
  const list = listOf(focusedPane(state));
  if (list === null || state.snapshot === null) return state;
  const cursor = state.cursors[list];
  if (cursor.id !== null || cursor.index !== 0) return state;
  const window = windowOf(list, state.snapshot);
  const held = { ...cursor, id: idAt(window, 0), length: window.length };
  return { ...state, cursors: { ...state.cursors, [list]: held } };
}

/** Back from it, nothing having come in, the list follows the newest again. */
function lettingGo(state: ConsoleState): ConsoleState {
  const list = listOf(focusedPane(state));
  if (list === null || state.cursors[list].index !== 0) return state;
  return { ...state, cursors: { ...state.cursors, [list]: FOLLOWING } };
}

function onTop(state: ConsoleState, change: (document: OpenDocument) => OpenDocument): ConsoleState {
  const document = state.documents.at(-1);
  return document === undefined
    ? state
    : { ...state, documents: [...state.documents.slice(0, -1), change(document)] };
}

function stepLink(
  document: OpenDocument,
  { step, lines, page }: Extract<Action, { type: 'stepped-link' }>,
): OpenDocument {
  if (lines.length === 0) return document;
  const from = document.link ?? (step === 1 ? -1 : 0);
  const link = (from + step + lines.length) % lines.length;
  const line = lines[link] ?? 0;
  const isSeen = line >= document.top && line < document.top + page;
  return { ...document, link, top: isSeen ? document.top : Math.max(0, line - Math.floor(page / 2)) };
}

function stepFocus(state: ConsoleState, step: 1 | -1): ConsoleState {
  const panes = focusOrder(state);
  const at = panes.indexOf(focusedPane(state));
  const next = panes[(at + step + panes.length) % panes.length];
  return next === undefined ? state : focusedOn(next, state);
}

function pointAt(state: ConsoleState, pane: ConsoleState['focus'], row: number | null): ConsoleState {
  const focused = focusOrder(state).includes(pane) ? focusedOn(pane, state) : state;
  const list = listOf(pane);
  if (list === null || row === null || state.snapshot === null) return focused;
  const cursor = placeCursor(state.cursors[list], windowOf(list, state.snapshot), row);
  return { ...focused, cursors: { ...state.cursors, [list]: cursor } };
}

function move(state: ConsoleState, action: Extract<Action, { type: 'moved' }>): ConsoleState {
  const list = action.list ?? listOf(focusedPane(state));
  if (list === null || state.snapshot === null) return state;
  const cursor = moveCursor(
    state.cursors[list],
    windowOf(list, state.snapshot),
    pageOf(list, state),
    action.move,
  );
  return { ...state, cursors: { ...state.cursors, [list]: cursor } };
}

function goToRow(state: ConsoleState, list: ListId, index: number): ConsoleState {
  if (state.snapshot === null) return state;
  const cursor = goTo(state.cursors[list], windowOf(list, state.snapshot), pageOf(list, state), index);
  return { ...state, cursors: { ...state.cursors, [list]: cursor } };
}

function scroll(state: ConsoleState, move: Move, extent: number, page: number): ConsoleState {
  const last = Math.max(0, extent - page);
  return onTop(state, (document) => ({
    ...document,
    top: Math.max(0, Math.min(last, Math.min(last, document.top) + moveBy(move, page))),
  }));
}
