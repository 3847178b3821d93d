import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Random, seeded } from '../../../bench/random.ts';
import { createEngine } from '../../../src/core/create-engine.ts';
import { type Unusual, VolumeSeries, WARM_UP_WINDOWS, WINDOW_S } from '../../../src/engine/volume/series.ts';

const DAY_S = 24 * 3600;
const shipped = fileURLToPath(new URL('../../../config', import.meta.url));

/** Knuth's way: how many steps until chance has used the mean up. */
function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > limit; product *= random.next()) count++;
  return count;
}

/** Arrivals a second: nine times as many in the afternoon as at night. */
function dayCurve(second: number): number {
  return 1.2 * (1 + 0.8 * Math.sin((2 * Math.PI * second) / DAY_S));
}

type Told = Unusual & { readonly second: number };

function run(
  series: VolumeSeries,
  random: Random,
  [from, to]: readonly [number, number],
  rate: (second: number) => number,
): Told[] {
  const told: Told[] = [];
  for (let second = from; second < to; second++) {
    const count = poisson(random, rate(second));
    const unusual = count > 0 ? series.add(second * 1000, count) : null;
    if (unusual !== null) told.push({ ...unusual, second });
  }
  return told;
}

test('a hundred days of arrivals by chance, with the curve of a day: one false alert at most', () => {
  let days = 0;
  for (let seed = 1; seed <= 100; seed++)
    if (run(new VolumeSeries(), seeded(seed), [0, DAY_S], dayCurve).length > 0) days++;
  assert.ok(days <= 1, `${days} days with a false alert`);
});

test('five times the rate for a minute is found within 20 s, by day and by night, and told with its numbers', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = seeded(seed);
    const series = new VolumeSeries();
    const begin = 3600 + Math.floor(random.next() * (DAY_S - 2 * 3600));
    run(series, random, [begin - 3600, begin], (second) => Math.max(0.75, dayCurve(second)));
    const told = run(series, random, [begin, begin + 60], (second) => 5 * Math.max(0.75, dayCurve(second)));
    const [first] = told;
    assert.ok(
      first !== undefined && first.second < begin + 20,
      `seed ${seed}: ${first?.second} after ${begin}`,
    );
    assert.ok(first.seen >= 3 * first.expected && first.exponent >= 9);
    assert.ok(Math.abs(first.expected / (WINDOW_S * Math.max(0.75, dayCurve(begin))) - 1) < 0.6);
  }
});

test('nothing is said in the first quarter of an hour, nor of fewer than thirty', () => {
  const warmUp = WARM_UP_WINDOWS * WINDOW_S;
  const young = new VolumeSeries();
  assert.deepEqual(
    run(young, seeded(1), [0, warmUp - 60], () => 1),
    [],
  );
  assert.deepEqual(
    run(young, seeded(2), [warmUp - 60, warmUp], () => 50),
    [],
  );
  const quiet = new VolumeSeries();
  quiet.add(0, 1);
  assert.equal(quiet.add(7_200_000, 29), null);
  assert.notEqual(quiet.add(7_200_000, 1), null);
});

test('bursts that come every five minutes are usual', () => {
  const series = new VolumeSeries();
  const told = run(series, seeded(3), [0, 4 * 3600], (second) => (second % 300 < 5 ? 40 : 1));
  assert.deepEqual(told, []);
});

test('saved and restored in between: the same is told', () => {
  const rate = (second: number): number => (second >= 5000 && second < 5060 ? 10 : 2);
  const random = (): Random => seeded(4);
  const whole = run(new VolumeSeries(), random(), [0, 6000], rate);
  const shared = random();
  const first = new VolumeSeries();
  const before = run(first, shared, [0, 5013], rate);
  const second = new VolumeSeries();
  second.restore(JSON.parse(JSON.stringify(first.save())));
  assert.deepEqual([...before, ...run(second, shared, [5013, 6000], rate)], whole);
  assert.ok(whole.length > 1);
});

const clock = (second: number): string => new Date(Date.UTC(2026, 10, 21) + second * 1000).toISOString();

/** An access log and a syslog of half an hour, each with a minute of far more lines at its end. */
async function alertsOf(line: (second: number, number: number) => string) {
  const { engine } = await createEngine({ shipped, rules: [], timeZone: 'UTC' });
  const lines: string[] = [];
  for (let second = 0; second < 1860; second++)
    for (let number = 0; number < (second < 1800 ? 2 : 12); number++) lines.push(line(second, number));
  const text = `${lines.join('\n')}\n`;
  const at = Date.parse('2026-11-21T08:00:00Z');
  engine.step({ kind: 'open', source: 'the.log', format: null });
  const times = { yearReference: at, observedAt: at };
  engine.step({
    kind: 'block',
    block: { source: 'the.log', text, firstLine: 1, bytes: text.length, ...times },
  });
  engine.step({ kind: 'end', source: 'the.log' });
  return engine.alerts();
}

test('a flood of requests is one alert, with what was seen and expected', async () => {
  const alerts = await alertsOf((second, number) => {
    const stamp = clock(second).replace(/^(\d+)-(\d+)-(\d+)T(.*)\.000Z$/, '$3/Nov/$1:$4 +0000');
    return `192.0.2.${number + 1} - - [${stamp}] "GET / HTTP/1.1" 200 512 "-" "Mozilla/5.0"`;
  });
  assert.deepEqual(
    alerts.map(({ rule, group }) => [rule.name, rule.level, group]),
    [['web_flood', 'medium', { series: 'requests of the.log' }]],
  );
  assert.match(
    alerts[0]?.evidence[0]?.raw ?? '',
    /^requests of the\.log: \d+ in 20 s, 40 expected: 3(?:\.\d)? times/,
  );
});

test('a flood of other lines is one low alert', async () => {
  const alerts = await alertsOf((second, number) => `${clock(second)} web01 app[7]: line ${number}`);
  assert.deepEqual(
    alerts.map(({ rule, group }) => [rule.name, rule.level, group]),
    [['volume_anomaly', 'low', { series: 'lines of the.log' }]],
  );
});

/** Requests at a steady rate, from one address or from several in turn. */
async function floodAlerts({
  perSecond,
  seconds,
  sources,
}: Record<'perSecond' | 'seconds' | 'sources', number>) {
  const { engine } = await createEngine({ shipped, rules: [], timeZone: 'UTC' });
  const lines: string[] = [];
  for (let number = 0; number < perSecond * seconds; number++) {
    const stamp = `21/Nov/2026:08:00:${String(Math.floor(number / perSecond)).padStart(2, '0')} +0000`;
    lines.push(`203.0.113.${number % sources} - - [${stamp}] "GET / HTTP/1.1" 200 512 "-" "Mozilla/5.0"`);
  }
  const text = `${lines.join('\n')}\n`;
  engine.step({ kind: 'open', source: 'the.log', format: null });
  const at = Date.parse('2026-11-21T08:00:00Z');
  const block = { source: 'the.log', text, firstLine: 1, bytes: text.length };
  engine.step({ kind: 'block', block: { ...block, yearReference: at, observedAt: at } });
  engine.step({ kind: 'end', source: 'the.log' });
  return engine.alerts().map(({ rule, group }) => [rule.name, rule.level, group.src_ip]);
}

test('a hundred and twenty requests a second of one address are a flood at once; a few less, or of many, are none', async () => {
  const flood = await floodAlerts({ perSecond: 120, seconds: 12, sources: 1 });
  assert.deepEqual(flood, [['web_flood_source', 'medium', '203.0.113.0']]);
  assert.deepEqual(await floodAlerts({ perSecond: 90, seconds: 30, sources: 1 }), []);
  assert.deepEqual(await floodAlerts({ perSecond: 900, seconds: 12, sources: 10 }), []);
});
