import type { ListId } from '../../rows.ts';
import type { Action } from '../action.ts';
import type { ConsoleState, ListOptions, Mark } from '../console-state.ts';
import { FOLLOWING } from './cursor.ts';

type Listing = Extract<
  Action,
  {
    type:
      | 'filtered'
      | 'sorted'
      | 'toggled-mark'
      | 'unmarked'
      | 'prompted'
      | 'typed'
      | 'recalled'
      | 'entered'
      | 'listed-actions';
  }
>;

/** Marked rows of one list: more than anybody would ban at once by hand. */
export const MOST_MARKS = 200;
const LONGEST_TYPED = 200;
/** How many filters, and how many searches, can be recalled. */
const MOST_TYPED = 50;

/** What is listed, in which order, what is marked, what is being typed. */
export function listing(state: ConsoleState, action: Listing): ConsoleState {
  const { overlay } = state;
  switch (action.type) {
    case 'filtered':
      return filtered(state, action.list, action.filter);
    case 'sorted':
      return sorted(state, action.list, { sort: action.sort, reverse: action.reverse });
    case 'toggled-mark':
      return toggleMark(state, action.list, action.mark);
    case 'unmarked':
      return { ...state, marks: {} };
    case 'prompted':
      return {
        ...state,
        overlay: { kind: 'prompt', purpose: action.purpose, text: action.text, recalled: -1, draft: '' },
      };
    case 'typed':
      return overlay.kind === 'prompt' ? typed(state, action.text.slice(0, LONGEST_TYPED)) : state;
    case 'recalled':
      return recall(state, action.step);
    case 'entered':
      return { ...remembering(state), overlay: { kind: 'none' } };
    case 'listed-actions':
      return { ...state, actions: action.actions };
  }
}

/** A filter is at work while it is typed. */
function typed(state: ConsoleState, text: string): ConsoleState {
  const { overlay } = state;
  if (overlay.kind !== 'prompt') return state;
  const { purpose } = overlay;
  const next = { ...state, overlay: { ...overlay, text, recalled: -1, purpose: restarted(purpose) } };
  if (purpose.kind === 'filter') return filtered(next, purpose.list, text);
  const document = state.documents.at(-1);
  if (purpose.kind !== 'search' || document === undefined) return next;
  return { ...next, documents: [...state.documents.slice(0, -1), { ...document, search: text }] };
}

/** What can be recalled where one types; null where nothing is. */
function recallable({ overlay }: ConsoleState): 'filter' | 'search' | null {
  if (overlay.kind !== 'prompt') return null;
  const { kind } = overlay.purpose;
  return kind === 'filter' || kind === 'search' ? kind : null;
}

function recall(state: ConsoleState, step: 1 | -1): ConsoleState {
  const kind = recallable(state);
  const { overlay } = state;
  if (kind === null || overlay.kind !== 'prompt') return state;
  const before = state.typedBefore[kind];
  const recalled = Math.max(-1, Math.min(before.length - 1, overlay.recalled + step));
  const draft = overlay.recalled === -1 ? overlay.text : overlay.draft;
  const next = typed(state, before[recalled] ?? draft);
  return next.overlay.kind === 'prompt' ? { ...next, overlay: { ...next.overlay, recalled, draft } } : next;
}

function remembering(state: ConsoleState): ConsoleState {
  const kind = recallable(state);
  const text = state.overlay.kind === 'prompt' ? state.overlay.text.trim() : '';
  if (kind === null || text === '') return state;
  const others = state.typedBefore[kind].filter((other) => other !== text);
  return {
    ...state,
    typedBefore: { ...state.typedBefore, [kind]: [text, ...others].slice(0, MOST_TYPED) },
  };
}

function restarted<Purpose extends { readonly kind: string }>(purpose: Purpose): Purpose {
  return purpose.kind === 'palette' ? { ...purpose, choice: 0 } : purpose;
}

/** What is listed anew is looked at from its first row. */
export function filtered(state: ConsoleState, list: ListId, filter: string): ConsoleState {
  if (state.lists[list].filter === filter) return state;
  const next = withOptions(state, list, { filter });
  return { ...next, cursors: { ...next.cursors, [list]: FOLLOWING } };
}

/** What stands above the selected row in another order is not what came in. */
function sorted(
  state: ConsoleState,
  list: ListId,
  options: Pick<ListOptions, 'sort' | 'reverse'>,
): ConsoleState {
  const next = withOptions(state, list, options);
  return { ...next, cursors: { ...next.cursors, [list]: { ...next.cursors[list], newAbove: 0 } } };
}

function withOptions(state: ConsoleState, list: ListId, options: Partial<ListOptions>): ConsoleState {
  return { ...state, lists: { ...state.lists, [list]: { ...state.lists[list], ...options } } };
}

function toggleMark(state: ConsoleState, list: ListId, mark: Mark): ConsoleState {
  const marks = state.marks[list] ?? [];
  const others = marks.filter(({ id }) => id !== mark.id);
  const isMarked = others.length < marks.length;
  if (!isMarked && marks.length >= MOST_MARKS) return state;
  const next = isMarked ? others : [...marks, mark];
  return { ...state, marks: { ...state.marks, [list]: next } };
}
