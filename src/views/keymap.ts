/** Every key the console knows, as data: dispatch, key bar, help and documentation all come from this list. */
import { ACTING } from './keymap/acting.ts';
import type { Command, KeyContext } from './keymap/command.ts';
import { HUNTING } from './keymap/hunting.ts';
import { LISTING } from './keymap/listing.ts';
import { MOVING } from './keymap/moving.ts';
import { notPermitted } from './keymap/reasons.ts';
import { SCREEN_KEYS } from './keymap/screens.ts';
import { VIEWING } from './keymap/viewing.ts';
import { WALL } from './keymap/wall.ts';

const READY = [...ACTING, ...HUNTING, ...LISTING, ...MOVING, ...SCREEN_KEYS, ...VIEWING, ...WALL] as const;

/** Commands that do something: each has a handler, and a missing one is a type error. */
export type CommandId = (typeof READY)[number]['id'];

export const COMMANDS: readonly Command[] = READY;

export type BarItem = { readonly command: Command; readonly word: string };

/** What a key means where it was pressed. */
type KeyMeaning =
  | { readonly kind: 'run'; readonly id: CommandId }
  /** Known, but not now: the reason, for the message line. */
  | { readonly kind: 'off'; readonly command: Command; readonly reason: string }
  | { readonly kind: 'unknown' };

/** What a key is for where it was pressed, whether it can do that now or not. */
export function commandOf(key: string, { commands, scope }: KeyContext): Command | null {
  return commands.find(({ keys, scopes }) => keys.includes(key) && scopes.includes(scope)) ?? null;
}

export function meaningOf(key: string, context: KeyContext): KeyMeaning {
  const command = commandOf(key, context);
  if (command === null) return { kind: 'unknown' };
  const reason = whyOff(command, context);
  if (reason !== null) return { kind: 'off', command, reason };
  return isReady(command) ? { kind: 'run', id: command.id } : { kind: 'unknown' };
}

/** What the key bar shows: the commands that can run now, most useful first, each with its word. */
export function barItems(context: KeyContext): readonly BarItem[] {
  return context.commands.flatMap((command) => {
    const word = typeof command.bar === 'function' ? command.bar(context) : (command.bar ?? null);
    const isOn = command.scopes.includes(context.scope) && whyOff(command, context) === null;
    return word === null || !isOn ? [] : [{ command, word }];
  });
}

/** Why a command can do nothing now; null when it can. */
export function whyOff(command: Command, context: KeyContext): string | null {
  return notPermitted(command.does, context.permits) ?? command.off?.(context) ?? null;
}

export function isReady(command: Command): command is Command & { readonly id: CommandId } {
  return READY.some(({ id }) => id === command.id);
}
