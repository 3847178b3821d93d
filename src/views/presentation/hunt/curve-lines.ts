import { formatDuration } from '../../../model/time.ts';
import type { HuntState } from '../../state/hunt/hunt-state.ts';
import { chart, chartPoints } from '../charts/chart.ts';
import { stretched } from '../charts/figures.ts';
import { fitLine, type Line, lineWidth, retoken, span } from '../line.ts';
import { clean, type Look } from '../look.ts';
import { clockTime } from '../words/times.ts';
import { figure } from './figure.ts';

const WINDOW_MS = 10_000;

/** The selected series over time, with the threshold; below it all series with their figures. */
export function curveLines(hunt: HuntState, width: number, height: number, look: Look): readonly Line[] {
  const { curves, run, threshold } = hunt;
  const isOfLines = run.kind === 'found' && run.answer.found.kind === 'lines';
  const row = isOfLines ? 0 : Math.min(hunt.row, curves.length - 1);
  const curve = curves[row];
  if (curve === undefined)
    return [
      [],
      [
        span(
          ' No curve yet. Lines that were followed have none: r runs the query, and counts them.',
          'muted',
        ),
      ],
    ];
  const listed = curves.length > 1 ? Math.min(curves.length, Math.max(1, Math.floor(height / 3))) : 0;
  const rows = Math.max(3, height - listed - 2);
  const drawn = chart(
    {
      values: stretched(curve.values, chartPoints(width)),
      threshold: threshold ?? Number.NaN,
      columns: width,
      rows,
    },
    look,
  );
  const period = `${clockTime(curve.start)} ${look.glyphs.dash} ${clockTime(curve.end)}, ${formatDuration(curve.end - curve.start)}`;
  const peak = span(` peak ${figure(curve.peak)} at ${clockTime(curve.peakAt)}`, 'strong');
  const others = span(`   mean ${figure(curve.mean)}   p95 ${figure(curve.p95)}`);
  const unit = span(isOfLines ? `   lines in ${formatDuration(WINDOW_MS)}` : '', 'muted');
  const time = span(`   ${period}`, 'muted');
  // What is told least of all goes first where there is no room.
  const figures: Line = [
    [peak, others, unit, time],
    [peak, unit, time],
  ].find((line) => lineWidth(line) <= width) ?? [peak, time];
  const top = Math.max(0, Math.min(row - listed + 1, curves.length - listed));
  const list = curves.slice(top, top + listed).map(({ labels, peak, mean }, index) => {
    const name =
      Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(' ') || 'all together';
    const line = fitLine(
      [span(` peak ${figure(peak).padStart(8)}  mean ${figure(mean).padStart(8)}  ${clean(name, look)}`)],
      width,
      look.glyphs.ellipsis,
    );
    return top + index === row ? retoken(line, 'selected') : line;
  });
  return [...drawn, fitLine(figures, width, look.glyphs.ellipsis), [], ...list];
}
