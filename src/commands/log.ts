import { fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { safeText } from '../platform/safe-text.ts';

export const LOG_LEVELS = ['error', 'warning', 'info'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the program says of itself, one line a message, worst first among levels. */
export type Log = Readonly<Record<LogLevel, (message: string) => void>>;

/** Numbers of syslog, which the journal takes from the beginning of a line. */
const PRIORITIES: Readonly<Record<LogLevel, number>> = { error: 3, warning: 4, info: 6 };

/** A log on `stderr` that leaves out what is weaker than `least`. */
export function createLog(stderr: Writable, least: LogLevel, isJournal: boolean): Log {
  const shown = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(least) + 1);
  const at =
    (level: LogLevel) =>
    (message: string): void => {
      if (!shown.includes(level)) return;
      const name = level === 'info' ? '' : `${level}: `;
      const start = isJournal ? `<${PRIORITIES[level]}>` : `soc-console: ${name}`;
      stderr.write(`${start}${safeText(message)}\n`);
    };
  return { error: at('error'), warning: at('warning'), info: at('info') };
}

/** Whether standard error is the journal: systemd names the socket that it gave (systemd.exec(5)). */
export function isJournal(journalStream: string | undefined): boolean {
  try {
    const { dev, ino } = fstatSync(2);
    return journalStream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
