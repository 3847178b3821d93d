import { plural } from '../../model/plural.ts';
import type { Language } from '../notice/words.ts';
import { ENGLISH_TERMS, type Widened } from '../terms.ts';
import { FRENCH } from './phrases-fr.ts';

/** Within so long and for whom a rule counts: `one`: the fields that it groups by; empty: all together. */
type Within = (span: string, one: readonly string[]) => string;

const within: Within = (span, one) =>
  `within ${span}${one.length === 0 ? ', all sources together' : ` for one ${one.join(' and ')}`}`;

const FIELDS: ReadonlyMap<string, readonly [one: string, many: string]> = new Map([
  ['src_ip', ['source address', 'source addresses']],
  ['src_host', ['source host', 'source hosts']],
  ['x_src_net', ['source network', 'source networks']],
  ['dst_ip', ['target address', 'target addresses']],
  ['dst_port', ['target port', 'target ports']],
  ['user', ['account', 'accounts']],
]);

/** The words of `explain` as text. Names of rules, fields and formats are the same in every language. */
const ENGLISH = {
  colon: ': ',
  levels: ENGLISH_TERMS.levels,
  and: ' and ',
  or: ' or ',
  longValue: (characters: number) => `(${characters} characters)`,
  noField: 'the event has no such field',
  nearField: (name: string) => `, it has ${name}`,
  notFound: 'nothing of this kind was found in the request',
  has: (values: string) => `the event has ${values}`,
  fits: (values: string) => `fits: ${values}`,
  notInLine: 'not in the line',
  more: (count: number) => `and ${count} more`,
  ops: {
    gt: 'more than',
    gte: 'at least',
    lt: 'less than',
    lte: 'at most',
    eq: 'exactly',
    neq: 'not',
  },
  within,
  /** What a rule groups by or counts: one, and several. */
  field: (name: string) => FIELDS.get(name)?.[0] ?? name,
  fields: (name: string) => FIELDS.get(name)?.[1] ?? name,
  wants: {
    one: 'one event that its condition fits',
    count: (many: string, names: string, span: string) => `${many} events of ${names} ${span}`,
    values: (many: string, fields: string, names: string, span: string) =>
      `${many} different ${fields} in events of ${names} ${span}`,
    together: (many: string, names: string, span: string) =>
      `${many === '' ? 'all of' : `${many} of`} ${names} ${span}`,
    inOrder: (names: string, span: string) => `${names}, in this order, ${span}`,
    other: (type: string, fields: string, many: string, names: string, span: string) =>
      `${type} of ${fields} ${many} in events of ${names} ${span}`,
  },
  silence: {
    filter: (name: string) => `a Sigma filter that names ${name} and takes such events out (docs/sigma.md)`,
    filterOf: (names: string) =>
      `a Sigma filter that names one of ${names} and takes such events out (docs/sigma.md)`,
    unfit: 'an event that its condition does not fit',
    fewer: (least: number, span: string) => `fewer than ${least} events within ${span}`,
    reset: (name: string) => `a match of ${name} in between: it empties the window`,
    forgive: (names: string, most: number, within: string) =>
      `${names} for an account within ${within} of its failures, when these were ${most} at most: they no longer count`,
    settled:
      'all failures of the address since its first one forgiven so, of three accounts or more, none of them root or the like, with passwords and not at the pace of a program: it is lowered to low',
    unless: (name: string) =>
      `an open alert of ${name} for the same group: that one says the same more sharply`,
  },
  line: {
    title: 'LINE',
    before: (lines: number) => `${plural(lines, 'line')} before it were read first`,
    format: 'FORMAT',
    told: 'told by --input-format',
    recognised: 'recognised',
    noFormat: 'none that is known',
    decision: 'DECISION',
    event: 'EVENT',
    login: 'a login',
    counts: (times: number) => `counts ${times} times`,
    logsource: 'log source',
    none: 'none',
    matching: (count: number, of: number) => `RULES THAT MATCH (${count} of ${of} for this log source)`,
    countedBy: 'COUNTED BY',
    nearest: 'NEAREST RULES THAT DO NOT MATCH',
    own: 'RULES OF YOURS THAT DO NOT MATCH',
    elsewhere: (count: number) => `RULES OF YOURS FOR ANOTHER LOG SOURCE (${count})`,
    sayLogsource: '--logsource says what the line is, where it does not tell',
    others: (count: number) =>
      count === 1
        ? '1 more rule for this log source does not match (--format json tells it)'
        : `${count} more rules for this log source do not match (--format json tells each)`,
    moreFields: (count: number) => `and ${count} more fields`,
    filter: 'filter',
    letsThrough: 'lets it through',
    takesOut: 'takes it out',
    condition: 'condition',
    yes: 'yes',
    no: 'no ',
    true: 'true',
    false: 'false',
    of: { all: 'all of', any: 'any of', not: 'not of' },
    feeds: ': feeds other rules, alerts nobody',
    notCounted: (fields: string) =>
      `not counted: the event has no ${fields} to group by; a parser of yours finds it in the text (docs/formats.md)`,
    wants: 'wants',
    progress: (figure: string, span: string, who: string) =>
      `${figure} in ${span}${who === '' ? '' : ` for ${who}`}`,
    ofLeast: (figure: number, least: number) => `${figure} of ${least}`,
    seen: 'seen    ',
    notSeen: 'not seen',
    from: (count: number, level: string) => `from ${count} on: ${level}`,
  },
  decision: {
    alert: (level: string, title: string, name: string, events: number, id: string) =>
      `ALERT ${level}: ${title} (${name})${events > 1 ? `, ${events} events` : ''}, id ${id}`,
    noEvent: (why: string) => `No alert: the line gives no event: ${why}.`,
    silent:
      'No alert: the line alone gives no event; what it tells comes with a later line, or is told by another.',
    noRule: 'No alert: no rule matches.',
    alone: 'No alert: it only counts, and it is given alone.',
    notEnough: 'No alert: it counts, and not enough yet.',
    give: 'Give the lines before it too: soc-console explain - < FILE explains the last line of a file.',
    why: {
      'unknown-format':
        'no format is recognised in it; name one with --input-format, or describe it (docs/formats.md, a parser of your own)',
      'no-time':
        'it has no time, as all that sshd writes into a file by itself (-E); without -E it writes to syslog or the journal, which tell it',
      'bad-timestamp': 'its time cannot be read',
      'bad-line': 'it is not as its format wants it',
      binary: 'it is binary',
      'too-long': 'it is too long',
    },
  },
  alert: {
    title: 'ALERT',
    period: (events: number, from: string, to: string) => `${plural(events, 'event')} from ${from} to ${to}`,
    group: 'group',
    everybody: 'all sources together',
    rule: 'RULE',
    gone: 'It is not loaded any more: name its folder with --rules DIR.',
    wantsOf: (name: string, want: string) => `${name} wants ${want}`,
    counted: 'counted',
    evidence: (shown: number, of: number) => `EVIDENCE (${shown} of ${plural(of, 'event')})`,
    silencers: 'WHAT WOULD HAVE SILENCED IT',
    allowlist: 'An allowlist keeps from being banned, not from being told of.',
    level: (level: string, tiers: string, reached: string) => `level ${level}${tiers}; reached: ${reached}`,
    tier: (from: number, level: string) => `; from ${from} on ${level}`,
    grows: (span: string) => `the alert grows until the group is quiet for ${span}`,
    otherFormat: 'it was read as another format, or told by several lines: alone it says nothing',
    noRule: 'alone it matches none of the rules: what it tells comes with other lines',
  },
};

export type Phrases = Widened<typeof ENGLISH>;

export function phrasesIn(language: Language): Phrases {
  return language === 'fr' ? FRENCH : ENGLISH;
}
