import type {
  HuntAnswer,
  HuntCurve,
  HuntInspection,
  HuntLine,
  HuntNews,
  HuntRule,
  HuntShelf,
  RuleTrial,
  SavedHuntRow,
  TimeSpan,
} from '../../../model/hunt/hunt-answer.ts';
import { DAY_MS, type DurationMs, type EpochMs, HOUR_MS, MINUTE_MS } from '../../../model/time.ts';
import { type Move, moveBy } from '../listing/cursor.ts';

const HUNT_VIEWS = ['lines', 'table', 'curve'] as const;
type HuntView = (typeof HUNT_VIEWS)[number];

/** How far back a hunt looks; null: all that is here, or what a server takes for it. */
const HUNT_SPANS: readonly (DurationMs | null)[] = [
  ...[null, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS],
];

/** How the last hunt stands. `run` tells answers to one from those to another. */
type HuntRun =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly since: EpochMs }
  | { readonly kind: 'found'; readonly answer: HuntAnswer }
  | { readonly kind: 'failed'; readonly reason: string };

export type HuntState = {
  /** What is typed; `at` is where the cursor stands. */
  readonly text: string;
  readonly at: number;
  readonly inspection: HuntInspection | null;
  /** The text that the inspection is of. */
  readonly inspected: string | null;
  /** What Tab puts in one after the other, until something else is typed. */
  readonly choice: HuntChoice | null;
  /** What was typed before another query was recalled. */
  readonly typed: string;
  /** Which of the queries run before stands in the editor, 0 the latest; -1: what was typed. */
  readonly recalled: number;
  /** Newest first. */
  readonly history: readonly string[];
  readonly saved: readonly SavedHuntRow[];
  /** The selector of everything; null until the saved hunts have come. */
  readonly everything: string | null;
  /** What was asked last. */
  readonly query: string;
  readonly run: HuntRun;
  readonly number: number;
  /** The same as a curve over time, when it has come. */
  readonly curves: readonly HuntCurve[];
  readonly threshold: number | null;
  readonly view: HuntView;
  readonly row: number;
  /** Which label of the row is marked for drilling down, from 0. */
  readonly field: number;
  readonly isWhole: boolean;
  readonly rule: HuntRule | null;
  /** What the drafted rule would have said; null while that is found out. */
  readonly trial: RuleTrial | null;
  readonly span: DurationMs | null;
  /** The one time that is looked at, of a moment marked on a curve. */
  readonly between: TimeSpan | null;
  /** Lines come to the query as they are written; of those that came this many. */
  readonly followed: number | null;
};

/** Words for the place from `from` on; `tail` is what stands behind it. */
export type HuntChoice = {
  readonly words: readonly string[];
  readonly index: number;
  readonly from: number;
  readonly tail: string;
};

const NOTHING_TYPED = { inspection: null, inspected: null, choice: null, recalled: -1 } as const;

export const NO_HUNT: HuntState = {
  ...{ text: '', at: 0, ...NOTHING_TYPED, typed: '', history: [], saved: [], everything: null, query: '' },
  ...{ run: { kind: 'none' }, number: 0, curves: [], threshold: null, view: 'lines', row: 0 },
  ...{ field: 0, isWhole: false, rule: null, trial: null, span: null, followed: null },
  between: null,
};

export type HuntEvent =
  | { readonly kind: 'edited'; readonly text: string; readonly at: number }
  | { readonly kind: 'recalled'; readonly step: 1 | -1 }
  | { readonly kind: 'completed'; readonly step: 1 | -1 }
  | { readonly kind: 'inspected'; readonly text: string; readonly inspection: HuntInspection }
  | { readonly kind: 'listed'; readonly shelf: HuntShelf }
  | { readonly kind: 'began'; readonly query: string; readonly threshold: number | null }
  | { readonly kind: 'found'; readonly number: number; readonly answer: HuntAnswer }
  /** Instead of an answer lines come. */
  | { readonly kind: 'followed'; readonly query: string }
  | { readonly kind: 'came'; readonly number: number; readonly news: HuntNews }
  | { readonly kind: 'unfollowed' }
  | { readonly kind: 'stepped-span' }
  | { readonly kind: 'chose-time'; readonly between: TimeSpan | null }
  | { readonly kind: 'drew'; readonly number: number; readonly curves: readonly HuntCurve[] }
  | { readonly kind: 'failed'; readonly number: number; readonly reason: string }
  | { readonly kind: 'moved'; readonly move: Move; readonly page: number }
  | { readonly kind: 'stepped-field'; readonly step: 1 | -1 }
  | { readonly kind: 'next-view' }
  | { readonly kind: 'toggled-whole' }
  | { readonly kind: 'chose-view'; readonly view: HuntView }
  | { readonly kind: 'tried'; readonly query: string; readonly trial: RuleTrial }
  | { readonly kind: 'drafted'; readonly rule: HuntRule | null }
  /** Back to the saved hunts. */
  | { readonly kind: 'cleared' };

const MOST_HISTORY = 50;
const LONGEST = 5000;

export function hunting(state: HuntState, event: HuntEvent, now: EpochMs): HuntState {
  switch (event.kind) {
    case 'edited':
      return { ...state, text: event.text.slice(0, LONGEST), at: event.at, recalled: -1, choice: null };
    case 'completed':
      return complete(state, event.step);
    case 'recalled':
      return recall(state, event.step);
    case 'inspected':
      if (event.text !== state.text) return state;
      return { ...state, inspection: event.inspection, inspected: event.text };
    case 'listed':
      return {
        ...state,
        ...{ saved: event.shelf.saved, everything: event.shelf.everything },
        row: Math.min(state.row, Math.max(0, event.shelf.saved.length - 1)),
        history: [...new Set([...state.history, ...event.shelf.history])].slice(0, MOST_HISTORY),
      };
    case 'followed':
      return { ...begin(state, event.query, null, now), ...NOTHING_YET, between: null };
    case 'came':
      return event.number === state.number ? withNews(state, event.news) : state;
    case 'unfollowed':
      return { ...state, followed: null, number: state.number + 1 };
    case 'chose-time':
      return { ...state, between: event.between };
    case 'stepped-span':
      if (state.between !== null) return { ...state, between: null };
      return {
        ...state,
        span: HUNT_SPANS[(HUNT_SPANS.indexOf(state.span) + 1) % HUNT_SPANS.length] ?? null,
      };
    case 'began':
      return begin(state, event.query, event.threshold, now);
    case 'found':
      if (event.number !== state.number) return state;
      return {
        ...state,
        run: { kind: 'found', answer: event.answer },
        curves: event.answer.found.kind === 'curves' ? event.answer.found.curves : state.curves,
      };
    case 'drew':
      return event.number === state.number ? { ...state, curves: event.curves } : state;
    case 'failed':
      if (event.number !== state.number) return state;
      return { ...state, run: { kind: 'failed', reason: event.reason } };
    case 'moved': {
      const last = Math.max(0, huntRows(state) - 1);
      return {
        ...state,
        row: Math.max(0, Math.min(last, state.row + moveBy(event.move, event.page))),
        field: 0,
      };
    }
    case 'stepped-field': {
      const count = Math.max(1, fieldsOf(state).length);
      return { ...state, field: (state.field + event.step + count) % count };
    }
    case 'next-view': {
      const view = HUNT_VIEWS[(HUNT_VIEWS.indexOf(state.view) + 1) % HUNT_VIEWS.length] ?? 'lines';
      return { ...state, view, rule: null };
    }
    case 'toggled-whole':
      return { ...state, isWhole: !state.isWhole };
    case 'chose-view':
      return { ...state, view: event.view };
    case 'drafted':
      return { ...state, rule: event.rule, trial: null };
    case 'tried':
      return event.query === state.query ? { ...state, trial: event.trial } : state;
    case 'cleared':
      return {
        ...NO_HUNT,
        ...{ saved: state.saved, everything: state.everything, history: state.history },
        ...{ span: state.span, number: state.number + 1 },
      };
  }
}

function begin(state: HuntState, query: string, threshold: number | null, now: EpochMs): HuntState {
  const others = state.history.filter((known) => known !== query);
  return {
    ...state,
    ...{ query, text: query, at: query.length, ...NOTHING_TYPED, threshold },
    history: [query, ...others].slice(0, MOST_HISTORY),
    run: { kind: 'running', since: now },
    number: state.number + 1,
    ...{ curves: [], row: 0, field: 0, isWhole: false, rule: null, followed: null },
  };
}

const MOST_FOLLOWED = 1000;
const NOTHING_YET = {
  run: { kind: 'found', answer: { found: { kind: 'lines', lines: [], isCut: false }, notes: [], took: 0 } },
  ...{ followed: 0, view: 'lines' },
} as const satisfies Partial<HuntState>;

/** The newest stands first; what is selected below it stays so. */
function withNews(state: HuntState, { lines, missed, note }: HuntNews): HuntState {
  if (state.run.kind !== 'found' || state.followed === null) return state;
  const { answer } = state.run;
  const before: readonly HuntLine[] = answer.found.kind === 'lines' ? answer.found.lines : [];
  const all = [...lines, ...before].slice(0, MOST_FOLLOWED);
  const notes = note === null ? [] : [note];
  return {
    ...state,
    run: { kind: 'found', answer: { ...answer, notes, found: { kind: 'lines', lines: all, isCut: false } } },
    followed: state.followed + lines.length + missed,
    row: state.row === 0 ? 0 : Math.min(all.length - 1, state.row + lines.length),
  };
}

function recall(state: HuntState, step: 1 | -1): HuntState {
  const recalled = Math.max(-1, Math.min(state.history.length - 1, state.recalled + step));
  const typed = state.recalled === -1 ? state.text : state.typed;
  const text = state.history[recalled] ?? typed;
  return { ...state, recalled, typed, text, at: text.length, choice: null };
}

/** The first word that could stand there; then, as long as nothing else is typed, the next. */
function complete(state: HuntState, step: 1 | -1): HuntState {
  const { text, at, inspection, inspected, choice } = state;
  if (choice === null && (inspection === null || inspected !== text || inspection.completions.length === 0))
    return state;
  const begun = choice ?? {
    ...{ words: inspection?.completions ?? [], from: inspection?.from ?? at, tail: text.slice(at) },
    index: step === 1 ? -1 : 0,
  };
  const { words, from, tail } = begun;
  const index = (begun.index + step + words.length) % words.length;
  const word = words[index] ?? '';
  const changed = { text: `${text.slice(0, from)}${word}${tail}`, at: from + word.length };
  return { ...state, ...changed, choice: words.length === 1 ? null : { words, from, tail, index } };
}

/** Rows that can be selected: of the answer, or of the saved hunts while there is none. */
function huntRows({ run, saved }: HuntState): number {
  if (run.kind === 'none') return saved.length;
  if (run.kind !== 'found') return 0;
  const { found } = run.answer;
  if (found.kind === 'lines') return found.lines.length;
  return found.kind === 'values' ? found.values.length : found.curves.length;
}

/** Labels of the selected row, to drill down by. */
export function fieldsOf({ run, row }: HuntState): readonly (readonly [name: string, value: string])[] {
  if (run.kind !== 'found') return [];
  const { found } = run.answer;
  const rows = found.kind === 'lines' ? found.lines : found.kind === 'values' ? found.values : found.curves;
  return Object.entries(rows[row]?.labels ?? {}).filter(([name]) => !name.startsWith('__'));
}

/** Enter runs a saved hunt, or shows a line in full: there is one. */
export function huntOpens({ run, row, saved, view, rule }: HuntState): boolean {
  if (run.kind === 'none') return saved[row] !== undefined;
  return view !== 'curve' && rule === null && linesOf(run).length > 0;
}

/** Figures are not narrowed down by their labels, and on a curve or beside a rule none is seen. */
export function huntsLabel(state: HuntState): boolean {
  return (
    state.view !== 'curve' &&
    state.rule === null &&
    linesOf(state.run).length > 0 &&
    fieldsOf(state).length > 0
  );
}

function linesOf(run: HuntState['run']): readonly unknown[] {
  return run.kind === 'found' && run.answer.found.kind === 'lines' ? run.answer.found.lines : [];
}
