import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { AlertLimits } from '../engine/correlate/episodes/alerts.ts';
import { Engine, type EngineOptions } from '../engine/engine.ts';
import type { EngineObserver } from '../engine/engine-observer.ts';
import { loadParsers } from '../rules/parsers/load.ts';
import { type LoadedRuleSet, loadRuleSet, toldIssues } from '../rules/rule-set.ts';
import type { WholeRules } from '../rules/whole-rules.ts';
import { loadIntelligence } from './load-intelligence.ts';
import type { CoreSettings } from './settings.ts';

type EngineSettings = Pick<
  CoreSettings,
  'shipped' | 'rules' | 'parsers' | 'timeZone' | 'logsource' | 'believedProxies' | 'intelligence'
> &
  Pick<EngineOptions, 'range' | 'alertLimits' | 'silent' | 'askedPaths'>;

/**
 * Remembered by an engine that runs for weeks, and written with every checkpoint: the store has all of them. More as long
 * as they grow: one that is let go too soon is opened anew with its next line, and its count begins again.
 */
export const LIVE_ALERTS: AlertLimits = { resting: 20_000, most: 50_000 };

const ID_BYTES = 16;

/** An engine with the shipped rules and the user's; what is wrong with them is in `warnings`. */
export async function createEngine(
  settings: EngineSettings,
  observer?: EngineObserver,
): Promise<{ readonly engine: Engine; readonly warnings: readonly string[] }> {
  const { options, warnings } = await engineOptions(settings, observer);
  return { engine: new Engine(options), warnings };
}

/** What such an engine is made with. `whole`: rules that are half saved when they are read again stay as they were. */
export async function engineOptions(
  settings: EngineSettings,
  observer?: EngineObserver,
  whole: WholeRules | null = null,
): Promise<{
  readonly options: EngineOptions;
  readonly warnings: readonly string[];
  readonly loaded: LoadedRuleSet;
}> {
  const loaded = await loadRuleSet(join(settings.shipped, 'rules'), settings.rules, whole);
  const { rules, issues } = loaded;
  const parsers = await loadParsers(settings.parsers ?? []);
  const hash = (text: string): string =>
    createHash('sha256').update(text).digest().toString('hex', 0, ID_BYTES);
  const { timeZone, range, logsource, alertLimits, silent, askedPaths, believedProxies = [] } = settings;
  const known = loadIntelligence(settings.intelligence);
  const options = {
    rules,
    timeZone,
    hash,
    formats: parsers.formats,
    believedProxies,
    ...(range && { range }),
    ...(alertLimits && { alertLimits }),
    ...(silent && { silent }),
    ...(askedPaths && { askedPaths }),
    ...(logsource && { logsource }),
    ...(known.intelligence && { intelligence: known.intelligence }),
    ...(observer && { observer }),
  };
  const told = toldIssues([...issues, ...parsers.issues]);
  return { options, loaded, warnings: [...told, ...known.warnings] };
}
