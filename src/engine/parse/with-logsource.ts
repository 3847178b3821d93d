import type { LogEvent, Logsource } from '../../model/log-event.ts';

/** The event as one of another log: what the user knows of an input goes over what its parser takes it for. */
export function withLogsource(event: LogEvent, logsource: Logsource): LogEvent {
  // Some events work their fields out when asked, from what only they have: the new one asks the old.
  return Object.create(event, { logsource: { value: logsource, enumerable: true } });
}
