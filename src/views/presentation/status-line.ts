import type { Snapshot } from '../../core/protocol.ts';
import type { EpochMs } from '../../model/time.ts';
import { pageOfList, type Row } from '../rows.ts';
import type { ConsoleState, Tone } from '../state/console-state.ts';
import type { Token } from '../theme.ts';
import { alertGroup } from './address.ts';
import { banLeft, banState } from './columns/ban-columns.ts';
import { loginName, loginUsers } from './columns/login-columns.ts';
import { sourceState, understood } from './columns/source-columns.ts';
import { attackClasses } from './columns/web-columns.ts';
import { cutEnd, cutStart } from './cut.ts';
import { levelCell } from './level.ts';
import { fitLine, type Line, lineWidth, span } from './line.ts';
import { clean, type Look } from './look.ts';
import { momentLine } from './moment-line.ts';
import { groupDigits, plural } from './numbers.ts';
import { sourceName } from './source-name.ts';
import { periodOf } from './times.ts';
import { troublesOf } from './troubles.ts';

const TONES: Readonly<Record<Tone, Token>> = { info: 'strong', good: 'good', bad: 'bad' };

/** The line above the keys: what was just done, else what is wrong, else the selected row in full. */
export function statusLine(state: ConsoleState, row: Row | null, look: Look, width: number): Line {
  if (state.overlay.kind === 'prompt') return promptLine(state, state.overlay, look, width);
  return fitLine([span(' '), ...content(state, row, look, width - 1)], width, look.glyphs.ellipsis);
}

/** What is being typed, with what is wrong with it, or how it is written. */
function promptLine(
  { snapshot }: ConsoleState,
  { purpose, text }: Extract<ConsoleState['overlay'], { kind: 'prompt' }>,
  look: Look,
  width: number,
): Line {
  if (purpose.kind === 'hunt') return fitLine([span(` ${HINTS.hunt}`, 'muted')], width, look.glyphs.ellipsis);
  const sign = SIGNS[purpose.kind];
  const page =
    purpose.kind === 'filter' && snapshot !== null ? pageOfList(purpose.list, snapshot) : undefined;
  const typed = [
    span(` ${sign}`, 'key'),
    span(cutStart(clean(text, look), Math.floor(width / 2), look.glyphs.ellipsis), 'strong'),
    span(' ', 'selected'),
  ];
  const problem = page?.problem ?? null;
  if (problem !== null)
    return fitLine([...typed, span(`  ${clean(problem, look)}`, 'warn')], width, look.glyphs.ellipsis);
  const count = page === undefined ? '' : `  ${groupDigits(page.matching)} of ${groupDigits(page.total)}`;
  return fitLine(
    [...typed, span(count, 'strong'), span(`  ${HINTS[purpose.kind]}`, 'muted')],
    width,
    look.glyphs.ellipsis,
  );
}

const SIGNS = {
  filter: '/',
  search: '/',
  palette: ':',
  hunt: '',
  override: 'address: ',
  note: 'note: ',
} as const;

const HINTS = {
  filter: 'word  !not  field:value  count>10  >=high  last>06:00  re:pattern  Up recalls',
  search: 'text on this page; n and N go on, Up recalls',
  palette: 'a command, or: entity, ban, unban, hunt, filter, sort, save and a word',
  hunt: 'Enter runs, Tab completes, Up and Down recall, Esc leaves',
  override: 'type it to the letter; Esc bans nobody',
  note: 'Enter keeps it for good; Esc forgets it',
} as const;

function content(state: ConsoleState, row: Row | null, look: Look, width: number): Line {
  const { message, snapshot, link } = state;
  if (message !== null) return [span(clean(message.text, look), TONES[message.tone])];
  if (link.kind === 'silent' && link.reason !== null) {
    return [span(`! the core does not answer: ${clean(link.reason, look)}`, 'bad')];
  }
  if (snapshot === null) return [];
  const trouble = troubleOf(snapshot, look, width - 2);
  if (trouble !== null) return [span(`! ${trouble}`, 'bad')];
  return row === null ? momentLine(state, look) : summary(row, snapshot.now, look, width);
}

/** What the operator must know although nothing was asked: the first of it, and how much more there is. */
function troubleOf(snapshot: Snapshot, look: Look, width: number): string | null {
  const [first, ...others] = troublesOf(snapshot, look);
  if (first === undefined || others.length === 0) return first ?? null;
  const more = ` (and ${others.length} more, see 8)`;
  return `${cutEnd(first, width - more.length, look.glyphs.ellipsis)}${more}`;
}

/** One row in words, with what its columns had no room for. */
function summary(row: Row, now: EpochMs, look: Look, width: number): Line {
  switch (row.kind) {
    case 'alert': {
      const { alert } = row;
      const period = periodOf(alert.firstSeen, alert.lastSeen, now, look.glyphs.dash);
      const how = `  ${plural(alert.eventCount, 'event')}, ${period}`;
      const what = [
        levelCell(alert.rule.level, look, 7),
        span(`  ${clean(alert.rule.title, look)}`, 'strong'),
        span(`  ${alertGroup(alert, look)}`),
      ];
      const whole = [...what, span(how)];
      // Half a time says nothing.
      return [
        ...(lineWidth(whole) <= width ? whole : what),
        span('  '),
        span(clean(alert.recommendation, look)),
      ];
    }
    case 'incident': {
      const { attacker, alerts, events, titles } = row.incident;
      return [
        span(clean(attacker, look), 'strong'),
        span(`  ${plural(alerts, 'alert')}, ${plural(events, 'event')}  `),
        span(titles.map((title) => clean(title, look)).join('; ')),
      ];
    }
    case 'login': {
      const { login } = row;
      const counts = `  ${plural(login.failed, 'failure')}, ${plural(login.succeeded, 'success', 'successes')}  `;
      return [
        span(loginName(login, look), 'strong'),
        span(counts),
        ...(login.gotIn ? [span('!! got in', 'critical'), span('  ')] : []),
        span(login.usersTotal === 0 ? '' : `accounts: ${loginUsers(login, look)}`),
      ];
    }
    case 'finding': {
      const { finding } = row;
      return [
        levelCell(finding.severity, look, 7),
        span(
          `  ${finding.port ?? ''} ${clean(finding.service, look)}: ${clean(finding.reason, look)}  `,
          'strong',
        ),
        span(clean(finding.recommendation, look)),
      ];
    }
    case 'web': {
      const { web } = row;
      const attacks = attackClasses(web);
      return [
        span(clean(web.ip, look), 'strong'),
        span(`  ${plural(web.requests, 'request')}, ${groupDigits(web.errors)} answered with an error  `),
        span(
          attacks === '' ? 'no attack seen' : `attacks: ${clean(attacks, look)}`,
          attacks === '' ? 'text' : 'bad',
        ),
        ...(web.passed === 0 ? [] : [span(`  ${groupDigits(web.passed)} answered without an error`, 'warn')]),
      ];
    }
    case 'path': {
      const { path, requests, over, attacked, codes } = row.path;
      const sure = over === 0 ? '' : ` at most, ${groupDigits(requests - over)} at least`;
      return [
        span(clean(path, look), 'strong'),
        span(`  ${plural(requests, 'request')}${sure}  `),
        span(codes.length === 0 ? '' : `answered ${codes.join(', ')}  `),
        span(
          attacked === 0 ? 'no attack seen' : `${groupDigits(attacked)} taken for attacks`,
          attacked === 0 ? 'text' : 'bad',
        ),
      ];
    }
    case 'talker': {
      const { talker } = row;
      return [
        span(clean(talker.ip, look), 'strong'),
        span(
          `  ${groupDigits(talker.syn)} SYN to ${plural(talker.ports, 'port')} of ${plural(talker.targets, 'host')}, `,
        ),
        span(`${groupDigits(talker.answered)} answered, ${groupDigits(talker.completed)} completed`),
      ];
    }
    case 'rule': {
      const { rule } = row;
      return [
        levelCell(rule.level, look, 7),
        span(`  ${clean(rule.title, look)}  `, 'strong'),
        span(clean(rule.condition, look)),
      ];
    }
    case 'entity':
      return [span(clean(row.value, look), 'strong')];
    case 'ban':
      return [
        span(`${clean(row.ban.value, look)}  `, 'strong'),
        banState(row.ban.state, look),
        span('  '),
        banLeft(row.ban, look),
        span(row.ban.detail === null ? '' : `  ${clean(row.ban.detail, look)}`),
      ];
    case 'source': {
      const { source } = row;
      return [
        span(`${sourceName(source.id, look)}  `, 'strong'),
        sourceState(source, now, look),
        span(source.finder ? '  finds what is read, and has no lines of its own' : `  ${understood(source)}`),
      ];
    }
  }
}
