import { type Check, type CheckResult, ok, warning } from './check.ts';

export type TerminalFacts = {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** Below it the console only says that it needs more. */
const LEAST = { columns: 60, rows: 15 } as const;

/** What the screen can do. Nothing of it fails: what there is no screen for, `watch` and `--plain` do. */
export function terminalCheck(facts: TerminalFacts): Check {
  return { part: 'terminal', run: async () => look(facts) };
}

function look({ isTerminal, columns, rows, env }: TerminalFacts): readonly CheckResult[] {
  const { TERM: term = '', COLORTERM: colours = '', LC_ALL, LC_CTYPE, LANG } = env;
  if (!isTerminal)
    return [ok('screen', 'none here: standard output is not a terminal (watch and --plain need none)')];
  const locale = LC_ALL || LC_CTYPE || LANG || '';
  return [
    columns >= LEAST.columns && rows >= LEAST.rows
      ? ok('size', `${columns} by ${rows}`)
      : warning('size', `${columns} by ${rows}`, `Make it at least ${LEAST.columns} by ${LEAST.rows}.`),
    term === '' || term === 'dumb'
      ? warning(
          'kind',
          `TERM is ${term === '' ? 'not set' : 'dumb'}`,
          'Set TERM, such as TERM=xterm-256color; until then it is --plain.',
        )
      : ok('kind', term),
    /utf-?8/i.test(locale)
      ? ok('characters', locale)
      : warning(
          'characters',
          `the locale is ${locale || 'not set'}: lines may come out wrong`,
          'export LANG=C.UTF-8, or use --ascii.',
        ),
    env.NO_COLOR
      ? ok('colours', 'none, as NO_COLOR asks')
      : ok('colours', /truecolor|24bit/i.test(colours) ? 'all' : /256|direct/.test(term) ? '256' : '16'),
  ];
}
