import { stat } from 'node:fs/promises';
import type { LokiSettings } from '../../clients/loki/settings.ts';
import { DAY_MS, type DurationMs, type EpochMs } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { journalAccess } from '../../sources/journald/access.ts';
import { SourceError, type SourceSink } from '../../sources/source.ts';
import type { PathSpec } from '../settings.ts';
import { type OpenedSource, openPaths } from '../sources/open-paths.ts';
import { type Check, type CheckResult, failed, failureOf, ok, warning } from './check.ts';

export type SourceChecksOptions = {
  readonly paths: readonly PathSpec[];
  /** Nobody named them: they were found on this machine. */
  readonly areFound: boolean;
  readonly loki: LokiSettings | null;
  readonly clock: Clock;
};

/** How long a source is listened to: one that says nothing until then is silent, not broken. */
const LISTEN_MS: DurationMs = 3000;
/** A log that nobody wrote to for longer is odd. */
const SILENT_MS: DurationMs = 7 * DAY_MS;
/** A little ahead is another machine's clock; more is a wrong one. */
const AHEAD_MS: DurationMs = 5 * 60_000;

/** Every source is opened and read as the live console would, until its first lines. */
export function sourceChecks({ paths, areFound, loki, clock }: SourceChecksOptions): Check {
  return {
    part: 'sources',
    async run(signal) {
      if (paths.length === 0) {
        const remedy =
          'Name logs under "sources" in the configuration, or as PATHs; config init looks for them.';
        return [failed('sources', 'there is nothing to read on this machine', remedy)];
      }
      const specs = paths.filter(({ path }) => path !== '-');
      const opened = await openPaths(specs, { follow: true, clock, loki, stdin: () => process.stdin });
      const tried = await Promise.all(opened.sources.map((source) => tryOne(source, clock.now(), signal)));
      return [
        ...opened.failures.map((error) => failureOf(error.source, error)),
        ...tried,
        ...(areFound ? [ok('which ones', 'found on this machine; none are named in the configuration')] : []),
      ];
    },
  };
}

type Heard =
  | { readonly kind: 'lines' | 'quiet' | 'missing' }
  | { readonly kind: 'found'; readonly names: readonly string[] }
  | { readonly kind: 'trouble'; readonly error: SourceError };

async function tryOne(opened: OpenedSource, now: EpochMs, signal: AbortSignal): Promise<CheckResult> {
  const { source, kind } = opened;
  const { id } = source;
  const heard = await listen(opened, signal);
  switch (heard.kind) {
    case 'trouble':
      return failureOf(id, heard.error);
    case 'missing':
      return warning(
        id,
        'it is not there',
        'It is read as soon as it comes; correct the name if it never will.',
      );
    case 'found':
      return foundOnes(id, heard.names);
    case 'lines':
    case 'quiet': {
      if (kind === 'journald') return journal(id, heard.kind);
      if (kind === 'file' || kind === 'services') return file(id, heard.kind, now);
      return ok(
        id,
        heard.kind === 'lines' ? 'it can be read' : 'it can be reached, and says nothing just now',
      );
    }
  }
}

/** Reads until the first lines, or until it says that there are none now. */
async function listen({ source }: OpenedSource, outer: AbortSignal): Promise<Heard> {
  const enough = new AbortController();
  const signal = AbortSignal.any([outer, enough.signal]);
  const names: string[] = [];
  let heard: Heard | null = null;
  const settle = (what: Heard): void => {
    heard ??= what;
    enough.abort();
  };
  const sink: SourceSink = {
    accept: async () => settle({ kind: 'lines' }),
    busy: () => {},
    idle: () => settle({ kind: names.length > 0 ? 'found' : 'quiet', names } as Heard),
    count: () => {},
    behind: () => {},
    missing: () => settle({ kind: 'missing' }),
    trouble: (error) => void (error && settle(troubleOf(error))),
    found: (other) => void names.push(other.id),
  };
  const timer = setTimeout(() => enough.abort(), LISTEN_MS);
  try {
    await source.read(sink, signal);
  } catch (error) {
    if (!enough.signal.aborted) settle(troubleOf(asSourceError(source.id, error)));
  } finally {
    clearTimeout(timer);
  }
  return heard ?? (source.finder ? { kind: 'found', names } : { kind: 'quiet' });
}

/** What is not there may come. */
function troubleOf(error: SourceError): Heard {
  return error.outlook === 'missing' ? { kind: 'missing' } : { kind: 'trouble', error };
}

function asSourceError(id: string, error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  return new SourceError(id, error instanceof Error ? error.message : String(error), '');
}

function foundOnes(id: string, names: readonly string[]): CheckResult {
  if (names.length > 0)
    return ok(id, `it answers; ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', ...' : ''}`);
  return warning(id, 'it answers, and nothing runs there now', 'What starts later is read.');
}

async function journal(id: string, heard: 'lines' | 'quiet'): Promise<CheckResult> {
  const { files, forbidden } = await journalAccess();
  if (forbidden > 0) {
    const why = `${forbidden} of ${files} files of the journal may not be read by this user`;
    return warning(id, why, 'Add the user to the group systemd-journal or adm, and log in again.');
  }
  return ok(id, heard === 'lines' ? 'it can be read' : 'it can be read, and has no lines of this choice yet');
}

async function file(id: string, heard: 'lines' | 'quiet', now: EpochMs): Promise<CheckResult> {
  const info = await stat(id).catch(() => null);
  if (info === null || !info.isFile())
    return ok(id, heard === 'lines' ? 'it can be read' : 'it can be read, and is empty');
  const age = now - info.mtimeMs;
  if (-age > AHEAD_MS) {
    return warning(id, 'it was last written in the future', 'Set the clock of this machine: timedatectl.');
  }
  if (info.size === 0)
    return warning(id, 'it can be read, and is empty', 'Look whether the program writes elsewhere.');
  if (age > SILENT_MS) {
    const why = `it can be read, and nobody wrote to it for ${Math.floor(age / DAY_MS)} days`;
    return warning(id, why, 'Look whether the program still runs and writes there.');
  }
  return ok(id, 'it can be read');
}
