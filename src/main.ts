/** Reads the arguments, hands each command its settings, the environment and the streams, and sets the exit code. */
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { reportError, reportLostOutput } from './commands/errors.ts';
import { parseCommandLine, type Run } from './commands/flags/flags.ts';
import { programIdentity } from './commands/flags/usage.ts';
import { isAscii } from './commands/glyph-tier.ts';
import { columnsOf } from './commands/output.ts';
import { doorSettings, userName, wantedCore } from './commands/reach.ts';
import type { CommandStreams } from './commands/scan/scan.ts';
import { pathSettings, type Started } from './commands/screen/live-settings.ts';
import type { StartedHere } from './commands/screen/on-screen.ts';
import { notifySettings } from './commands/settings/notify-settings.ts';
import {
  type Common,
  commonSettings,
  coreSettings,
  lokiEnvironment,
  lokiOf,
  responseSettings,
  sshClientOf,
  stateOf,
} from './commands/settings/settings.ts';
import { stateFolder } from './config/locate.ts';
import type { PathSpec } from './core/settings.ts';
import { discover } from './core/sources/discover.ts';
import { UserError } from './model/user-error.ts';
import { armCrash } from './platform/crash-point.ts';
import { readDescriptor } from './platform/streams.ts';

// Unless this is set before React loads, it keeps a record of every update.
process.env.NODE_ENV ??= 'production';

// Of a network share that answers no more each log holds a thread; with the usual four, as many would stop all others.
// Set before the first file is asked for, for only then the threads are made.
process.env.UV_THREADPOOL_SIZE ??= '64';

const { env, stdout, stderr } = process;
const SHIPPED = fileURLToPath(new URL('../config', import.meta.url));
const LAST_WORDS_MS = 1000;
const { name, version } = programIdentity();
const STARTED: Started = { env, version, shipped: SHIPPED, stderr };
const streams: CommandStreams = { stdin: () => readDescriptor(0), stdout, stderr };
const HERE: StartedHere = { ...STARTED, stdout, streams, onLostReader };

armCrash(env.SOC_CRASH_AT);
stdout.on('error', onLostReader);
// Where nobody reads what is said, there is nobody to say that to.
stderr.on('error', () => {});

run(process.argv.slice(2)).then(finish, (error: unknown) => {
  const report = reportError(error, columnsOf(stderr));
  stderr.write(report.stderr);
  finish(report.exitCode);
});

async function run(argv: readonly string[]): Promise<number> {
  const parsed = parseCommandLine(argv);
  // meow empties the title, by which `ps`, `top` and `pgrep -f` find the program.
  process.title = [name, ...argv].join(' ');
  switch (parsed.kind) {
    case 'help':
    case 'version':
      stdout.write(parsed.text);
      return 0;
    case 'usage-error':
      throw new UserError(parsed.message, parsed.hint);
    case 'run':
      return runCommand(parsed);
  }
}

async function runCommand(parsed: Run): Promise<number> {
  switch (parsed.command) {
    case 'scan':
      return runScan(parsed);
    case 'watch':
      return runWatch(parsed);
    case 'attach': {
      const { openAttached } = await import('./commands/screen/on-screen.ts');
      return openAttached(parsed, HERE);
    }
    case 'alerts':
      return runAlerts(parsed);
    case 'rules':
      return runRules(parsed);
    case 'explain':
      return runExplain(parsed);
    case 'report':
      return runReport(parsed);
    case 'audit':
      return runAudit(parsed);
    case 'config':
      return runConfig(parsed);
    case 'hunt':
      return runHunt(parsed);
    case 'doctor':
      return runDoctor(parsed);
    case 'completion':
      return runCompletion(parsed);
    case 'ban':
    case 'unban':
    case 'bans':
      return runBans(parsed);
    default: {
      const { openLive } = await import('./commands/screen/on-screen.ts');
      return openLive(parsed, HERE);
    }
  }
}

async function runScan({ flags, paths }: Extract<Run, { command: 'scan' }>): Promise<number> {
  const common = await commonSettings(flags, env, stderr);
  const { scan } = await import('./commands/scan/scan.ts');
  return scan(
    {
      ...flags,
      ...common,
      paths,
      loki: lokiOf(paths, common.config, env),
      policy: flags.policy ?? common.config.policy,
      language: common.config.notify.language,
      ascii: isAscii(flags, common.config.ui, env),
      shipped: SHIPPED,
      version,
    },
    streams,
  );
}

async function runAlerts({ flags, paths }: Extract<Run, { command: 'alerts' }>): Promise<number> {
  const common = await commonSettings(flags, env);
  const { alerts } = await import('./commands/alerts.ts');
  const state = stateOf(flags, common, env);
  const running = wantedCore(common.config, state, 'act', STARTED);
  return alerts(
    {
      ...flags,
      ...common,
      words: paths,
      state,
      running,
      shipped: SHIPPED,
      language: common.config.notify.language,
    },
    streams,
  );
}

async function runRules({ flags, paths }: Extract<Run, { command: 'rules' }>): Promise<number> {
  const common = await commonSettings(flags, env, stderr);
  const { rules } = await import('./commands/rules/rules.ts');
  const { bans, response } = common.config;
  const trusted = {
    allowlist: bans.allowlist,
    sshClient: sshClientOf(env),
    trustedProxies: response.trusted_proxies,
    privateToo: response.automatic.private_addresses,
  };
  const loki = lokiOf(paths, common.config, env);
  const { language } = common.config.notify;
  return rules({ ...flags, ...common, ...trusted, loki, language, words: paths, shipped: SHIPPED }, streams);
}

async function runExplain({ flags, paths }: Extract<Run, { command: 'explain' }>): Promise<number> {
  const common = await commonSettings(flags, env, stderr);
  const { explain } = await import('./commands/explain.ts');
  const state = () => stateOf(flags, common, env);
  const { language } = common.config.notify;
  return explain({ ...flags, ...common, words: paths, state, language, shipped: SHIPPED }, streams);
}

async function runAudit({ flags, paths }: Extract<Run, { command: 'audit' }>): Promise<number> {
  const common = await commonSettings(flags, env, stderr);
  const { auditCommand } = await import('./commands/audit.ts');
  const policy = flags.policy ?? common.config.policy;
  const { language } = common.config.notify;
  const state = flags.state ?? common.config.state ?? stateFolder(env);
  return auditCommand(
    { ...flags, ...common, policy, paths, language, state, shipped: SHIPPED, version },
    streams,
  );
}

async function runConfig({ flags, paths }: Extract<Run, { command: 'config' }>): Promise<number> {
  const { configCommand } = await import('./commands/config.ts');
  return configCommand({ ...flags, words: paths, environment: env, shipped: SHIPPED }, streams);
}

async function runHunt({ flags, paths }: Extract<Run, { command: 'hunt' }>): Promise<number> {
  const common = await commonSettings(flags, env, stderr);
  const { hunt } = await import('./commands/hunt/hunt.ts');
  const ascii = isAscii(flags, common.config.ui, env);
  // The configured password is for the configured server only.
  const loki = flags.loki === null ? lokiEnvironment(common.config, env) : env;
  return hunt({ ...flags, ...common, ascii, words: paths, shipped: SHIPPED, env: loki }, streams);
}

async function runDoctor({ flags }: Extract<Run, { command: 'doctor' }>): Promise<number> {
  const common = await commonSettings(flags, env);
  const { sources, policy } = common.config;
  const areFound = sources.length === 0;
  const found = areFound ? (await discover()).paths : [];
  const paths = areFound ? found.map((path) => ({ path, format: null, label: null })) : sources;
  const { columns = 0, rows = 0, isTTY: isTerminal = false } = stdout;
  const state = stateOf(flags, common, env);
  const ownGroups = process.getuid?.() === 0 ? null : (process.getgroups?.() ?? []);
  const { doctor } = await import('./commands/doctor.ts');
  return doctor(
    {
      ...flags,
      ...common,
      ...{ paths, areFound, policy, version, shipped: SHIPPED },
      loki: lokiNeeded(paths, common),
      file: common.file,
      state,
      response: responseSettings(common.config),
      notify: notifySettings(common.config.notify),
      doors: { ...doorSettings(common.config, state, env, version), ownGroups },
      searchPath: env.PATH ?? '',
      terminal: { isTerminal, columns, rows, env },
    },
    streams,
  );
}

/** How to reach Loki; null when neither a source nor a setting names it. */
function lokiNeeded(paths: readonly PathSpec[], { config }: Common): ReturnType<typeof lokiOf> {
  const isNamed = Boolean(env.LOKI_ADDR) || config.loki.address !== null;
  return lokiOf(isNamed ? ['loki:'] : paths.map(({ path }) => path), config, env);
}

async function runCompletion({ flags, paths }: Extract<Run, { command: 'completion' }>): Promise<number> {
  const [shell, ...words] = paths;
  if (shell === 'words') {
    const common = await commonSettings(flags, env);
    const { knownWords } = await import('./commands/completion/known-words.ts');
    const state = () => stateOf(flags, common, env);
    const { language } = common.config.notify;
    stdout.write(await knownWords({ words, state, language, rules: common.rules, shipped: SHIPPED }));
    return 0;
  }
  const { completion } = await import('./commands/completion/completion.ts');
  stdout.write(completion(paths));
  return 0;
}

async function runReport({ flags, paths }: Extract<Run, { command: 'report' }>): Promise<number> {
  const common = await commonSettings(flags, env);
  const { report } = await import('./commands/report.ts');
  const state = () => stateOf(flags, common, env);
  const running = () => wantedCore(common.config, state(), 'best', STARTED);
  const { policy } = common.config;
  const loki = lokiOf(paths, common.config, env);
  const ascii = isAscii(flags, common.config.ui, env);
  return report(
    { ...flags, ...common, ascii, paths, loki, policy, state, running, shipped: SHIPPED, version },
    streams,
  );
}

async function runBans(parsed: Extract<Run, { command: 'ban' | 'unban' | 'bans' }>): Promise<number> {
  const { flags, paths: words } = parsed;
  const common = await commonSettings(flags, env);
  const state = stateOf(flags, common, env);
  const core = coreSettings(common, [], {
    demo: null,
    permits: 'all',
    dryRun: false,
    state,
    range: { since: null, until: null },
    sshClient: sshClientOf(env),
    shipped: SHIPPED,
  });
  const door = parsed.command === 'bans' ? 'best' : 'act';
  const settings = { ...core, running: wantedCore(common.config, state, door, STARTED) };
  const isInteractive = isatty(0) && stderr.isTTY;
  // After `isatty`, a terminal can only be read through Node's own stream.
  const asking = { ...streams, ...(isInteractive && { stdin: () => process.stdin }), isInteractive };
  switch (parsed.command) {
    case 'ban': {
      const { ban } = await import('./commands/ban/ban.ts');
      const actor = userName(env);
      return ban({ ...parsed.flags, settings, words, actor }, asking);
    }
    case 'unban': {
      const { unban } = await import('./commands/ban/unban.ts');
      return unban({ ...parsed.flags, settings, words }, asking);
    }
    case 'bans': {
      const { bans } = await import('./commands/ban/bans.ts');
      return bans({ ...parsed.flags, settings }, streams);
    }
  }
}

async function runWatch(parsed: Extract<Run, { command: 'watch' }>): Promise<number> {
  const { flags } = parsed;
  const { startWatch } = await import('./commands/watch/start-watch.ts');
  const read = async () => {
    const common = await commonSettings(flags, env);
    return { common, settings: await pathSettings(parsed, common, STARTED) };
  };
  // It stores what was found before it ends, and does not end well.
  stdout.off('error', onLostReader);
  return startWatch({ read, flags, version, env, isInteractive: isatty(0) }, streams);
}

/** Standard output cannot be written to any more: its reader is gone. */
function onLostReader(error: Error): void {
  const { stderr: words, exitCode } = reportLostOutput(error);
  stderr.write(words);
  process.exit(exitCode);
}

/** Exits once everything written has been taken. A terminal gets a moment only, because it may be stopped. */
function finish(code: number): void {
  process.exitCode = code;
  if (stdout.isTTY) setTimeout(() => process.exit(code), LAST_WORDS_MS);
  // If this write fails, `onLostReader` is called next and ends the program.
  stdout.write('', (error) => (error ? setImmediate(() => process.exit(code)) : process.exit(code)));
}
