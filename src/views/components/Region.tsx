import { Box, Transform } from 'ink';
import type { ReactNode } from 'react';
import type { Line } from '../presentation/line.ts';
import type { Look } from '../presentation/look.ts';
import { paint } from '../presentation/paint.ts';
import type { Rect } from '../rect.ts';

type Props = { readonly rect: Rect; readonly lines: readonly Line[]; readonly look: Look };

/**
 * Fitted lines at a place on the screen.
 *
 * The text goes in through Transform, row by row: Ink measures a Text's content anew for each frame and keeps every
 * content it ever measured in a cache that is never emptied, so a console that runs for weeks would fill the memory.
 */
export function Region({ rect, lines, look }: Props): ReactNode {
  return (
    <Box position="absolute" marginLeft={rect.x} marginTop={rect.y} width={rect.width} height={rect.height}>
      <Transform transform={(_, row) => paint(lines[row] ?? [], look.theme)}>
        {rowsOfBlanks(rect.height)}
      </Transform>
    </Box>
  );
}

/** What Ink measures: as many rows as the region has, and the same for every region of that height. */
function rowsOfBlanks(count: number): string {
  return new Array<string>(Math.max(1, count)).fill(' ').join('\n');
}
