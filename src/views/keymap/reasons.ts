import { rowAddress } from '../rows.ts';
import type { KeyContext } from './command.ts';

const NO_ROW = 'no row is selected';

export function noRow({ row }: KeyContext): string | null {
  return row === null ? NO_ROW : null;
}

export function noAddress({ row }: KeyContext): string | null {
  if (row === null) return NO_ROW;
  if (rowAddress(row) !== null) return null;
  if (row.kind === 'login') return 'the log gives only a host name here, and only addresses are banned';
  if (row.kind === 'alert') return 'this alert is about no single address';
  return 'this row holds no address';
}

export function notBanned({ row, ban }: KeyContext): string | null {
  if (row === null) return NO_ROW;
  return ban === null ? 'no ban is in force on this row' : null;
}

export function nothingToAcknowledge({ row }: KeyContext): string | null {
  if (row === null) return NO_ROW;
  if (row.kind !== 'alert') return 'only alerts are acknowledged';
  return row.alert.status === 'acknowledged' ? 'this alert is acknowledged already' : null;
}

export function onePane({ hasPanes }: KeyContext): string | null {
  return hasPanes ? null : 'this screen has one pane only';
}

export function noChart({ hasChart }: KeyContext): string | null {
  return hasChart ? null : 'no curve is on this screen';
}

export function noCurveToSwitch(context: KeyContext): string | null {
  if (!context.loginSelected) return 'no login source is selected, so the curve shows all of them';
  return noChart(context);
}

export function isHome({ screen, maximised }: KeyContext): string | null {
  return screen === 'overview' && !maximised ? 'this is the overview; q quits' : null;
}

export function cannotSuspend({ canSuspend }: KeyContext): string | null {
  return canSuspend ? null : 'this console was not started from a shell it can go back to';
}
