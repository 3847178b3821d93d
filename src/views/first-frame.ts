import type { EpochMs } from '../model/time.ts';
import type { Command } from './keymap/command.ts';
import { headerLine } from './presentation/frame/header.ts';
import { keyBarLine } from './presentation/frame/key-bar.ts';
import { noticeLines, STARTING, tooSmall } from './presentation/frame/notice.ts';
import type { Look } from './presentation/look.ts';
import { paint } from './presentation/paint.ts';
import type { Size } from './rect.ts';
import { initialState } from './state/console-state.ts';
import { keyContext } from './state/key-context.ts';
import { layoutOf } from './state/selectors.ts';

/**
 * What `App` draws first, without Ink: it stands on the screen while Ink, React and the core are still loading, which
 * takes several times as long as all that is needed here.
 */
export function firstFrame(size: Size, now: EpochMs, look: Look, commands: readonly Command[]): string {
  const state = initialState(size, now, look, null, commands);
  const layout = layoutOf(state);
  const rows =
    layout.kind === 'too-small'
      ? noticeLines(tooSmall(size), layout.whole)
      : [
          headerLine(state, look, size.columns),
          ...padded(noticeLines(STARTING, layout.body), layout.body.height + layout.status.height),
          keyBarLine(keyContext(state, { suspend: true, copy: true }), look, size.columns),
        ];
  return rows.map((line) => paint(line, look.theme)).join('\n');
}

function padded<Item>(lines: readonly (readonly Item[])[], height: number): readonly (readonly Item[])[] {
  return Array.from({ length: height }, (_, row) => lines[row] ?? []);
}
