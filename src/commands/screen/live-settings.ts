import type { Writable } from 'node:stream';
import type { Environment } from '../../config/locate.ts';
import type { CoreSettings, PathSpec, Permits } from '../../core/settings.ts';
import { discover, LOOKED_FOR } from '../../core/sources/discover.ts';
import { UserError } from '../../model/user-error.ts';
import { safeText } from '../../platform/safe-text.ts';
import type { Run } from '../flags/flags.ts';
import { doorSettings } from '../reach.ts';
import { type Common, coreSettings, lokiOf, sshClientOf, stateOf } from '../settings/settings.ts';

/** How this process was started. */
export type Started = {
  readonly env: Environment;
  readonly version: string;
  /** The folder with `rules`, `policy` and `demo` as shipped. */
  readonly shipped: string;
  readonly stderr: Writable;
};

/** `demo`: the bundled evidence. */
export function demoSettings(
  { flags }: Extract<Run, { command: 'demo' }>,
  common: Common,
  { env, shipped }: Started,
): CoreSettings {
  return coreSettings(common, [], {
    demo: { loop: flags.loop },
    permits: permitsOf(flags),
    dryRun: flags.dryRun,
    state: flags.state,
    range: { since: null, until: null },
    sshClient: sshClientOf(env),
    shipped,
  });
}

/** What a core reads that goes on: the paths given, else those of the configuration, else what is here. */
export async function pathSettings(
  { flags, paths }: Extract<Run, { command: 'live' | 'watch' }>,
  common: Common,
  started: Started,
): Promise<CoreSettings> {
  const { env, version, shipped } = started;
  const specs = (list: readonly string[]): PathSpec[] =>
    list.map((path) => ({ path, format: flags.inputFormat, label: null }));
  const configured = common.config.sources;
  const chosen =
    paths.length > 0
      ? specs(paths)
      : configured.length > 0
        ? configured
        : specs(await discovered(flags.quiet, common.config.loki.address, started));
  const state = stateOf(flags, common, env);
  const settings = coreSettings(common, chosen, {
    demo: null,
    permits: 'noBan' in flags ? permitsOf(flags) : 'all',
    dryRun: flags.dryRun,
    state,
    doors: doorSettings(common.config, state, env, version),
    tellLoki: common.config.loki.push_alerts ? lokiOf(['loki:'], common.config, env) : null,
    loki: lokiOf(
      chosen.map(({ path }) => path),
      common.config,
      env,
    ),
    range: { since: flags.since, until: flags.until },
    sshClient: sshClientOf(env),
    shipped,
  });
  // Who names what to read may look at the evidence of another machine.
  return { ...settings, logsource: flags.logsource, machine: paths.length === 0 };
}

function permitsOf({ readonly, noBan }: { readonly readonly: boolean; readonly noBan: boolean }): Permits {
  if (readonly) return 'nothing';
  return noBan ? 'no-bans' : 'all';
}

/** What this machine has to read. What may not be read is among it: the core says so, and what to do. */
async function discovered(
  quiet: boolean,
  loki: string | null,
  { env, stderr }: Started,
): Promise<readonly string[]> {
  const { paths, found } = await discover('', env.LOKI_ADDR || (loki ?? ''));
  if (paths.length === 0) {
    throw new UserError(
      `There is nothing to read here: none of ${LOOKED_FOR.join(', ')} is there`,
      'Name files, folders or - for standard input; or have a look at soc-console demo.',
      3,
    );
  }
  if (!quiet) stderr.write(`soc-console: found on this machine: ${safeText(found.join(', '))}\n`);
  return paths;
}
