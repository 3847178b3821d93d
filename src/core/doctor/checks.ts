import { hostname } from 'node:os';
import type { LokiSettings } from '../../clients/loki/settings.ts';
import { SECOND_MS } from '../../model/time.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { systemRunner } from '../../platform/execute.ts';
import { liveProtections } from '../../responders/protected/live.ts';
import { makeResponders } from '../bans/responders.ts';
import type { NotifySettings } from '../notices/channel-settings.ts';
import type { CoreSettings } from '../settings.ts';
import { banChecks } from './bans.ts';
import { captureCheck } from './capture.ts';
import type { Check } from './check.ts';
import { type DoorsCheckOptions, doorsCheck } from './doors.ts';
import { lokiCheck } from './loki.ts';
import { mailCheck, noMailCheck } from './mail.ts';
import { receiversCheck } from './receivers.ts';
import { type SettingsCheckOptions, settingsCheck } from './settings.ts';
import { type SourceChecksOptions, sourceChecks } from './sources.ts';
import { stateCheck } from './state.ts';
import { type TerminalFacts, terminalCheck } from './terminal.ts';
import { TIMESYNCD, timeCheck } from './time.ts';

export type DoctorSettings = SettingsCheckOptions &
  Pick<SourceChecksOptions, 'paths' | 'areFound'> &
  Pick<CoreSettings, 'response' | 'timeZone'> & {
    readonly state: string;
    readonly terminal: TerminalFacts;
    /** Null where nothing of the configuration needs it. */
    readonly loki: LokiSettings | null;
    /** Whom alerts are sent to; null: nobody. */
    readonly notify: NotifySettings | null;
    readonly doors: DoorsCheckOptions;
    /** The variable PATH. */
    readonly searchPath: string;
    readonly testMail: boolean;
  };

const TOOL_MS = 5 * SECOND_MS;

/**
 * Every part that the configuration needs, in the order in which they are told. A new part is a `Check` of its own file
 * and a line here.
 */
export function doctorChecks(settings: DoctorSettings): readonly Check[] {
  const clock = systemClock;
  const run = systemRunner({ timeout: TOOL_MS });
  const { active } = makeResponders(settings.response);
  return [
    settingsCheck(settings),
    stateCheck(settings.state),
    sourceChecks({ ...settings, clock }),
    ...(settings.loki === null ? [] : [lokiCheck(settings.loki, clock)]),
    captureCheck(run, process.getuid?.() === 0),
    banChecks({ responders: active, protectedNow: liveProtections }),
    ...notifyChecks(settings, clock),
    ...(letsOthersIn(settings.doors) ? [doorsCheck(settings.doors)] : []),
    timeCheck({ now: () => clock.now(), timeZone: settings.timeZone, run, timesyncd: TIMESYNCD }),
    terminalCheck(settings.terminal),
  ];
}

function notifyChecks({ notify, testMail, searchPath }: DoctorSettings, clock: Clock): Check[] {
  if (notify === null) return testMail ? [noMailCheck] : [];
  const { mail, webhooks, commands, files, syslog } = notify;
  const hasOthers = [webhooks, commands, files, syslog].some((channels) => channels.length > 0);
  return [
    ...(mail === null
      ? testMail
        ? [noMailCheck]
        : []
      : [mailCheck({ settings: mail, sendTest: testMail, host: hostname(), clock })]),
    ...(hasOthers ? [receiversCheck({ settings: notify, searchPath })] : []),
  ];
}

function letsOthersIn({ readGroup, actGroup }: DoorsCheckOptions): boolean {
  return readGroup !== null || actGroup !== null;
}
