import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../../../support/properties.ts';
import { alertsOf, detectionOf, type Happening, RuleStream, rulesOf } from '../rule-stream.ts';

const SPAN = 60_000;

function correlation(type: string, condition: string): string {
  return `title: m\nid: m\nname: m\ncorrelation: {type: ${type}, rules: [a], group-by: [who], timespan: 60s, condition: {${condition}}}\nlevel: high`;
}

function at(seconds: number, fields: Record<string, string | number>): Happening {
  return { time: 1_000_000 + seconds * 1000, fields: { kind: 'a', who: 'x', ...fields } };
}

describe('a measure over the events of a group', () => {
  const cases: readonly (readonly [
    type: string,
    condition: string,
    values: readonly (string | number)[],
    fires: boolean,
  ])[] = [
    ['value_count', 'field: v, gte: 3', ['p', 'q', 'r'], true],
    ['value_count', 'field: v, gte: 3', ['p', 'q', 'q', 'p'], false],
    ['value_count', 'field: v, gte: 2, lte: 3', ['p', 'q'], true],
    ['value_sum', 'field: v, gt: 10', [5, '5'], false],
    ['value_sum', 'field: v, gt: 10', [5, '5.5'], true],
    ['value_sum', 'field: v, gt: 10', [5, 'many', 6], true],
    ['value_avg', 'field: v, gte: 4', [1, 3, 8], true],
    ['value_avg', 'field: v, gte: 4', [3, 4], false],
    ['value_min', 'field: v, lte: 2', [9, 2, 5], true],
    ['value_min', 'field: v, lt: 2', [9, 2, 5], false],
    ['value_max', 'field: v, gte: 9', [1, 9, 5], true],
    ['value_max', 'field: v, gt: 9', [1, 9, 'many'], false],
    ['value_median', 'field: v, gt: 4', [1, 5, 9], true],
    ['value_median', 'field: v, gte: 4', [3, 4], false],
    ['value_percentile', 'field: v, gte: 9, percentile: 90', [1, 1, 1, 9], true],
    ['value_percentile', 'field: v, gte: 9, percentile: 50', [1, 1, 1, 9], false],
    ['value_percentile', 'field: v, gte: 9', [1, 1, 1, 9], true],
  ];
  for (const [type, condition, values, fires] of cases) {
    test(`${type} {${condition}} of ${values.join(', ')}: ${fires ? 'true' : 'not'}`, () => {
      const events = values.map((v, index) => at(index, { v }));
      assert.equal(
        alertsOf(rulesOf(detectionOf('a'), correlation(type, condition)), events).length > 0,
        fires,
      );
    });
  }

  test('an event without the field, or without the field to group by, is not counted', () => {
    const rules = rulesOf(detectionOf('a'), correlation('value_count', 'field: v, gte: 2'));
    const without = { time: 1_002_000, fields: { kind: 'a', v: 'q' } };
    assert.deepEqual(alertsOf(rules, [at(0, { v: 'p' }), at(1, {}), without]), []);
  });

  test('the window is half-open: values 60 s apart are not in 60 s', () => {
    const rules = rulesOf(detectionOf('a'), correlation('value_count', 'field: v, gte: 2'));
    assert.deepEqual(alertsOf(rules, [at(0, { v: 'p' }), at(60, { v: 'q' })]), []);
    assert.equal(alertsOf(rules, [at(0, { v: 'p' }), at(59.999, { v: 'q' })]).length, 1);
  });

  test('a NUL in one value does not make it the values of two others', () => {
    const two = correlation('value_count', 'field: [v, w], gte: 3');
    const events = [at(0, { v: 'p\0q', w: 'r' }), at(1, { v: 'p', w: 'q\0r' }), at(2, { v: 'p', w: 'q' })];
    assert.equal(alertsOf(rulesOf(detectionOf('a'), two), events).length, 1);
    const by = two.replace('[who]', '[v, w]').replace('[v, w], gte: 3', 'u, gte: 2');
    const others = events.map((event, u) => ({ ...event, fields: { ...event.fields, u } }));
    assert.deepEqual(alertsOf(rulesOf(detectionOf('a'), by), others), []);
  });

  for (const [type, condition] of [
    ['value_sum', 'field: v, gte: 6'],
    ['value_count', 'field: v, gte: 3'],
    ['event_count', 'gte: 3'],
  ] as const) {
    test(`${type} measures a group that a log of another clock, or a forged stamp, tells of too`, () => {
      const rules = rulesOf(detectionOf('a'), correlation(type, condition));
      const now = [1, 2, 3].map((v) => at(v, { v }));
      for (const hours of [2, -2]) {
        const before = at(3600 * hours, { v: 1 });
        const stream = new RuleStream(rules);
        for (const happening of [before, ...now.slice(0, 2)]) assert.deepEqual(stream.accept(happening), []);
        const restarted = new RuleStream(rules);
        restarted.correlations.restore(stream.save());
        for (const each of [stream, restarted]) assert.equal(each.accept(at(3, { v: 3 })).length, 1);
      }
      assert.deepEqual(alertsOf(rules, [at(7200, { v: 1 }), at(1, { v: 2 }), at(61, { v: 3 })]), []);
    });
  }

  test('an alias names a rule by its id where the rule list has its name', () => {
    const named = detectionOf('a').replace('id: a', 'id: other');
    assert.notEqual(named, detectionOf('a'));
    const rule = correlation('event_count', 'gte: 2').replace('[who]', '[w], aliases: {w: {other: v}}');
    const events = [at(0, { v: 'p' }), at(1, { v: 'p' })];
    assert.equal(alertsOf(rulesOf(named, rule), events).length, 1);
  });

  test('values of several fields count as one', () => {
    const rules = rulesOf(detectionOf('a'), correlation('value_count', 'field: [v, w], gte: 3'));
    assert.deepEqual(
      alertsOf(rules, [at(0, { v: 1, w: 1 }), at(1, { v: 1, w: 1 }), at(2, { v: 1, w: 2 })]),
      [],
    );
    assert.equal(
      alertsOf(rules, [at(0, { v: 1, w: 1 }), at(1, { v: 2, w: 1 }), at(2, { v: 1, w: 2 })]).length,
      1,
    );
  });

  test('a flood of one value does not push the others out', () => {
    const rules = rulesOf(detectionOf('a'), correlation('value_count', 'field: v, gte: 3'));
    const flood = Array.from({ length: 12_000 }, () => at(2, { v: 'same' }));
    const events = [at(0, { v: 'p' }), at(1, { v: 'q' }), ...flood];
    assert.equal(alertsOf(rules, events).length, 1);
    const later = [at(0, { v: 'p' }), ...flood, at(3, { v: 'q' })];
    assert.equal(alertsOf(rules, later).length, 1);
  });

  test('groups beyond the limit are let go, the longest untouched first, and counted', () => {
    const stream = new RuleStream(
      rulesOf(detectionOf('a'), correlation('value_count', 'field: v, gte: 2')),
      2,
    );
    for (const who of ['x', 'y', 'x', 'z']) stream.accept(at(0, { who, v: 'p' }));
    assert.equal(stream.correlations.evicted.groups, 1);
    assert.equal(stream.accept(at(1, { who: 'x', v: 'q' })).length, 1, 'x was touched last but one');
    assert.equal(stream.accept(at(1, { who: 'y', v: 'q' })).length, 0, 'y is forgotten');
  });

  test('goes on after a restart as if there had been none', () => {
    const rules = rulesOf(detectionOf('a'), correlation('value_sum', 'field: v, gte: 10'));
    const before = new RuleStream(rules);
    before.accept(at(0, { v: 6 }));
    const after = new RuleStream(rules);
    after.correlations.restore(before.save());
    const [alert] = after.accept(at(30, { v: 4 }));
    assert.equal(alert?.eventCount, 2);
  });
});

describe('temporal', () => {
  const both = (extra = ''): string =>
    `title: t\nid: t\nname: t\ncorrelation: {type: temporal, rules: [a, b], group-by: [who], timespan: 60s${extra}}\nlevel: high`;
  const detections = [detectionOf('a'), detectionOf('b')];

  test('all rules in any order, of the same group, within the timespan', () => {
    const rules = rulesOf(...detections, both());
    assert.deepEqual(alertsOf(rules, [at(0, { kind: 'b' }), at(5, { kind: 'a' })]), ['t who=x 2']);
    assert.deepEqual(alertsOf(rules, [at(0, { kind: 'b' }), at(60, { kind: 'a' })]), []);
    assert.deepEqual(alertsOf(rules, [at(0, { kind: 'b' }), at(5, { kind: 'a', who: 'y' })]), []);
    assert.deepEqual(alertsOf(rules, [at(0, { kind: 'a' }), at(5, { kind: 'a' })]), []);
  });

  test('a condition says how many of the rules are enough', () => {
    const rules = rulesOf(...detections, both(', condition: {gte: 1}'));
    assert.equal(alertsOf(rules, [at(0, { kind: 'b' })]).length, 1);
  });

  const words: readonly (readonly [wanted: string, kinds: string, fires: boolean])[] = [
    ['a and b', 'ba', true],
    ['a AND b', 'a', false],
    ['a or b', 'b', true],
    ['a or b and c', 'a', true],
    ['a or b and c', 'b', false],
    ['(a or b) and c', 'a', false],
    ['(a or b) and c', 'cb', true],
    ['a and not b', 'a', true],
    ['a and not b', 'ba', false],
    ['c and not (a or b)', 'ac', false],
    ['c and not (a or b)', 'c', true],
    ['not not a', 'b', false],
    ['not not a', 'a', true],
  ];
  for (const [wanted, kinds, fires] of words) {
    test(`'${wanted}' of ${[...kinds].join(', then ')}: ${fires ? 'true' : 'not'}`, () => {
      const listed = both(`, condition: ${wanted}`).replace('[a, b]', '[a, b, c]');
      const events = [...kinds].map((kind, second) => at(second, { kind }));
      for (const rule of [listed, listed.replace('rules: [a, b, c], ', '')]) {
        const stream = new RuleStream(rulesOf(...detections, detectionOf('c'), rule));
        const last = events.map((event) => stream.accept(event)).at(-1) ?? [];
        assert.equal(
          last.some((alert) => alert.rule.name === 't'),
          fires,
        );
      }
    });
  }

  test('what may not have come may have come a timespan ago', () => {
    const rules = rulesOf(...detections, both(', condition: a and not b'));
    assert.deepEqual(alertsOf(rules, [at(0, { kind: 'b' }), at(59, {})]), []);
    assert.equal(alertsOf(rules, [at(0, { kind: 'b' }), at(60, {})]).length, 1);
  });

  test('a correlation may be one of the rules, and build on another', () => {
    const many = `title: n\nid: n\nname: n\ncorrelation: {type: value_count, rules: [a], group-by: [who], timespan: 60s, condition: {field: v, gte: 2}}\nlevel: low`;
    const chain = both().replace('rules: [a, b]', 'rules: [n, b]');
    const ordered = `title: o\nid: o\nname: o\ncorrelation: {type: temporal_ordered, rules: [t, c], group-by: [who], timespan: 2m}\nlevel: critical`;
    const rules = rulesOf(...detections, detectionOf('c'), many, chain, ordered);
    const events = [at(0, { v: 1 }), at(1, { v: 2 }), at(2, { kind: 'b' }), at(3, { kind: 'c' })];
    assert.deepEqual(alertsOf(rules, events), ['o who=x 3']);
    assert.deepEqual(
      alertsOf(
        rules,
        [...events].reverse().map((event, index) => ({ ...event, time: 1_000_000 + index })),
      ),
      [],
    );
  });
});

describe('aliases', () => {
  const aliases = 'aliases: {peer: {a: source, b: target}}';
  const rule = (type: string, rest: string): string =>
    `title: t\nid: t\nname: t\ncorrelation: {type: ${type}, rules: [a, b], group-by: [peer], timespan: 60s, ${aliases}${rest}}\nlevel: high`;
  const detections = [detectionOf('a'), detectionOf('b')];
  const a = at(0, { source: '192.0.2.1', target: '192.0.2.2' });
  const b = at(1, { kind: 'b', source: '192.0.2.2', target: '192.0.2.1' });

  for (const type of ['temporal', 'temporal_ordered']) {
    test(`${type} groups each rule's events by its own field`, () => {
      const rules = rulesOf(...detections, rule(type, ''));
      assert.deepEqual(alertsOf(rules, [a, b]), ['t peer=192.0.2.1 2']);
      assert.deepEqual(alertsOf(rules, [a, at(1, { kind: 'b', target: '192.0.2.2' })]), []);
    });
  }

  test('temporal_ordered keeps to the order of its rules', () => {
    const rules = rulesOf(...detections, rule('temporal_ordered', ''));
    assert.deepEqual(
      alertsOf(rules, [
        { ...b, time: a.time },
        { ...a, time: b.time },
      ]),
      [],
    );
  });

  test('an alias may be what is measured', () => {
    const values = rule('value_count', ', condition: {field: other, gte: 2}').replace(
      '{peer: {',
      '{other: {a: target, b: source}, peer: {',
    );
    const rules = rulesOf(...detections, values);
    assert.deepEqual(alertsOf(rules, [a, b]), []);
    const third = at(2, { kind: 'b', source: '192.0.2.3', target: '192.0.2.1' });
    assert.deepEqual(alertsOf(rules, [a, b, third]), ['t peer=192.0.2.1 3']);
  });

  test('event_count counts the events of all rules', () => {
    const rules = rulesOf(...detections, rule('event_count', ', condition: {gte: 3}'));
    assert.deepEqual(alertsOf(rules, [a, b, { ...a, time: b.time + 1 }]), ['t peer=192.0.2.1 3']);
  });
});

/** The measures as one would explain them. */
const MEASURES: Readonly<Record<string, (values: readonly number[]) => number>> = {
  value_count: (values) => new Set(values).size,
  value_sum: (values) => values.reduce((sum, value) => sum + value, 0),
  value_avg: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  value_min: (values) => Math.min(...values),
  value_max: (values) => Math.max(...values),
  value_median: (values) => {
    const sorted = [...values].sort((x, y) => x - y);
    const { length } = sorted;
    return ((sorted[Math.floor((length - 1) / 2)] ?? 0) + (sorted[Math.floor(length / 2)] ?? 0)) / 2;
  },
  value_percentile: (values) => {
    const sorted = [...values].sort((x, y) => x - y);
    return sorted[Math.ceil(0.8 * sorted.length) - 1] ?? 0;
  },
};

const EXTRA: Readonly<Record<string, string>> = { value_percentile: ', percentile: 80' };

/** Up to a minute late, in two groups, small whole numbers. */
const happenings = fc
  .array(
    fc.record({
      step: fc.constantFrom(0, 1, 10_000, 20_000, 59_999, 60_000, 150_000),
      late: fc.constantFrom(0, 0, 0, 1, 15_000, 59_999),
      who: fc.constantFrom('x', 'y'),
      v: fc.integer({ min: -2, max: 5 }),
    }),
    { maxLength: 20 },
  )
  .map((steps) => {
    let newest = 1_000_000;
    return steps.map(({ step, late, who, v }): Happening => {
      newest += step;
      return { time: newest - late, fields: { kind: 'a', who, v } };
    });
  });

/** Numbers of the events with which an alert opened; each time all events of the group are looked at again. */
function openings(events: readonly Happening[], measure: (values: readonly number[]) => number): number[] {
  const opened: number[] = [];
  const begun = new Set<Happening>();
  const groups = new Map<unknown, { readonly seen: Happening[]; openUntil: number }>();
  for (const [index, event] of events.entries()) {
    const group = groups.get(event.fields.who) ?? { seen: [], openUntil: Number.NEGATIVE_INFINITY };
    groups.set(event.fields.who, group);
    group.seen.push(event);
    const inOrder = [...group.seen].sort((x, y) => x.time - y.time);
    const ends = inOrder.slice(inOrder.indexOf(event)).filter(({ time }) => time < event.time + SPAN);
    const fired = ends.find((end) => {
      const window = inOrder
        .slice(0, inOrder.indexOf(end) + 1)
        .filter(({ time }) => time > end.time - SPAN)
        .map(({ fields }) => Number(fields.v));
      return measure(window) >= 3;
    });
    if (event.time < group.openUntil) group.openUntil = Math.max(group.openUntil, event.time + SPAN);
    else if (fired) {
      // An alert with the same first event is the same alert, which goes on.
      const first = inOrder.find(({ time }) => time > fired.time - SPAN) as Happening;
      if (!begun.has(first)) opened.push(index);
      begun.add(first);
      group.openUntil = fired.time + SPAN;
    } else group.openUntil = Number.NEGATIVE_INFINITY;
  }
  return opened;
}

for (const [type, measure] of Object.entries(MEASURES)) {
  test(`${type} opens the alerts of a slow and obvious implementation`, () => {
    const rules = rulesOf(detectionOf('a'), correlation(type, `field: v, gte: 3${EXTRA[type] ?? ''}`));
    fc.assert(
      fc.property(happenings, (events) => {
        const stream = new RuleStream(rules);
        const known = new Set<string>();
        const opened = events.flatMap((event, index) =>
          stream.accept(event).flatMap(({ id }) => {
            if (known.has(id)) return [];
            known.add(id);
            return [index];
          }),
        );
        assert.deepEqual(opened, openings(events, measure));
      }),
      { numRuns: 500 },
    );
  });
}
