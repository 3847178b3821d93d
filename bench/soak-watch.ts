/**
 * A day of `watch`, without the day: files that grow, a mail server and the store are real, the time is ours. Memory must
 * not grow, mails must keep to their limit, and what they tell must be all that was found, once.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { commonSettings, coreSettings } from '../src/commands/settings/settings.ts';
import { AlertGrowth } from '../src/commands/watch/alert-growth.ts';
import { withoutEvidence } from '../src/core/record/lean-alert.ts';
import { startCore } from '../src/core/start.ts';
import { HOUR_MS, SECOND_MS } from '../src/model/time.ts';
import { safeJson } from '../src/platform/safe-text.ts';
import { alertJson } from '../src/report/scan-report.ts';
import { type ReceivedMail, startMailServer } from '../test/support/mail-server.ts';
import { dayOfAttacks } from './day-of-attacks.ts';
import { type Told, toldIn, troublesOf } from './soak-mails.ts';

type SoakWatch = { readonly hours: number; readonly seed: number };

const START = Date.UTC(2026, 5, 1);
/** After the attacks, so that the last digest goes out. */
const QUIET_HOURS = 2;
/** The mail server says "later" in these hours. */
const DOWN = { from: 5, to: 7 } as const;
const MOST_GROWTH = 1.25;
const PARTS = 8;

/** Whether all is as it must be. Prints a row each few hours, and everything that is not. */
export async function soakWatch(folder: string, { hours, seed }: SoakWatch): Promise<boolean> {
  mkdirSync(folder);
  let time = START;
  const hour = (): number => (time - START) / HOUR_MS;
  const isDown = (): boolean => hour() >= DOWN.from && hour() < DOWN.to;
  const told: Told[] = [];
  const server = await startMailServer({
    disabledCommands: ['STARTTLS'],
    answer: () => (isDown() ? 451 : 250),
    onReceived: (mail: ReceivedMail) => told.push(toldIn(mail.source, time)),
  });
  const { core, engine, run, stop } = await coreOn(folder, server.port, () => time);
  void run();

  const minuteOf = dayOfAttacks(seed);
  const written = { auth: 0, access: 0 };
  const rss: number[] = [];
  const minutes = hours * 60;
  for (let minute = 0; minute < minutes + QUIET_HOURS * 60; minute++) {
    const start = time;
    for (let second = 0; second < 60; second++) {
      time += SECOND_MS;
      core.tick();
      while (core.sending !== null) await core.sending;
    }
    if (minute < minutes) {
      const { auth, access } = minuteOf(minute, start);
      appendFileSync(join(folder, 'auth.log'), auth);
      appendFileSync(join(folder, 'access.log'), access);
      written.auth += Buffer.byteLength(auth);
      written.access += Buffer.byteLength(access);
    }
    while (
      core.feed.statuses.some(
        ({ id, bytes }) => bytes < (id.includes('auth') ? written.auth : written.access),
      )
    )
      await sleep(1);
    const part = Math.floor((minute * PARTS) / minutes);
    rss[part] = Math.max(rss[part] ?? 0, process.memoryUsage.rss());
    if ((minute + 1) % (minutes / PARTS) === 0)
      console.log(
        `hour ${hour()}: ${engine.events} events, ${[...core.alerts.all()].length} alerts, ${told.length} mails, ` +
          `resident ${Math.round((rss[part] ?? 0) / 1e6)} MB`,
      );
  }
  const alerts = Array.from(core.alerts.all(), withoutEvidence);
  await stop();
  await server.close();

  const troubles = troublesOf(told, alerts);
  const middle = rss[PARTS / 2 - 1] ?? 0;
  const growth = Math.max(...rss.slice(PARTS / 2)) / middle;
  if (growth > MOST_GROWTH) troubles.push(`resident memory grew by x${growth.toFixed(2)} after the middle`);
  for (const trouble of troubles) console.log(`WRONG: ${trouble}`);
  console.log(
    `${hours} hours of watch: ${told.length} mails about ${alerts.length} alerts, memory x${growth.toFixed(2)}: ` +
      (troubles.length === 0 ? 'all as it must be' : `${troubles.length} troubles`),
  );
  return troubles.length === 0;
}

/** The core of `watch` with a configuration of its own; its output is made and thrown away. */
async function coreOn(folder: string, port: number, now: () => number) {
  const config = join(folder, 'soc-console.yaml');
  writeFileSync(
    config,
    `notify:
  mail: {smtp: "smtp://127.0.0.1:${port}", security: none, from: soc@example.org, to: [ops@example.org]}
response: {automatic: {mode: "on"}}
`,
  );
  const paths = ['auth.log', 'access.log'].map((name) => {
    writeFileSync(join(folder, name), '');
    return { path: join(folder, name), format: null, label: null };
  });
  const flags = { config, state: join(folder, 'state'), rules: [], level: null, timezone: 'UTC' };
  const settings = coreSettings(await commonSettings(flags, {}), paths, {
    ...{ dryRun: false, permits: 'all', demo: null, state: flags.state, sshClient: null },
    ...{ loki: null, tellLoki: null, range: { since: null, until: null } },
    shipped: fileURLToPath(new URL('../config', import.meta.url)),
  });
  let bytes = 0;
  const growth = new AlertGrowth((alert) => {
    bytes += safeJson({ type: 'alert', ...alertJson(alert) }).length;
    return bytes > 0;
  });
  return startCore(settings, (alert) => growth.alert(alert), { now });
}
