import type { LogEvent } from '../../src/model/log-event.ts';

/** An event of which nothing is known but what the test says. */
export function logEvent(known: Partial<LogEvent>): LogEvent {
  return {
    ...{ time: 0, logsource: {}, category: 'system', outcome: null, count: 1 },
    ...{ srcIp: null, srcHost: null, user: null, login: false },
    ...{ fields: {}, raw: '', ref: { source: 's', line: 1 } },
    ...known,
  };
}

/** A request as an access log tells it. */
export function webRequest(target: string, referer = '-', userAgent = '-'): LogEvent {
  return logEvent({
    ...{ logsource: { category: 'webserver' }, category: 'web', outcome: 'success', srcIp: '203.0.113.9' },
    fields: { 'cs-uri': target, 'cs-referer': referer, 'cs-user-agent': userAgent },
    raw: `${target} ${referer} ${userAgent}`,
  });
}
