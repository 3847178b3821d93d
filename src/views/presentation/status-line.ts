import type { Snapshot, SourceStatus } from '../../core/protocol.ts';
import type { Row } from '../rows.ts';
import type { ConsoleState, Tone } from '../state/console-state.ts';
import type { Token } from '../theme.ts';
import { alertGroup } from './address.ts';
import { banLeft, banState } from './ban-columns.ts';
import { levelCell } from './level.ts';
import { fitLine, type Line, span } from './line.ts';
import { loginName, loginUsers } from './login-columns.ts';
import { clean, type Look } from './look.ts';
import { plural } from './numbers.ts';
import { isHealthy, sourceState, unparsedReasons } from './source-columns.ts';
import { sourceName } from './source-name.ts';
import { clockTime } from './times.ts';

const TONES: Readonly<Record<Tone, Token>> = { info: 'strong', good: 'good', bad: 'bad' };

/** The line above the keys: what was just done, else what is wrong, else the selected row in full. */
export function statusLine(state: ConsoleState, row: Row | null, look: Look, width: number): Line {
  return fitLine([span(' '), ...content(state, row, look)], width, look.glyphs.ellipsis);
}

function content({ message, snapshot, link }: ConsoleState, row: Row | null, look: Look): Line {
  if (message !== null) return [span(clean(message.text, look), TONES[message.tone])];
  if (link.kind === 'silent' && link.reason !== null) {
    return [span(`! the core does not answer: ${clean(link.reason, look)}`, 'bad')];
  }
  if (snapshot === null) return [];
  const trouble = troubleOf(snapshot, look);
  if (trouble !== null) return [span(`! ${trouble}`, 'bad')];
  return row === null ? [] : summary(row, look);
}

/** What the operator must know although nothing was asked: the first of it, and how much more there is. */
function troubleOf(snapshot: Snapshot, look: Look): string | null {
  const troubles = [
    ...snapshot.warnings.map((warning) => clean(warning, look)),
    ...snapshot.sources.filter((source) => !isHealthy(source)).map((source) => sourceTrouble(source, look)),
  ];
  const [first] = troubles;
  if (first === undefined) return null;
  return troubles.length === 1 ? first : `${first} (and ${troubles.length - 1} more, see 8)`;
}

function sourceTrouble({ id, state, error }: SourceStatus, look: Look): string {
  const how = state === 'missing' ? ' is missing' : state === 'failed' ? ' failed' : '';
  return `${sourceName(id, look)}${how}${error === null ? '' : `: ${clean(error, look)}`}`;
}

/** One row in words, with what its columns had no room for. */
function summary(row: Row, look: Look): Line {
  switch (row.kind) {
    case 'alert': {
      const { alert } = row;
      const period = `${clockTime(alert.firstSeen)} to ${clockTime(alert.lastSeen)}`;
      return [
        levelCell(alert.rule.level, look, 7),
        span(`  ${clean(alert.rule.title, look)}`, 'strong'),
        span(`  ${alertGroup(alert, look)}  ${plural(alert.eventCount, 'event')} ${period}  `),
        span(clean(alert.recommendation, look)),
      ];
    }
    case 'login': {
      const { login } = row;
      const counts = `  ${plural(login.failed, 'failure')}, ${plural(login.succeeded, 'success', 'successes')}  `;
      return [
        span(loginName(login, look), 'strong'),
        span(counts),
        span(login.usersTotal === 0 ? '' : `accounts: ${loginUsers(login, look)}`),
      ];
    }
    case 'finding': {
      const { finding } = row;
      return [
        levelCell(finding.severity, look, 7),
        span(`  ${finding.port} ${clean(finding.service, look)}: ${clean(finding.reason, look)}  `, 'strong'),
        span(clean(finding.recommendation, look)),
      ];
    }
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
      const unparsed = unparsedReasons(source);
      return [
        span(`${sourceName(source.id, look)}  `, 'strong'),
        sourceState(source.state, look),
        span(unparsed === '' ? '  every line understood' : `  not understood: ${unparsed}`),
      ];
    }
  }
}
