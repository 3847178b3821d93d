import { formatDuration } from '../../../model/time.ts';
import type { ConsoleState } from '../../state/console-state.ts';
import type { HuntChoice, HuntState } from '../../state/hunt/hunt-state.ts';
import { sparkline, stretched } from '../charts/figures.ts';
import { fitLine, type Line, span } from '../line.ts';
import { clean, type Look } from '../look.ts';
import { wrapWords } from '../words/cut.ts';
import { plural } from '../words/numbers.ts';
import { clockTime, spanOf } from '../words/times.ts';
import { curveLines } from './curve-lines.ts';
import { editorLines } from './editor-lines.ts';
import { figure } from './figure.ts';
import { lineRows, savedRows, tableRows, valueRows } from './row-lines.ts';

/** The hunt screen below its border: the query, how it stands, when it happened, what was found. */
export function huntLines(state: ConsoleState, width: number, height: number, look: Look): readonly Line[] {
  const { hunt, overlay, now } = state;
  const isTyping = overlay.kind === 'prompt' && overlay.purpose.kind === 'hunt';
  const head = [...editorLines(hunt, isTyping, width, look), statusOf(hunt, isTyping, now, width, look)];
  const timeline = timelineOf(hunt, width, look);
  const room = Math.max(0, height - head.length - timeline.length);
  return [...head, ...timeline, ...body(hunt, now, width, room, look)].slice(0, height);
}

function body(hunt: HuntState, now: number, width: number, height: number, look: Look): readonly Line[] {
  const { run, rule, view } = hunt;
  if (rule !== null) return ruleLines(rule, hunt.trial, width, look);
  if (run.kind === 'none') return savedRows(hunt, width, height, look);
  if (run.kind === 'failed')
    return wrapWords(clean(run.reason, look), width - 2, 6, look.glyphs.ellipsis).map((text) => [
      span(` ${text}`, 'bad'),
    ]);
  if (run.kind === 'running') return [];
  const { found } = run.answer;
  const hasNothing = found.kind === 'lines' && found.lines.length === 0;
  if (found.kind === 'curves' || (view === 'curve' && !hasNothing))
    return curveLines(hunt, width, height, look);
  if (found.kind === 'values') return valueRows(hunt, found.values, width, height, look);
  return view === 'table'
    ? tableRows(hunt, found.lines, now, width, height, look)
    : lineRows(hunt, found.lines, now, width, height, look);
}

function ruleLines(
  { yaml, leftOut }: NonNullable<HuntState['rule']>,
  trial: HuntState['trial'],
  width: number,
  look: Look,
): readonly Line[] {
  const notes = leftOut.map((part) => [span(` Not in the rule: ${clean(part, look)}`, 'warn')]);
  const tried =
    trial === null
      ? ' Trying it on what is read here ...'
      : ` On what is read here: ${plural(trial.alerts, 'alert')}, from ${trial.matched} of ${plural(trial.events, 'event')}`;
  const hint =
    'Keep it: soc-console hunt QUERY --as-rule -o new.yml; rules backtest new.yml PATH tries it elsewhere';
  return [
    ...(yaml === '' ? [] : [[span(tried, 'strong')]]),
    fitLine([span(` ${hint}`, 'muted')], width, look.glyphs.ellipsis),
    ...notes,
    ...yaml.split('\n').map((text): Line => [span(` ${clean(text, look)}`)]),
  ];
}

/** While typing: what is wrong, and how it could go on. Else how the hunt stands. */
function statusOf(hunt: HuntState, isTyping: boolean, now: number, width: number, look: Look): Line {
  const parts = isTyping ? typingStatus(hunt, look) : runStatus(hunt, now, look);
  return fitLine([span(' '), ...parts], width, look.glyphs.ellipsis);
}

function typingStatus({ inspection, text, choice }: HuntState, look: Look): Line {
  if (choice !== null) return choiceLine(choice, look);
  const { problem = null, completions = [] } = inspection ?? {};
  const isAtEnd = problem !== null && (problem.at === null || problem.at >= text.trimEnd().length);
  // A query that is not finished is no mistake yet.
  const wrong =
    problem === null || isAtEnd
      ? []
      : [span(`column ${(problem.at ?? 0) + 1}: ${clean(problem.message, look)}  `, 'warn')];
  if (completions.length === 0)
    return [...wrong, ...(problem === null ? [span('The query is right.', 'good')] : [])];
  return [...wrong, span('Tab ', 'key'), span(completions.map((word) => clean(word, look)).join('  '))];
}

/** From the word before the one that stands there now, so that it is seen however many there are. */
function choiceLine({ words, index }: HuntChoice, look: Look): Line {
  const first = Math.max(0, index - 1);
  const shown = words.slice(first).flatMap((word, at) => {
    const style = first + at === index ? 'strong' : 'muted';
    return [span(`${at === 0 ? '' : '  '}`), span(clean(word, look), style)];
  });
  return [span('Tab ', 'key'), ...shown];
}

function runStatus(hunt: HuntState, now: number, look: Look): Line {
  const { run, curves, followed, saved, everything } = hunt;
  switch (run.kind) {
    case 'none':
      return [
        span(
          everything === null
            ? 'The saved hunts are being read; / types a query of your own.'
            : saved.length === 0
              ? 'No hunt is saved: / types a query, on all that is read here and on Loki.'
              : 'Saved hunts: Enter runs the one that is marked, / types a query of your own.',
          'muted',
        ),
      ];
    case 'running':
      return [
        span(`Reading for ${Math.max(0, Math.round((now - run.since) / 1000))} s; Esc cancels.`, 'strong'),
      ];
    case 'failed':
      return [span('Not answered:', 'bad')];
    case 'found': {
      const { found, took, notes } = run.answer;
      const [note] = notes;
      const what =
        found.kind === 'lines'
          ? `${plural(found.lines.length, 'line')}${found.isCut ? ', the newest; there may be more' : ''}`
          : found.kind === 'values'
            ? plural(found.total, 'value')
            : plural(found.total, 'curve');
      const [curve] = curves;
      const peak = curve === undefined ? '' : `, peak ${figure(curve.peak)} at ${clockTime(curve.peakAt)}`;
      if (followed !== null) return followStatus(followed, note, look);
      const looked = lookedAt(hunt, now, look);
      return [
        span(`${what}${looked}${peak}`, 'strong'),
        span(`  ${(took / 1000).toFixed(1)} s`, 'muted'),
        ...(note === undefined ? [] : [span(`  ${clean(note, look)}`, 'warn')]),
      ];
    }
  }
}

/** The time that it is about, where that is not all. */
function lookedAt({ between, span: back }: HuntState, now: number, { glyphs }: Look): string {
  if (between !== null) return ` of ${spanOf(between.from, between.to, now, glyphs.dash)}`;
  return back === null ? '' : `, of the last ${formatDuration(back)}`;
}

function followStatus(came: number, note: string | undefined, look: Look): Line {
  return [
    span(`Following: ${plural(came, 'line')} came`, 'strong'),
    span('; F or Esc ends it.', 'muted'),
    ...(note === undefined ? [] : [span(`  ${clean(note, look)}`, 'warn')]),
  ];
}

/** When the lines came: a row of figures between its first and last times. */
function timelineOf({ run, curves, view, rule }: HuntState, width: number, look: Look): readonly Line[] {
  const [curve] = curves;
  if (run.kind !== 'found' || run.answer.found.kind === 'curves' || curve === undefined) return [];
  if (view === 'curve' || rule !== null) return [];
  const [start, end] = [clockTime(curve.start), clockTime(curve.end)];
  const room = width - start.length - end.length - 4;
  if (room < 10) return [];
  return [
    [
      span(` ${start} `, 'muted'),
      span(sparkline(stretched(curve.values, room), room, look), 'curve'),
      span(` ${end} `, 'muted'),
    ],
  ];
}
