/** The hunt screen: what its keys do, and what it asks the core. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wordTest } from '../../src/views/state/hunt/row-queries.ts';
import { type Answers, type Opened, openConsole, settled } from './console-harness.ts';
import { HUNT_ANSWERS } from './hunt-fixture.ts';

async function onHunt(use: (opened: Opened) => Promise<void>, answers = HUNT_ANSWERS): Promise<void> {
  const opened = await openConsole({ columns: 100, rows: 30, answers });
  try {
    await opened.press('6');
    await use(opened);
  } finally {
    opened.close();
  }
}

function questions({ core }: Opened): readonly string[] {
  return core.asked.flatMap((request) =>
    request.kind === 'hunt' && !request.question.asCurve ? [request.question.query] : [],
  );
}

const text = (opened: Opened): string => opened.rows().join('\n');

describe('the hunt screen', () => {
  it('runs a saved hunt, and draws its curve over its threshold', () =>
    onHunt(async (opened) => {
      await opened.press('enter');
      assert.deepEqual(questions(opened), ['{filename=~".+"} |= "Failed password"']);
      assert.match(text(opened), /60 lines, peak 20/);
      await opened.press('v', 'v');
      assert.match(text(opened), /threshold/);
    }));

  it('runs what is typed, edited at the cursor', () =>
    onHunt(async (opened) => {
      await opened.press('/', ...'{a=b"}', 'left', 'left', 'left', '"', 'enter');
      assert.deepEqual(questions(opened), ['{a="b"}']);
    }));

  it('takes a pasted query of several lines as one', () =>
    onHunt(async (opened) => {
      await opened.press('/');
      await opened.send({ kind: 'paste', text: '{a="b"}\r\n  |= "x"\r' });
      await opened.press('enter');
      assert.deepEqual(questions(opened), ['{a="b"} |= "x"']);
    }));

  it('shows a line of the table in full: among the lines, where there is room for it', () =>
    onHunt(async (opened) => {
      await opened.press('enter', 'v', 'j');
      assert.match(text(opened), /TIME +IP +USER/);
      await opened.press('enter');
      assert.match(text(opened), /2026-11-\d\d \d\d:\d\d:\d\d/);
      assert.doesNotMatch(text(opened), /TIME +IP +USER/);
    }));

  it('names no key that would do nothing: without a line there is none to open, nor a label', () => {
    const nothing: Answers = {
      ...HUNT_ANSWERS,
      hunt: () => ({ found: { kind: 'lines', lines: [], isCut: false }, took: 1, notes: [] }),
    };
    return onHunt(async (opened) => {
      assert.match(text(opened), /Enter open/);
      await opened.press('enter');
      assert.match(text(opened), /r run/);
      assert.doesNotMatch(text(opened), /Enter open|\+ only|- without/);
      await opened.press('v', 'v');
      assert.match(text(opened), /No line is like this/);
    }, nothing);
  });

  it('has no label to go by while a rule stands where the lines stood', () =>
    onHunt(async (opened) => {
      await opened.press('enter');
      assert.match(text(opened), /\+ only/);
      const asked = questions(opened).length;
      await opened.press('m');
      assert.doesNotMatch(text(opened), /Enter open|\+ only|- without/);
      await opened.press('+');
      assert.equal(questions(opened).length, asked);
      await opened.press('m');
      assert.match(text(opened), /\+ only/);
    }));

  it('completes with Tab, and brings earlier queries back with Up', () =>
    onHunt(async (opened) => {
      await opened.press('/', ...'{filename=~".+"} | js', 'tab', 'enter');
      await opened.press('/', 'ctrl-u', 'up', 'enter');
      assert.deepEqual(questions(opened), ['{filename=~".+"} | json', '{filename=~".+"} | json']);
    }));

  it('goes through what could stand there with Tab and Shift-Tab, until something is typed', () =>
    onHunt(
      async (opened) => {
        await opened.press('/', '{', 'tab', 'tab');
        assert.match(text(opened), /LogQL \{host\b[\s\S]*Tab container {2}host {2}job/);
        await opened.press('tab', 'tab', 'shift-tab', '=', 'enter');
        assert.deepEqual(questions(opened), ['{job=']);
      },
      {
        ...HUNT_ANSWERS,
        'inspect-hunt': ({ query }) => {
          const completions = query === '{' ? ['container', 'host', 'job'] : [];
          return { problem: null, completions, from: 1 };
        },
      },
    ));

  it('brings back what was typed after looking at earlier queries', () =>
    onHunt(async (opened) => {
      await opened.press('/', ...'{a="b"}', 'up', 'up', 'down', 'down', 'enter');
      assert.deepEqual(questions(opened), ['{a="b"}']);
    }));

  it('says what is wrong, with its column', () =>
    onHunt(async (opened) => {
      await opened.press('/', ...'{filename=~".+"} | json |= nope');
      assert.match(text(opened), /column 27: syntax error: unexpected nope/);
    }));

  it('narrows down by the marked label with + and -', () =>
    onHunt(async (opened) => {
      await opened.press('enter', 'right', 'right', '+');
      assert.match(questions(opened).at(-1) ?? '', / \| host="web01"$/);
      await opened.press('right', '-');
      assert.match(questions(opened).at(-1) ?? '', / \| format!="syslog"$/);
    }));

  it('shows a table of what differs, the whole line, and a rule', () =>
    onHunt(async (opened) => {
      await opened.press('enter', 'v');
      assert.match(text(opened), /TIME +IP +USER/);
      await opened.press('v', 'v', 'enter');
      assert.match(text(opened), /port 40000 ssh2/);
      await opened.press('m');
      assert.match(text(opened), /selection:/);
      assert.match(text(opened), /Not in the rule: the stage line_format/);
    }));

  it('shows no sign that an attacker wrote to turn the row around', () =>
    onHunt(async (opened) => {
      await opened.press('enter');
      assert.match(text(opened), /oracle\\u202e/);
      assert.ok(!text(opened).includes('\u202e'));
    }));

  it('cancels a hunt that takes too long with Esc, and then goes back step by step', () =>
    onHunt(
      async (opened) => {
        await opened.press('enter');
        assert.match(text(opened), /Esc cancels/);
        await opened.press('escape');
        assert.match(text(opened), /Cancelled/);
        assert.ok(opened.core.asked.some(({ kind }) => kind === 'cancel-hunt'));
        await opened.press('escape');
        assert.match(text(opened), /Saved hunts/);
        await opened.press('escape');
        assert.match(text(opened), /Failed logins/);
      },
      { ...HUNT_ANSWERS, hunt: () => new Promise(() => {}) as never },
    ));

  it('tells why a hunt was not answered', () =>
    onHunt(
      async (opened) => {
        await opened.press('enter');
        assert.match(text(opened), /maximum of series reached/);
      },
      {
        ...HUNT_ANSWERS,
        hunt: () => {
          throw new Error('maximum of series reached');
        },
      },
    ));

  it('hunts for the address of a row with H', () =>
    onHunt(async (opened) => {
      await opened.press('2', 'H');
      assert.match(questions(opened)[0] ?? '', /^\{filename=~"\.\+"\} \|= ip\("172\.30\.77\.101"\)$/);
      assert.match(text(opened), /60 lines/);
    }));

  it('hunts for the addresses of a network, not for how it is written', () => {
    assert.equal(wordTest('203.0.113.0/24'), '|= ip("203.0.113.0/24")');
    assert.equal(wordTest('2001:db8::/64'), '|= ip("2001:db8::/64")');
    assert.equal(wordTest('a/24'), '|= "a/24"');
  });

  it('follows: new lines come on top, the selected one stays so, F ends it', () => {
    const batches = [['one', 'two'], ['three'], []];
    const answers: Answers = {
      ...HUNT_ANSWERS,
      'follow-hunt': () => null,
      'hunt-news': ({ after }) => {
        const texts = batches.shift();
        // As a core that has nothing to tell yet.
        if (texts === undefined) return new Promise(() => {}) as never;
        const lines = texts.map((line) => ({ time: 0, line, labels: {} })).reverse();
        return { lines, last: after + texts.length, missed: 0, note: null };
      },
    };
    return onHunt(async (opened) => {
      await opened.press('/', ...'{a="b"}', 'enter', 'F');
      await settled();
      assert.match(text(opened), /Following: 3 lines came/);
      assert.ok(text(opened).indexOf('three') < text(opened).indexOf('one'));
      await opened.press('F');
      assert.doesNotMatch(text(opened), /Following/);
      assert.ok(opened.core.asked.some(({ kind }) => kind === 'cancel-hunt'));
    }, answers);
  });

  it('keeps a hunt of your own by what it looks for, and brings back those of other sessions', () =>
    onHunt(async (opened) => {
      await opened.press('/', 'up', 'enter');
      assert.deepEqual(questions(opened), ['{job="of yesterday"}']);
      await opened.press('/', 'ctrl-u', ...'{a="b"} |= "Failed password"', 'enter', 'A');
      assert.match(text(opened), /Kept as failed-password/);
    }));

  it('looks further back with t', () =>
    onHunt(async (opened) => {
      await opened.press('enter', 't', 't');
      const spans = opened.core.asked.flatMap((request) =>
        request.kind === 'hunt' && !request.question.asCurve ? [request.question.last] : [],
      );
      assert.deepEqual(spans, [null, 900_000, 3_600_000]);
      assert.match(text(opened), /of the last 1h/);
    }));

  it('tells what a drafted rule would have said', () =>
    onHunt(async (opened) => {
      await opened.press('enter', 'm');
      assert.match(text(opened), /On what is read here: 3 alerts, from 60 of/);
    }));

  it('shows the lines of a source with l on its row or page, and Esc goes back there', () =>
    onHunt(async (opened) => {
      await opened.press('8', 'l');
      assert.match(questions(opened)[0] ?? '', /^\{source="[^"]+"\}$/);
      assert.match(text(opened), /60 lines/);
      await opened.press('escape');
      assert.match(text(opened), /╭ Sources/);
      await opened.press('enter', 'H');
      assert.equal(questions(opened)[1], questions(opened)[0]);
    }));

  it('of what is not read as lines, l says why not', () =>
    onHunt(async (opened) => {
      await opened.press('8', '/', ...'services', 'enter', 'l');
      assert.match(text(opened), /l \(raw-lines\): nothing here is read as lines/);
      assert.deepEqual(questions(opened), []);
    }));

  it('shows the requests for a path with Enter or H on it, whatever it has in it, and Esc goes back there', () =>
    onHunt(async (opened) => {
      await opened.press('3', 'v', 'enter');
      assert.match(questions(opened)[0] ?? '', /^\{filename=~"\.\+"\} \|~ `/);
      await opened.press('escape');
      assert.match(text(opened), /╭ Web paths/);
      await opened.press('j', 'H');
      assert.match(questions(opened)[1] ?? '', /index\\\.php/);
    }));

  it('draws what a rule counts, with H on it', () =>
    onHunt(async (opened) => {
      await opened.press('9', 'H');
      assert.match(questions(opened)[0] ?? '', /^sum by \(src_ip\)/);
      assert.match(text(opened), /threshold/);
    }));
});

describe('a line of an access log', () => {
  const time = Date.UTC(2026, 10, 21, 0, 51, 51);
  const found = (line: string, at = time): Answers => ({
    ...HUNT_ANSWERS,
    hunt: () => ({
      found: { kind: 'lines', lines: [{ time: at, line, labels: {} }], isCut: false },
      ...{ notes: [], took: 1 },
    }),
  });
  const shown = async (line: string): Promise<string> => {
    let row = '';
    await onHunt(async (opened) => {
      await opened.press('enter');
      row = opened.rows().find((text) => text.includes('GET /')) ?? '';
    }, found(line));
    return row;
  };

  it('is told its time once, in front', async () => {
    const row = await shown('203.0.113.7 - - [21/Nov/2026:00:51:51 +0000] "GET / HTTP/1.1" 200 5');
    assert.match(row, /00:51:51 203\.0\.113\.7 - - "GET \//);
  });

  it('keeps a stamp that says another time than ours', async () => {
    const row = await shown('203.0.113.7 - - [21/Nov/2026:01:51:51 +0100] "GET / HTTP/1.1" 200 5');
    assert.match(row, /00:51:51 203\.0\.113\.7 - - \[21\/Nov\/2026:01:51:51 \+0100\] "GET/);
  });

  it('has its day, when it is not of today', () =>
    onHunt(
      async (opened) => {
        await opened.press('enter');
        assert.match(text(opened), /▶20Nov 23:51:51 203\.0\.113\.7 - - "GET/);
      },
      found(
        '203.0.113.7 - - [20/Nov/2026:23:51:51 +0000] "GET / HTTP/1.1" 200 5',
        Date.UTC(2026, 10, 20, 23, 51, 51),
      ),
    ));
});
