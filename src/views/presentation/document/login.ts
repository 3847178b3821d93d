import type { LoginRow, Snapshot } from '../../../core/protocol.ts';
import { isAbout, rowBan } from '../../rows.ts';
import { banLeft, banState } from '../ban-columns.ts';
import { type Line, span } from '../line.ts';
import { loginName, loginUsers } from '../login-columns.ts';
import type { Look } from '../look.ts';
import { plural } from '../numbers.ts';
import { fullTime } from '../times.ts';
import { type Document, fact, heading, type Page, textFact } from './document.ts';
import { alertLine } from './lines.ts';

/** A source of logins that no alert is about yet. */
export function loginDocument(login: LoginRow, snapshot: Snapshot, page: Page): Document {
  const { look } = page;
  const users = loginUsers(login, look);
  return {
    title: 'Login source',
    lines: [
      [span(` ${loginName(login, look)}`, 'strong')],
      [],
      fact(
        'Failures',
        span(plural(login.failed, 'failed login'), 'strong'),
        `, at most ${login.peak10s} in 10 s`,
      ),
      fact('Successes', plural(login.succeeded, 'successful login')),
      ...(users === '' ? [] : textFact('Accounts', users, page)),
      fact('First', login.first === null ? 'no failure' : `${fullTime(login.first)} UTC`),
      fact('Last', login.last === null ? 'no failure' : `${fullTime(login.last)} UTC`),
      fact('Ban', ...banned(login, snapshot, look)),
      ...alerts(login, snapshot, page),
    ],
  };
}

function banned(login: LoginRow, snapshot: Snapshot, look: Look): Line {
  if (login.ip === null) return [span('the log gives only a host name: only addresses are banned')];
  const ban = rowBan({ kind: 'login', login }, snapshot);
  return ban === null ? [span('none')] : [banState(ban.state, look), span(', '), banLeft(ban, look)];
}

function alerts(login: LoginRow, snapshot: Snapshot, page: Page): readonly Line[] {
  const { look } = page;
  const about = snapshot.alerts.rows.filter((alert) => isAbout(alert, login));
  if (about.length === 0) return [[], [span(' No alert is about this source.')]];
  return [...heading('Alerts'), ...about.map((alert) => alertLine(alert, look))];
}
