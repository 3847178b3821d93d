import type { Writable } from 'node:stream';
import { type LokiSettings, lokiSettings } from '../../clients/loki/settings.ts';
import { defaults } from '../../config/defaults.ts';
import { formatIssue } from '../../config/issues.ts';
import { type Environment, findConfig, stateFolder } from '../../config/locate.ts';
import type { Config } from '../../config/schema.ts';
import { secretVariables } from '../../core/notices/channel-settings.ts';
import {
  type CoreSettings,
  NO_RESPONDERS,
  type PathSpec,
  type ResponseSettings,
} from '../../core/settings.ts';
import type { Level } from '../../model/level.ts';
import { UserError } from '../../model/user-error.ts';
import { withhold } from '../../platform/child-environment.ts';
import { dockerSocket } from '../../platform/docker-client.ts';
import { ownTimeZone } from '../../platform/own-time-zone.ts';
import { safeText } from '../../platform/safe-text.ts';
import { notifyHosts, notifySettings } from './notify-settings.ts';

/** The flags that every command takes, as far as they bear on the configuration. */
type CommonFlags = {
  readonly config: string | null;
  readonly state: string | null;
  readonly rules: readonly string[];
  readonly parsers?: readonly string[];
  readonly level: Level | null;
  readonly timezone: string | null;
  readonly quiet?: boolean;
  readonly lang?: Config['notify']['language'] | null;
};

/** Flags over configuration over defaults, for what all commands share. */
export type Common = {
  readonly config: Config;
  /** The file that it comes from; null for the defaults. */
  readonly file: string | null;
  readonly level: Level;
  readonly timeZone: string;
  readonly rules: readonly string[];
  readonly parsers: readonly string[];
  /** Proxies whose word on whom they spoke for is taken. */
  readonly believedProxies: readonly string[];
  readonly intelligence: Config['intelligence'];
};

/**
 * Reads the configuration. Throws `UserError` with every mistake in it. `warnings`: of commands that act on nothing and keep
 * nothing, which do without a configuration that is not for their user, and say so there.
 */
export async function commonSettings(
  flags: CommonFlags,
  environment: Environment,
  warnings: Writable | null = null,
): Promise<Common> {
  const found = await findConfig(flags.config, environment);
  const { checked, isForbidden } = found;
  const isWithout = isForbidden && warnings !== null;
  if (!checked.ok && !isWithout) {
    throw new UserError(
      checked.issues.map(formatIssue).join('\n'),
      isForbidden
        ? `Let the group of the user who runs this read it (chgrp GROUP ${found.file} && chmod 640 ${found.file}), or name another with -c FILE.`
        : 'Correct the configuration, or name another with -c FILE.',
    );
  }
  if (isWithout && flags.quiet !== true) {
    warnings.write(`${safeText(`soc-console: warning: ${found.file} may not be read: the defaults hold`)}\n`);
  }
  const file = isWithout ? null : found.file;
  const config = spokenIn(flags.lang ?? null, checked.ok ? checked.value : await defaults());
  withhold(secretVariables(notifySettings(config.notify)));
  return {
    config,
    file,
    level: flags.level ?? config.level,
    timeZone: flags.timezone ?? config.timezone ?? ownTimeZone(environment),
    rules: [...config.rules, ...flags.rules],
    parsers: [...config.parsers, ...(flags.parsers ?? [])],
    believedProxies: config.response.forwarded_for ? config.response.trusted_proxies : [],
    intelligence: config.intelligence,
  };
}

function spokenIn(language: Config['notify']['language'] | null, config: Config): Config {
  return language === null ? config : { ...config, notify: { ...config.notify, language } };
}

/** What the core of a live command is told. */
export function coreSettings(
  { config, timeZone, rules, parsers, believedProxies, intelligence }: Common,
  paths: readonly PathSpec[],
  {
    dryRun,
    ...rest
  }: Pick<
    CoreSettings,
    'permits' | 'demo' | 'state' | 'doors' | 'sshClient' | 'shipped' | 'range' | 'loki' | 'tellLoki'
  > & {
    /** Bans are only shown. */
    readonly dryRun: boolean;
  },
): CoreSettings {
  return {
    paths,
    follow: true,
    timeZone,
    rules,
    parsers,
    believedProxies,
    intelligence,
    policy: config.policy,
    keep: { days: config.store.keep_days, alerts: config.store.keep_alerts },
    failuresPer10s: config.thresholds.failures_per_10s,
    defaultBan: config.bans.default_duration,
    allowlist: config.bans.allowlist,
    response: { ...responseSettings(config, rest.loki), ...(dryRun && NO_RESPONDERS) },
    // Who only looks sends nothing, and evidence of another day is no news.
    notify: rest.permits === 'nothing' || rest.demo !== null ? null : notifySettings(config.notify),
    ...rest,
  };
}

/** Where Loki is: what the environment says goes before the configuration. Null when nothing is read there. */
export function lokiOf(
  paths: readonly string[],
  config: Config,
  environment: Environment,
): LokiSettings | null {
  return paths.some((path) => path.startsWith('loki:'))
    ? lokiSettings(lokiEnvironment(config, environment))
    : null;
}

const LOGINS = [
  'LOKI_USERNAME',
  'LOKI_PASSWORD',
  'LOKI_PASSWORD_FILE',
  'LOKI_BEARER_TOKEN',
  'LOKI_BEARER_TOKEN_FILE',
];

/** The environment, and under its names what the configuration says beside it. */
export function lokiEnvironment({ loki }: Config, environment: Environment): Environment {
  const hasLogin = LOGINS.some((name) => environment[name]);
  const configured = {
    LOKI_ADDR: loki.address,
    LOKI_ORG_ID: loki.tenant,
    LOKI_CA_CERT_PATH: loki.ca_file,
    LOKI_TLS_SKIP_VERIFY: loki.skip_verify ? 'true' : null,
    ...(!hasLogin && {
      LOKI_USERNAME: loki.username,
      LOKI_PASSWORD_FILE: loki.password_file,
      LOKI_BEARER_TOKEN_FILE: loki.token_file,
    }),
  };
  const chosen: Record<string, string> = {};
  for (const [name, value] of [...Object.entries(configured), ...Object.entries(environment)])
    if (value) chosen[name] = value;
  return chosen;
}

/** What the core is told of the section `response`, and of what must never be banned because other sections need it. */
export function responseSettings(
  { response, notify }: Pick<Config, 'response' | 'notify'>,
  loki: LokiSettings | null = null,
): ResponseSettings {
  const { docker_socket, longest_ban, trusted_proxies, forwarded_for: _, automatic, ...rest } = response;
  const { max_per_minute, majority_percent, private_addresses, ...policy } = automatic;
  return {
    ...rest,
    dockerSocket: docker_socket ?? dockerSocket(),
    longestBan: longest_ban,
    trustedProxies: trusted_proxies,
    neededHosts: [
      ...(loki === null ? [] : [{ host: hostOf(loki.address), why: 'Loki, which logs are read from' }]),
      ...notifyHosts(notifySettings(notify)),
    ],
    privateToo: private_addresses,
    automatic: { ...policy, maxPerMinute: max_per_minute, majority: majority_percent / 100 },
  };
}

function hostOf(address: string): string {
  return new URL(address).hostname.replace(/^\[|\]$/g, '');
}

/** Where state goes: `--state`, else the configuration, else the usual folder. Throws `UserError` without any. */
export function stateOf(flags: CommonFlags, { config }: Common, environment: Environment): string {
  const folder = flags.state ?? config.state ?? stateFolder(environment);
  if (folder !== null) return folder;
  throw new UserError('There is no folder for the state: HOME is not set', 'Name one with --state DIR.');
}

/** The peer of this session, as sshd put it into the environment. */
export function sshClientOf({ SSH_CONNECTION, SSH_CLIENT }: Environment): string | null {
  return (SSH_CONNECTION ?? SSH_CLIENT)?.split(' ')[0] ?? null;
}
