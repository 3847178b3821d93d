import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { HuntDesk, type HuntDeskOptions } from '../../../src/core/hunt/hunt-desk.ts';
import { RecentLines } from '../../../src/core/sources/recent-lines.ts';
import type { HuntAnswer, HuntInspection, HuntNews, HuntShelf } from '../../../src/model/hunt/hunt-answer.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { eventually } from '../../support/eventually.ts';
import { LokiServer } from '../../support/loki-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'soc-hunt-'));
after(() => rmSync(folder, { recursive: true }));
const log = join(folder, 'auth.log');
const line = (second: number, what: string): string =>
  `2026-11-21T10:00:${String(second).padStart(2, '0')}Z web01 sshd[7]: ${what}`;
writeFileSync(
  log,
  [line(1, 'Failed password for root'), line(3, 'Accepted'), line(5, 'Failed password for bob'), ''].join(
    '\n',
  ),
);

function desk(options: Partial<HuntDeskOptions> = {}): HuntDesk {
  return new HuntDesk({
    paths: [{ path: log, format: null, label: null }],
    ...{ timeZone: 'UTC', clock: systemClock, loki: null },
    folder: fileURLToPath(new URL('../../../config/hunts', import.meta.url)),
    ...options,
  });
}

async function hunted(query: string, asCurve = false, options: Partial<HuntDeskOptions> = {}) {
  return (await desk(options).handle({ kind: 'hunt', question: { query, asCurve } })) as HuntAnswer;
}

describe('the hunt desk', () => {
  test('finds lines of the sources, newest first', async () => {
    const { found } = await hunted('{filename=~".+"} |= "Failed"');
    assert.deepEqual(found.kind === 'lines' && found.lines.map(({ line: text }) => text.slice(-4)), [
      ' bob',
      'root',
    ]);
  });

  test('draws the same as a curve in a sliding window of 10 s', async () => {
    const { found } = await hunted('{filename=~".+"} |= "Failed"', true);
    assert.deepEqual(found.kind === 'curves' && found.curves[0]?.peak, 2);
  });

  test('counts nothing from before a time that is asked for', async () => {
    const at = (second: number): number => Date.parse(`2026-11-21T10:00:${String(second).padStart(2, '0')}Z`);
    const question = { query: '{filename=~".+"}', asCurve: true, between: { from: at(4), to: at(16) } };
    const { found } = (await desk().handle({ kind: 'hunt', question })) as HuntAnswer;
    assert.equal(found.kind === 'curves' && found.curves[0]?.peak, 1);
  });

  test('counts lines that a parser cannot read too', async () => {
    const { found } = await hunted('{filename=~".+"} | json', true);
    assert.equal(found.kind === 'curves' && found.curves[0]?.peak, 3);
  });

  test('refuses a wrong query in the words of the parser', () =>
    assert.rejects(hunted('{filename='), /the query ends too early/));

  test('finds what came in by standard input a while ago, and says when older lines are gone', async () => {
    const recent = new RecentLines(200);
    for (const second of [10, 20, 30, 40])
      recent.take({
        ...{ source: 'stdin', text: `${line(second, 'Failed password for eve, over standard input')}\n` },
        ...{ firstLine: 1, bytes: 80, yearReference: 0, observedAt: 0 },
      });
    const paths = ['-', log].map((path) => ({ path, format: null, label: null }));
    const { found, notes } = await hunted('{filename="stdin"} |= "eve"', false, { paths, recent });
    assert.ok(found.kind === 'lines' && found.lines.length > 0 && found.lines.length < 4);
    assert.equal(found.lines[0]?.line.slice(17, 19), '40', 'the latest is there');
    assert.match(notes[0] ?? '', /only the latest lines/);
  });

  test('ends a hunt when another begins', async () => {
    const one = desk();
    const first = one.handle({ kind: 'hunt', question: { query: '{filename=~".+"}', asCurve: false } });
    const second = one.handle({ kind: 'hunt', question: { query: '{host="web01"}', asCurve: false } });
    await assert.rejects(first, /cancelled/);
    const { found } = (await second) as HuntAnswer;
    assert.equal(found.kind === 'lines' && found.lines.length, 3);
  });

  test('completes what is typed, and knows the saved hunts and rules', async () => {
    const one = desk();
    assert.deepEqual(await one.handle({ kind: 'inspect-hunt', query: '{a="b"} | logf', at: 14 }), {
      problem: { message: 'syntax error: the query ends too early', at: 14 },
      ...{ from: 10, completions: ['logfmt'] },
    });
    const { saved } = (await one.handle({ kind: 'saved-hunts' })) as HuntShelf;
    assert.ok(saved.length > 10);
    const rule = await one.handle({ kind: 'hunt-rule', query: '{a="b"} |= "x"' });
    assert.match(rule !== null && 'yaml' in rule ? rule.yaml : '', /selection:\n {4}- x/);
  });

  test('completes values of labels that answers had', async () => {
    const one = desk();
    await one.handle({ kind: 'hunt', question: { query: '{filename=~".+"}', asCurve: false } });
    const typed = '{host="we';
    assert.deepEqual(await one.handle({ kind: 'inspect-hunt', query: typed, at: typed.length }), {
      problem: { message: 'syntax error: a text is not closed', at: 6 },
      ...{ from: 7, completions: ['web01"'] },
    });
  });

  test('completes the format of a source that was read, as the core reads it', async () => {
    const one = desk({ formatOf: (source) => (source === log ? 'syslog' : null) });
    const place = { source: log, firstLine: 1, bytes: 0, yearReference: 0, observedAt: 0 };
    one.sees({ ...place, text: 'anything' });
    const typed = '{format="';
    const { completions } = (await one.handle({
      kind: 'inspect-hunt',
      query: typed,
      at: typed.length,
    })) as HuntInspection;
    assert.deepEqual(completions, ['syslog"']);
  });

  test('looks back as far as it is told', async () => {
    const at = (time: string) => ({ clock: { now: () => Date.parse(time) } });
    const question = { query: '{filename=~".+"}', asCurve: false, last: 3000 };
    const { found } = (await desk(at('2026-11-21T10:00:06Z')).handle({
      kind: 'hunt',
      question,
    })) as HuntAnswer;
    assert.equal(found.kind === 'lines' && found.lines.length, 2);
  });

  test('keeps hunts, and what was hunted for, over sessions', async () => {
    const state = join(folder, 'state');
    const query = '{host="web01"} |= "Accepted"';
    const first = desk({ state });
    await first.handle({ kind: 'hunt', question: { query, asCurve: false } });
    await first.handle({ kind: 'keep-hunt', name: 'let-in', query });
    const shelf = (await desk({ state }).handle({ kind: 'saved-hunts' })) as HuntShelf;
    assert.deepEqual([shelf.saved[0]?.name, shelf.saved[0]?.isOwn, shelf.history], ['let-in', true, [query]]);
    const gone = (await first.handle({ kind: 'forget-hunt', name: 'let-in' })) as HuntShelf;
    assert.notEqual(gone.saved[0]?.name, 'let-in');
  });

  test('what is kept and cannot be read is as good as nothing', async () => {
    const state = join(folder, 'broken');
    mkdirSync(state);
    writeFileSync(join(state, 'hunts.json'), '{"history":[1],"kept":"x"');
    assert.deepEqual(((await desk({ state }).handle({ kind: 'saved-hunts' })) as HuntShelf).history, []);
  });

  test('follows: lines of blocks that the core reads from then on, each once', async () => {
    const one = desk();
    const block = (second: number, what: string) => ({
      ...{ source: log, text: `${line(second, what)}\n`, firstLine: 1, bytes: 9 },
      ...{ yearReference: 0, observedAt: 0 },
    });
    one.sees(block(6, 'Failed password before'));
    await one.handle({ kind: 'follow-hunt', query: '{host="web01"} |= "Failed"' });
    const asked = one.handle({ kind: 'hunt-news', after: 0 }) as Promise<HuntNews>;
    one.sees(block(7, 'Accepted'));
    one.sees(block(8, 'Failed password for mallory'));
    const news = await asked;
    assert.deepEqual(
      [news.lines.map(({ line: text, labels }) => [text.slice(-7), labels.host]), news.last, news.missed],
      [[['mallory', 'web01']], 1, 0],
    );
    for (let count = 0; count < 2500; count++) one.sees(block(9, `Failed password number ${count}`));
    const many = (await one.handle({ kind: 'hunt-news', after: 1 })) as HuntNews;
    assert.equal(many.lines.length + many.missed, 2500);
    assert.match(many.lines[0]?.line ?? '', /number 2499$/);
    await one.handle({ kind: 'cancel-hunt' });
    await assert.rejects(one.handle({ kind: 'hunt-news', after: 0 }), /no hunt is followed/);
  });

  test('tries a drafted rule on what is read', async () => {
    const query = '{filename=~".+"} |= "Failed password"';
    assert.deepEqual(await desk().handle({ kind: 'try-hunt-rule', query }), {
      ...{ events: 3, matched: 2, alerts: 1 },
    });
  });

  test('figures cannot be followed', () =>
    assert.rejects(desk().handle({ kind: 'follow-hunt', query: 'rate({a="b"}[1m])' }), /only lines/));
});

describe('the hunt desk of a console that reads Loki', () => {
  const server = new LokiServer();
  before(async () => {
    await server.start();
    server.memory.push({ job: 'sshd', host: 'web01' }, [
      [BigInt(Date.now()) * 1_000_000n, 'Failed password'],
    ]);
  });
  after(() => server.stop());
  const onLoki = (): HuntDesk =>
    desk({ paths: [{ path: 'loki:', format: null, label: null }], loki: server.settings });

  test('completes with what the server has', async () => {
    const one = onLoki();
    const completions = async (typed: string): Promise<readonly string[]> => {
      const answer = await one.handle({ kind: 'inspect-hunt', query: typed, at: typed.length });
      return (answer as HuntInspection).completions;
    };
    assert.deepEqual(await completions('{ho'), ['host']);
    assert.deepEqual(await completions('{host=~"w'), ['web01"']);
    assert.deepEqual(await completions('{host'), ['host=', 'host=~', 'host!=', 'host!~']);
    assert.deepEqual(await completions('{host='), ['"web01"'], 'a value, with its quotes');
    assert.equal((await completions(''))[0], '{job=~".+"}', 'a selector of what there is');
  });

  test('takes the selector that the console reads for everything', async () => {
    const loki = server.settings;
    const one = desk({ paths: [{ path: 'loki:{host="web01"} |= "x"', format: null, label: null }], loki });
    const { everything } = (await one.handle({ kind: 'saved-hunts' })) as HuntShelf;
    assert.equal(everything, '{host="web01"}');
  });

  test('does not ask for every line of a long time', () =>
    assert.rejects(
      onLoki().handle({
        kind: 'hunt',
        question: { query: '{job="sshd"}', asCurve: false, last: 7 * 86_400_000 },
      }),
      /every line of these streams/,
    ));

  test('says what to do when the server does not answer for want of a setting', async () => {
    server.trouble = () => ({ status: 401, body: 'no org id\n' });
    const question = { query: '{job="sshd"}', asCurve: false };
    const asked = onLoki().handle({ kind: 'hunt', question });
    const refused = await asked.then(String, String);
    server.trouble = () => null;
    assert.match(refused, /no org id\. .*LOKI_ORG_ID/);
  });

  test('follows: told by the tail, read from the server', async () => {
    const one = onLoki();
    await one.handle({ kind: 'follow-hunt', query: '{job="sshd"} |= "Failed"' });
    await eventually(() => server.tails.open === 1);
    const now = BigInt(Date.now()) * 1_000_000n;
    server.memory.push({ job: 'sshd', host: 'web01' }, [[now, 'Failed password for eve']]);
    let found: HuntNews | null = null;
    while (found === null || found.lines.length === 0)
      found = (await one.handle({ kind: 'hunt-news', after: 0 })) as HuntNews;
    assert.equal(found.lines[0]?.line, 'Failed password for eve');
    one.cancel();
    await eventually(() => server.tails.open === 0);
  });
});
