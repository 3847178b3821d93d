import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShownCore } from './live.ts';

/** A demo keeps nothing, and yet a report of it is made from a state: one of its own; null where none can be made. */
export function stateOfDemo(): Promise<string | null> {
  return mkdtemp(join(tmpdir(), 'soc-console-demo-state-')).catch(() => null);
}

/** A core that takes its state away when it stops: a screen whose terminal is gone runs no further than that. */
export async function leavingNothing(starting: Promise<ShownCore>, state: string | null): Promise<ShownCore> {
  const remove = async (): Promise<void> => {
    if (state !== null) await rm(state, { recursive: true, force: true }).catch(() => {});
  };
  try {
    const core = await starting;
    return { ...core, stop: () => core.stop().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}
