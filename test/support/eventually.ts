import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_MS = 30_000;

/** Resolves when it holds; rejects when it does not in a time that is long for any machine. */
export async function eventually(holds: () => boolean): Promise<void> {
  const end = Date.now() + LONGEST_MS;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`never: ${holds}`);
    await sleep(5);
  }
}
