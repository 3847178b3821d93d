import type { Snapshot } from '../../../core/protocol.ts';
import type { Alert, Evidence } from '../../../model/alert.ts';
import { rowBan } from '../../rows.ts';
import { alertAddress } from '../address.ts';
import { alertUsers } from '../alert-columns.ts';
import { tactics, techniqueName, techniques } from '../attack.ts';
import { banLeft, banState } from '../ban-columns.ts';
import { cutStart, dropColumns } from '../cut.ts';
import { levelCell } from '../level.ts';
import { type Line, type Span, span } from '../line.ts';
import { clean, type Look } from '../look.ts';
import { groupDigits, plural } from '../numbers.ts';
import { sourceBaseName, sourceName } from '../source-name.ts';
import { clockTime, fullTime, shortDuration } from '../times.ts';
import { type Document, fact, heading, type Page, textFact } from './document.ts';
import { alertLine, loginLine } from './lines.ts';

const CONFIDENCE = ['a guess', 'likely', 'very likely', 'certain'] as const;
const SPOOFABLE = [
  'address proved by a handshake',
  'address hard to forge',
  'address may be forged',
  'anyone can forge the address',
] as const;

export function alertDocument(alert: Alert, snapshot: Snapshot, page: Page): Document {
  const { look } = page;
  const users = alertUsers(alert, look).join(', ');
  return {
    title: 'Alert',
    lines: [
      [
        span(' '),
        levelCell(alert.rule.level, look, 7),
        span('  '),
        span(clean(alert.rule.title, look), 'strong'),
      ],
      [],
      fact('Who', ...who(alert, snapshot, look)),
      fact('When', `${period(alert, look)}, `, span(plural(alert.eventCount, 'event'), 'strong')),
      ...(users === '' ? [] : textFact('Accounts', users, page)),
      ...textFact('What to do', clean(alert.recommendation, look), page, 'strong'),
      ...textFact('ATT&CK', attack(alert, look), page),
      ...textFact('Rule', rule(alert, look), page),
      ...textFact('Read in', alert.sources.map((id) => sourceName(id, look)).join(', '), page),
      fact('State', ...status(alert)),
      ...evidence(alert, page),
      ...sameAddress(alert, snapshot, page),
    ],
  };
}

function period({ firstSeen, lastSeen }: Alert, { glyphs }: Look): string {
  const first = fullTime(firstSeen);
  const last = fullTime(lastSeen);
  if (first === last) return `${first} UTC`;
  const end = first.slice(0, 10) === last.slice(0, 10) ? clockTime(lastSeen) : last;
  return `${first} ${glyphs.dash} ${end} UTC, in ${shortDuration(lastSeen - firstSeen)}`;
}

function who(alert: Alert, snapshot: Snapshot, look: Look): readonly Span[] {
  const address = alertAddress(alert);
  const groups = Object.entries(alert.group).map(
    ([field, value]) => `${clean(field, look)} ${clean(value, look)}`,
  );
  if (groups.length === 0) return [span('all sources together')];
  const ban = rowBan({ kind: 'alert', alert }, snapshot);
  const others = groups.filter((_, index) => Object.values(alert.group)[index] !== address);
  return [
    span(address ?? groups.join(', '), 'strong'),
    span(address === null || others.length === 0 ? '' : `, ${others.join(', ')}`),
    ...(address === null ? [] : banned(ban, look)),
  ];
}

function banned(ban: ReturnType<typeof rowBan>, look: Look): readonly Span[] {
  if (ban === null) return [span('  not banned')];
  return [span('  ban '), banState(ban.state, look), span(', '), banLeft(ban, look)];
}

function attack(alert: Alert, look: Look): string {
  const named = techniques(alert.rule.tags).map((id) => [id, techniqueName(id)].filter(Boolean).join(' '));
  const all = [...named, ...tactics(alert.rule.tags)].map((text) => clean(text, look));
  return all.length === 0 ? 'no technique named by the rule' : all.join(', ');
}

function rule({ rule }: Alert, look: Look): string {
  const certainty = CONFIDENCE[rule.confidence] ?? `confidence ${rule.confidence}`;
  const proof = SPOOFABLE[rule.spoofable] ?? `spoofable ${rule.spoofable}`;
  return `${clean(rule.name || rule.id, look)}: ${certainty}, ${proof}`;
}

function status(alert: Alert): readonly Span[] {
  return [
    alert.status === 'open' ? span('open', 'strong') : span('acknowledged'),
    span(alert.historical ? '; from old lines, so never banned automatically' : ''),
  ];
}

function evidence(alert: Alert, page: Page): readonly Line[] {
  const shown = alert.evidence.length;
  if (shown === 0) return heading('Evidence', 'no line was kept');
  const remark =
    alert.eventCount > shown
      ? `first and latest ${groupDigits(shown)} of ${plural(alert.eventCount, 'event')}`
      : plural(shown, 'line');
  return [...heading('Evidence', remark), ...alert.evidence.map((item) => evidenceLine(item, page))];
}

/** What else is known of the attacker: one look, one picture. */
function sameAddress(alert: Alert, snapshot: Snapshot, { look }: Page): readonly Line[] {
  const address = alertAddress(alert);
  if (address === null) return [];
  const login = snapshot.logins.rows.find(({ ip }) => ip === address);
  const others = snapshot.alerts.rows.filter(
    (other) => other.id !== alert.id && alertAddress(other) === address,
  );
  if (login === undefined && others.length === 0) return [];
  return [
    ...heading('Same address', others.length === 0 ? '' : plural(others.length, 'other alert')),
    ...others.map((other) => alertLine(other, look)),
    ...(login === undefined ? [] : [loginLine(login)]),
  ];
}

const SOURCE_WIDTH = 24;

function evidenceLine({ source, line, time, raw }: Evidence, { look, shift, width }: Page): Line {
  // A column is at most three characters, so no more of a long line is cleaned than can be seen.
  const text = clean(raw.slice(0, (shift + width) * 3), look);
  const file = cutStart(sourceBaseName(source, look), SOURCE_WIDTH, look.glyphs.ellipsis);
  return [
    span(` ${clockTime(time)} ${file}:${line} `),
    span(shift > 0 ? look.glyphs.ellipsis : ' ', 'muted'),
    span(dropColumns(text, shift)),
  ];
}
