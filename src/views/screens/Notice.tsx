import type { ReactNode } from 'react';
import { Region } from '../components/Region.tsx';
import { noticeLines } from '../presentation/frame/notice.ts';
import type { Look } from '../presentation/look.ts';
import type { Rect } from '../rect.ts';

type Props = { readonly rect: Rect; readonly says: readonly string[]; readonly look: Look };

export function Notice({ rect, says, look }: Props): ReactNode {
  return <Region rect={rect} lines={noticeLines(says, rect)} look={look} />;
}
