import type { ReactNode } from 'react';
import { type Frame, framed } from '../presentation/frame/frame.ts';
import type { Line } from '../presentation/line.ts';
import type { Look } from '../presentation/look.ts';
import type { Rect } from '../rect.ts';
import { Region } from './Region.tsx';

type Props = {
  readonly rect: Rect;
  readonly frame: Frame;
  readonly body: readonly Line[];
  readonly look: Look;
};

/** A rectangle with its title and counts in the border. */
export function Pane({ rect, frame, body, look }: Props): ReactNode {
  const size = { columns: rect.width, rows: rect.height };
  return <Region rect={rect} lines={framed(frame, body, size, look)} look={look} />;
}
