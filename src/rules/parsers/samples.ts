import { customFormat } from '../../engine/parse/custom/parser.ts';
import type { CustomPattern, CustomSpec } from '../../engine/parse/custom/spec.ts';
import type { LogEvent } from '../../model/log-event.ts';
import { toRfc3339 } from '../../model/time.ts';
import type { YamlNode } from '../yaml-node.ts';
import { knownKeys } from './known-keys.ts';
import type { ParserReport } from './report.ts';

/** Stamps without a year are read in this one, so that a sample means the same in every year. */
const SAMPLE_YEAR = Date.UTC(2026, 11, 31);

/** Nobody's address, which no sample has. */
const STRANGER = '203.0.113.255';

/**
 * Tries the samples of a pattern: at least one that it tells, and one near miss that it does not; and whether a client
 * that writes the rest of the line into a field could have a stranger taken for the source.
 */
export function checkSamples(
  node: YamlNode,
  pattern: CustomPattern,
  spec: CustomSpec,
  report: ParserReport,
): void {
  const samples = node.get('samples');
  const trusted = new Set(
    node
      .get('trusted')
      .each()
      .map(({ text }) => text),
  );
  let told = 0;
  let missed = 0;
  for (const sample of samples.items()) {
    knownKeys(sample, ['line', 'match', 'fields', 'desc'], report);
    const line = sample.get('line').text ?? '';
    if (sample.get('match').value === false) {
      missed++;
      if (pattern.match(line) !== null)
        report.error('matches the pattern, and should not', sample.get('line').at);
      continue;
    }
    told++;
    compare(sample, line, pattern, spec, report);
    const forged = forgedGroup(line, pattern, spec, trusted);
    if (forged !== null)
      report.error(
        `a client that writes the rest of such a line into '${forged}' would have a stranger taken for src_ip: make the group stop where the text ends, or name it in 'trusted' if no client chooses it`,
        node.get('pattern').at,
      );
  }
  if (told === 0) report.error('has no sample that it matches', samples.at);
  if (missed === 0) report.error('has no near miss: a sample with match: false', samples.at);
}

function compare(
  sample: YamlNode,
  line: string,
  pattern: CustomPattern,
  spec: CustomSpec,
  report: ParserReport,
): void {
  const event = read(line, { ...spec, patterns: [pattern] });
  if (typeof event === 'string') {
    const why =
      event === 'bad-timestamp' ? 'its time is none that is known' : 'the pattern does not match it';
    report.error(`is not read: ${why}`, sample.get('line').at);
    return;
  }
  for (const { key, keyAt, value } of sample.get('fields').entries()) {
    const is = key === 'time' ? toRfc3339(event.time) : (event.fields[key] ?? null);
    const wanted = value.value ?? null;
    if (String(is) !== String(wanted)) report.error(`'${key}' is ${JSON.stringify(is)}`, keyAt);
  }
}

/** The group into which a client can write what makes a stranger the source; null when there is none. */
function forgedGroup(
  line: string,
  pattern: CustomPattern,
  spec: CustomSpec,
  trusted: ReadonlySet<string | undefined>,
): string | null {
  const groups = pattern.match(line) ?? {};
  const { src_ip: source } = groups;
  if (!source) return null;
  const sourceAt = line.lastIndexOf(source);
  const free = Object.entries(groups).filter(
    ([name, text]) => text !== '' && name !== 'src_ip' && name !== 'time' && !trusted.has(name),
  );
  // The pattern does not tell where a group stands: the first and the last place of its text are tried.
  const places = free.flatMap(([name, text]) =>
    [...new Set([line.indexOf(text), line.lastIndexOf(text)])].map((at) => ({ name, text, at })),
  );
  for (const { name, text, at } of places) {
    const [before, behind] = [line.slice(0, at), line.slice(at + text.length)];
    // As if the line ended there; and as if another one, from its first to its last group, stood within.
    const stranger = line.slice(0, sourceAt) + STRANGER + line.slice(sourceAt + source.length);
    const tail = stranger.slice(at + text.length);
    for (const written of [`x${tail}`, `x ${stranger}`, `${stranger} x`, `${STRANGER}`]) {
      const event = read(before + written + behind, { ...spec, patterns: [pattern] });
      if (typeof event !== 'string' && event.srcIp === STRANGER) return name;
    }
  }
  return null;
}

function read(line: string, spec: CustomSpec): LogEvent | string {
  const parser = customFormat(spec).create();
  parser.begin({ source: 'sample', timeZone: 'UTC', yearReference: SAMPLE_YEAR });
  let told: LogEvent | null = null;
  const reason = parser.parse(line, 1, (event) => {
    told = event;
  });
  return told ?? reason ?? 'bad-line';
}
