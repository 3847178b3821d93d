import type { Document, Page } from '../presentation/document/document.ts';
import { documentOf } from '../presentation/document/of-row.ts';
import { helpLines } from '../presentation/help.ts';
import type { Line } from '../presentation/line.ts';
import type { Look } from '../presentation/look.ts';
import { insideOf } from '../rect.ts';
import { findRow } from '../rows.ts';
import type { ConsoleState } from './console-state.ts';
import { keyContext } from './key-context.ts';
import { layoutOf } from './selectors.ts';

/** Lines of what scrolls in the body (help, else the open document), and how many of them fit. */
export function extentOf(
  state: ConsoleState,
  look: Look,
): { readonly extent: number; readonly page: number } {
  const layout = layoutOf(state);
  const page = layout.kind === 'screen' ? insideOf(layout.body).height : 1;
  const lines =
    state.overlay.kind === 'help' ? openHelp(state, look) : (openDocument(state, look)?.lines ?? []);
  return { extent: lines.length, page };
}

export function openDocument(state: ConsoleState, look: Look): Document | null {
  const { document, snapshot, size } = state;
  if (document === null || snapshot === null) return null;
  const page: Page = { look, now: snapshot.now, width: size.columns - 2, shift: document.shift };
  return documentOf(findRow(document.subject, snapshot), snapshot, page);
}

export function openHelp(state: ConsoleState, look: Look): readonly Line[] {
  return helpLines(state.size.columns - 2, keyContext(state, true), look);
}
