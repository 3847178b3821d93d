import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  attack,
  keyLatencies,
  type LiveConsole,
  openConsole,
  percentile,
  settledCount,
  storedAfter,
  write,
} from '../../bench/live-console.ts';
import { temporaryFolder } from './cli-program.ts';

// `npm run bench` measures; these only notice when something is badly wrong, on any machine.
const SECONDS = 3;
/** Keys that wait for the flood would take as long as it. */
const KEY_LIMIT_MS = (SECONDS * 1000) / 2;

async function onLiveLog(use: (live: LiveConsole) => Promise<void>): Promise<void> {
  const live = await openConsole(temporaryFolder());
  try {
    await use(live);
  } finally {
    await live.session.close();
  }
}

test('under 5,000 lines a second keys are answered at once and no line is lost', () =>
  onLiveLog(async ({ session, log }) => {
    const writing = write(log, 5_000, SECONDS);
    const latencies = await keyLatencies(session, writing);
    const { failed } = await writing;
    assert.ok(latencies.length > 0);
    assert.ok(percentile(latencies, 0.5) < KEY_LIMIT_MS, latencies.map(Math.round).join(' '));
    session.press('g');
    assert.equal((await settledCount(session, failed)).shown, failed);
  }));

test('while nobody reads the terminal alerts are stored, and shown when somebody does', () =>
  onLiveLog(async ({ session, log, state }) => {
    session.stall();
    const writing = write(log, 1_000, SECONDS);
    for (const address of ['198.51.100.1', '198.51.100.2', '198.51.100.3']) {
      attack(log, address);
      assert.notEqual(await storedAfter(state, address, 20_000), null, `${address} is not stored`);
    }
    await writing;
    session.unstall();
    attack(log, '198.51.100.4');
    await session.waitFor(/SSH brute force .* 198\.51\.100\.4 /);
  }));
