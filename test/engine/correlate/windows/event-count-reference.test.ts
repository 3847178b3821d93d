import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../../support/properties.ts';
import { type Login, LoginStream, rulesWith } from '../login-stream.ts';

const SPAN = 60_000;
const NEEDED = 4;
const RULES = rulesWith(`title: Many failures
id: many
name: many
correlation: {type: event_count, rules: [login_failed], group-by: [src_ip], timespan: 60s, condition: {gte: ${NEEDED}}}
level: high`);

/** What must be said of an alert when it opens. */
type Opening = { readonly ip: string; readonly firstLine: string; readonly count: number };

type Seen = Login & { readonly raw: string; readonly count: number };

/** The rule as one would explain it: for each event all of its group's are looked at again. */
function reference(logins: readonly Login[]): Opening[] {
  const openings: Opening[] = [];
  const groups = new Map<string, { events: Seen[]; openUntil: number }>();
  for (const [index, login] of logins.entries()) {
    const group = groups.get(login.ip) ?? { events: [], openUntil: Number.NEGATIVE_INFINITY };
    groups.set(login.ip, group);
    const event = { ...login, raw: `line ${index + 1}`, count: login.count ?? 1 };
    group.events.push(event);
    // A stable sort: of equal times the first to come is the first.
    const inOrder = [...group.events].sort((a, b) => a.time - b.time);
    const sumEndingAt = (end: Seen): number =>
      inOrder
        .slice(0, inOrder.indexOf(end) + 1)
        .filter(({ time }) => time > end.time - SPAN)
        .reduce((sum, { count }) => sum + count, 0);
    // A late line may complete a window that ends before the newest event.
    const fired = inOrder
      .slice(inOrder.indexOf(event))
      .filter(({ time }) => time < event.time + SPAN)
      .find((end) => sumEndingAt(end) >= NEEDED);
    if (event.time < group.openUntil) group.openUntil = Math.max(group.openUntil, event.time + SPAN);
    else if (fired) {
      const [first] = inOrder.filter(({ time }) => time > fired.time - SPAN);
      const firstLine = first?.raw ?? '';
      // An alert that begins with the same event is the same one, and goes on.
      if (!openings.some((known) => known.ip === login.ip && known.firstLine === firstLine))
        openings.push({ ip: login.ip, firstLine, count: sumEndingAt(fired) });
      group.openUntil = fired.time + SPAN;
    } else group.openUntil = Number.NEGATIVE_INFINITY;
  }
  return openings;
}

function engine(logins: readonly Login[]): Opening[] {
  const stream = new LoginStream(RULES);
  const known = new Set<string>();
  return logins.flatMap((login) =>
    stream
      .accept(login)
      .filter(({ id }) => !known.has(id))
      .map(({ id, evidence: [first], eventCount }) => {
        known.add(id);
        return { ip: login.ip, firstLine: first?.raw ?? '', count: eventCount };
      }),
  );
}

/** Failures of three sources, up to a minute late, some repeated; few enough that no window is full. */
const logins = fc
  .array(
    fc.record({
      step: fc.constantFrom(0, 1, 5000, 15_000, 20_000, 60_000, 130_000),
      late: fc.constantFrom(0, 0, 0, 1, 15_000, 59_999, 60_000),
      ip: fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1'),
      count: fc.constantFrom(1, 1, 1, 2, 5),
    }),
    { maxLength: 24 },
  )
  .map((steps) => {
    let newest = 1_000_000;
    return steps.map(({ step, late, ip, count }): Login => {
      newest += step;
      return { time: newest - late, ip, count };
    });
  });

test('event_count opens the alerts of a slow and obvious implementation: same group, first line, count', () => {
  fc.assert(
    fc.property(logins, (stream) => assert.deepEqual(engine(stream), reference(stream))),
    { numRuns: 2000 },
  );
});

test('the reference itself sees an attack, its edge and its end', () => {
  const at = (seconds: number): Login => ({ time: 1_000_000 + seconds * 1000, ip: '192.0.2.1' });
  assert.equal(reference([0, 10, 20, 30].map(at)).length, 1);
  assert.equal(reference([0, 20, 40, 60].map(at)).length, 0, 'half-open');
  assert.equal(reference([0, 10, 20, 30, 90, 91, 92, 93].map(at)).length, 2, 'quiet for one timespan');
});
