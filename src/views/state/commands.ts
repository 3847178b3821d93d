import { SCREENS } from '../arrangement.ts';
import type { CommandId } from '../keymap.ts';
import { alertAbout, rowAddress, rowBan, subjectOf } from '../rows.ts';
import type { Action } from './action.ts';
import { orderBan, orderUnban, planBan } from './ban-orders.ts';
import type { ConsoleState } from './console-state.ts';
import type { Move } from './cursor.ts';
import { extentOf } from './reading.ts';
import { reasonOf } from './reason.ts';
import { currentRow } from './selectors.ts';
import type { SessionPorts } from './session.ts';

/** What a command works with. */
export type Controls = {
  readonly ports: Pick<
    SessionPorts,
    'link' | 'clock' | 'look' | 'onQuit' | 'onUrgent' | 'onSuspend' | 'onRedraw'
  >;
  readonly dispatch: (action: Action) => void;
  readonly read: () => ConsoleState;
  /** Ask the core again at once. */
  readonly refresh: () => void;
};

type Handler = (controls: Controls) => void;

const SHIFT_COLUMNS = 16;

/** What each command does. */
export const HANDLERS = {
  down: moving('down'),
  up: moving('up'),
  first: moving('first'),
  last: moving('last'),
  'half-page-down': moving('half-page-down'),
  'half-page-up': moving('half-page-up'),
  'page-down': moving('page-down'),
  'page-up': moving('page-up'),
  'scroll-right': acting({ type: 'shifted', columns: SHIFT_COLUMNS }),
  'scroll-left': acting({ type: 'shifted', columns: -SHIFT_COLUMNS }),
  'next-pane': acting({ type: 'stepped-focus', step: 1 }),
  'previous-pane': acting({ type: 'stepped-focus', step: -1 }),
  open,
  choose,
  ban,
  unban,
  acknowledge,
  pause: acting({ type: 'toggled-pause' }),
  maximise: acting({ type: 'toggled-maximise' }),
  'chart-source': acting({ type: 'toggled-chart-source' }),
  'time-window': acting({ type: 'stepped-chart-span' }),
  help: toggleHelp,
  redraw: ({ ports }) => ports.onRedraw?.(),
  suspend: ({ ports }) => ports.onSuspend?.(),
  close: acting({ type: 'went-back' }),
  home: acting({ type: 'went-back' }),
  quit,
  interrupt,
  ...showing(),
} satisfies Record<CommandId, Handler>;

function acting(action: Action): Handler {
  return ({ dispatch }) => dispatch(action);
}

function showing(): Record<(typeof SCREENS)[number], Handler> {
  const handlers = SCREENS.map((screen) => [screen, acting({ type: 'showed', screen })] as const);
  return Object.fromEntries(handlers) as Record<(typeof SCREENS)[number], Handler>;
}

/** The same keys move in whatever has them: a choice, help, a document, a list. */
function moving(move: Move): Handler {
  return ({ read, dispatch, ports }) => {
    const state = read();
    if (state.overlay.kind === 'ban' || state.overlay.kind === 'unban') {
      if (move === 'up' || move === 'down') dispatch({ type: 'moved-choice', step: move === 'up' ? -1 : 1 });
    } else if (state.overlay.kind === 'help' || state.document !== null) {
      dispatch({ type: 'scrolled', move, ...extentOf(state, ports.look) });
    } else {
      dispatch({ type: 'moved', move });
    }
  };
}

/** A login row opens on its newest alert, which says more than its counts. */
function open({ read, dispatch }: Controls): void {
  const { snapshot } = read();
  const row = currentRow(read());
  if (row === null || snapshot === null) return;
  const alert = row.kind === 'login' ? alertAbout(row.login, snapshot) : null;
  dispatch({
    type: 'opened',
    subject: alert === null ? subjectOf(row) : { kind: 'alert', id: alert.id },
  });
}

function ban(controls: Controls): void {
  const row = currentRow(controls.read());
  const address = row === null ? null : rowAddress(row);
  if (row === null || address === null) return;
  const snapshot = controls.read().snapshot;
  const about = row.kind === 'login' && snapshot !== null ? alertAbout(row.login, snapshot) : null;
  planBan(address, row.kind === 'alert' ? row.alert.id : (about?.id ?? null), controls);
}

function unban({ read, dispatch }: Controls): void {
  const { snapshot } = read();
  const row = currentRow(read());
  const inForce = row === null || snapshot === null ? null : rowBan(row, snapshot);
  if (inForce !== null) dispatch({ type: 'asked-unban', ban: inForce });
}

function choose(controls: Controls): void {
  const { overlay } = controls.read();
  controls.dispatch({ type: 'went-back' });
  if (overlay.kind === 'unban' && overlay.choice === 1) orderUnban(overlay.ban, controls);
  if (overlay.kind !== 'ban' || overlay.question.kind !== 'plan' || overlay.choice === 0) return;
  const { plan } = overlay.question;
  const chosen = plan.choices[overlay.choice - 1];
  if (chosen !== undefined && plan.refused === null)
    orderBan(plan, chosen.duration, overlay.alertId, controls);
}

function acknowledge({ read, dispatch, ports, refresh }: Controls): void {
  const row = currentRow(read());
  if (row?.kind !== 'alert') return;
  ports.link.request({ kind: 'acknowledge', alertId: row.alert.id }).then(
    () => {
      refresh();
      const text = 'Acknowledged: the alert stays in the list and counts no longer as open.';
      dispatch({ type: 'said', text, tone: 'good' });
    },
    (error: unknown) => dispatch({ type: 'said', text: reasonOf(error), tone: 'bad' }),
  );
}

function toggleHelp({ read, dispatch }: Controls): void {
  dispatch({ type: read().overlay.kind === 'help' ? 'went-back' : 'opened-help' });
}

function quit({ read, dispatch, ports }: Controls): void {
  const { maximised, screen } = read();
  if (screen === 'overview' && !maximised) ports.onQuit();
  else dispatch({ type: 'went-back' });
}

function interrupt({ read, dispatch, ports }: Controls): void {
  if (ports.clock.now() < read().quitArmedUntil) ports.onQuit();
  else dispatch({ type: 'armed-quit' });
}
