/** What people who write rules get wrong: each is told where it stands, and what to write instead. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileRules } from '../../src/engine/sigma/compile.ts';
import { loadLinearRegex } from '../../src/rules/regex.ts';
import { formatIssue } from '../../src/rules/rule-set.ts';
import { readSigmaFile } from '../../src/rules/sigma-file.ts';

const linear = await loadLinearRegex();

function issuesOf(text: string): string[] {
  const { rules, filters, placeholders, issues } = readSigmaFile('r', text);
  const compiled = compileRules(rules, () => linear, { filters, placeholders });
  return [...issues, ...compiled.issues].map(formatIssue);
}

const HEAD = 'title: t\nlogsource: {product: linux}\n';
/** Searches begin in line 4; `condition` follows them. */
const detection = (searches: string, condition = 'sel'): string =>
  `${HEAD}detection:\n${searches.replace(/^/gm, '  ')}\n  condition: ${condition}\n`;
const value = (written: string): string => detection(`sel:\n  user: ${written}`);
const condition = (written: string): string => detection('sel: {user: root}\nfilter: {user: bob}', written);
const correlation = (lines: string): string =>
  `${detection('sel: {user: root}').replace('title: t', 'title: t\nname: one')}---\ntitle: c\ncorrelation:\n  type: event_count\n  rules: [one]\n  timespan: 5m\n${lines.replace(/^/gm, '  ')}\n`;

type Row = readonly [what: string, rule: string, ...told: string[]];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  YAML: [
    [
      'a tab',
      `${HEAD}detection:\n\tsel:\n\t\tuser: x\n`,
      'r:4:1: error: a tab cannot indent in YAML: use spaces',
    ],
    [
      'a key twice',
      detection('sel:\n  user: a\n  user: b'),
      "r:6:5: error: 'user' stands here twice: write several values as a list",
    ],
    ['an open quote', value("'root"), "r:5:11: error: a ' is not closed"],
    ['another one', value('"root'), 'r:5:11: error: a " is not closed'],
    [
      'a wildcard without quotes',
      value('*admin'),
      "r:5:11: error: '*admin' begins with *, by which YAML means an alias: put the value in quotes",
    ],
    ['a wildcard alone', value('*'), 'r:5:11: error: a value that begins with * belongs in quotes'],
    ['an alias that there is', detection('sel:\n  user: &who root\n  group: *who')],
    ['a wildcard in quotes', value("'*admin'")],
    ['a wildcard in a list', value("['a *b', '*c']")],
    [
      'a placeholder without quotes',
      value('%admins%'),
      'r:5:11: error: a value cannot begin with %: put it in quotes',
    ],
    ['an at sign', value('@admin'), 'r:5:11: error: a value cannot begin with @: put it in quotes'],
    [
      'a tag',
      condition('!sel'),
      "r:6:14: error: '!sel' begins with !, by which YAML means a tag: put the value in quotes",
    ],
    [
      'backslashes in double quotes',
      value(String.raw`"C:\Windows"`),
      String.raw`r:5:14: error: \W means nothing in double quotes: put text with backslashes in single ones`,
    ],
    [
      'a colon in a value',
      value('a: b'),
      "r:5:11: error: a second ': ' stands in this line: put a value with ': ' in quotes",
    ],
    [
      'a line too far to the right',
      detection('sel:\n  user: x\n   host: y'),
      'r:6:6: error: this line is indented unlike its neighbours: lines of one map or list begin in the same column',
    ],
    [
      'a line too far to the left',
      detection('sel:\n   user:\n  - x'),
      'r:6:5: error: this line is indented unlike its neighbours: lines of one map or list begin in the same column',
    ],
    [
      'an open brace',
      value('{x'),
      'r:5:11: error: a { is not closed: put a value that begins with { in quotes',
    ],
    [
      'a set of characters',
      value('[a-z]+'),
      'r:5:16: error: more text stands behind ]: put the whole value in quotes',
    ],
    [
      'a quote in quotes',
      value("'it's'"),
      "r:5:15: error: more text stands behind the closing ': within single quotes a ' is written twice",
    ],
    [
      'a pipe without quotes',
      value('| grep x'),
      'r:5:11: error: a value that begins with | belongs in quotes',
    ],
    ['a chevron without quotes', value('>x'), 'r:5:11: error: a value that begins with > belongs in quotes'],
    [
      'a list in the line of its field',
      value('- x'),
      'r:5:11: error: a list begins in a line of its own, or the value is put in quotes',
    ],
    [
      'an ampersand without quotes',
      value('&echo'),
      "r:5:11: error: '&echo' begins with &, by which YAML means an anchor: put the value in quotes",
    ],
    [
      'a number sign without quotes',
      value('#root'),
      "r:5:11: warning: behind a # stands a comment, so 'user' is null: put the value in quotes",
    ],
    [
      'quotes of a text processor',
      value('\u201croot\u201d'),
      "r:5:11: warning: typographic quotes are part of the value: write '...'",
    ],
    [
      'spaces of a web page',
      `${HEAD}detection:\n  sel:\n\u00a0\u00a0\u00a0\u00a0user: x\n  condition: sel\n`,
      'r:5:1: error: what indents this line looks like a space and is none (U+00A0): type it anew',
    ],
    [
      'a space within a name that cannot be seen',
      detection('sel:\n  us\u200ber: x'),
      "r:5:5: warning: 'us\u200ber' has a character that cannot be seen (U+200B): type it anew",
    ],
    [
      'a conflict of git',
      detection('sel:\n<<<<<<< HEAD\n  user: x\n=======\n  user: y\n>>>>>>> z').replace(
        /^ {2}(?=[<=>]{7})/gm,
        '',
      ),
      'r:5:1: error: git has left both sides of a conflict here: keep one',
    ],
    [
      'no colon',
      detection('sel\n  user: x'),
      "r:4:3: error: a ':' is missing behind a name, or a line is indented unlike its neighbours",
    ],
    [
      'no space behind a colon',
      detection('sel:\n  user:root'),
      "r:5:5: warning: 'user:root' is looked for in the whole line: a field has a space behind its colon",
    ],
    ['keywords with colons', detection("sel: ['event::clear', 'a:b']")],
    ['a keyword with a colon', detection("sel: 'sekurlsa::x'")],
  ],
  'parts of a rule': [
    [
      'fields as far left as their search',
      detection('sel:\nuser: root'),
      "r:4:3: error: the search 'sel' is empty: its fields stand below it, further to the right",
    ],
    [
      'a condition outside',
      `${HEAD}detection:\n  sel: {user: root}\ncondition: sel\n`,
      "r:5:12: error: 'condition' stands outside of 'detection': indent it as the searches are",
    ],
    [
      'a condition misspelt',
      `${HEAD}detection:\n  sel: {user: root}\n  conditon: sel\n`,
      "r:4:3: error: 'detection' has no 'condition': 'conditon' stands there, is it meant?",
    ],
    [
      'capitals',
      'Title: t\nlogsource: {product: linux}\ndetection:\n  sel: {user: root}\n  condition: sel\n',
      "r:1:1: error: 'title' is missing: 'Title' stands there, is it meant?",
    ],
    [
      'a level misspelt',
      `levle: high\n${detection('sel: {user: root}')}`,
      "r:1:1: warning: a rule has no 'levle': did you mean 'level'?",
    ],
    [
      'keys of their writers',
      `severity: high\nruletype: sigma\ncreated: x\n${detection('sel: {user: root}')}`,
    ],
    [
      'a status of their own',
      `status: prod\n${detection('sel: {user: root}')}`,
      "r:1:9: warning: unknown status 'prod': stable, test, experimental, deprecated, unsupported",
    ],
    [
      'a date as people write it',
      `date: 24.12.2025\nmodified: 2025-13-01\n${detection('sel: {user: root}')}`,
      "r:1:7: warning: 'date' is written YYYY-MM-DD, as in 2026-11-23",
      "r:2:11: warning: 'modified' is written YYYY-MM-DD, as in 2026-11-23",
    ],
    ['dates of Sigma 1', `date: 2021/10/04\nmodified: 2021/1/4\n${detection('sel: {user: root}')}`],
    [
      'several titles',
      detection('sel: {user: root}').replace('title: t', 'title: [a, b]'),
      "r:1:8: error: 'title' is one line of text",
    ],
    [
      'a log source misspelt',
      detection('sel: {user: root}').replace('product: linux', 'product: linnux'),
      "r:2:22: warning: no log that is read has product 'linnux': did you mean 'linux'?",
    ],
    ...['myapp', 'gitlab', 'mysql', 'mssql', 'unifi', 'azuread', 'o365'].map(
      (product) =>
        [
          `a log source of their own, ${product}`,
          detection('sel: {user: root}').replace('product: linux', `product: ${product}`),
        ] as const,
    ),
    ...['mail', 'nids', 'ips', 'file_create', 'registry_value', 'authorization'].map(
      (category) =>
        [
          `a kind of log of their own, ${category}`,
          detection('sel: {user: root}').replace('product: linux', `category: ${category}`),
        ] as const,
    ),
    [
      'a log source that is one word',
      'title: t\nlogsource: linux\ndetection:\n  sel: {user: root}\n  condition: sel\n',
      "r:2:12: error: 'logsource' says category, product or service, as in product: linux",
    ],
    [
      'a time frame',
      detection('sel: {user: root}\ntimeframe: 5m'),
      "r:5:14: warning: 'timeframe' is of Sigma 1 and does nothing: a correlation has a timespan",
    ],
  ],
  conditions: [
    [
      'a search misspelt',
      condition('sel and not fitler'),
      "r:6:26: error: condition names the search 'fitler', which is not defined: did you mean 'filter'?",
    ],
    [
      'a search that is not used',
      condition('sel'),
      "r:5:12: warning: the condition does not use the search 'filter'",
    ],
    ['a search that is not meant to be used', detection('sel: {user: root}\n_other: {user: bob}')],
    [
      'no search of that kind',
      condition('1 of selection*'),
      "r:6:19: error: condition has no search for 'selection*'",
    ],
    [
      'two of them',
      condition('2 of them'),
      'r:6:14: error: condition wants 2 of several: Sigma knows 1 of, any of and all of',
    ],
    [
      'symbols',
      condition('sel && filter'),
      "r:6:18: error: condition has '&&' where 'and', 'or' or its end belongs",
    ],
    ['other symbols', condition('sel || filter'), "r:6:18: error: condition has '||': write 'or'"],
    [
      'an exclamation mark',
      condition("'!filter'"),
      "r:6:14: error: condition has '!filter': write 'not filter'",
    ],
    [
      'a pattern alone',
      condition('not fil*'),
      "r:6:18: error: condition has 'fil*' alone: write '1 of fil*' or 'all of fil*'",
    ],
    [
      'all without of',
      condition('all sel*'),
      "r:6:14: error: condition has 'all' without 'of', as in all of selection*",
    ],
    [
      'nothing',
      condition(''),
      "r:6:14: error: 'condition' is a text that names searches, as in selection and not filter",
    ],
    [
      'an open parenthesis',
      condition('(sel or filter'),
      "r:6:14: error: condition has a '(' that is not closed",
    ],
    ['an aggregation', detection('sel: {user: root}\ntimeframe: 5m', 'sel | count() by src_ip > 5')],
    [
      'an aggregation without a time',
      detection('sel: {user: root}', 'sel | count() by src_ip > 5'),
      "r:5:14: error: counts without saying in what time: write a 'timeframe' beside it, as in 10m",
    ],
    [
      'what is near',
      detection('sel: {user: root}\ntimeframe: 5m', 'sel | near sel'),
      'r:6:18: error: condition has a pipe: of Sigma 1 count, sum, avg, min and max run, as in | count() by src_ip > 5; write a correlation rule instead',
    ],
  ],
  modifiers: [
    [
      'a placeholder without expand',
      value("'%admins%'"),
      "r:5:11: warning: '%admins%' is looked for as it stands: a placeholder is told by 'user|expand'",
    ],
    ['a variable of Windows', detection("sel: {user|contains: '%temp%', other: 'a %b% c', third: '%%1833'}")],
    [
      'misspelt',
      detection('sel: {user|startwith: a}'),
      "r:4:9: error: unknown modifier 'startwith': did you mean 'startswith'?",
    ],
    [
      "Hayabusa's",
      detection('sel: {user|endswithfield: a}'),
      "r:4:9: error: unknown modifier 'endswithfield': write 'fieldref|endswith'",
    ],
    [
      'what is not needed',
      detection('sel: {user|equals: a}'),
      "r:4:9: error: unknown modifier 'equals': leave it out, a value is the whole field and a list any of its values",
    ],
    [
      'none',
      detection('sel: {user||contains: a}'),
      "r:4:9: error: a '|' stands here without a modifier behind it",
    ],
    [
      'in capitals',
      detection('sel: {user|Contains: a}'),
      "r:4:9: error: unknown modifier 'Contains': did you mean 'contains'?",
    ],
  ],
  correlations: [
    [
      'a key misspelt',
      correlation('groupby: [user]\ncondition: {gte: 2}'),
      "r:13:3: warning: 'correlation' has no 'groupby': did you mean 'group-by'?",
    ],
    [
      'a time in words',
      correlation('condition: {gte: 2}').replace('timespan: 5m', 'timespan: 5 minutes'),
      "r:12:13: error: 'timespan' is a whole number with s, m, h, d, w, M or y, as in 10m: write 5m",
    ],
    [
      'months',
      correlation('condition: {gte: 2}').replace('timespan: 5m', 'timespan: 2 months'),
      "r:12:13: error: 'timespan' is a whole number with s, m, h, d, w, M or y, as in 10m: write 2M",
    ],
    [
      'the word of Sigma 1',
      correlation('condition: {gte: 2}').replace('timespan: 5m', 'timeframe: 5m'),
      "r:12:3: warning: 'correlation' has no 'timeframe': did you mean 'timespan'?",
      "r:10:3: error: 'timespan' is missing: it is a whole number with s, m, h, d, w, M or y, as in 10m",
    ],
    [
      'no comparison',
      correlation('condition: 5'),
      "r:13:14: error: 'event_count' needs a comparison, as in gte: 3; only temporal takes words",
    ],
    [
      'a type misspelt',
      correlation('condition: {gte: 2}').replace('event_count', 'event-count'),
      "r:10:9: error: unknown correlation type 'event-count': did you mean 'event_count'?",
    ],
    [
      'a rule misspelt',
      correlation('condition: {gte: 2}')
        .replace('name: one', 'name: failed_login')
        .replace('[one]', '[failed_logn]'),
      "r:11:11: error: refers to 'failed_logn', which is not loaded: did you mean 'failed_login'?",
    ],
    [
      'itself',
      correlation('condition: {gte: 2}')
        .replace('title: c', 'title: c\nname: c')
        .replace('[one]', '[one, c]'),
      "r:12:16: error: 'c' is this rule itself: name the rules that it counts",
    ],
    [
      'a rule that is wrong',
      correlation('condition: {gte: 2}').replace('user:', 'user|foo:'),
      "r:5:9: error: unknown modifier 'foo'",
      "r:11:11: error: refers to 'one', which does not run itself (r:1)",
    ],
    [
      'a circle',
      `${correlation('condition: {gte: 2}').replace('title: c', 'title: c\nname: c').replace('[one]', '[one, d]')}---\ntitle: d\nname: d\ncorrelation: {type: event_count, rules: [c], timespan: 5m, condition: {gte: 2}}\n`,
      'r:12:16: error: the rules refer to one another in a circle: c -> d -> c',
      'r:18:42: error: the rules refer to one another in a circle: d -> c -> d',
    ],
    [
      'bounds that exclude each other',
      correlation('condition: {gt: 5, lt: 3}'),
      'r:13:14: warning: no number is all of this: it never alerts',
    ],
    [
      'an absence',
      correlation('condition: {lt: 1}'),
      'r:13:14: warning: never alerts: it is judged when an event comes, which is one then',
    ],
    [
      'more rules than there are',
      correlation('condition: {gte: 2}').replace('event_count', 'temporal'),
      'r:13:14: warning: never alerts: of its rules there are 1, and its condition wants another number',
    ],
    ['no groups', correlation('group-by:\ncondition: {gte: 2}')],
    [
      'groups as a map',
      correlation('group-by: {user: x}\ncondition: {gte: 2}'),
      "r:13:13: error: 'group-by' is a field or a list of fields",
    ],
    [
      'aliases as a text',
      correlation('aliases: who\ncondition: {gte: 2}'),
      "r:13:12: error: 'aliases' is a map from aliases to maps from rules to fields",
    ],
    [
      'a percentile that is not named',
      correlation('condition: {field: bytes, gte: 2}').replace('event_count', 'value_percentile'),
      "r:13:14: warning: names no 'percentile': 95 is meant",
    ],
    [
      'generate as a text',
      correlation('generate: maybe\ncondition: {gte: 2}'),
      "r:13:13: error: 'generate' is true or false",
    ],
  ],
};

for (const [subject, rows] of Object.entries(ROWS)) {
  describe(subject, () => {
    for (const [what, rule, ...told] of rows) test(what, () => assert.deepEqual(issuesOf(rule), told));
  });
}

test('aliases within aliases are not followed to their end', { timeout: 10_000 }, () => {
  const chain = Array.from(
    { length: 40 },
    (_, index) => `  l${index + 1}: &l${index + 1} [*l${index}, *l${index}]`,
  );
  const text = `${HEAD}detection:\n  l0: &l0 [{user: x}]\n${chain.join('\n')}\n  condition: l0\n`;
  assert.deepEqual(issuesOf(text), [
    'r:1:1: error: its YAML is nested too deeply, or its aliases stand for too much',
  ]);
});

test('aliases are looked at once, however many documents a file has', () => {
  const many = 50_000;
  assert.equal(readSigmaFile('r', '--- *a\n'.repeat(many)).issues.length, many);
});
