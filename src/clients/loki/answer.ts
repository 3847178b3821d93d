import type { HuntLabels, HuntResult, HuntSample, HuntSeries, HuntStream } from '../../model/hunt/hunt.ts';
import { LokiError } from './error.ts';

/** Reads the answers of Loki's API. All that is not as it should be is a `LokiError`: a proxy may answer anything. */

/** The answer of query and query_range. */
export function resultOf(body: string): HuntResult {
  const data = dataOf(body);
  if (!isObject(data)) throw nonsense();
  const { resultType, result } = data;
  switch (resultType) {
    case 'streams':
      return { kind: 'streams', streams: list(result).map(streamOf) };
    case 'matrix':
      return { kind: 'matrix', series: list(result).map(seriesOf) };
    case 'vector':
      return { kind: 'vector', samples: list(result).map(sampleOf) };
    case 'scalar': {
      const [time, value] = pair(result);
      // The one place where Loki gives milliseconds.
      return { kind: 'scalar', time: Math.round(numberOf(time)), value: amountOf(value) };
    }
    default:
      throw nonsense();
  }
}

/** The answer of labels and of label values; without any the key is left out. */
export function namesOf(body: string): readonly string[] {
  const data = dataOf(body) ?? [];
  return list(data).map(textOf);
}

/** The answer of series: the labels of each stream. */
export function streamsOf(body: string): readonly HuntLabels[] {
  const data = dataOf(body) ?? [];
  return list(data).map(labelsOf);
}

/** A frame of a tail; `dropped`: lines that Loki says it left out. */
export function tailOf(text: string): { readonly streams: readonly HuntStream[]; readonly dropped: number } {
  const frame = parsed(text);
  if (!isObject(frame)) throw nonsense();
  const { streams, dropped_entries: dropped } = frame;
  return {
    streams: streams === null || streams === undefined ? [] : list(streams).map(streamOf),
    dropped: Array.isArray(dropped) ? dropped.length : 0,
  };
}

function dataOf(body: string): unknown {
  const answer = parsed(body);
  if (!isObject(answer) || answer.status !== 'success') throw nonsense();
  return answer.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw nonsense();
  }
}

function streamOf(value: unknown): HuntStream {
  if (!isObject(value)) throw nonsense();
  const entries = list(value.values).map((entry) => {
    const [ns, line] = pair(entry);
    if (typeof ns !== 'string' || !/^-?\d{1,19}$/.test(ns)) throw nonsense();
    return { ns, line: textOf(line) };
  });
  return { labels: labelsOf(value.stream), entries };
}

function seriesOf(value: unknown): HuntSeries {
  if (!isObject(value)) throw nonsense();
  const points = list(value.values).map(pointOf);
  return { labels: labelsOf(value.metric), points };
}

function sampleOf(value: unknown): HuntSample {
  if (!isObject(value)) throw nonsense();
  return { labels: labelsOf(value.metric), ...pointOf(value.value) };
}

function pointOf(point: unknown): { time: number; value: number } {
  const [seconds, value] = pair(point);
  return { time: Math.round(numberOf(seconds) * 1000), value: amountOf(value) };
}

/** In order of name: Loki gives them in any. */
function labelsOf(value: unknown): HuntLabels {
  if (!isObject(value)) throw nonsense();
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, textOf(value[name])]));
}

function amountOf(value: unknown): number {
  const text = textOf(value);
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  return text === 'NaN' ? Number.NaN : numberOf(Number(text));
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number' || Number.isNaN(value)) throw nonsense();
  return value;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw nonsense();
  return value;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw nonsense();
  return value;
}

/** The first two values of an entry: newer servers give more. */
function pair(value: unknown): readonly [unknown, unknown] {
  const [first, second] = list(value);
  return [first, second];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nonsense(): LokiError {
  return new LokiError(
    'nonsense',
    'The answer is not one of Loki',
    'Is LOKI_ADDR a Loki server, or something before it that wants a login?',
  );
}
