import type { CoreSettings } from '../../core/settings.ts';
import { sourceStatuses } from '../../core/sources/source-status.ts';
import { type StartedCore, startCore } from '../../core/start.ts';
import type { Alert, AlertId } from '../../model/alerts/alert.ts';
import { type Level, levelRank } from '../../model/level.ts';
import { SECOND_MS } from '../../model/time.ts';
import { safeText } from '../../platform/safe-text.ts';
import { alertLine } from '../../report/alert-line.ts';
import type { Language } from '../../report/alert-words.ts';
import { scanText } from '../../report/scan-text.ts';
import { fitted } from '../../report/wrap.ts';
import { columnsOf } from '../output.ts';
import { resultOf } from '../scan/result.ts';
import type { CommandStreams } from '../scan/scan.ts';
import { untilSignal } from '../signals.ts';
import { GatheredLines } from './gathered-lines.ts';
import { SourceNews } from './source-news.ts';

type PlainOptions = {
  readonly settings: CoreSettings;
  readonly level: Level;
  readonly version: string;
  readonly ascii: boolean;
  readonly quiet: boolean;
  readonly language: Language;
};

/**
 * The live commands without a screen: one line for each alert, when it opens and when it gets worse.
 * A demo ends by itself with its report; anything else when it is told to. Returns the exit code.
 */
export async function plainFeed(options: PlainOptions, streams: CommandStreams): Promise<number> {
  const { settings, level, language } = options;
  const lines = new GatheredLines(streams.stdout);
  const feed = new AlertFeed(level, language, (line) => {
    // The window may have another size by now.
    for (const row of fitted(line, columnsOf(streams.stdout))) lines.write(row);
  });
  const started = await startCore({ ...settings, language }, (alert) => feed.alert(alert));
  const say = (text: string): void => void streams.stderr.write(`soc-console: ${safeText(text)}\n`);
  for (const { message, hint } of started.opened.failures) say(`${message}. ${hint}`);
  if (started.opened.sources.length === 0) {
    await started.stop();
    return 3;
  }
  const news = new SourceNews();
  const telling = setInterval(() => {
    const { feed, audit, captures } = started.core;
    const troubled = news.take(sourceStatuses({ feed, engine: started.engine, audit, captures }));
    for (const { error } of troubled) if (error !== null) say(error);
  }, SECOND_MS);
  const { ended, code } = await untilSignal(started.run());
  clearInterval(telling);
  lines.flush();
  if (ended && settings.demo) streams.stdout.write(`\n${demoReport(started, options)}`);
  const unstored = await started.stop(SENDING_MS);
  lines.flush();
  if (unstored !== null) say(`what was found is not stored: ${unstored}`);
  const { failures, refused } = started.opened;
  return failures.length + refused.length > 0 && code === 0 ? 3 : code;
}

/** How long the answer to a message is waited for at the end. */
const SENDING_MS = 2 * SECOND_MS;

/** Which alerts have been told, and how bad they were then. */
class AlertFeed {
  private readonly told = new Map<AlertId, Level>();

  constructor(
    private readonly least: Level,
    private readonly language: Language,
    private readonly tell: (line: string) => void,
  ) {}

  alert(alert: Alert): void {
    const { level } = alert.rule;
    if (levelRank(level) < levelRank(this.least)) return;
    const before = this.told.get(alert.id);
    if (before !== undefined && levelRank(level) <= levelRank(before)) return;
    this.told.set(alert.id, level);
    this.tell(alertLine(alert, this.language));
  }
}

function demoReport(started: StartedCore, { version, level, ascii, language }: PlainOptions): string {
  const { engine, core } = started;
  return scanText(
    resultOf({ version, engine, feed: core.feed, audit: core.audit, captures: core.captures, unopened: [] }),
    { level, ascii, language },
  );
}
