import type { LokiSettings } from '../../clients/loki/settings.ts';
import type { FormatName } from '../../engine/parse/parser.ts';
import type { Logsource } from '../../model/log-event.ts';
import { nearest } from '../../model/nearest.ts';
import type { EpochMs } from '../../model/time.ts';
import { UserError } from '../../model/user-error.ts';
import type { Language } from '../../report/notice/words.ts';
import { Output } from '../output.ts';
import type { CommandStreams } from '../scan/scan.ts';

export type RulesOptions = {
  /** What stands after `rules`: list, show ID, check [DIR], test [DIR], backtest RULE PATH..., export [ID]. */
  readonly words: readonly string[];
  readonly format: 'text' | 'json';
  readonly output: string | null;
  readonly quiet: boolean;
  /** Folders of the user's rules. */
  readonly rules: readonly string[];
  readonly parsers: readonly string[];
  readonly believedProxies?: readonly string[];
  /** The folder with `rules` as shipped. */
  readonly shipped: string;
  readonly timeZone: string;
  readonly since: EpochMs | null;
  readonly until: EpochMs | null;
  readonly inputFormat: FormatName | null;
  readonly logsource: Logsource | null;
  readonly loki: LokiSettings | null;
  readonly allowlist: readonly string[];
  readonly sshClient: string | null;
  readonly trustedProxies: readonly string[];
  /** Of what is told to people: titles, reasons and advice of the shipped rules. */
  readonly language: Language;
  /** What `export` makes of the rules. */
  readonly to: 'logql' | 'loki-ruler' | null;
  /** The streams of Loki that exported rules look at; null: all. */
  readonly selector: string | null;
  /** Private addresses may be banned automatically. */
  readonly privateToo: boolean;
};

const USAGE =
  'Write rules list, rules show ID, rules check [DIR], rules test [DIR], rules backtest RULE PATH... or rules export [ID].';

const ACTIONS = ['list', 'show', 'check', 'test', 'backtest', 'export'];

/** `soc-console rules ...`. Returns the exit code: 1 when `check` or `test` found a mistake. */
export async function rules(options: RulesOptions, streams: CommandStreams): Promise<number> {
  const [action = 'list', ...rest] = options.words;
  const output = await Output.open(options.output, streams.stdout);
  const code = await carryOut(action, rest, { options, streams, output });
  await output.close();
  return code;
}

/** What every action of `rules` is given. */
export type RulesCall = {
  readonly options: RulesOptions;
  readonly streams: CommandStreams;
  readonly output: Output;
};

async function carryOut(action: string, rest: readonly string[], call: RulesCall): Promise<number> {
  switch (action) {
    case 'list': {
      atMost(action, rest, 0);
      const { listRules } = await import('./rules-list.ts');
      return listRules(call);
    }
    case 'show': {
      atMost(action, rest, 1);
      const [id] = rest;
      if (id === undefined) throw new UserError('rules show needs the id or the name of a rule', USAGE);
      const { showRule } = await import('./rules-list.ts');
      return showRule(id, call);
    }
    case 'check': {
      atMost(action, rest, 1);
      const { checkRuleFolders } = await import('./rules-check.ts');
      return checkRuleFolders(rest[0] ?? null, call);
    }
    case 'test': {
      atMost(action, rest, 1);
      const { testRules } = await import('./rules-test.ts');
      return testRules(rest[0] ?? null, call);
    }
    case 'backtest': {
      const [rule, ...paths] = rest;
      if (rule === undefined || paths.length === 0)
        throw new UserError('rules backtest needs a rule and at least one PATH', USAGE);
      const { backtest } = await import('./rules-backtest.ts');
      return backtest(rule, paths, call);
    }
    case 'export': {
      atMost(action, rest, 1);
      const { exportRules } = await import('./rules-export.ts');
      return exportRules(rest[0] ?? null, call);
    }
    default: {
      const near = nearest(action, ACTIONS);
      const hint = near === null ? USAGE : `Did you mean rules ${near}? ${USAGE}`;
      throw new UserError(`rules ${action}: there is no such action`, hint);
    }
  }
}

function atMost(action: string, rest: readonly string[], count: number): void {
  const extra = rest[count];
  if (extra !== undefined) throw new UserError(`${extra}: rules ${action} takes no more words`, USAGE);
}
