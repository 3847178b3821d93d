import type { Outcome } from '../../../model/log-event.ts';
import { layout } from '../../pattern.ts';
import type { FlatRecord } from '../json/json-record.ts';
import { type LoginLog, logsourceOf, textOf } from './record-login.ts';

/** Where programs say what happened; the first that says that it is a login holds. */
const EVENT = [
  ...[
    'event',
    'event.action',
    'event.name',
    'event.type',
    'event_type',
    'event_name',
    'eventType',
    'eventName',
  ],
  ...['eventAction', 'type', 'action', 'operation', 'activity', 'msg', 'message'],
] as const;
/** How it ended, where the name of the event does not say. */
const OUTCOME = [
  ...[
    'outcome',
    'event.outcome',
    'outcome.result',
    'result',
    'status',
    'success',
    'event.success',
    'auth_result',
  ],
] as const;
/** Whose connection it was; what a proxy says that it spoke for comes after. */
const ADDRESS = [
  ...['remote_addr', 'remoteAddr', 'remote_address', 'remoteAddress', 'addr.remote', 'remote_ip', 'remoteIp'],
  ...[
    'client.address',
    'client_address',
    'clientAddress',
    'client_addr',
    'client.ip',
    'client_ip',
    'clientIp',
  ],
  ...[
    'clientIP',
    'source.ip',
    'source.address',
    'source_ip',
    'sourceIp',
    'sourceIP',
    'src_ip',
    'srcIp',
    'src',
  ],
  ...['ip', 'ip_address', 'ipAddress', 'ip_addr', 'ipaddr', 'peer', 'actor.ip', 'user.ip', 'context.ip'],
  ...[
    'request.ip',
    'request.remote_ip',
    'request.remoteAddress',
    'req.ip',
    'req.remoteAddress',
    'http.client_ip',
  ],
] as const;
const USER = [
  ...[
    'user.name',
    'user.email',
    'user.username',
    'username',
    'userName',
    'user_name',
    'user',
    'login',
    'account',
  ],
  ...[
    'accountName',
    'email',
    'user.id',
    'user_id',
    'userId',
    'principal',
    'actor.name',
    'actor',
    'context.username',
    'identifier',
  ],
] as const;

const LOGIN = '(?:user)?(?:login|logon|signin|auth|authn|authentication)(?:attempt|event)?';
const REFUSED = new RegExp(
  layout`
    ^(?:
      (?:user)?(?:failedto|couldnot|unableto)(?:login|logon|signin|authenticate)(?:user)?
      |${LOGIN}(?:failed|failure|fail|error|denied|rejected|refused|invalid|unsuccessful)
      |(?:
         failed|invalid|unsuccessful|unauthorized|bad|wrong|incorrect
       )(?:
         ${LOGIN}|(?:login)?credentials?|password
         |(?:username?|login|email)(?:or|and)password
         |passwordor(?:username?|email)
       )
    )$`,
);
const ACCEPTED = new RegExp(
  layout`
    ^(?:
      ${LOGIN}(?:success|succeeded|successful|ok|accepted)
      |(?:successful${LOGIN})
      |(?:user)?(?:successfully)?(?:loggedin|signedin)
      |successfullyauthenticated
      |(?:user)?(?:loggedin|signedin|authenticated)successfully
    )$`,
);
const EITHER = new RegExp(`^(?:${LOGIN}|authenticate)$`);

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ...['failure', 'failed', 'fail', 'error', 'denied', 'false', 'invalid', 'unauthorized', 'rejected'].map(
    (word) => [word, 'failure'] as const,
  ),
  ...['success', 'successful', 'succeeded', 'ok', 'true', 'allowed', 'accepted', 'granted'].map(
    (word) => [word, 'success'] as const,
  ),
]);

/** Letters only: `user.login.failed`, `LoginFailed` and `login failed` are the same words. */
const LONGEST_EVENT = 48;

function lettersOf(value: string): string {
  return value.length > LONGEST_EVENT ? '' : value.toLowerCase().replace(/[^a-z]/g, '');
}

function outcomeOf(record: FlatRecord): Outcome | undefined {
  for (const name of EVENT) {
    const value = record[name];
    const said = typeof value === 'string' ? lettersOf(value) : '';
    if (REFUSED.test(said)) return 'failure';
    if (ACCEPTED.test(said)) return 'success';
    if (!EITHER.test(said)) continue;
    const ended = OUTCOME.map((field) => OUTCOMES.get(String(record[field]).toLowerCase()));
    return ended.find((outcome) => outcome !== undefined);
  }
  return undefined;
}

/**
 * A login of any program that says so: the whole text of a field that names events is one of few words, as `login_failed`, or says
 * `login` and another field how it ended. What people write into longer texts is nobody's event.
 */
export const anyLogin: LoginLog = {
  logsource: logsourceOf('generic', 'login'),
  names: [...EVENT, ...OUTCOME, ...ADDRESS],
  read: (record) => {
    const address = textOf(record, ...ADDRESS);
    const outcome = address === null ? undefined : outcomeOf(record);
    return outcome === undefined ? null : { outcome, user: textOf(record, ...USER), address };
  },
};
