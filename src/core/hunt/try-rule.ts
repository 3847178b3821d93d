import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { LokiSettings } from '../../clients/loki/settings.ts';
import { Engine } from '../../engine/engine.ts';
import type { RuleTrial } from '../../model/hunt/hunt-answer.ts';
import { RefusedError } from '../../model/refused-error.ts';
import { HOUR_MS } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { formatIssue, loadRuleSet } from '../../rules/rule-set.ts';
import type { PathSpec } from '../settings.ts';
import { Feed } from '../sources/feed.ts';
import { openPaths } from '../sources/open-paths.ts';

const LONGEST_MS = 60_000;

/** Backtests rules on the sources, from their beginnings (Loki: the last hour), as far as a minute takes it. */
export async function tryRule(
  yaml: string,
  of: {
    readonly paths: readonly PathSpec[];
    readonly timeZone: string;
    readonly clock: Clock;
    readonly loki: LokiSettings | null;
  },
): Promise<RuleTrial> {
  if (yaml === '') throw new RefusedError('only lines, or how many there are, can become a rule');
  const folder = mkdtempSync(join(tmpdir(), 'soc-rule-'));
  try {
    // Loaded as a user's rule, beside none of ours: then its patterns run in linear time.
    writeFileSync(join(folder, 'draft.yml'), yaml);
    const { rules, issues } = await loadRuleSet(null, [folder]);
    const wrong = issues.find(({ severity }) => severity !== 'warning');
    if (wrong !== undefined) throw new RefusedError(formatIssue(wrong));
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
    const engine = new Engine({ rules, timeZone: of.timeZone, hash });
    const { clock, loki } = of;
    const since = clock.now() - HOUR_MS;
    const opened = await openPaths(
      of.paths.filter(({ path }) => path !== '-' && !path.startsWith('syslog:')),
      { follow: false, clock, loki, stdin: () => Readable.from([]), asked: { since, until: null } },
    );
    const feed = new Feed({
      ...{ engine, onOutputs: () => {}, onServices: () => {} },
      settle: () => new Promise((resolve) => setImmediate(resolve)),
    });
    await feed.run(opened.sources, AbortSignal.timeout(LONGEST_MS));
    const matched = engine.hits.reduce((sum, hits) => sum + hits, 0);
    return { events: engine.events, matched, alerts: engine.alerts().length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
