import type { InputEvent } from '../../platform/input-event.ts';
import { safeText } from '../../platform/safe-text.ts';
import { meaningOf } from '../keymap.ts';
import { insideOfList } from '../layout.ts';
import { keyName } from '../presentation/key-name.ts';
import { listOf } from '../rows.ts';
import { type Controls, HANDLERS } from './commands.ts';
import type { ConsoleState } from './console-state.ts';
import { editKey, editTo } from './hunt-commands.ts';
import { keyContext, scopeOf } from './key-context.ts';
import { abilitiesOf } from './palette.ts';
import { layoutOf } from './selectors.ts';

/** What the operator did becomes what the console does. */
export function handleInput(event: InputEvent, controls: Controls): void {
  switch (event.kind) {
    case 'key':
      onKey(event.key, controls);
      break;
    case 'paste':
      if (isHuntTyped(controls.read())) {
        pasteQuery(event.text, controls);
        break;
      }
      if (typedInto(controls.read()) !== null) {
        // One line, and no key of it means anything.
        typeMore(safeText(event.text.split('\n', 1)[0] ?? '').trim(), controls);
        break;
      }
      controls.dispatch({
        type: 'said',
        text: 'Pasted text does nothing here: keys only count when they are typed.',
        tone: 'info',
      });
      break;
    case 'mouse':
      onMouse(event, controls);
      break;
  }
}

/** What may be done on a screen that is too small to show it. */
const BLIND: ReadonlySet<string> = new Set(['interrupt', 'suspend', 'redraw']);

function onKey(key: string, controls: Controls): void {
  const state = controls.read();
  if (layoutOf(state).kind === 'too-small') {
    onBlindKey(key, controls);
    return;
  }
  if (isHuntTyped(state) && editKey(key, controls)) return;
  const meaning = meaningOf(key, keyContext(state, abilitiesOf(controls)));
  if (meaning.kind === 'unknown' && typedInto(state) !== null) typeKey(key, controls);
  if (meaning.kind === 'unknown' && scopeOf(state) === 'wall') {
    const text = 'The wall only shows: Esc leaves it.';
    controls.dispatch({ type: 'said', text, tone: 'info' });
  }
  // Moving the mark does no harm: only what carries it out could be meant for what was there before.
  if (meaning.kind === 'run' && meaning.id === 'choose' && isDeaf(state, controls)) return;
  if (meaning.kind === 'run') HANDLERS[meaning.id](controls);
  if (meaning.kind === 'off') {
    const text = `${keyName(key)} (${meaning.command.id}): ${meaning.reason}`;
    controls.dispatch({ type: 'said', text, tone: 'info' });
  }
}

/** Nobody answers a question, or types, that cannot be seen. */
function onBlindKey(key: string, controls: Controls): void {
  const meaning = meaningOf(key, keyContext(controls.read(), abilitiesOf(controls)));
  if (key === 'q') controls.ports.onQuit();
  else if (meaning.kind === 'run' && BLIND.has(meaning.id)) HANDLERS[meaning.id](controls);
}

function isDeaf({ overlay }: ConsoleState, { ports }: Controls): boolean {
  return 'deafUntil' in overlay && ports.clock.now() < overlay.deafUntil;
}

function isHuntTyped({ overlay }: ConsoleState): boolean {
  return overlay.kind === 'prompt' && overlay.purpose.kind === 'hunt';
}

/** A query of several lines is one query. */
function pasteQuery(pasted: string, controls: Controls): void {
  const { text, at } = controls.read().hunt;
  const clean = safeText(pasted.replace(/\s*\n\s*/g, ' ')).trim();
  editTo(controls, text.slice(0, at) + clean + text.slice(at), at + clean.length);
}

function typedInto({ overlay }: ConsoleState): string | null {
  return overlay.kind === 'prompt' ? overlay.text : null;
}

/** A line is typed at its end only: it is short. */
function typeKey(key: string, controls: Controls): void {
  const text = typedInto(controls.read()) ?? '';
  if (key === 'space') typeMore(' ', controls);
  else if (key === 'backspace') controls.dispatch({ type: 'typed', text: [...text].slice(0, -1).join('') });
  else if (key === 'ctrl-u') controls.dispatch({ type: 'typed', text: '' });
  else if (key === 'ctrl-w') controls.dispatch({ type: 'typed', text: text.replace(/\S*\s*$/, '') });
  else if ([...key].length === 1) typeMore(key, controls);
}

function typeMore(more: string, controls: Controls): void {
  controls.dispatch({ type: 'typed', text: (typedInto(controls.read()) ?? '') + more });
}

/** The wheel moves, a click takes the pane and the row: never more, so that a stray click does no harm. */
function onMouse(event: Extract<InputEvent, { kind: 'mouse' }>, controls: Controls): void {
  const state = controls.read();
  if (event.action === 'release') return;
  if (state.wall !== null) return;
  if (event.action === 'wheel-up' || event.action === 'wheel-down') {
    HANDLERS[event.action === 'wheel-up' ? 'up' : 'down'](controls);
    return;
  }
  const layout = layoutOf(state);
  if (layout.kind !== 'screen' || scopeOf(state) !== 'main') return;
  const placed = layout.panes.find(
    ({ rect }) =>
      event.column >= rect.x &&
      event.column < rect.x + rect.width &&
      event.row >= rect.y &&
      event.row < rect.y + rect.height,
  );
  if (placed === undefined) return;
  const row = event.row - insideOfList(placed).y;
  const isOnList = listOf(placed.pane) !== null && row >= 0;
  controls.dispatch({ type: 'pointed', pane: placed.pane, row: isOnList ? row : null });
}
