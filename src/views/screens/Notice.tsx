import type { ReactNode } from 'react';
import { Region } from '../components/Region.tsx';
import { fitLine, type Line, lineWidth, span } from '../presentation/line.ts';
import type { Look } from '../presentation/look.ts';
import type { Rect } from '../rect.ts';

type Props = { readonly rect: Rect; readonly says: readonly string[]; readonly look: Look };

/** A few words in the middle of an otherwise empty screen, however small it is. */
export function Notice({ rect, says, look }: Props): ReactNode {
  const above = Math.max(0, Math.floor((rect.height - says.length) / 2));
  const lines = [...new Array<Line>(above).fill([]), ...says.map((text) => centred(text, rect.width))];
  return <Region rect={rect} lines={lines.slice(0, rect.height)} look={look} />;
}

function centred(text: string, width: number): Line {
  const spans = [span(text, 'strong')];
  const left = Math.max(0, Math.floor((width - lineWidth(spans)) / 2));
  return fitLine([span(' '.repeat(left)), ...spans], width);
}
