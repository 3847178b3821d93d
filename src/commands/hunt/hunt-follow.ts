import { LokiClient } from '../../clients/loki/client.ts';
import { LokiError } from '../../clients/loki/error.ts';
import { followLoki } from '../../clients/loki/follow.ts';
import type { LokiSettings } from '../../clients/loki/settings.ts';
import { keptLabels } from '../../core/hunt/local-backend.ts';
import type { PathSpec } from '../../core/settings.ts';
import { openPaths } from '../../core/sources/open-paths.ts';
import type { LogQuery } from '../../engine/logql/ast.ts';
import { LiveLines } from '../../hunt/live-lines.ts';
import { linearRegex } from '../../hunt/regex.ts';
import type { HuntLabels } from '../../model/hunt/hunt.ts';
import type { HuntLine } from '../../model/hunt/hunt-answer.ts';
import { type EpochMs, toRfc3339 } from '../../model/time.ts';
import { UserError } from '../../model/user-error.ts';
import { systemClock } from '../../platform/clock.ts';
import { safeJson, safeText } from '../../platform/safe-text.ts';
import { labelText } from '../../report/hunt/labels.ts';
import type { Source, SourceError } from '../../sources/source.ts';
import type { Output } from '../output.ts';
import type { CommandStreams } from '../scan/scan.ts';

type HuntFollowOptions = {
  readonly query: string;
  readonly parsed: LogQuery;
  readonly format: 'text' | 'ndjson';
  readonly output: Output;
  /** Lines before are passed over; null: only what comes from now on. */
  readonly since: EpochMs | null;
  readonly timeZone: string;
  readonly say: (text: string) => void;
};

const NS_PER_MS = 1_000_000n;

/** Writes lines as Loki has them, until aborted. */
export async function followOnLoki(
  settings: LokiSettings,
  options: HuntFollowOptions,
  signal: AbortSignal,
): Promise<void> {
  const { query, since, say } = options;
  let told: string | null = null;
  const onTrouble = (error: LokiError | null): void => {
    const text = error?.message ?? null;
    if (text !== null && text !== told) say(`soc-console: ${text}; it is asked again`);
    if (text === null && told !== null) say('soc-console: Loki answers again');
    told = text;
  };
  const client = new LokiClient({ settings });
  const from = since ?? systemClock.now();
  try {
    const following = followLoki({ client, query, from, clock: systemClock, onTrouble }, signal);
    for await (const entries of following) {
      for (const { labels, ns, line } of entries)
        write({ time: Number(ns / NS_PER_MS), line, labels }, options);
      await options.output.flush();
    }
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof LokiError)) throw error;
    throw new UserError(error.message, error.hint, error.kind === 'refused' ? 2 : 3);
  }
}

/** Writes lines of files, folders, the journal … as they are written, until aborted or all have ended. */
export async function followHere(
  paths: readonly PathSpec[],
  labels: HuntLabels,
  { stdin }: CommandStreams,
  options: HuntFollowOptions,
  signal: AbortSignal,
): Promise<void> {
  const { parsed, timeZone, since, say } = options;
  const from = since ?? systemClock.now();
  const onLine = (line: HuntLine): void => {
    if (line.time >= from) write(line, options);
  };
  const live = new LiveLines(parsed, { compile: linearRegex(), timeZone, onLine });
  const opened = await openPaths(paths, { follow: true, clock: systemClock, stdin });
  for (const { message, hint } of opened.failures) say(`soc-console: ${message}. ${hint}`);
  const reading: Promise<void>[] = [];
  const read = (source: Source): void => {
    const nothing = (): void => {};
    let told = '';
    const trouble = (error: SourceError | null): void => {
      const words = error === null ? '' : `soc-console: ${error.message}. ${error.hint}`;
      if (words !== told && words !== '') say(words);
      told = words;
    };
    const reader = source.read(
      {
        accept: async (block) => {
          if (block.format === 'packets') return;
          live.take(block, () => keptLabels(source.id, [block], labels));
          await options.output.flush();
        },
        ...{
          busy: nothing,
          idle: nothing,
          count: nothing,
          behind: nothing,
          missing: nothing,
          trouble,
        },
        found: (found) => read(found),
      },
      signal,
    );
    reading.push(
      reader.catch((error: unknown) => {
        if (!signal.aborted) say(`soc-console: ${error instanceof Error ? error.message : String(error)}`);
      }),
    );
  };
  for (const { source, kind } of opened.sources) if (kind !== 'services' && kind !== 'capture') read(source);
  for (let ended = 0; ended < reading.length; ended++) await reading[ended];
}

function write({ time, line, labels }: HuntLine, { format, output }: HuntFollowOptions): void {
  const stamp = toRfc3339(time);
  if (format === 'ndjson') output.write(`${safeJson({ type: 'line', time: stamp, labels, line })}\n`);
  else output.write(`${safeText(`${stamp}  ${labelText(own(labels))}  ${line}`)}\n`);
}

/** What `tail` would say: from where. */
function own({ source: _, format: __, ...labels }: HuntLabels): HuntLabels {
  return labels;
}
