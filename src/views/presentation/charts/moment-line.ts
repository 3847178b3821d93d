import { formatDuration, SECOND_MS } from '../../../model/time.ts';
import type { ConsoleState } from '../../state/console-state.ts';
import { latestHour, markedMoment, momentOpens } from '../../state/moments.ts';
import { focusedPane } from '../../state/selectors.ts';
import { type Line, span } from '../line.ts';
import type { Look } from '../look.ts';
import { plural } from '../words/numbers.ts';
import { fullTime, spanOf } from '../words/times.ts';
import type { Moment } from './axis.ts';
import { hourOfWeek } from './heat.ts';

/** What stands under the mark on a curve or map, and how to mark something; empty where neither has the keys. */
export function momentLine(state: ConsoleState, look: Look): Line {
  const opens = momentOpens(state);
  if (opens === null || state.snapshot === null) return [];
  return focusedPane(state) === 'heat' ? hourLine(state, look) : timeLine(state, opens, look);
}

function timeLine(state: ConsoleState, opens: 'lines' | 'alerts', look: Look): Line {
  const moment = markedMoment(state);
  if (moment === null)
    return [span(`Left and Right mark a moment; Enter shows the ${opens} of all this time.`)];
  const period = spanOf(moment.from, moment.to, state.now, look.glyphs.dash);
  return [
    span(period, 'strong'),
    span(`  ${counted(focusedPane(state), moment)}  Enter shows the ${opens}, Esc takes the mark away.`),
  ];
}

function counted(pane: string, { value, per }: Moment): string {
  const seconds = Math.max(1, Math.round(per / SECOND_MS));
  const time = seconds < 60 ? `${seconds} s` : formatDuration(seconds * SECOND_MS);
  if (pane === 'opened') return `At most ${plural(value, 'alert')} opened in ${time}.`;
  const what = { chart: 'failure', requests: 'request' }[pane] ?? 'SYN packet';
  return `At most ${plural(value, what)} in ${time}.`;
}

function hourLine(state: ConsoleState, look: Look): Line {
  const { hour } = state.chart;
  if (hour === null) return [span('Arrows mark an hour; Enter shows the lines of its latest time.')];
  const count = state.snapshot?.heat?.[hour] ?? 0;
  const latest = latestHour(hour, state);
  const words = `  ${plural(count, 'failure')} in all weeks.  Enter shows the lines`;
  return [
    span(hourOfWeek(hour, look), 'strong'),
    span(latest === null ? `${words}.` : `${words} of ${fullTime(latest).slice(0, 10)}.`),
  ];
}
