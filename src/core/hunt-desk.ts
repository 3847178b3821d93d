import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { LokiClient } from '../clients/loki/client.ts';
import { lokiBackend } from '../clients/loki/hunt-backend.ts';
import type { LokiSettings } from '../clients/loki/settings.ts';
import { inspectQuery } from '../hunt/complete.ts';
import { parseLogql } from '../hunt/parse-logql.ts';
import { ALL_LOCAL, loadHunts, withSelector } from '../hunt/saved-hunt.ts';
import { seriesQuery } from '../hunt/series-query.ts';
import { sigmaDraft } from '../hunt/to-sigma.ts';
import type { HuntBackend, HuntRequest } from '../model/hunt.ts';
import type { HuntAnswer, HuntQuestion, HuntRule, SavedHuntRow } from '../model/hunt-answer.ts';
import { isSourceAddress, parseSourceAddress } from '../model/source-address.ts';
import { HOUR_MS, SECOND_MS } from '../model/time.ts';
import type { Clock } from '../platform/clock.ts';
import { foundOf } from './hunt-found.ts';
import { localBackend } from './local-backend.ts';
import type { ConsoleRequest, ReplyTo } from './protocol.ts';
import type { RecentLines } from './recent-lines.ts';
import { RefusedError } from './refused-error.ts';
import type { PathSpec } from './settings.ts';

export type HuntOrder = Extract<
  ConsoleRequest,
  { kind: 'hunt' | 'cancel-hunt' | 'inspect-hunt' | 'saved-hunts' | 'hunt-rule' }
>;

export type HuntDeskOptions = {
  /** What the core reads. */
  readonly paths: readonly PathSpec[];
  readonly timeZone: string;
  readonly clock: Clock;
  /** Of the saved hunts. */
  readonly folder: string;
  readonly loki: LokiSettings | null;
  /** Lines of sources that cannot be read again. */
  readonly recent?: RecentLines;
};

/** Lines that a screen is sent. */
const MOST_LINES = 1000;
const WINDOW_MS = 10 * SECOND_MS;
/** Points that Loki is asked for over the last hour. */
const LOKI_STEP_MS = 5 * SECOND_MS;
const LOCAL_LABELS = ['filename', 'source', 'format', 'host'];
const LOKI_LABELS = ['job', 'container', 'host', 'instance', 'filename', 'service_name'];

/** Answers the hunt screen: reads the logs of the core's sources anew for each query, beside everything else. */
export class HuntDesk {
  private running: AbortController | null = null;

  constructor(private readonly options: HuntDeskOptions) {}

  /** Rejects with `RefusedError` only: whatever goes wrong with a hunt, detection goes on. */
  async handle(order: HuntOrder): Promise<ReplyTo[HuntOrder['kind']]> {
    try {
      return await this.answer(order);
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new RefusedError(reason.split('\n')[0] ?? '');
    }
  }

  private async answer(order: HuntOrder): Promise<ReplyTo[HuntOrder['kind']]> {
    switch (order.kind) {
      case 'hunt':
        return this.hunt(order.question);
      case 'cancel-hunt':
        this.cancel();
        return null;
      case 'inspect-hunt':
        return inspectQuery(order.query, order.at, this.isRemote ? LOKI_LABELS : LOCAL_LABELS);
      case 'saved-hunts':
        return this.saved();
      case 'hunt-rule':
        return ruleOf(order.query);
    }
  }

  cancel(): void {
    this.running?.abort();
    this.running = null;
  }

  private async hunt(question: HuntQuestion): Promise<HuntAnswer> {
    this.cancel();
    const running = new AbortController();
    this.running = running;
    const { clock } = this.options;
    const began = clock.now();
    const notes: string[] = [];
    try {
      const { request, window } = this.requestOf(question);
      const result = await this.backend(notes).query(request, running.signal);
      return {
        found: foundOf(result, window, MOST_LINES),
        notes: notes.slice(0, 5),
        took: clock.now() - began,
      };
    } catch (error) {
      if (running.signal.aborted) throw new RefusedError('the hunt was cancelled');
      throw error;
    } finally {
      if (this.running === running) this.running = null;
    }
  }

  private requestOf({ query, asCurve }: HuntQuestion): { request: HuntRequest; window: number | null } {
    const parsed = parseLogql(query);
    const isLog = parsed.ok && parsed.query.kind === 'log';
    const text = asCurve && parsed.ok ? seriesQuery(query, parsed.query, WINDOW_MS) : query;
    const step = this.isRemote ? LOKI_STEP_MS : SECOND_MS;
    const since = this.isRemote ? this.options.clock.now() - HOUR_MS : null;
    return {
      request: {
        ...{ query: text, range: { since, until: null }, step: asCurve ? step : null },
        ...{ limit: MOST_LINES, direction: 'backward' },
      },
      window: isLog ? WINDOW_MS : null,
    };
  }

  /** Where everything is on a Loki server, it answers. */
  private get isRemote(): boolean {
    const { paths, loki } = this.options;
    return loki !== null && paths.length > 0 && paths.every(({ path }) => isOf(path, 'loki'));
  }

  private backend(notes: string[]): HuntBackend {
    const { paths, timeZone, clock, loki, recent } = this.options;
    if (this.isRemote && loki !== null) return lokiBackend(new LokiClient({ settings: loki }), clock);
    // What came once cannot be read again.
    const readable = paths.filter(({ path }) => path !== '-' && !isOf(path, 'syslog') && !isOf(path, 'loki'));
    if (paths.some(({ path }) => isOf(path, 'loki')))
      notes.push('what comes from Loki is not in this answer');
    if (recent?.isCut === true) notes.push('of what cannot be read again only the latest lines are here');
    const onNote = (note: string): void => void notes.push(note);
    return localBackend({
      ...{ paths: readable, labels: {}, timeZone, clock, onNote, onProblem: onNote },
      stdin: () => Readable.from([]),
      ...(recent && { kept: () => recent.bySource() }),
    });
  }

  private saved(): readonly SavedHuntRow[] {
    const selector = this.isRemote ? '{job=~".+"}' : ALL_LOCAL;
    return loadHunts(this.options.folder).map((hunt) => {
      const { name, title, description, threshold } = hunt;
      return { name, title, description, threshold, query: withSelector(hunt, selector) };
    });
  }
}

function isOf(path: string, kind: 'syslog' | 'loki'): boolean {
  return isSourceAddress(path) && parseSourceAddress(path)?.kind === kind;
}

function ruleOf(query: string): HuntRule {
  const parsed = parseLogql(query);
  if (!parsed.ok) throw new RefusedError(parsed.problem.message);
  return sigmaDraft(parsed.query, {
    ...{ title: 'Hunt', window: WINDOW_MS, threshold: null, ids: [randomUUID(), randomUUID()] },
  });
}
