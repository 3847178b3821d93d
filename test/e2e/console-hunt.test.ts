/** A hunt at the console, from the first query to the rule, on a real terminal. */
import { test } from 'node:test';
import { assertStraight, failure, inConsole, newLog } from './console-program.ts';

const NARROW = { columns: 80, rows: 24 };

test('hunting at 80x24: type, complete, correct, narrow down, look at the table and the curve, draft a rule', () => {
  const log = newLog(failure('203.0.113.7').repeat(12) + failure('203.0.113.8', 'admin').repeat(7));
  return inConsole(
    [log.path, '--state', log.state, '--dry-run'],
    async (console) => {
      await console.waitFor(/HIGH SSH brute force .*203\.0\.113\.7/);
      console.press('6');
      await console.waitFor('ssh-failures');
      console.press('/');
      await console.waitFor('Tab completes');
      console.press('{filename=~".+"} |= Failed');
      await console.waitFor(/column 21: syntax error: unexpected Failed/);
      console.press('\u007f'.repeat(6));
      console.press('"Failed" | logf');
      await console.waitFor(/Tab logfmt/);
      console.press('\t');
      await console.waitFor('| logfmt');
      console.press('\r');
      await console.waitFor(/19 lines/);
      console.press('+');
      await console.waitFor(/\| filename="/);
      await console.waitFor(/19 lines/);
      assertStraight(console.screen(), NARROW.columns);
      console.press('vv');
      await console.waitFor(/peak 19 at/);
      console.press('m');
      await console.waitFor(/selection:/);
      assertStraight(console.screen(), NARROW.columns);
      console.press('\u001b');
      await console.waitFor(/lines in 10s/);
      console.press('L');
      await console.waitFor('Saved hunts');
      console.press('2');
      await console.waitFor('203.0.113.8');
      console.press('H');
      await console.waitFor(/\|= ip\("203\.0\.113\./);
      await console.waitFor(/lines, peak/);
    },
    NARROW,
  );
});

test('a hunt finds what was read a moment ago, and detection goes on meanwhile', () => {
  const log = newLog(failure('203.0.113.7').repeat(12));
  return inConsole([log.path, '--state', log.state, '--dry-run'], async (console) => {
    await console.waitFor(/HIGH SSH brute force .*203\.0\.113\.7/);
    log.append(failure('203.0.113.9', 'oracle').repeat(12));
    console.press('6');
    await console.waitFor('ssh-failures');
    console.press('/');
    await console.waitFor('Tab completes');
    console.press('{filename=~".+"} |= "oracle"\r');
    await console.waitFor(/12 lines/);
    console.press('1');
    await console.waitFor(/SSH brute force .*203\.0\.113\.9/);
    assertStraight(console.screen(), 120);
  });
});
