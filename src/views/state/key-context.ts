import type { KeyContext } from '../keymap/command.ts';
import { rowBan } from '../rows.ts';
import type { ConsoleState } from './console-state.ts';
import { currentRow, focusOrder, panesOf, selectedRow } from './selectors.ts';

export function keyContext(state: ConsoleState, canSuspend: boolean): KeyContext {
  const row = currentRow(state);
  return {
    scope: scopeOf(state),
    screen: state.screen,
    row,
    ban: row === null || state.snapshot === null ? null : rowBan(row, state.snapshot),
    loginSelected: selectedRow('logins', state) !== null,
    maximised: state.maximised,
    hasPanes: focusOrder(state).length > 1,
    hasChart: panesOf(state).some(({ pane }) => pane === 'chart'),
    canSuspend,
  };
}

export function scopeOf({ overlay, document }: ConsoleState): KeyContext['scope'] {
  switch (overlay.kind) {
    case 'help':
      return 'help';
    case 'ban':
    case 'unban':
      return 'question';
    case 'none':
      return document === null ? 'main' : 'document';
  }
}
