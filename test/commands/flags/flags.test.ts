import assert from 'node:assert/strict';
import { normalize } from 'node:path';
import { describe, it } from 'node:test';
import { type Parsed, parseCommandLine } from '../../../src/commands/flags/flags.ts';
import { INPUT_FORMATS } from '../../../src/config/choices.ts';
import { fc } from '../../support/properties.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const FILES = new Set(['f', 'auth', 'scan', 'rules', 'demo']);

function parse(argv: readonly string[]): Parsed {
  return parseCommandLine(argv, {
    now: NOW,
    exists: (path) => FILES.has(path),
    isSame: (a, b) => normalize(a) === normalize(b),
  });
}

/** `scan f --fps 3` as a shell would split it; here no argument holds a space. */
function parseLine(line: string): Parsed {
  return parse(line === '' ? [] : line.split(' '));
}

/** Command, paths, and those flags that were given. */
function runOf(parsed: Parsed): unknown {
  assert.equal(parsed.kind, 'run', JSON.stringify(parsed));
  if (parsed.kind !== 'run') return null;
  const given = Object.entries(parsed.flags).filter(
    ([, value]) => value !== null && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  return [parsed.command, parsed.paths, Object.fromEntries(given)];
}

function complaintOf(parsed: Parsed): string {
  return parsed.kind === 'usage-error'
    ? `${parsed.message} | ${parsed.hint}`
    : `no error, but ${parsed.kind}`;
}

describe('nothing overwrites what it is made from', () => {
  for (const line of [
    'scan f ./auth -o auth',
    'scan f --write-evidence ./f',
    'report f --output=f',
    'audit f -o f',
    'hunt {a="b"} f -o f',
    'rules check f -o f',
    'config show -c f -o f',
    'scan auth --policy f -o f',
  ])
    it(line, () => {
      const flag = line.includes('evidence') ? '--write-evidence' : '--output';
      assert.match(complaintOf(parseLine(line)), new RegExp(`^${flag} .*: would overwrite what is read \\|`));
    });

  it('another file', () => {
    for (const line of ['scan f -o auth', 'scan f --write-evidence scan -o auth', 'rules list -o f'])
      assert.equal(parseLine(line).kind, 'run');
  });
});

describe('which command, on which paths', () => {
  for (const [line, command, paths] of [
    ['', 'live', []],
    ['f', 'live', ['f']],
    ['/var/log/nowhere.log', 'live', ['/var/log/nowhere.log']],
    ['demo', 'demo', []],
    ['scan a b', 'scan', ['a', 'b']],
    ['scan scan', 'scan', ['scan']],
    ['watch', 'watch', []],
    ['./scan', 'live', ['./scan']],
    ['-- scan', 'live', ['scan']],
    ['--quiet scan f', 'scan', ['f']],
    ['scan --quiet f --ascii g', 'scan', ['f', 'g']],
    ['scan 2023', 'scan', ['2023']],
    ['scan 007 1e3 0x10', 'scan', ['007', '1e3', '0x10']],
    ['scan true false', 'scan', ['true', 'false']],
    ['scan --quiet false', 'scan', ['false']],
    ['-', 'live', ['-']],
    ['scan - f', 'scan', ['-', 'f']],
    ['scan -- -x --quiet --', 'scan', ['-x', '--quiet', '--']],
    ['scan "f" \'g\'', 'scan', ['"f"', "'g'"]],
    ['auth', 'live', ['auth']],
  ] as const) {
    it(`soc-console ${line}`, () => {
      const parsed = parseLine(line);
      assert.equal(parsed.kind, 'run', complaintOf(parsed));
      if (parsed.kind !== 'run') return;
      assert.deepEqual([parsed.command, parsed.paths], [command, paths]);
    });
  }
});

describe('flags and their values', () => {
  for (const [line, flags] of [
    ['f --config x', { config: 'x' }],
    ['f --config=x', { config: 'x' }],
    ['f -c x', { config: 'x' }],
    ['f -c=x', { config: 'x' }],
    ['f --config=-x', { config: '-x' }],
    ['f --config=a=b', { config: 'a=b' }],
    ['f --config "x"', { config: '"x"' }],
    ['f --config 5', { config: '5' }],
    ['f --rules a --rules=b --rules a', { rules: ['a', 'b', 'a'] }],
    ['demo --loop --fps 30', { loop: true, fps: 30 }],
    ['f --no-color --no-mouse --no-ban', { noColor: true, noMouse: true, noBan: true }],
    ['f --input-format access-json', { inputFormat: 'access-json' }],
    ['f --timezone europe/paris', { timezone: 'Europe/Paris' }],
    [
      'scan f -o - --format json --fail-on high --level low',
      { format: 'json', output: '-', failOn: 'high', level: 'low' },
    ],
    ['scan f --events --format ndjson --jobs 8', { format: 'ndjson', events: true, jobs: 8 }],
    ['scan f', { format: 'text' }],
    ['watch f', { format: 'ndjson', log: 'info' }],
    ['f --logsource linux/sshd', { logsource: { product: 'linux', service: 'sshd' } }],
    ['f --since 2h', { since: NOW - 7_200_000 }],
    ['f --since 7d --until 30m', { since: NOW - 604_800_000, until: NOW - 1_800_000 }],
    ['f --since 2026-11-21T10:00:00Z', { since: NOW - 7_200_000 }],
    ['f --since 2026-11-21t12:00:00.25+02:00', { since: NOW - 7_200_000 + 250 }],
    ['f --since 2026-11-21T10:00:00.1239Z', { since: NOW - 7_200_000 + 123 }],
  ] as const) {
    it(`soc-console ${line}`, () => {
      const [, , given] = runOf(parseLine(line)) as [unknown, unknown, unknown];
      assert.deepEqual(given, flags);
    });
  }

  for (const [line, format] of [
    ['scan f -o a.b/OUT.HTML', 'html'],
    ['scan f -o x.jsonl --events', 'ndjson'],
    ['scan f -o x.json --format md', 'md'],
    ['scan f -o x.csv', 'text'],
    ['scan f -o json', 'text'],
    ['scan f -o x.constructor', 'text'],
    ['hunt q f -o x.csv', 'csv'],
    ['audit -o x.json', 'json'],
    ['report -o x.htm', 'html'],
    ['report -o x.log', null],
  ] as const) {
    it(`the end of the file says the format, where the command has that: ${line}`, () => {
      const parsed = parse(line.split(' '));
      assert.equal(parsed.kind === 'run' && 'format' in parsed.flags && parsed.flags.format, format);
    });
  }

  it('every flag of a command is there, given or not', () => {
    const parsed = parse(['scan', 'f']);
    assert.deepEqual(parsed.kind === 'run' && parsed.flags, {
      config: null,
      state: null,
      parsers: [],
      rules: [],
      since: null,
      until: null,
      writeEvidence: null,
      format: 'text',
      output: null,
      policy: null,
      level: null,
      timezone: null,
      inputFormat: null,
      logsource: null,
      events: false,
      failOn: null,
      jobs: null,
      lang: null,
      ascii: false,
      noColor: false,
      quiet: false,
    });
  });

  it('no path and no value is changed on its way, whatever it holds', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('true', '"', "''", '--', '--x', '-c', 'a.b', '__proto__', '1e3', '[]'),
    );
    fc.assert(
      fc.property(
        text.filter((value) => value !== ''),
        fc.array(text.filter((path) => path !== '' && path !== '-')),
        (value, paths) => {
          const parsed = parse([
            'scan',
            `--config=${value}`,
            `--rules=${value}`,
            '--rules=b',
            '--',
            'f',
            ...paths,
          ]);
          assert.deepEqual(runOf(parsed), [
            'scan',
            ['f', ...paths],
            { config: value, rules: [value, 'b'], format: 'text' },
          ]);
        },
      ),
    );
  });
});

describe('usage errors: what, where, what to do', () => {
  for (const [line, complaint] of [
    // A flag without its value.
    ['f --config', '--config needs a value (FILE) | Write --config FILE.'],
    ['f --config=', '--config needs a value (FILE) | Write --config FILE.'],
    [
      'f --config --quiet',
      '--config needs a value (FILE) | --quiet looks like a flag; if it is the value, write --config=--quiet.',
    ],
    [
      'f --since -5m',
      '--since needs a value (TIME) | -5m looks like a flag; if it is the value, write --since=-5m.',
    ],
    ['f --config -- g', '--config needs a value (FILE) | Write --config FILE.'],
    // A value where none belongs.
    ['f --quiet=false', '--quiet takes no value | Write --quiet alone.'],
    ['f --no-color=', '--no-color takes no value | Write --no-color alone.'],
    // A wrong number.
    ...['abc', '0', '31', '3.5', '1e1', '0x10', '+5', '5fps', '99999999999'].map(
      (value) =>
        [
          `f --fps ${value}`,
          `--fps ${value}: not a whole number from 1 to 30 | soc-console --help explains it.`,
        ] as const,
    ),
    // A wrong choice.
    ['scan f --format jsno', '--format jsno: not one of text, json, ndjson, md, html | Did you mean json?'],
    [
      'report --format PDF',
      '--format PDF: not one of text, md, html, json, stix, navigator | Write html, and print that page from a browser.',
    ],
    [
      'scan f --format toml',
      '--format toml: not one of text, json, ndjson, md, html | soc-console scan --help explains it.',
    ],
    [
      'watch --format json',
      '--format json: not ndjson, the only one | soc-console watch --help explains it.',
    ],
    [
      'f --level HIGH',
      '--level HIGH: not one of informational, low, medium, high, critical | Did you mean high?',
    ],
    [
      'f --input-format acces',
      `--input-format acces: not one of ${INPUT_FORMATS.join(', ')} | Did you mean access?`,
    ],
    // A wrong time or zone.
    [
      'f --since 2026-02-30T00:00:00Z',
      '--since 2026-02-30T00:00:00Z: not a time | Write RFC 3339, such as 2026-03-01T14:22:07Z, or how long ago: 30m, 2h, 7d.',
    ],
    [
      'f --since 2026-11-21T24:00:00Z',
      '--since 2026-11-21T24:00:00Z: not a time | Write RFC 3339, such as 2026-03-01T14:22:07Z, or how long ago: 30m, 2h, 7d.',
    ],
    [
      'f --since 2026-11-21T10:00:00',
      '--since 2026-11-21T10:00:00: a time without its zone | Write 2026-11-21T10:00:00Z, or the zone that is meant: 2026-11-21T10:00:00+02:00.',
    ],
    [
      'f --since 2026-11-21T10:00:00+99:00',
      '--since 2026-11-21T10:00:00+99:00: not a time | Write RFC 3339, such as 2026-03-01T14:22:07Z, or how long ago: 30m, 2h, 7d.',
    ],
    [
      'f --until yesterday',
      '--until yesterday: not a time | Write 2026-11-20T00:00:00Z, or the zone that is meant: 2026-11-20T00:00:00+02:00.',
    ],
    [
      'f --since 2026-11-20',
      '--since 2026-11-20: a day, not a time | Write 2026-11-20T00:00:00Z, or the zone that is meant: 2026-11-20T00:00:00+02:00.',
    ],
    [
      'f --since 9:30',
      '--since 9:30: a time without its zone | Write 2026-11-21T09:30:00Z, or the zone that is meant: 2026-11-21T09:30:00+02:00.',
    ],
    [
      'f --since 2026-02-30',
      '--since 2026-02-30: not a time | Write RFC 3339, such as 2026-03-01T14:22:07Z, or how long ago: 30m, 2h, 7d.',
    ],
    [
      'f --since constructor',
      '--since constructor: not a time | Write RFC 3339, such as 2026-03-01T14:22:07Z, or how long ago: 30m, 2h, 7d.',
    ],
    ['-v', '-v: no such flag | Did you mean --version?'],
    ['banip 192.0.2.1', 'banip is neither a command nor a file | Did you mean soc-console ban?'],
    [
      'f --since 999999999d',
      '--since 999999999d: reaches back to before 1970 | Write RFC 3339, such as 2026-03-01T14:22:07Z, or how long ago: 30m, 2h, 7d.',
    ],
    [
      'f --since 1h --until 2h',
      '--since is not before --until | They are 2026-11-21T11:00:00.000Z and 2026-11-21T10:00:00.000Z.',
    ],
    ['f --timezone Europe/Pars', '--timezone Europe/Pars: no such time zone | Did you mean Europe/Paris?'],
    // In POSIX' TZ `UTC+2` is west of Greenwich, in everybody's mouth east of it: nothing is guessed.
    ['f --timezone UTC+2', '--timezone UTC+2: no such time zone | Did you mean +02:00?'],
    ['f --timezone gmt-03:30', '--timezone gmt-03:30: no such time zone | Did you mean -03:30?'],
    [
      'f --timezone UTC+15',
      '--timezone UTC+15: no such time zone | Write UTC, a name such as Europe/Paris or an offset such as +02:00.',
    ],
    [
      'f --timezone +15:00',
      '--timezone +15:00: no such time zone | Write UTC, a name such as Europe/Paris or an offset such as +02:00.',
    ],
    // A flag nobody knows, or that only another command knows, or twice.
    ['scan f --evnts', '--evnts: no such flag | Did you mean --events?'],
    ['f --no-colour', '--no-colour: no such flag | Did you mean --no-color?'],
    ['f --noColor', '--noColor: no such flag | Did you mean --no-color?'],
    ['f --inputFormat=x', '--inputFormat: no such flag | Did you mean --input-format?'],
    ['f --color.x=1', '--color.x: no such flag | For a file of that name write ./--color.x=1.'],
    ['f --__proto__=1', '--__proto__: no such flag | For a file of that name write ./--__proto__=1.'],
    ['f -5', '-5: no such flag | For a file of that name write ./-5.'],
    ['f -q', '-q: no such flag | Did you mean --quiet?'],
    ['scan f -cx', '-cx: short flags stand alone | Write -c x, or one flag after the other.'],
    ['scan f -ox.json', '-ox.json: short flags stand alone | Write -o x.json, or one flag after the other.'],
    ['watch --events', '--events is not a flag of soc-console watch | It belongs to: soc-console scan.'],
    ['f --loop', '--loop is not a flag of soc-console [PATH...] | It belongs to: soc-console demo.'],
    [
      'demo --since 2h',
      '--since is not a flag of soc-console demo | It belongs to: soc-console [PATH...], soc-console scan, soc-console watch, soc-console alerts, soc-console rules, soc-console hunt, soc-console report.',
    ],
    ['f -c a --config b', '--config is given twice | Give it once.'],
    ['f --quiet --quiet', '--quiet is given twice | Give it once.'],
    // Commands and paths.
    ['scna x.log', 'scna is neither a command nor a file | Did you mean soc-console scan?'],
    ['Demo', 'Demo is neither a command nor a file | Did you mean soc-console demo?'],
    ['alrts', 'alrts is neither a command nor a file | Did you mean soc-console alerts?'],
    ['foo', 'foo is neither a command nor a file | soc-console --help lists the commands.'],
    ['scan', 'soc-console scan needs a PATH | Write soc-console scan PATH...; - is standard input.'],
    [
      'scan --config f',
      'soc-console scan needs a PATH | Write soc-console scan PATH...; - is standard input.',
    ],
    ['demo f', 'f: soc-console demo takes no more words | Write soc-console f for a console on it.'],
    ['bans f', 'f: soc-console bans takes no more words | soc-console bans --help tells its flags.'],
    ['scan - -', '- is given twice | Standard input can be read once.'],
    ['scan f --events', '--events needs --format ndjson | Write --events --format ndjson.'],
    ['scan f --events --format json', '--events needs --format ndjson | Write --events --format ndjson.'],
  ] as const) {
    it(`soc-console ${line}`, () => assert.equal(complaintOf(parseLine(line)), complaint));
  }

  it('help is asked for in the words of git and docker, too', () => {
    assert.deepEqual(parseLine('help'), parseLine('--help'));
    assert.deepEqual(parseLine('help scan'), parseLine('scan --help'));
  });

  it('an empty path', () => {
    assert.equal(
      complaintOf(parse(['scan', ''])),
      'a PATH is empty | Name a file, a folder, or - for standard input.',
    );
    assert.equal(complaintOf(parse(['hunt', '{job="a"}', ''])), complaintOf(parse(['scan', ''])));
  });

  it('an empty line or query is told by the command that wants it', () => {
    for (const command of ['explain', 'hunt']) assert.equal(parse([command, '']).kind, 'run');
  });

  it('the first mistake is told, once', () => {
    assert.match(complaintOf(parseLine('f --nope --fps abc --also')), /^--nope: no such flag/);
  });

  it('arguments of absurd length are answered at once', () => {
    const long = 'x'.repeat(1_000_000);
    assert.equal(parse([long]).kind, 'usage-error');
    assert.equal(parse(['f', `--${long}`]).kind, 'usage-error');
    assert.equal(parse(['f', '--since', long]).kind, 'usage-error');
    assert.equal(parse(['f', '--fps', '1'.repeat(1_000_000)]).kind, 'usage-error');
  });

  it('no arguments whatever make it throw', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '--config',
        '-c',
        '--',
        '-',
        '--fps',
        '--fps=1',
        'scan',
        'demo',
        '--since',
        '2h',
        '--help=',
        '--rules=a',
        '--events',
        '--constructor',
        'toString',
        '-hv',
      ),
    );
    fc.assert(fc.property(fc.array(word, { maxLength: 6 }), (argv) => typeof parse(argv).kind === 'string'));
  });
});
