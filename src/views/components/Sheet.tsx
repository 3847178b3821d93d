import type { ReactNode } from 'react';
import type { BanPlan } from '../../core/protocol.ts';
import { type Line, span } from '../presentation/line.ts';
import { clean } from '../presentation/look.ts';
import { banSheetLines, fitSheet, unbanSheetLines } from '../presentation/sheet.ts';
import { insideOf, type Rect } from '../rect.ts';
import { BanSummary, SUMMARY_ROWS } from './BanSummary.tsx';
import { Pane } from './Pane.tsx';
import type { View } from './view.ts';

type Props = View & { readonly body: Rect };

const HOW: Line = [span('Up Down choose, Enter takes the choice, Esc cancels')];

/** A question over the lower part of the body, from edge to edge: what is above stays readable. */
export function Sheet({ state, look, body }: Props): ReactNode {
  const { overlay } = state;
  const inside = body.width - 2;
  if (overlay.kind === 'unban') {
    const lines = unbanSheetLines(overlay, inside, look);
    return sheet(`Lift the ban of ${clean(overlay.ban.value, look)}?`, [], lines, null);
  }
  if (overlay.kind !== 'ban') return null;
  const plan = overlay.question.kind === 'plan' ? overlay.question.plan : null;
  const lines = banSheetLines(overlay, inside, state.now, look);
  const mode = plan?.simulated === true ? [span('SIMULATED: nothing will be blocked', 'warn')] : [];
  return sheet(`Ban ${clean(overlay.address, look)}?`, mode, lines, plan);

  function sheet(title: string, right: Line, lines: readonly Line[], plan: BanPlan | null): ReactNode {
    const hasTable = plan !== null && body.height >= lines.length + SUMMARY_ROWS + 4;
    const above = hasTable ? SUMMARY_ROWS + 1 : 0;
    const height = Math.min(body.height, lines.length + above + 3);
    const rect = { ...body, y: body.y + body.height - height, height };
    const blank: Line[] = new Array<Line>(above).fill([]);
    const table = { ...insideOf(rect), x: 2, width: body.width - 4, height: SUMMARY_ROWS };
    const login = state.snapshot?.logins.rows.find(({ ip }) => ip === plan?.value) ?? null;
    return (
      <>
        <Pane
          rect={rect}
          frame={{ title, right, footer: HOW, focused: true }}
          body={[...blank, ...fitSheet(lines, insideOf(rect).height - above)]}
          look={look}
        />
        {hasTable && plan !== null && <BanSummary rect={table} plan={plan} login={login} look={look} />}
      </>
    );
  }
}
