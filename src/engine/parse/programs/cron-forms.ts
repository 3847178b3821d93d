import { type ProgramForm, patternForm } from './program-message.ts';

/** cron and crontab: `(USER) WORD (TEXT)`; the text of a command is the user's. */
export const CRON_FORMS: readonly ProgramForm[] = [
  patternForm(
    'cron-command',
    /^\((?<user>[^()]{1,64})\) CMD \((?<command>.{0,4000})\)$/,
    ({ user, command }) => ({ user, fields: { COMMAND: command?.trim() } }),
  ),
  patternForm(
    'crontab-changed',
    /^\((?<by>[^()]{1,64})\) (?<action>REPLACE|DELETE) \((?<user>[^()]{1,64})\)$/,
    ({ by, user, action }) => ({ user: by ?? null, fields: { USER: user, action } }),
  ),
];
