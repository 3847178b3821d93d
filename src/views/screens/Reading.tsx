import type { ReactNode } from 'react';
import { Pane } from '../components/Pane.tsx';
import type { View } from '../components/view.ts';
import { type Line, span } from '../presentation/line.ts';
import { insideOf, type Rect } from '../rect.ts';
import { openDocument, openHelp } from '../state/reading.ts';

type Props = View & { readonly body: Rect };

/** What is read by scrolling: the open document. */
export function DocumentScreen({ state, look, body }: Props): ReactNode {
  const document = openDocument(state, look);
  if (document === null) return null;
  const shift = state.document?.shift ?? 0;
  const moved = shift > 0 ? [span(`raw lines from column ${shift + 1}  `, 'warn')] : [];
  return (
    <Scrolled
      {...{ state, look, body }}
      title={document.title}
      remark={[...moved, span('Left Right move raw lines')]}
      lines={document.lines}
      top={state.document?.top ?? 0}
    />
  );
}

export function HelpScreen({ state, look, body }: Props): ReactNode {
  const top = state.overlay.kind === 'help' ? state.overlay.top : 0;
  return (
    <Scrolled {...{ state, look, body }} title="Keys" remark={[]} lines={openHelp(state, look)} top={top} />
  );
}

type ScrolledProps = Props & {
  readonly title: string;
  readonly remark: Line;
  readonly lines: readonly Line[];
  readonly top: number;
};

function Scrolled({ look, body, title, remark, lines, top }: ScrolledProps): ReactNode {
  const page = insideOf(body).height;
  const first = Math.max(0, Math.min(top, lines.length - page));
  const last = Math.min(lines.length, first + page);
  const below = lines.length - last;
  const footer = below > 0 || first > 0 ? [span(`lines ${first + 1}-${last} of ${lines.length}`)] : [];
  return (
    <Pane
      rect={body}
      frame={{ title, right: remark, footer, focused: true }}
      body={lines.slice(first, last)}
      look={look}
    />
  );
}
