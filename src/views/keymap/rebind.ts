import { type Command, SCOPES } from './command.ts';

type Rebound =
  | { readonly ok: true; readonly commands: readonly Command[] }
  /** What is wrong, in words of the configuration. */
  | { readonly ok: false; readonly problem: string };

/** Keys that carry out what a question asks: never one that is typed by accident, or as part of a word. */
const CONFIRMING = 'choose';
/** Without these nobody finds the way out. */
const NEEDED: ReadonlySet<string> = new Set([
  'choose',
  'close',
  'interrupt',
  'quit',
  'enter',
  'cancel',
  'leave-wall',
]);

const NAMED =
  /^(?:(?:ctrl-|alt-|shift-)*(?:[!-~]|space|enter|escape|tab|up|down|left|right|home|end|pageup|pagedown|insert|delete|backspace|f(?:1[0-2]|[1-9])))$/;

/** The commands with other keys: by id of the command, all its keys, the first of them shown. */
export function rebind(
  commands: readonly Command[],
  keys: Readonly<Record<string, readonly string[]>>,
): Rebound {
  const rebound = commands.map((command) => ({ ...command, keys: keys[command.id] ?? command.keys }));
  const problem = Object.keys(keys)
    .map((id) => problemOf(id, keys[id] ?? [], commands))
    .find((found) => found !== null);
  if (problem !== undefined && problem !== null) return { ok: false, problem };
  const taken = twice(rebound);
  return taken === null ? { ok: true, commands: rebound } : { ok: false, problem: taken };
}

function problemOf(id: string, keys: readonly string[], commands: readonly Command[]): string | null {
  if (!commands.some((command) => command.id === id)) return `${id}: there is no such command`;
  if (keys.length === 0 && NEEDED.has(id)) return `${id}: this command needs a key`;
  const unknown = keys.find((key) => !NAMED.test(key));
  if (unknown !== undefined) return `${id}: ${unknown} is no key; keys are named as in docs/keybindings.md`;
  const printed = id === CONFIRMING ? keys.find((key) => key.length === 1 || key === 'space') : undefined;
  return printed === undefined ? null : `${id}: ${printed} is too easily typed to confirm with; enter is not`;
}

/** A key that means two things in one place. */
function twice(commands: readonly Command[]): string | null {
  for (const scope of SCOPES) {
    const owners = new Map<string, string>();
    for (const { id, keys, scopes } of commands) {
      if (!scopes.includes(scope)) continue;
      for (const key of keys) {
        const owner = owners.get(key);
        if (owner !== undefined && owner !== id) return `${id}: ${key} is the key of ${owner} already`;
        owners.set(key, id);
      }
    }
  }
  return null;
}
