import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import type { Policy } from '../engine/audit/policy.ts';
import type { Engine, EngineOptions } from '../engine/engine.ts';
import type { Alert } from '../model/alerts/alert.ts';
import type { DurationMs } from '../model/time.ts';
import { UserError } from '../model/user-error.ts';
import { withhold } from '../platform/child-environment.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { pause } from '../platform/pause.ts';
import { readDescriptor } from '../platform/streams.ts';
import { ruleHunt } from '../rules/logql/rule-hunt.ts';
import type { LoadedRuleSet } from '../rules/rule-set.ts';
import { WholeRules } from '../rules/whole-rules.ts';
import { DemoPlayer } from '../sources/demo/player.ts';
import { Store } from '../store/store.ts';
import { listWatch } from './audit/list-watch.ts';
import { loadPolicy } from './audit/load-policy.ts';
import { machineSource } from './audit/machine-source.ts';
import { responseParts } from './bans/response-parts.ts';
import { Core, type CoreParts } from './core.ts';
import { engineOptions, LIVE_ALERTS } from './create-engine.ts';
import { type Doors, openDoors } from './doors/doors.ts';
import { CountIn } from './hunt/count-in.ts';
import { HuntDesk } from './hunt/hunt-desk.ts';
import { type Telling, tellLoki } from './hunt/tell-loki.ts';
import { filesOf, readIntelligence } from './load-intelligence.ts';
import { type NotifySettings, secretVariables } from './notices/channel-settings.ts';
import { channelsOf } from './notices/channels.ts';
import { cursorsAfter } from './record/journal.ts';
import { checkpointMark, resume } from './record/resume.ts';
import { RuleWatch } from './rule-watch.ts';
import { rulesDigest } from './rules-digest.ts';
import type { CoreSettings } from './settings.ts';
import { Captures } from './sources/captures.ts';
import { type Opened, type OpenedSource, openPaths } from './sources/open-paths.ts';
import { RecentLines } from './sources/recent-lines.ts';

export type StartedCore = {
  readonly core: Core;
  readonly engine: Engine;
  readonly opened: Opened;
  /** Reads the sources; resolves when they have ended (a demo: when its evidence is used up). */
  run(): Promise<void>;
  /** Reads the rules again; what is wrong with them is a warning. */
  reloadRules(): Promise<void>;
  /** Ends. Returns why not all that was found is stored, else null. `patience`: how long to wait for a message being sent. */
  stop(patience?: DurationMs): Promise<string | null>;
};

/** Builds a core from its settings: the one place where the parts are joined. */
export async function startCore(
  settings: CoreSettings,
  onAlert?: (alert: Alert) => void,
  clock: Clock = systemClock,
): Promise<StartedCore> {
  const { until } = settings.range;
  const whole = new WholeRules();
  const asked = { ...settings, range: { since: null, until }, alertLimits: LIVE_ALERTS, askedPaths: true };
  const { options, warnings, loaded } = await engineOptions(asked, undefined, whole);
  // This may be another thread than the one that read the configuration.
  if (settings.notify) withhold(secretVariables(settings.notify));
  const policy = await loadPolicy(settings.policy, settings.shipped, settings.language);
  // Detection does not wait for a disk: what cannot be stored is reported, and tried again.
  const store = Store.openOrWait(settings.state);
  try {
    return await startOn(store, { settings, options, warnings, policy, onAlert, clock, loaded, whole });
  } catch (error) {
    store.close();
    throw error;
  }
}

type Read = {
  readonly settings: CoreSettings;
  readonly options: EngineOptions;
  readonly warnings: readonly string[];
  readonly policy: Policy;
  readonly loaded: LoadedRuleSet;
  readonly whole: WholeRules;
  readonly onAlert: ((alert: Alert) => void) | undefined;
  readonly clock: Clock;
};

async function startOn(
  store: Store,
  { settings, options, warnings, policy, onAlert, clock, loaded, whole }: Read,
): Promise<StartedCore> {
  const { since } = settings.range;
  const mark = markOf(settings);
  // A demo begins anew each time.
  const resumed = resume(options, mark, settings.demo === null ? store.progress() : null);
  const { engine } = resumed;
  const player = settings.demo === null ? null : await playerFor(settings, clock);
  const played = player?.paths.map((path) => ({ path, format: null, label: basename(path) }));
  const { timeZone, formats, logsource, believedProxies = [] } = options;
  const counting = new CountIn(loaded, {
    timeZone,
    formats,
    logsource,
    hasProxies: believedProxies.length > 0,
  });
  const opened = await openPaths(played ?? settings.paths, {
    follow: settings.follow,
    clock,
    stdin: () => readDescriptor(0),
    resumed: new Set([...resumed.cursors.keys(), ...cursorsAfter(resumed.history).keys()]),
    loki: settings.loki ?? null,
    asked: { since, until: null },
    counting,
  });
  const telling = settings.tellLoki ? await tellLoki(settings.tellLoki, clock) : null;
  const recent = new RecentLines();
  const core = new Core({
    engine,
    ...(settings.demo === null && { resumed: { ...resumed, mark } }),
    since,
    keep: settings.keep,
    store,
    policy,
    response: responseParts(settings),
    clock,
    host: hostname(),
    demo: player !== null,
    threshold: settings.failuresPer10s,
    permits: settings.permits,
    warnings,
    captures: new Captures(opened.sources, opened.captures),
    unopened: opened.failures,
    recent,
    hunts: new HuntDesk({
      recent,
      formatOf: (source) => (engine.knows(source) ? engine.reader(source).format : null),
      paths: played ?? settings.paths,
      timeZone: settings.timeZone,
      clock,
      folder: join(settings.shipped, 'hunts'),
      state: settings.state,
      ruleHunt: (name, selector) => ruleHunt(counting.rules, name, selector),
      loki: settings.loki ?? null,
    }),
    retrying: { clock, random: Math.random, pause },
    onAlert: (alert) => {
      telling?.note(alert);
      onAlert?.(alert);
    },
    tellingTrouble: () => telling?.warning ?? null,
    ...(settings.notify && settings.demo === null && { notices: noticesOf(settings.notify) }),
  });
  const doors = settings.doors
    ? await openDoors(settings.doors, settings.state, (request, caller) => core.handle(request, caller))
    : null;
  core.troubles = doors?.troubles ?? [];
  return {
    core,
    engine,
    opened,
    ...lifeOf({ core, engine, opened, player, doors, telling, counting, whole }, settings),
  };
}

function noticesOf(settings: NotifySettings): NonNullable<CoreParts['notices']> {
  const { language, settle } = settings;
  return { channels: channelsOf(settings), options: { host: hostname(), language }, settle };
}

type Parts = {
  readonly core: Core;
  readonly engine: Engine;
  readonly opened: Opened;
  readonly player: DemoPlayer | null;
  readonly doors: Doors | null;
  readonly telling: Telling | null;
  readonly counting: CountIn;
  readonly whole: WholeRules;
};

function lifeOf(
  { core, engine, opened, player, doors, telling, counting, whole }: Parts,
  settings: CoreSettings,
): Pick<StartedCore, 'run' | 'reloadRules' | 'stop'> {
  const playing = new AbortController();
  let watching: readonly RuleWatch[] = [];
  return {
    async run() {
      watching = watchFiles({ core, engine, counting, whole }, settings);
      const watched = [...machineOf(core, settings), ...listsOf(core, opened, settings)];
      const reading = core.run([...opened.sources, ...watched]);
      if (!player) return reading;
      await player.play(settings.demo?.loop === true, playing.signal);
      core.finished = true;
    },
    async reloadRules() {
      await reloadRules({ core, counting, whole }, settings);
      if (settings.policy !== null) await reloadPolicy(core, settings);
    },
    async stop(patience) {
      playing.abort();
      for (const watch of watching) watch.close();
      doors?.close();
      const unstored = await core.stop(patience);
      await player?.remove();
      await telling?.stop();
      return unstored;
    },
  };
}

type Ruled = Pick<Parts, 'core' | 'counting' | 'whole'>;

/** A rule that is broken when rules are read again is a warning: it goes on as it was before, and the others as they are. */
async function reloadRules({ core, counting, whole }: Ruled, settings: CoreSettings): Promise<void> {
  try {
    const { options, warnings, loaded } = await engineOptions(settings, undefined, whole);
    core.takeRules(options.rules, warnings, markOf(settings));
    counting.take(loaded);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    core.keepRules(error.message);
  }
}

/** The user's rules, policy and files about addresses are read again when they change. */
function watchFiles(
  { core, engine, counting, whole }: Ruled & Pick<Parts, 'engine'>,
  settings: CoreSettings,
): RuleWatch[] {
  const { rules, policy, intelligence } = settings;
  const known = engine.intelligence;
  const ofFiles =
    intelligence === undefined || known === null
      ? null
      : {
          folders: filesOf(intelligence),
          reload: async () => known.take(readIntelligence(intelligence).parts),
        };
  const ofRules = { folders: rules, reload: () => reloadRules({ core, counting, whole }, settings) };
  const ofPolicy = { folders: [policy ?? ''], reload: () => reloadPolicy(core, settings) };
  return [
    ...(rules.length > 0 ? [new RuleWatch(ofRules)] : []),
    ...(policy === null ? [] : [new RuleWatch(ofPolicy)]),
    ...(ofFiles === null ? [] : [new RuleWatch(ofFiles)]),
  ];
}

/** A policy with a mistake is reported, and the old one stays. */
async function reloadPolicy(core: Core, { policy, shipped, language }: CoreSettings): Promise<void> {
  try {
    core.takePolicy({ policy: await loadPolicy(policy, shipped, language) });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    core.takePolicy({ why: error.message });
  }
}

/** Watches the machine that this runs on, if wanted. */
function machineOf(core: Core, settings: CoreSettings): OpenedSource[] {
  if (settings.machine !== true) return [];
  const source = machineSource({
    policy: () => core.audit.policy,
    clock: systemClock,
    onLook: (look) => core.audit.readMachine(look),
    pause,
  });
  return [{ source, kind: 'machine', format: 'json', named: false }];
}

/** Watches service lists for changes. */
function listsOf(core: Core, opened: Opened, { follow, demo }: CoreSettings): OpenedSource[] {
  if (!follow || demo !== null || opened.sources.every(({ kind }) => kind !== 'services')) return [];
  const source = listWatch({ audit: core.audit, clock: systemClock, pause });
  return [{ source, kind: 'machine', format: 'json', named: false }];
}

function markOf({ shipped, rules, parsers = [] }: CoreSettings): string {
  return checkpointMark(rulesDigest([join(shipped, 'rules'), ...rules, ...parsers]));
}

function playerFor({ shipped, timeZone }: CoreSettings, clock: Clock): Promise<DemoPlayer> {
  return DemoPlayer.prepare({ evidence: join(shipped, 'demo'), timeZone, clock });
}
