import { canonicalIp } from '../../model/ip.ts';
import type { Command, KeyContext } from '../keymap/command.ts';
import { type CommandId, isReady, whyOff } from '../keymap.ts';
import { listOf } from '../rows.ts';
import { planBan } from './ban-orders.ts';
import { type Controls, HANDLERS } from './commands.ts';
import { keyContext } from './key-context.ts';
import { focusedPane } from './selectors.ts';

/** A command of the palette, and why it can do nothing now. */
export type PaletteEntry = {
  readonly command: Command & { readonly id: CommandId };
  readonly reason: string | null;
};

/** What stands in the palette for what was typed: the commands that mean something here, the likeliest first. */
export function paletteEntries(text: string, context: KeyContext): readonly PaletteEntry[] {
  const words = text.toLowerCase().split(' ').filter(Boolean);
  return context.commands
    .filter(isReady)
    .filter(({ id, scopes }) => scopes.includes(context.scope) && !HIDDEN.has(id))
    .filter((command) => words.every((word) => isNamed(command, word)))
    .map((command) => ({ command, reason: whyOff(command, context) }))
    .sort((one, other) => rank(one, words) - rank(other, words));
}

/** By how a part of its name begins, or a word that describes it. */
function isNamed({ id, description }: Command, word: string): boolean {
  return (
    ` ${id.replaceAll('-', ' ')} ${description.toLowerCase()}`.includes(` ${word}`) || id.startsWith(word)
  );
}

/** Of no use where one types. */
const HIDDEN: ReadonlySet<string> = new Set(['palette', 'interrupt', 'suspend']);

function rank({ command, reason }: PaletteEntry, words: readonly string[]): number {
  const startsSo = words.length > 0 && command.id.startsWith(words[0] ?? '');
  return (startsSo ? 0 : 2) + (reason === null ? 0 : 1);
}

export function openPalette({ dispatch }: Controls): void {
  dispatch({ type: 'prompted', purpose: { kind: 'palette', choice: 0 }, text: '' });
}

/** `entity 203.0.113.7`, `ban 203.0.113.7`, `filter text`: with a word behind it a command is about that. */
export function runPalette(text: string, choice: number, controls: Controls): void {
  const [verb = '', ...rest] = text.trim().split(/ +/);
  const argument = rest.join(' ');
  if (argument !== '' && runVerb(verb.toLowerCase(), argument, controls)) return;
  const entries = paletteEntries(text, keyContext(controls.read(), abilitiesOf(controls)));
  const entry = entries[Math.min(choice, entries.length - 1)];
  if (entry === undefined) controls.dispatch({ type: 'said', text: `No command ${text}.`, tone: 'info' });
  else if (entry.reason === null) HANDLERS[entry.command.id](controls);
  else controls.dispatch({ type: 'said', text: `${entry.command.id}: ${entry.reason}`, tone: 'info' });
}

function runVerb(verb: string, argument: string, controls: Controls): boolean {
  const { dispatch } = controls;
  if (verb === 'entity' || verb === 'who') {
    dispatch({ type: 'opened', subject: { kind: 'entity', id: canonicalIp(argument) ?? argument } });
    return true;
  }
  if (verb === 'ban') {
    const address = canonicalIp(argument);
    if (address === null) dispatch({ type: 'said', text: `${argument} is no address.`, tone: 'info' });
    else planBan(address, [], null, controls);
    return true;
  }
  if (verb === 'filter') {
    const list = listOf(focusedPane(controls.read()));
    if (list === null) return false;
    dispatch({ type: 'prompted', purpose: { kind: 'filter', list, before: '' }, text: '' });
    dispatch({ type: 'typed', text: argument });
    dispatch({ type: 'entered' });
    return true;
  }
  return false;
}

export function abilitiesOf({ ports }: Pick<Controls, 'ports'>) {
  return { suspend: ports.onSuspend !== undefined, copy: ports.onCopy !== undefined };
}
